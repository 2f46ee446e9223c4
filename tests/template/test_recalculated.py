"""One template with every kind of block, recalculated by LibreOffice: its formulas give what Python works out."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests import ooxml
from tests.template.specimens import drawn
from xlmarket.template import compile_template, render

PERIODS = ["2015Q1", "2015Q2", "2015Q3"]


@dataclass(frozen=True)
class Market:
    name: str
    group: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Region:
    name: str
    markets: tuple[Market, ...]


REGIONS = [
    Region("Asia", tuple(Market(f"A{n}", "ab"[n % 2], (n * 1.5, n * 2.0, n * 3.25)) for n in range(1, 6))),
    Region("Europe", (Market("E1", "a", (7.0, 8.0, 9.5)),)),
    Region("Africa", tuple(Market(f"F{n}", "a", (n * 1.0, n * 4.0, n * 0.5)) for n in range(1, 4))),
]


def page(book: Any, sheet: Any) -> None:
    """Per region: a cross table by groups with subtotals, shares and running totals; two lists side by side below."""
    sheet.write("A1", "{%sheet for r in regions %}{{ r.name }}")
    sheet.write_row("A2", ["Market", "{%col for p in periods %}{{ p }}{%col endfor %}", "Total", "Running", "Share"])
    sheet.write("A3", "{%row for g in r.markets | groupby('group') %}{{ g.grouper }}")
    sheet.write("A4", "{%row for m in g.list %}{{ m.name }}")
    sheet.write("B4", "{{ m.values[colloop.index0] }}")
    sheet.write("C4", "=SUM(B4:B4)")
    sheet.write("D4", "=SUM(C$4:C4)")
    sheet.write("E4", "=C4/SUM(C$4:C$4)")
    sheet.write("F4", "{%row endfor %}")
    sheet.write_row("A5", ["subtotal", "=SUBTOTAL(9,B4:B4)", "=SUBTOTAL(9,C4:C4)"])
    sheet.write("F5", "{%row endfor %}")
    sheet.write_row("A6", ["total", "=SUBTOTAL(9,B4:B4)", "=SUBTOTAL(9,C4:C4)"])
    sheet.write("A8", "{%cells for m in r.markets %}{{ m.values[0] }}{%cells endfor %}")
    sheet.write("C8", "{%cells for p in periods %}{{ 1 }}{%cells endfor %}")
    sheet.write("A9", "=SUM(A8:A8)")
    sheet.write("C9", "=SUM(C8:C8)")
    last = book.add_worksheet("Sum")
    last.write("A1", "=SUM('{{ r.name }}:{{ r.name }}'!C3)")
    last.write("A2", "='{{ r.name }}'!C6")


@pytest.mark.slow
def test_every_formula_gives_what_python_works_out(tmp_path: Path, soffice: str) -> None:
    template = drawn(tmp_path, more=page, sheet="{{ r.name }}")
    made = tmp_path / "made.xlsx"
    made.write_bytes(render(compile_template(template), {"regions": REGIONS, "periods": PERIODS}))
    assert not ooxml.errors(made) - ooxml.errors(template)
    book = recalculate(made, soffice)
    for region in REGIONS:
        check(book[region.name], region)
    first = sum(sum(market.values) for market in REGIONS[0].markets)
    assert book["Sum"]["A2"].value == pytest.approx(first)


def recalculate(made: Path, soffice: str) -> openpyxl.Workbook:
    folder = made.parent
    command = [soffice, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(folder / "out"), str(made)], check=True, capture_output=True, timeout=120)
    return openpyxl.load_workbook(folder / "out" / made.name, data_only=True)


@pytest.mark.slow
def test_names_mean_the_cells_they_meant_in_the_template(tmp_path: Path, soffice: str) -> None:
    """`Head` is the first row of the own column, `Own` the own row of column B, `First` and `Last` are fixed."""
    names = {"Head": "A$1", "Own": "$B1", "First": "$B$2", "All": "$B$2:$B$2", "Last": "$A$3"}

    def more(book: Any, sheet: Any) -> None:
        for name, text in names.items():
            book.define_name(name, f"=Report!{text}")

    block = [
        "{%row for n in numbers %}x",
        "{{ n }}",
        "=Head",
        "=Own",
        "=First",
        "=SUM(All)",
        "=Last",
        "{%row endfor %}",
    ]
    made = tmp_path / "made.xlsx"
    template = drawn(tmp_path, ["a", "b", 30], block, ["end"], more=more)
    made.write_bytes(render(compile_template(template), {"numbers": [4, 5, 6]}))
    rows = list(recalculate(made, soffice)["Report"].iter_rows(min_row=2, max_row=4, min_col=3, values_only=True))
    assert rows == [(30, number, 4, 15, "end") for number in (4, 5, 6)]


def check(sheet: Any, region: Region) -> None:
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True) if row[0]}
    for group in sorted({market.group for market in region.markets}):
        members = [market for market in region.markets if market.group == group]
        running, whole = 0.0, sum(sum(market.values) for market in members)
        for market in members:
            running += sum(market.values)
            assert rows[market.name][1:4] == pytest.approx(market.values)
            assert rows[market.name][4:7] == pytest.approx((sum(market.values), running, sum(market.values) / whole))
    totals = [sum(market.values[place] for market in region.markets) for place in range(len(PERIODS))]
    assert rows["total"][1:5] == pytest.approx((*totals, sum(totals)))
    ends = [[cell.value for cell in column if cell.value is not None][-1] for column in (sheet["A"], sheet["E"])]
    assert ends == pytest.approx([totals[0], len(PERIODS)])
