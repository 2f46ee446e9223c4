"""The LAMBDA names in IronCalc: 10,000 cells, one array of 10,000, and a live sheet, over 200 markets × 40 quarters."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ironcalc
import openpyxl

from bench.sideways import medians, shown, table
from xlmarket import Snapshot, open_snapshot
from xlmarket.cli import run
from xlmarket.formulas.names import embed
from xlmarket.package.archive import Package
from xlmarket.package.areas import column_letters
from xlmarket.package.dynamic import array_formula, dynamic_index
from xlmarket.package.parts import Parts

MARKETS, QUARTERS, CELLS = 200, 40, 10_000
_NONE = "<sheetData></sheetData>"


def figures(folder: Path) -> Snapshot:
    """A data set of the size asked for, through xlmarket's own import into a store of its own."""
    lines = ["market,metric,period,value,unit"]
    for number in range(MARKETS):
        for place in range(QUARTERS):
            value = 100 * (1 + number) ** 0.5 * 1.02**place * (1 + 0.1 * math.sin(place + number))
            lines.append(f"{name_of(number)},sales,{label_of(place)},{value:.3f},USD million")
    file, store = folder / "large.csv", f"sqlite:///{folder / 'store.db'}"
    file.write_text("\n".join(lines), encoding="utf-8")
    if run(["import", str(file), "--as", "large", "--store", store, "--quiet"]):
        raise SystemExit("the figures could not be imported")
    return open_snapshot("large", store=store)


def workbook(folder: Path, snapshot: Snapshot) -> Path:
    """An empty sheet in a workbook with the figures and functions."""
    path = folder / "large.xlsx"
    openpyxl.Workbook().save(path)
    parts = Parts(Package(path))
    embed(parts, snapshot)
    out = io.BytesIO()
    parts.package.write(out, parts.changes())
    path.write_bytes(out.getvalue())
    return path


def model(path: Path, formulas: Sequence[str], wide: int) -> Any:
    """The workbook with formulas on its first sheet, `wide` a row, as IronCalc loads it."""
    parts = Parts(Package(path))
    index = dynamic_index(parts)
    rows = []
    for row in range(0, len(formulas), wide):
        cells = [
            f'<c r="{column_letters(place + 1)}{row // wide + 1}" cm="{index}">'
            f"{array_formula(one, f'{column_letters(place + 1)}{row // wide + 1}')}<v>0</v></c>"
            for place, one in enumerate(formulas[row : row + wide])
        ]
        rows.append(f'<row r="{row // wide + 1}">{"".join(cells)}</row>')
    sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    parts.put("xl/worksheets/sheet1.xml", sheet.replace(_NONE, f"<sheetData>{''.join(rows)}</sheetData>").encode())
    out = io.BytesIO()
    parts.package.write(out, parts.changes())
    target = path.with_name("asked.xlsx")
    target.write_bytes(out.getvalue())
    return ironcalc.load_from_xlsx(str(target))


def name_of(number: int) -> str:
    return f"Market {number % MARKETS:03d}"


def label_of(place: int) -> str:
    return f"{2006 + place % QUARTERS // 4}Q{place % 4 + 1}"


def live() -> list[str]:
    """What a dashboard asks: a table of twenty markets, ranks and growth beside it, and two series for its charts."""
    cells = [
        'MARKET_TABLE(,"2015Q4",20)',
        'MARKET_SERIES({"Market 199","Market 100"},"2013Q1")',
        "MARKET_CONCENTRATION()",
    ]
    for place in range(20):
        one = f'"{name_of(MARKETS - 1 - place)}"'
        cells += [f"MARKET_{name}({one})" for name in ("VALUE", "SHARE", "GROWTH", "RANK", "CONTRIBUTION")]
        cells += [f'MARKET_GROWTH({one},"latest-{back}")' for back in range(1, 9)]
    return cells


def cells(formula: str) -> list[str]:
    """A formula ten thousand times, for market and quarter in turn."""
    return [formula.format(name_of(n), label_of(n), n % QUARTERS + 1) for n in range(CELLS)]


def main() -> None:
    """Print the table, and the time of the live sheet."""
    markets = ";".join(f'"{name_of(n)}"' for n in range(MARKETS))
    quarters = ",".join(f'"{label_of(n)}"' for n in range(QUARTERS))
    peer = "a bare INDEX and MATCH in the same workbook, each"
    asked = {
        f"MARKET_VALUE, {CELLS:,} cells, each": cells('MARKET_VALUE("{0}","{1}")'),
        f"MARKET_SHARE, {CELLS:,} cells, each": cells('MARKET_SHARE("{0}","{1}")'),
        f"MARKET_SHARE, one array of {MARKETS * QUARTERS:,} cells, per cell": [
            f"MARKET_SHARE({{{markets}}},{{{quarters}}})"
        ],
        peer: cells('INDEX(_market_Grid,MATCH("{0}",INDEX(_market_Markets,0,1),0),{2})'),
    }
    with TemporaryDirectory() as name:
        path = workbook(Path(name), figures(Path(name)))
        models = {label: model(path, formulas, QUARTERS) for label, formulas in asked.items()}
        sheet = model(path, live(), 1)
    seconds = medians({label: one.evaluate for label, one in models.items()} | {"live": sheet.evaluate}, runs=1)
    each = {
        label: seconds[label] / (CELLS if len(formulas) > 1 else MARKETS * QUARTERS)
        for label, formulas in asked.items()
    }
    print(table("LAMBDA names in IronCalc", each, peer))
    print(f"A live sheet of {len(live())} formulas over {MARKETS} × {QUARTERS}: {shown(seconds['live'])}\n")


if __name__ == "__main__":
    main()
