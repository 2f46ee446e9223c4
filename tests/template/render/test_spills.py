"""Cells that a formula fills next to its own, put into rows that are already text."""

from __future__ import annotations

from xlmarket.package.values import CellError, CellValue
from xlmarket.template.render.spills import insert_spills


def inserted(*texts: str, **cells: CellValue) -> str:
    spilled: dict[int, dict[int, CellValue]] = {}
    for cell, value in cells.items():
        spilled.setdefault(int(cell[1:]), {})[ord(cell[0]) - ord("A") + 1] = value
    return "".join(insert_spills(texts, spilled))


def test_a_cell_is_put_in_the_order_of_the_columns() -> None:
    row = '<row r="1" ht="20"><c r="A1"><v>1</v></c><c r="C1"/></row>'
    assert inserted(row, B1=9) == ('<row r="1" ht="20"><c r="A1"><v>1</v></c><c r="B1"><v>9</v></c><c r="C1"/></row>')


def test_a_filled_cell_keeps_the_style_of_its_place() -> None:
    assert inserted('<row r="1"><c r="B1" s="4"/></row>', B1=9) == '<row r="1"><c r="B1" s="4"><v>9</v></c></row>'


def test_missing_rows_are_added_where_they_belong() -> None:
    text = inserted('<row r="2"/><row r="4"></row>', A1=9, A3=9, B4=9, A6=9)
    assert text == (
        '<row r="1"><c r="A1"><v>9</v></c></row><row r="2"/><row r="3"><c r="A3"><v>9</v></c></row>'
        '<row r="4"><c r="B4"><v>9</v></c></row><row r="6"><c r="A6"><v>9</v></c></row>'
    )


def test_rows_after_the_last_filled_cell_stay_as_they_are() -> None:
    rows = ['<row r="1"/>', '<row r="2"><c r="A2"/></row>', '<row r="3"/>']
    assert inserted(*rows, B1=9) == '<row r="1"><c r="B1"><v>9</v></c></row>' + "".join(rows[1:])


def test_each_kind_of_value_is_written_as_the_value_of_a_formula() -> None:
    text = inserted('<row r="1"/>', A1="a & b", B1=True, C1=CellError("#N/A"), D1=None, E1="")
    assert text == (
        '<row r="1"><c r="A1" t="str"><v>a &amp; b</v></c><c r="B1" t="b"><v>1</v></c>'
        '<c r="C1" t="e"><v>#N/A</v></c><c r="D1"/><c r="E1" t="str"><v></v></c></row>'
    )
