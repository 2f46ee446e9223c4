"""Rows below a filter are hidden by their own values, or the filter shows all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.template.specimens import ITEMS, ROW, Item, Result, drawn, insert, result, with_parts
from xlmarket.template import warnings_of

SHEET, TABLE = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml"
HEAD = ["Market", "Share"]
LISTED = '<filters><filter val="Brazil"/><filter val="India"/></filters>'
LARGE = '<customFilters><customFilter operator="greaterThan" val="2"/></customFilters>'
TOP = '<top10 val="1"/>'


def hidden(made: Result) -> list[str]:
    return made.found(r'<row r="(\d+)"[^>]* hidden="1"')


def filtered(folder: Path, column: int, criterion: str, *rows: list[Any]) -> Path:
    """A template whose filter hid its one row when it was saved."""
    text = f'<autoFilter ref="A1:B2"><filterColumn colId="{column}">{criterion}</filterColumn></autoFilter>'
    path = drawn(folder, *(rows or (HEAD, ROW, ["Total"])))

    def hide(sheet: str) -> str:
        return insert("<pageMargins", text)(sheet).replace('<row r="2"', '<row r="2" hidden="1"')

    return with_parts(path, {}, {SHEET: hide})


@pytest.mark.parametrize(("column", "criterion", "rows"), [(0, LISTED, ["3"]), (1, LARGE, ["4"])])
def test_each_row_is_hidden_by_its_own_values(tmp_path: Path, column: int, criterion: str, rows: list[str]) -> None:
    made = result(filtered(tmp_path, column, criterion), items=ITEMS)
    assert hidden(made) == rows
    assert made.found(r"<autoFilter ref=\"([^\"]+)\"><filterColumn") == ["A1:B4"]
    assert warnings_of(tmp_path / "template.xlsx") == []


def test_criteria_that_only_excel_works_out_are_cleared_and_told(tmp_path: Path) -> None:
    path = filtered(tmp_path, 1, TOP)
    made = result(path, items=ITEMS)
    assert (hidden(made), made.found("(filterColumn)")) == ([], [])
    (warning,) = warnings_of(path)
    assert str(warning).startswith("template.xlsx!Report!B1: a filter hides rows by what only Excel can work out")


def test_a_value_that_its_format_decides_clears_the_filter(tmp_path: Path) -> None:
    made = result(filtered(tmp_path, 1, '<filters><filter val="2.2"/></filters>'), items=ITEMS)
    assert (hidden(made), made.found("(filterColumn)")) == ([], [])


def test_a_column_of_formulas_clears_the_filter(tmp_path: Path) -> None:
    path = filtered(tmp_path, 1, LARGE, HEAD, [ROW[0], "=LEN(A2)", ROW[2]])
    assert (hidden(result(path, items=ITEMS)), len(warnings_of(path))) == ([], 1)


def test_rows_that_are_not_filled_stay_as_they_were(tmp_path: Path) -> None:
    made = result(filtered(tmp_path, 1, TOP, HEAD, ["Brazil", 2.0], ["{{ figure }}"]), figure=1.0)
    assert (hidden(made), made.found("(filterColumn)")) == (["2"], ["filterColumn", "filterColumn"])


def test_a_row_that_a_person_hid_stays_hidden(tmp_path: Path) -> None:
    path = drawn(tmp_path, HEAD, ROW, more=lambda _, sheet: sheet.set_row(1, None, None, {"hidden": True}))
    assert hidden(result(path, items=ITEMS)) == ["2", "3", "4"]


@pytest.mark.parametrize(("criterion", "rows"), [(LISTED, ["3"]), (TOP, [])])
def test_the_filter_of_a_table_hides_rows_too(tmp_path: Path, criterion: str, rows: list[str]) -> None:
    def more(_: Any, sheet: Any) -> None:
        sheet.add_table("A1:B2", {"columns": [{"header": "Market"}, {"header": "Share"}]})
        sheet.write_row("A2", ROW)
        sheet.set_row(1, None, None, {"hidden": True})

    path = drawn(tmp_path, more=more)
    column = f'<autoFilter ref="A1:B2"><filterColumn colId="0">{criterion}</filterColumn></autoFilter>'
    with_parts(path, {}, {TABLE: lambda text: text.replace('<autoFilter ref="A1:B2"/>', column)})
    made = result(path, items=ITEMS)
    assert hidden(made) == rows
    assert ("filterColumn" in made.text(TABLE)) is bool(rows)


def test_a_filter_of_openpyxl_hides_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Report"
    for row in (HEAD, ROW):
        sheet.append(row)
    sheet.auto_filter.ref = "A1:B2"
    sheet.auto_filter.add_filter_column(0, ["Japan"])
    sheet.row_dimensions[2].hidden = True
    path = tmp_path / "template.xlsx"
    book.save(path)
    assert hidden(result(path, items=[*ITEMS, Item("japan", 1.0)])) == ["2", "4"]
