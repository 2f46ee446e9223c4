"""Every workbook of the corpus and specimens of three writers, rendered five ways, and what holds of the results.

`python -m tests.template.sweep FOLDER [EVERY]` prints the table. `test_sweep.py` runs a sample of it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from lxml import etree
from openpyxl.cell import Cell

from tests import ooxml
from tests.conftest import SHARED
from tests.template import charted
from xlmarket.errors import XlmarketError
from xlmarket.package.archive import MAIN
from xlmarket.template import compile_template, problems_of, render

ITEMS = [1.5, 2.5, 4.0]
TAG = re.compile(rb"\{%|\{\{")
XML = (".xml", ".rels", ".vml")
_S = f"{{{MAIN}}}"
_BATCH = 60
"""Workbooks that LibreOffice opens in one run."""

Cells = list[tuple[str, int, str]]
"""Columns, rows and texts to put into the first sheet of a workbook."""


def _fill(last: int) -> Cells:
    return [("XFD", last, "{{ items[0] }}")]


def _grow_rows(last: int) -> Cells:
    row = max(last // 2, 1)
    return [("XFC", row, "{%row for item in items %}{{ item }}"), ("XFD", row, "{%row endfor %}")]


def _grow_columns(last: int) -> Cells:
    return [("B", last + 2, "{%col for item in items %}{{ item }}{%col endfor %}")]


def _copy_sheets(_: int) -> Cells:
    return [("A", 1, "{%sheet for item in items %}")]


WAYS: dict[str, Callable[[int], Cells]] = {
    "no-op": lambda _: [],
    "fill": _fill,
    "grow rows": _grow_rows,
    "grow columns": _grow_columns,
    "copy sheets": _copy_sheets,
}


def tagged(source: Path, target: Path, cells: Callable[[int], Cells]) -> Path:
    """A copy of a workbook with cells put into its first sheet, in place of those that stand there."""
    plan = compile_template(source).sheets[0]

    def change(part: str, content: bytes) -> bytes:
        placed = cells(max([*plan.rows, 1])) if part == plan.part else []
        if not placed:
            return content
        sheet = etree.fromstring(content)
        data = next(sheet.iter(f"{_S}sheetData"))
        for column, row, text in placed:
            _put(data, column, row, text)
        return etree.tostring(sheet, xml_declaration=True, encoding="UTF-8", standalone=True)

    return ooxml.rewritten(source, target, change)


def _put(data: etree._Element, column: str, row: int, text: str) -> None:
    rows = {int(str(element.get("r"))): element for element in data}
    if row not in rows:
        rows[row] = etree.Element(f"{_S}row", r=str(row))
        data.insert(sum(number < row for number in rows), rows[row])
    for cell in rows[row]:
        if cell.get("r") == f"{column}{row}":
            rows[row].remove(cell)
    new = etree.Element(f"{_S}c", r=f"{column}{row}", t="inlineStr")
    etree.SubElement(etree.SubElement(new, f"{_S}is"), f"{_S}t").text = text
    rows[row].insert(sum(_order(cell) < _order(new) for cell in rows[row]), new)


def _order(cell: etree._Element) -> tuple[int, str]:
    letters = str(cell.get("r")).rstrip("0123456789")
    return len(letters), letters


@dataclass
class Sweep:
    """What was tried, refused and held, by way and check. `faults` are the failures, each with its file."""

    folder: Path
    soffice: str
    tried: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    held: Counter[tuple[str, str]] = field(default_factory=Counter)
    formulas: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def run(self, sources: Iterable[Path], ways: Iterable[str]) -> None:
        made: list[tuple[str, Path]] = []
        sources = list(sources)
        for way in ways:
            folder = self.folder / way.replace(" ", "-")
            (folder / "templates").mkdir(parents=True, exist_ok=True)
            for source in sources:
                made += [(way, result) for result in self._one(way, source, folder)]
        self._recalculate(made)

    def _one(self, way: str, source: Path, folder: Path) -> Iterator[Path]:
        self.tried[way] += 1
        name = f"{source.parent.name}-{source.name}"
        try:
            template = tagged(source, folder / "templates" / name, WAYS[way])
            if problems_of(template):
                self.refused[way] += 1
                return
            result = folder / name
            result.write_bytes(render(compile_template(template), {"items": ITEMS}))
        except XlmarketError:
            self.refused[way] += 1
            return
        except Exception as fault:  # noqa: BLE001 - a fault of ours is what the sweep looks for
            self.faults.append(f"{way}: {name}: {type(fault).__name__}: {fault}")
            return
        for check, faults in CHECKS.items():
            found = faults(template, result)
            self._count(way, check, name, found)
        yield result

    def _count(self, way: str, check: str, name: str, found: str) -> None:
        if found:
            self.faults.append(f"{way}: {check}: {name}: {found}")
        else:
            self.held[way, check] += 1

    def _recalculate(self, made: list[tuple[str, Path]]) -> None:
        """Let LibreOffice open all results, and compare the cached values of formulas with its own."""
        by_folder: dict[Path, list[tuple[str, Path]]] = defaultdict(list)
        for way, path in made:
            by_folder[path.parent].append((way, path))
        for folder, results in by_folder.items():
            for start in range(0, len(results), _BATCH):
                batch = results[start : start + _BATCH]
                converted(self.soffice, [path for _, path in batch], folder / "recalculated", self.folder / "profile")
            for way, path in results:
                opened = folder / "recalculated" / f"{path.stem}.xlsx"
                self._count(way, "opens in LibreOffice", path.name, "" if opened.is_file() else "it does not")
                if opened.is_file():
                    self.formulas.update(compared(path, opened))

    def table(self) -> str:
        columns = [*CHECKS, "opens in LibreOffice"]
        lines = [f"{'':14}{'tried':>7}{'refused':>9}" + "".join(f"{name:>24}" for name in columns)]
        for way, tried in self.tried.items():
            held = "".join(f"{self.held[way, check]:>24}" for check in columns)
            lines.append(f"{way:14}{tried:>7}{self.refused[way]:>9}{held}")
        counts = ", ".join(f"{count:,} {kind}" for kind, count in sorted(self.formulas.items()))
        return "\n".join([*lines, f"formulas: {counts}", *self.faults])


def converted(soffice: str, sources: list[Path], folder: Path, profile: Path) -> None:
    """Let LibreOffice write workbooks of its own from these."""
    command = [soffice, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(folder), *map(str, sources)], check=False, capture_output=True, timeout=900
    )


def compared(ours: Path, recalculated: Path) -> Counter[str]:
    """How many formulas have a cached value that equals LibreOffice's, another, or none."""
    counts: Counter[str] = Counter()
    try:
        formulas, cached, theirs = (
            openpyxl.load_workbook(path, data_only=values)
            for path, values in ((ours, False), (ours, True), (recalculated, True))
        )
    except Exception:  # noqa: BLE001 - openpyxl cannot read all that LibreOffice writes
        return counts
    for sheet in formulas.worksheets:
        # The rows of a sheet that is filled to its last column would be cells by the million, most of them empty.
        places = [place for place, cell in sheet._cells.items() if cell.data_type == "f"]
        if places and sheet.title in theirs.sheetnames:
            ours_by_place, theirs_by_place = cached[sheet.title]._cells, theirs[sheet.title]._cells
            counts.update(_likeness(_value(ours_by_place, place), _value(theirs_by_place, place)) for place in places)
    return counts


