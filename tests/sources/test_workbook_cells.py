"""Cells of workbooks by many writers: formulas, percentages, dates, texts."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from tests.sources.hand_made import TIDY, formats, parts, save, tidy_row
from xlmarket.config import Mapping
from xlmarket.sources import read
from xlmarket.sources.tables import Percent, RawCell, Unreadable
from xlmarket.sources.workbook import read_workbook

HEADER = ["market", "metric", "period", "value"]
NEVER = "a formula never calculated: open and save the workbook in a spreadsheet program"


def cell_of(folder: Path, cell: str, styles: str = "", book: str = "", column: int = 3) -> RawCell:
    """The raw cell of a column (0 is A) of the first row under the header."""
    period = '<c r="C2"><v>2015</v></c>' if column == 3 else ""
    path = save(folder / "f.xlsx", parts(TIDY + tidy_row(2, "Brazil", period, cell), styles=styles, book=book))
    return read_workbook(path.read_bytes(), "f.xlsx", Mapping()).rows[0].cells[column]


@pytest.mark.parametrize("cell", [
    '<c r="D2"><f>2+3</f></c>',
    '<c r="D2"><f>2+3</f><v></v></c>',
    '<c r="D2"><f>2+3</f><v/></c>',
    '<c r="D2" t="str"><f>2+3</f></c>',
    '<c r="D2"><f t="shared" si="0"/></c>',
    '<c r="D2"><f t="array" ref="D2">SUM(A1:A2)</f></c>',
    '<c r="D2"><f t="dataTable" ref="D2:D4" dt2D="0" dtr="0" r1="A1"/></c>',
    '<c r="D2" t="e"><f>1/0</f></c>',
    '<c r="D2" t="b"><f>TRUE()</f></c>',
])  # fmt: skip
def test_a_formula_without_a_stored_result_is_not_an_empty_cell(tmp_path: Path, cell: str) -> None:
    found = cell_of(tmp_path, cell)
    assert isinstance(found, Unreadable)
    assert found.why == NEVER


@pytest.mark.parametrize(("cell", "wanted"), [
    ('<c r="D2" t="str"><f>IF(1,"")</f><v></v></c>', None),
    ('<c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
    ('<c r="D2"><f t="shared" si="0"/><v>7</v></c>', 7.0),
    ('<c r="D2"><f/></c>', None),
    ('<c r="D2" t="str"><f>A1</f><v>a_x000D_b</v></c>', "a\rb"),
    ('<c r="D2" t="b"><f>TRUE()</f><v>1</v></c>', True),
    ('<c r="D2" s="900"><v>7</v></c>', 7.0),
])  # fmt: skip
def test_a_stored_result_is_read(tmp_path: Path, cell: str, wanted: RawCell) -> None:
    found = cell_of(tmp_path, cell)
    assert (found or None) == wanted


def test_all_cells_of_an_array_formula_never_calculated_are_rejects(tmp_path: Path) -> None:
    rows = TIDY + tidy_row(2, "Brazil", "", '<c r="C2"><v>2015</v></c><c r="D2"><f t="array" ref="D2:D3">E2:E3</f></c>')
    rows += tidy_row(3, "Japan", '<c r="C3"><v>2015</v></c>', "") + tidy_row(
        4, "India", '<c r="C4"><v>2015</v></c>', '<c r="D4"><v>1</v></c>'
    )
    found = read(save(tmp_path / "f.xlsx", parts(rows)))
    assert [reject.place.cell for reject in found.rejects] == ["D2", "D3"]
    assert [row.market for row in found.observations] == ["IND"]


def test_openpyxl_stores_no_results(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEADER, ["Brazil", "s", 2015, "=2+3"], ["Japan", "s", 2015, 6]):
        book.active.append(row)
    book.save(tmp_path / "f.xlsx")
    assert [(reject.place.cell, reject.found) for reject in read(tmp_path / "f.xlsx").rejects] == [("D2", "=2+3")]


@pytest.mark.parametrize(("results", "bad"), [((), ["D2", "D3"]), ((5, 0), [])])
def test_zeros_that_xlsxwriter_stores_for_every_formula_are_no_results(
    tmp_path: Path, results: tuple[int, ...], bad: list[str]
) -> None:
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        sheet = book.add_worksheet()
        for column, name in enumerate(HEADER):
            sheet.write(0, column, name)
        for row, market in enumerate(["Brazil", "Japan"], 1):
            sheet.write_row(row, 0, [market, "s", 2015])
            sheet.write_formula(row, 3, "=2+3", None, *results[row - 1 : row])
        sheet.write_row(3, 0, ["India", "s", 2015, 0])
    found = read(tmp_path / "f.xlsx")
    assert [reject.place.cell for reject in found.rejects] == bad
    assert "IND" in {row.market for row in found.observations}


@pytest.mark.parametrize(("code", "value", "wanted"), [
    (9, "0.12", 12.0), (10, "0.12", 12.0), (67, "0.07", 7.0), ("0.0%", "7.0000000000000007E-2", 7.0),
    ("0%;[Red]-0%", "-0.12", -12.0), ("[>1]0;0%", "0.5", 50.0), ("0 %", "1.5", 150.0), ("_-0%_-", "0", 0.0),
    ("[$-407]0.0%", "0.29", 29.0),
])  # fmt: skip
def test_a_number_under_a_percentage_format_is_parts_of_100(
    tmp_path: Path, code: str | int, value: str, wanted: float
) -> None:
    assert cell_of(tmp_path, f'<c r="D2" s="1"><v>{value}</v></c>', formats(code)) == Percent(wanted)


@pytest.mark.parametrize(("code", "value"), [
    ('0" %"', 12.0), (r"0\%", 12.0), ("0_%", 12.0), ("[>1]0;0%", 2.0), ("0;-0%", 2.0), ("0‰", 0.5), ("General", 0.12), ("", 0.12),
    ("0.00E+00", 12.0), ("#,##0;(#,##0);-", 12.0), ('"day" 0', 3.0), (r"\d 0", 3.0), ("0 [$SEK]", 3.0), ("# ?/?", 0.5), ("@", 5.0),
])  # fmt: skip
def test_a_sign_that_a_format_only_prints_changes_no_number(tmp_path: Path, code: str, value: float) -> None:
    assert cell_of(tmp_path, f'<c r="D2" s="1"><v>{value}</v></c>', formats(code)) == value


@pytest.mark.parametrize("code", [
    14, 17, 22, 27, 28, 30, 31, 34, 36, 50, 54, 57, 58, 71, 81, "yyyy", "mmm-yy", "mmmm yyyy", "m", "[$-411]ggge年m月d日",
    "[$-411]e.m.d", "[$-F800]dddd, mmmm dd, yyyy", "[$-804]aaaa;@", 'yyyy"年"m"月"', "[DBNum1][$-804]yyyy年m月", "B2d/mm/yyyy",
    "dd/mm/yyyy hh:mm", "[Red]dd.mm.yy;@", "\\Qq yyyy",
])  # fmt: skip
def test_a_number_under_a_date_format_is_a_day(tmp_path: Path, code: str | int) -> None:
    assert cell_of(tmp_path, '<c r="D2" s="1"><v>42094.75</v></c>', formats(code)) == date(2015, 3, 31)


@pytest.mark.parametrize(
    "code", [18, 21, 32, 33, 45, 46, 47, 79, "h:mm", "[h]:mm", "[mm]:ss", "h:mm AM/PM", '上午/下午h"时"mm"分"', "[ss]"]
)
def test_a_time_or_duration_is_no_figure(tmp_path: Path, code: str | int) -> None:
    found = cell_of(tmp_path, '<c r="D2" s="1"><v>1.5</v></c>', formats(code))
    assert isinstance(found, Unreadable)
    assert "a time or duration" in found.why


@pytest.mark.parametrize(("serial", "mac", "wanted"), [
    ("1", "0", date(1900, 1, 1)), ("59", "0", date(1900, 2, 28)), ("60", "0", None), ("61", "0", date(1900, 3, 1)),
    ("0", "0", None), ("-1", "0", None), ("0", "1", date(1904, 1, 1)), ("40632", "1", date(2015, 3, 31)), ("-1", "1", None),
    ("42094", "0", date(2015, 3, 31)), ("1e9", "0", None), ("2958465", "0", date(9999, 12, 31)),
])  # fmt: skip
def test_serial_numbers_count_from_the_epoch_of_the_workbook(
    tmp_path: Path, serial: str, mac: str, wanted: date | None
) -> None:
    found = cell_of(tmp_path, f'<c r="D2" s="1"><v>{serial}</v></c>', formats(14), f'<workbookPr date1904="{mac}"/>')
    assert found == wanted if wanted else isinstance(found, Unreadable)


@pytest.mark.parametrize(("cell", "wanted"), [
    ('<c r="D2" t="d"><v>2015-03-31</v></c>', date(2015, 3, 31)), ('<c r="D2" t="d"><v>2015-03-31T23:59:00Z</v></c>', date(2015, 3, 31)),
    ('<c r="D2" t="inlineStr"><is><t>日本</t><rPh sb="0" eb="2"><t>ニホン</t></rPh></is></c>', "日本"),
    ('<c r="D2" t="inlineStr"><is><r><t>New </t></r><r><rPr><b/></rPr><t>York</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>', "New York"),
    ('<c r="D2" t="inlineStr"><is><t>a_x005F_x000D_b</t></is></c>', "a_x000D_b"),
    ('<c r="D2" t="inlineStr"><is><t>a_x000d_</t></is></c>', "a\r"), ('<c r="D2" t="inlineStr"><is><t>_xD83D__xDE00_</t></is></c>', "😀"),
    ('<c r="D2" t="inlineStr"><is><t>tax_x_1</t></is></c>', "tax_x_1"), ('<c t="inlineStr"><is><t>no r</t></is></c>', "no r"),
])  # fmt: skip
def test_texts_and_iso_dates_are_read_as_they_are_shown(tmp_path: Path, cell: str, wanted: RawCell) -> None:
    assert cell_of(tmp_path, cell) == wanted


@pytest.mark.parametrize("cell", [
    '<c r="D2"><v>1e999</v></c>', '<c r="D2"><v>NaN</v></c>', '<c r="D2"><v>1_000</v></c>', '<c r="D2"><v>１２</v></c>',
    '<c r="D2" t="s"><v>5</v></c>', '<c r="D2" t="s"><v>-1</v></c>', '<c r="D2" t="d"><v>soon</v></c>', '<c r="D2" t="zz"><v>1</v></c>',
    '<c r="D2" t="inlineStr"><is><t>a_x0007_b</t></is></c>',
])  # fmt: skip
def test_a_damaged_cell_is_a_reject_and_not_the_end_of_the_file(tmp_path: Path, cell: str) -> None:
    assert isinstance(cell_of(tmp_path, cell), Unreadable)
    found = read(tmp_path / "f.xlsx")
    assert [reject.place.cell for reject in found.rejects] == ["D2"]


def test_real_dates_and_percentages_of_two_writers_are_read_alike(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["Brazil", "share"])
        sheet.write_datetime(1, 2, datetime(2015, 3, 31, 8), book.add_format({"num_format": "mmm yyyy"}))
        sheet.write_number(1, 3, 0.12, book.add_format({"num_format": "0.0%"}))
    other: Any = openpyxl.Workbook()
    other.active.append(HEADER)
    other.active.append(["Brazil", "share", date(2015, 3, 31), 0.12])
    other.active["D2"].number_format = "0%"
    other.active["C2"].number_format = "mmm-yy"
    other.save(tmp_path / "o.xlsx")
    for name in ("x.xlsx", "o.xlsx"):
        (row,) = read(tmp_path / name, Mapping(frequency="Q", kind="ratio")).observations
        assert (row.period.label, row.value, row.unit) == ("2015Q1", 12.0, "percent")
