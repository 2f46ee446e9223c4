"""Sheets, tables, merges and parts of workbooks: what is read, and what is listed as not read."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from tests.sources.hand_made import MAIN, TIDY, formats, parts, relations, save, tidy_row
from xlmarket.config import Mapping
from xlmarket.errors import XlmarketError
from xlmarket.sources import Reading, read
from xlmarket.sources.workbook import read_workbook

HEADER = ["market", "metric", "period", "value"]
PERIOD, VALUE = "<c><v>2015</v></c>", "<c><v>5</v></c>"
ONE = TIDY + tidy_row(2, "Brazil", PERIOD, VALUE)


def kinds(found: Reading) -> list[tuple[str | None, str]]:
    return [(one.place.sheet, one.kind) for one in found.unused]


def header_of(path: Path, mapping: Mapping) -> tuple[str, ...]:
    return read_workbook(path.read_bytes(), path.name, mapping).header


def saved(folder: Path, draw: Any) -> Path:
    book = openpyxl.Workbook()
    draw(book, book.active)
    book.save(folder / "f.xlsx")
    return folder / "f.xlsx"


def fill(sheet: Any, *rows: list[Any]) -> None:
    for row in rows:
        sheet.append(row)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_the_first_visible_sheet_is_read_and_the_others_are_listed(tmp_path: Path, state: str) -> None:
    def draw(book: Any, first: Any) -> None:
        first.title, first.sheet_state = "cache", state
        fill(first, HEADER, ["Japan", "s", 2015, 1])
        fill(book.create_sheet("Data"), HEADER, ["Brazil", "s", 2015, 1])
        fill(book.create_sheet("Old"), HEADER, ["India", "s", 2015, 1])
        book.create_sheet("Empty")
        book.create_chartsheet("Chart")

    path = saved(tmp_path, draw)
    found = read(path)
    assert [row.market for row in found.observations] == ["BRA"]
    name = "hidden sheet" if state == "hidden" else "very hidden sheet"
    assert kinds(found) == [("cache", name), ("Old", "other sheet"), ("Empty", "empty sheet"), ("Chart", "chart sheet")]
    assert [row.market for row in read(path, Mapping(sheet="CACHE")).observations] == ["JPN"]
    with pytest.raises(XlmarketError, match="chart sheet, which has no cells"):
        read(path, Mapping(sheet="Chart"))


def test_a_workbook_whose_sheets_are_all_hidden_asks_which(tmp_path: Path) -> None:
    content = parts(ONE)
    content["xl/workbook.xml"] = content["xl/workbook.xml"].replace("sheetId", 'state="hidden" sheetId')
    with pytest.raises(XlmarketError, match=r"all sheets are hidden.*Data"):
        read(save(tmp_path / "f.xlsx", content))


@pytest.mark.parametrize(("part", "target"), [
    ("xl/worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"), ("xl/worksheets/Sheet1.xml", "worksheets/sheet1.XML"),
    ("xl/worksheets/my sheet.xml", "worksheets/my%20sheet.xml"), ("data/s.xml", "../data/s.xml"), ("xl/worksheets/s.xml", "worksheets\\s.xml"),
])  # fmt: skip
def test_a_sheet_is_found_where_its_relation_says(tmp_path: Path, part: str, target: str) -> None:
    content = parts(ONE)
    content[part] = content.pop("xl/worksheets/sheet1.xml")
    content["xl/_rels/workbook.xml.rels"] = relations(("rId1", "worksheet", target))
    assert len(read(save(tmp_path / "f.xlsx", content)).observations) == 1


@pytest.mark.parametrize("target", ["/book/main.xml", "book/main.xml", "Book/Main.xml"])
def test_workbook_styles_and_texts_are_found_where_their_relations_say(tmp_path: Path, target: str) -> None:
    content = parts(
        TIDY + tidy_row(2, "Brazil", PERIOD, '<c s="1"><v>0.5</v></c>').replace('t="str"><v>Brazil', 't="s"><v>0')
    )
    content["_rels/.rels"] = relations(
        ("a", "extended-properties", "docProps/app.xml"), ("b", "officeDocument", target)
    )
    content["book/main.xml"] = content.pop("xl/workbook.xml")
    content["book/_rels/main.xml.rels"] = relations(
        ("rId1", "worksheet", "/xl/worksheets/sheet1.xml"),
        ("x", "styles", "look.xml"),
        ("y", "sharedStrings", "/words.xml"),
    )
    content["book/look.xml"] = f"<styleSheet {MAIN}>{formats('0%')}</styleSheet>"
    content["words.xml"] = f"<sst {MAIN}><si><t>Japan</t><rPh sb='0' eb='1'><t>x</t></rPh></si></sst>"
    (row,) = read(save(tmp_path / "f.xlsx", content), Mapping(kind="ratio")).observations
    assert (row.market, row.value, row.unit) == ("JPN", 50, "percent")


@pytest.mark.parametrize(("old", "new", "what"), [
    ("schemas.openxmlformats.org/spreadsheetml/2006/main", "purl.oclc.org/ooxml/spreadsheetml/main", "Strict Open XML"),
    ("workbook", "document", "no Excel workbook"),
])  # fmt: skip
def test_another_kind_of_document_is_refused_by_name(tmp_path: Path, old: str, new: str, what: str) -> None:
    content = parts(ONE)
    content["xl/workbook.xml"] = content["xl/workbook.xml"].replace(old, new)
    with pytest.raises(XlmarketError, match=what):
        read(save(tmp_path / "f.xlsx", content))


def test_a_binary_workbook_under_another_name_is_refused_by_name(tmp_path: Path) -> None:
    content = {
        **parts(ONE),
        "xl/workbook.bin": "\x83\x01",
        "_rels/.rels": relations(("a", "officeDocument", "xl/workbook.bin")),
    }
    with pytest.raises(XlmarketError, match=r"binary workbook \(\.xlsb\)"):
        read(save(tmp_path / "f.xlsx", content))


@pytest.mark.parametrize("ending", ["xlsm", "xltx", "xltm"])
def test_templates_and_workbooks_with_macros_are_read(tmp_path: Path, ending: str) -> None:
    assert len(read(save(tmp_path / f"f.{ending}", parts(ONE))).observations) == 1


def test_rows_and_cells_without_a_reference_follow_each_other(tmp_path: Path) -> None:
    import re

    rows = re.sub(r' r="\w+"', "", ONE)
    assert len(read(save(tmp_path / "f.xlsx", parts(rows))).observations) == 1


@pytest.mark.parametrize(("rows", "what"), [
    (ONE + TIDY, "out of order"), (ONE.replace('r="B2"', 'r="A2"'), "Data!A2: the cell comes twice"),
    (ONE.replace('r="B2"', 'r="B7"'), "outside the sheet"), (ONE.replace('row r="2"', 'row r="x"'), "out of order"),
    (ONE.replace('r="B2"', 'r="ZZZ2"'), "outside the sheet"),
])  # fmt: skip
def test_rows_and_cells_out_of_place_are_refused_with_their_place(tmp_path: Path, rows: str, what: str) -> None:
    with pytest.raises(XlmarketError, match=what):
        read(save(tmp_path / "f.xlsx", parts(rows)))


def test_a_false_dimension_and_empty_formatted_rows_change_nothing(tmp_path: Path) -> None:
    empty = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/><c r="XFD{n}" s="1"/></row>' for n in range(3, 1003))
    found = read(save(tmp_path / "f.xlsx", parts(ONE + empty, before='<dimension ref="A1:B1"/>')))
    assert (len(found.observations), found.unused) == (1, ())


def test_hidden_rows_and_columns_are_read_and_counted(tmp_path: Path) -> None:
    def draw(book: Any, sheet: Any) -> None:
        fill(sheet, HEADER, *(["Brazil", "s", year, 1] for year in range(2010, 2016)))
        for row in (3, 5, 6, 7):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions["B"].hidden = True

    found = read(saved(tmp_path, draw))
    assert len(found.observations) == 6
    assert found.findings == (
        "Sheet: 4 hidden rows read: row 3, 5, 6 and 1 more",
        "Sheet: 1 hidden column read: column B",
    )


@pytest.mark.parametrize(("code", "shown"), [
    ('0.0,,"m"', 'divided by 1,000,000 with "m" (format 0.0,,"m")'), ("#,##0,", "divided by 1,000 (format #,##0,)"),
    ('#,##0" bn"', 'with "bn" (format #,##0" bn")'), ("[$€-407] #,##0", 'with "€" (format [$€-407] #,##0)'),
    ("0‰", 'with "‰" (format 0‰)'),
])  # fmt: skip
def test_a_format_that_shows_another_number_or_a_unit_is_told(tmp_path: Path, code: str, shown: str) -> None:
    rows = TIDY + tidy_row(2, "Brazil", PERIOD, '<c s="1"><v>5000000</v></c>')
    found = read(save(tmp_path / "f.xlsx", parts(rows, styles=formats(code))))
    assert found.observations.rows[0].value == 5_000_000
    assert found.findings == (f"Data: 1 number in column D shown {shown}, imported as the cells hold them",)


@pytest.mark.parametrize("code", ["#,##0", "#,##0.00_);(#,##0.00)", "0.00E+00", "# ##0", 44, "_-* #,##0.00_-"])
def test_a_plain_format_is_not_worth_a_word(tmp_path: Path, code: str | int) -> None:
    rows = TIDY + tidy_row(2, "Brazil", PERIOD, '<c s="1"><v>5</v></c>')
    assert not read(save(tmp_path / "f.xlsx", parts(rows, styles=formats(code)))).findings


def test_percentages_next_to_plain_numbers_are_told(tmp_path: Path) -> None:
    rows = ONE + tidy_row(3, "Japan", PERIOD, '<c s="1"><v>0.5</v></c>')
    found = read(save(tmp_path / "f.xlsx", parts(rows, styles=formats(9))), Mapping(unit="percent"))
    assert [finding for finding in found.findings if "column D: numbers shown as percentages (1)" in finding]


def test_header_labels_hold_for_their_merge_and_no_further(tmp_path: Path) -> None:
    def draw(book: Any, sheet: Any) -> None:
        fill(sheet, ["Country", 2014, None, 2015, None, None], [None, "Q1", "Q2", "Q1", "Q2", "Population"])
        fill(sheet, ["Brazil", 1, 2, 3, 4, 200])
        for area in ("A1:A2", "B1:C1", "D1:E1"):
            sheet.merge_cells(area)

    path = saved(tmp_path, draw)
    assert header_of(path, Mapping(header_rows=2)) == (
        "Country",
        "2014 Q1",
        "2014 Q2",
        "2015 Q1",
        "2015 Q2",
        "Population",
    )


@pytest.mark.parametrize(
    ("carry", "wanted"), [(False, ("Country", "2014 Q1", "Q2")), (True, ("Country", "2014 Q1", "2014 Q2"))]
)
def test_a_label_over_empty_cells_is_carried_only_where_declared(
    tmp_path: Path, carry: bool, wanted: tuple[str, ...]
) -> None:
    path = saved(tmp_path, lambda _, sheet: fill(sheet, ["Country", 2014], [None, "Q1", "Q2"], ["Brazil", 1, 2]))
    assert header_of(path, Mapping(header_rows=2, carry=carry)) == wanted


def test_a_label_centred_across_a_selection_holds_for_it(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        across, sheet = book.add_format({"align": "center_across"}), book.add_worksheet()
        sheet.write_row(0, 0, ["Country"])
        sheet.write(0, 1, 2014, across)
        sheet.write_blank(0, 2, None, across)
        sheet.write_row(1, 1, ["Q1", "Q2", "Population"])
        sheet.write_row(2, 0, ["Brazil", 1, 2, 200])
    assert header_of(tmp_path / "f.xlsx", Mapping(header_rows=2)) == ("Country", "2014 Q1", "2014 Q2", "Population")


def test_labels_merged_down_hold_for_all_rows_of_the_merge_and_figures_for_one(tmp_path: Path) -> None:
    def draw(book: Any, sheet: Any) -> None:
        fill(
            sheet,
            HEADER,
            ["Brazil", "s", 2014, 1],
            [None, None, 2015, 2],
            ["Japan", "s", 2015, 3],
            [None, None, None, 4],
        )
        fill(sheet, ["India", "s", 2015, 5], ["China", "s", 2015, None])
        for area in ("A2:A3", "B2:B3", "A4:A5", "B4:B5", "C4:C5", "D6:D7"):
            sheet.merge_cells(area)

    found = read(saved(tmp_path, draw))
    assert {(row.market, row.period.label): row.value for row in found.observations} == {
        ("BRA", "2014"): 1, ("BRA", "2015"): 2, ("JPN", "2015"): 3, ("IND", "2015"): 5,
    }  # fmt: skip
    assert {reject.place.cell for reject in found.rejects} == {"D5", "D7"}
    assert "labels of merged cells count for all their rows: A2:A3, B2:B3, A4:A5 and 3 more" in found.findings[0]


def test_a_value_under_a_merge_is_not_read(tmp_path: Path) -> None:
    rows = ONE + tidy_row(3, "Japan", PERIOD, VALUE)
    merge = '<mergeCells><mergeCell ref="C2:D2"/></mergeCells>'
    found = read(save(tmp_path / "f.xlsx", parts(rows, after=merge)))
    assert [(reject.place.cell, reject.found) for reject in found.rejects] == [("D2", "5.0")]
    assert [row.market for row in found.observations] == ["JPN"]


def test_a_header_that_was_never_calculated_is_a_reject(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda _, sheet: fill(sheet, ["market", 2014, "=B1+1"], ["Brazil", 1, 2]))
    found = read(path, Mapping(wide="periods", metric="s"))
    assert (found.rejects[0].place.cell, found.rejects[0].found) == ("C1", "=B1+1")
    assert [row.value for row in found.observations] == [1]


def test_rows_above_below_and_columns_outside_are_listed(tmp_path: Path) -> None:
    def draw(book: Any, sheet: Any) -> None:
        fill(
            sheet,
            ["Sales"],
            [],
            [*HEADER, "draft"],
            ["Brazil", "s", 2015, 1, 9],
            ["Total", "s", 2015, 1],
            ["Source: us"],
        )
        table = openpyxl.worksheet.table.Table(displayName="T", ref="A3:D5", totalsRowCount=1)
        sheet.add_table(table)

    path = saved(tmp_path, draw)
    for mapping, places in (
        (Mapping(table="T"), [(1, None), (5, None), (6, None), (None, "E")]),
        (Mapping(range="A3:D4"), [(1, None), (5, None), (6, None), (None, "E")]),
        (Mapping(skip_rows=2, skip_footer=2), [(1, None), (5, None), (6, None)]),
    ):
        found = read(path, mapping)
        assert [(row.market, row.value) for row in found.observations] == [("BRA", 1)]
        assert [(one.place.row, one.place.column) for one in found.unused][: len(places)] == places


@pytest.mark.parametrize("second", [
    [[], ["Country", 2016, 2017], ["Japan", 8, 9]], [[], ["Parcels"], ["Country", 2014, 2015], ["Japan", 8, 9]],
    [[], ["Region", "Parcels", "Buyers"], ["Asia", 8, 9]],
])  # fmt: skip
def test_a_second_table_below_is_listed_and_its_figures_are_not_of_the_first(
    tmp_path: Path, second: list[list[Any]]
) -> None:
    path = saved(
        tmp_path, lambda _, sheet: fill(sheet, ["Country", 2014, 2015], ["Brazil", 1, 2], ["India", 3, 4], *second)
    )
    found = read(path, Mapping(wide="periods", metric="s", columns={"market": "Country"}))
    assert sorted(row.value for row in found.observations) == [1, 2, 3, 4]
    assert "second table" in {one.kind for one in found.unused}


@pytest.mark.parametrize("second", [["Region", 2016, 2017], ["Country", 2016, 2017]])
def test_a_second_table_to_the_right_is_listed(tmp_path: Path, second: list[Any]) -> None:
    rows = [
        ["Country", 2014, 2015, None, *second],
        ["Brazil", 1, 2, None, "Asia", 8, 9],
        ["India", 3, 4, None, "Europe", 6, 7],
    ]
    found = read(saved(tmp_path, lambda _, sheet: fill(sheet, *rows)), Mapping(wide="periods", metric="s"))
    assert sorted(row.value for row in found.observations) == [1, 2, 3, 4]
    assert [(one.place.column, one.kind) for one in found.unused] == [(letter, "second table") for letter in "EFG"]


def test_an_empty_column_inside_a_table_parts_nothing(tmp_path: Path) -> None:
    rows = [
        ["Country", 2014, None, 2015, None, "note"],
        ["Brazil", 1, None, 2, None, "x"],
        ["India", 3, None, 4, None, "y"],
    ]
    mapping = Mapping(wide="periods", metric="s", columns={"market": "Country", "note": "note"})
    assert len(read(saved(tmp_path, lambda _, sheet: fill(sheet, *rows)), mapping).observations) == 4


def test_a_workbook_saved_by_libreoffice_reads_as_its_original(tmp_path: Path, soffice: str) -> None:
    def draw(book: Any, first: Any) -> None:
        first.title, first.sheet_state = "cache", "hidden"
        sheet = book.create_sheet("Data")
        fill(sheet, [*HEADER], ["Brazil", "s", 2015, 0.12], [None, "s", 2016, "=0.1+0.2"], ["Japan", "s", 2015, "=1/0"])
        sheet["D2"].number_format = sheet["D3"].number_format = "0%"
        sheet.merge_cells("A2:A3")

    path = saved(tmp_path, draw)
    command = [
        soffice,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "o"),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = read(tmp_path / "o" / "f.xlsx", Mapping(kind="ratio"))
    assert {(row.market, row.period.label): row.value for row in found.observations} == {
        ("BRA", "2015"): 12,
        ("BRA", "2016"): pytest.approx(30),
    }
    (reject,) = found.rejects
    assert (reject.place.cell, reject.found) == ("D4", "#DIV/0!")
    assert "a formula error" in reject.why


@pytest.mark.parametrize("header", ["=2014+0", "=A1", "=YEAR(TODAY())"])
def test_a_header_that_was_never_calculated_is_one_reject(tmp_path: Path, header: str) -> None:
    book = openpyxl.Workbook()
    for row in (["Country", header, "2015"], ["Germany", 5, 6], ["France", 7, 8]):
        book.active.append(row)
    book.save(tmp_path / "f.xlsx")
    found = read(tmp_path / "f.xlsx", Mapping(wide="periods", metric="sales"))
    assert [(reject.place.cell, reject.found) for reject in found.rejects] == [("B1", header)]