def _value(cells: Mapping[tuple[int, int], Cell], place: tuple[int, int]) -> object:
    return cells[place].value if place in cells else None


def _likeness(ours: object, theirs: object) -> str:
    if ours is None:
        return "without a value"
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return "equal" if abs(ours - theirs) <= 1e-9 * max(abs(ours), abs(theirs), 1) else "other"
    return "equal" if str(ours) == str(theirs) else "other"


def _parses(_: Path, result: Path) -> str:
    for name, content in ooxml.parts(result).items():
        if name.endswith(XML[:2]):
            try:
                etree.fromstring(content)
            except etree.XMLSyntaxError as error:
                return f"{name}: {error}"
    return ""


def _opens(template: Path, result: Path) -> str:
    fault = _openpyxl_says(result)
    return "" if not fault or _openpyxl_says(template) else fault


def _openpyxl_says(path: Path) -> str:
    try:
        openpyxl.load_workbook(path)
    except Exception as error:  # noqa: BLE001 - it raises whatever it meets
        return f"{type(error).__name__}: {error}"
    return ""


def _valid(template: Path, result: Path) -> str:
    """Copies of a part have its errors too, so the errors count without their part."""
    if _same_parts(template, result):
        return ""
    found = ooxml.errors(result)
    old = {error.partition(": ")[2] for error in ooxml.errors(template)} if found else set()
    new = [error for error in found if error.partition(": ")[2] not in old]
    return f"{new[0]} and {len(new) - 1} more" if new else ""


def _nothing_unused(template: Path, result: Path) -> str:
    """No tag, and no text that no cell uses, is left in a workbook that was written again."""
    if template.read_bytes() == result.read_bytes() or _same_parts(template, result):
        return ""
    parts = ooxml.parts(result)
    tags = [name for name, content in parts.items() if name.endswith(XML) and TAG.search(content)]
    if tags:
        return f"tags in {', '.join(tags)}"
    strings = parts.get("xl/sharedStrings.xml")
    if strings is None:
        return ""
    used = {
        int(match)
        for name, content in parts.items()
        if name.startswith("xl/worksheets/")
        for match in re.findall(rb't="s"[^>]*><(?:\w+:)?v>(\d+)<', content)
    }
    texts = ["".join(map(str, item.itertext())) for item in etree.fromstring(strings)]
    unused = [text for number, text in enumerate(texts) if text.strip() and number not in used]
    return f"{len(unused)} unused texts, such as {unused[0][:40]!r}" if unused else ""


def _same_parts(template: Path, result: Path) -> bool:
    return ooxml.parts(template) == ooxml.parts(result)


CHECKS: dict[str, Callable[[Path, Path], str]] = {
    "every part parses": _parses,
    "opens in openpyxl": _opens,
    "valid as before": _valid,
    "nothing unused": _nothing_unused,
}


def corpus_files() -> list[Path]:
    """The workbooks of the corpus that have no grammar of another engine."""
    found = []
    for path in sorted((SHARED / "corpus").glob("*/*.xls[xm]")):
        try:
            plain = not any(sheet.has_tags for sheet in compile_template(path).sheets)
        except XlmarketError:
            continue
        if plain and compile_template(path).sheets:
            found.append(path)
    return found


def main(folder: str, every: str = "1") -> None:
    from tests.conftest import program

    place = Path(folder)
    soffice = program("soffice", "libreoffice-calc")
    drawn = charted.specimens(place / "specimens", soffice)
    sweep = Sweep(place, soffice)
    sweep.run([*corpus_files()[:: int(every)], *drawn], WAYS)
    print(sweep.table())


if __name__ == "__main__":
    main(*sys.argv[1:])
