"""Templates as other programs than Excel write them: default namespaces, cells without addresses, anchors by size."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.chart import BarChart, LineChart, PieChart, Reference, ScatterChart, Series
from openpyxl.styles import Font
from openpyxl.utils.escape import unescape
from openpyxl.workbook.defined_name import DefinedName

from tests import ooxml
from tests.conftest import shared
from tests.template.specimens import ITEMS, ROW, Result, drawn, result
from xlmarket.formulas import check, freeze
from xlmarket.functions import open_snapshot
from xlmarket.report import build
from xlmarket.report.engine import ENVIRONMENT
from xlmarket.template import compile_template, problems_of, render

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
KINDS = {"bar": BarChart, "line": LineChart, "pie": PieChart}


def case(name: str, tmp_path: Path) -> dict[str, bytes]:
    """The parts of the report of a shared case."""
    made = tmp_path / "out.xlsx"
    template = shared("cases") / name / "t.xlsx"
    made.write_bytes(build(template, snapshot=open_snapshot("sample-quarterly"), region="Latin America"))
    assert not ooxml.errors(made) - ooxml.errors(template)
    return ooxml.parts(made)


def by_openpyxl(folder: Path, draw: Any, *rows: list[Any]) -> Path:
    """A template drawn with openpyxl: a block of one row on the sheet Data; `draw` adds the rest."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Data"
    for row in (["Market", "Value"], ROW[:2], ROW[2:], *rows):
        sheet.append(row)
    draw(book, sheet)
    path = folder / "template.xlsx"
    book.save(path)
    return path


def references(made: Result, part: str = "xl/charts/chart1.xml") -> list[str]:
    return [str(one.text) for one in made.xml(part).iter(f"{{{C}}}f")]


def test_the_chart_of_the_case_draws_the_whole_block(tmp_path: Path) -> None:
    chart = etree.fromstring(case("chart-default-ns", tmp_path)["xl/charts/chart1.xml"])
    assert [one.text for one in chart.iter(f"{{{C}}}f")] == ["'Data'!B1", "'Data'!$A$2:$A$7", "'Data'!$B$2:$B$7"]
    assert len(list(chart.iter(f"{{{C}}}ser"))) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_in_the_default_namespace_is_filled(tmp_path: Path, kind: str) -> None:
    def draw(book: Any, sheet: Any) -> None:
        chart = KINDS[kind]()
        chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2), titles_from_data=True)
        chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=2))
        book.create_sheet("Page").add_chart(chart, "B2")

    made = result(by_openpyxl(tmp_path, draw), items=ITEMS)
    assert references(made)[1:] == ["'Data'!$A$2:$A$4", "'Data'!$B$2:$B$4"]
    (drawing,) = made.book["Page"]._charts
    assert drawing.series[0].val.numRef.f == "'Data'!$B$2:$B$4"


def test_a_series_of_points_and_colours_in_the_default_namespace_comes_once_per_column(tmp_path: Path) -> None:
    def draw(book: Any, sheet: Any) -> None:
        chart = ScatterChart()
        xs = Reference(sheet, min_col=1, min_row=2, max_row=2)
        for _ in range(2):
            series = Series(Reference(sheet, min_col=2, min_row=2, max_row=2), xs, title="Value")
            series.graphicalProperties.solidFill = "FF0000"
            chart.series.append(series)
        sheet.add_chart(chart, "E10")

    made = result(by_openpyxl(tmp_path, draw), items=ITEMS)
    assert references(made) == ["'Data'!$A$2:$A$4", "'Data'!$B$2:$B$4"] * 2


def test_a_chart_anchored_by_its_size_is_one_chart_over_all_rows(tmp_path: Path) -> None:
    parts = case("chart-onecell", tmp_path)
    assert [part for part in parts if part.startswith("xl/charts/chart")] == ["xl/charts/chart1.xml"]


@pytest.mark.parametrize(("height_cm", "charts"), [(0.4, len(ITEMS)), (7.5, 1)])
def test_an_anchor_by_size_stands_in_a_block_only_if_its_rows_do(tmp_path: Path, height_cm: float, charts: int) -> None:
    def draw(book: Any, sheet: Any) -> None:
        chart = BarChart()
        chart.height, chart.width = height_cm, 5
        chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=2))
        sheet.add_chart(chart, "D2")

    made = result(by_openpyxl(tmp_path, draw), items=ITEMS)
    assert len([part for part in made.parts if part.startswith("xl/charts/chart")]) == charts


def test_a_high_row_holds_a_high_picture(tmp_path: Path) -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.row_dimensions[2].height = 300
        chart = BarChart()
        chart.height = 7.5
        chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=2))
        sheet.add_chart(chart, "D2")

    made = result(by_openpyxl(tmp_path, draw), items=ITEMS)
    assert len([part for part in made.parts if part.startswith("xl/charts/chart")]) == len(ITEMS)


def test_charts_by_size_stay_clear_of_each_other(tmp_path: Path) -> None:
    """Six charts: two beside the block, two below it, two on a row of their own inside it."""

    def draw(book: Any, sheet: Any) -> None:
        sheet.row_dimensions[3].height = 150
        for place in ("E1", "K1", "A6", "G6", "E3", "K3"):
            chart = BarChart()
            chart.height, chart.width = 5, 9
            chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=2))
            sheet.add_chart(chart, place)

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Data"
    for row in (["Market", "Value"], ROW[:2], ["Chart:"], ROW[2:], ["Total"], ["charts"]):
        sheet.append(row)
    draw(book, sheet)
    book.save(tmp_path / "template.xlsx")
    made = result(tmp_path / "template.xlsx", items=ITEMS)
    anchors = [chart.anchor._from for chart in made.book["Data"]._charts]
    assert sorted((anchor.row + 1, anchor.col) for anchor in anchors) == [
        (1, 4), (1, 10), (3, 4), (3, 10), (5, 4), (5, 10), (7, 4), (7, 10), (9, 0), (9, 6)
    ]  # fmt: skip
    assert {(chart.anchor.ext.width, chart.anchor.ext.height) for chart in made.book["Data"]._charts} == {
        (3240000, 1800000)
    }


@pytest.mark.parametrize(("size", "charts"), [(11, 1), (20, 2)])
def test_how_many_columns_a_chart_covers_follows_from_the_standard_font(tmp_path: Path, size: int, charts: int) -> None:
    """A chart of 113 pixels, in a repeated column of 15 digits: 110 pixels in Calibri 11, more in Calibri 20."""

    book = openpyxl.Workbook()
    book._fonts[0] = Font(name="Calibri", size=size)
    sheet = book.active
    sheet.title = "Data"
    sheet.append(["x", "{%col for m in items[:2] %}{{ m.name }}{%col endfor %}"])
    sheet.column_dimensions["B"].width = 15
    chart = BarChart()
    chart.height, chart.width = 3, 3
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2))
    sheet.add_chart(chart, "B3")
    book.save(tmp_path / "template.xlsx")
    made = result(tmp_path / "template.xlsx", items=ITEMS)
    assert len(made.book["Data"]._charts) == charts


def test_a_merged_row_and_the_titles_of_a_print_keep_the_form_openpyxl_reads(tmp_path: Path) -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.merge_cells("A5:XFD5")
        sheet.auto_filter.ref = "A1:B1048576"
        sheet.print_title_rows, sheet.print_title_cols = "5:5", "A:B"
        sheet.sheet_view.selection[0].sqref = "B1:B1048576"
        sheet["D6"] = "=SUM(B:B)+SUM(5:5)+SUM(B1:B1048576)+SUM(A5:XFD5)"

    made = result(by_openpyxl(tmp_path, draw, ["Head"], ["x"]), items=ITEMS).book["Data"]
    assert list(map(str, made.merged_cells.ranges)) == ["A6:XFD6"]
    assert made.auto_filter.ref == "A1:B1048576"
    assert (made.print_title_rows, made.print_title_cols) == ("$6:$6", "$A:$B")
    assert str(made.sheet_view.selection[0].sqref) == "B1:B1048576"
    assert made["D7"].value == "=SUM(B:B)+SUM(6:6)+SUM(B1:B1048576)+SUM(A6:XFD6)"


def test_a_line_break_of_excel_stays_a_line_break(tmp_path: Path) -> None:
    sheet = case("rich-split", tmp_path)["xl/worksheets/sheet1.xml"].decode()
    assert "".join(re.findall(r"<t[^>]*>([^<]*)</t>", sheet.partition("</c>")[0])) == "Name: Latin America end"
    assert "Latin America\n  two  " in sheet
    assert "_x000D_" not in sheet


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("{{ items[0].name }}_x000D_\ntwo", "Brazil\ntwo"),
        ("{{ items[0].name }}_x0041_", "BrazilA"),
        ("{{ items[0].name }}_x005F_x0041_", "Brazil_x0041_"),
        ("{{ items[0].name }} _X0041_ x0041_", "Brazil _X0041_ x0041_"),
    ],
)
def test_escapes_of_excel_are_read_and_written_back(tmp_path: Path, typed: str, shown: str) -> None:
    made = result(by_openpyxl(tmp_path, lambda book, sheet: None, ["x"], [typed]), items=ITEMS)
    assert unescape(made.book["Data"]["A6"].value) == shown


def test_a_text_that_looks_like_an_escape_comes_out_as_it_is(tmp_path: Path) -> None:
    made = result(drawn(tmp_path, ["{{ text }}", "a {{ text }}"]), text="_x000D_")
    assert made.found(r"<t>([^<]*)</t>") == ["_x005F_x000D_", "a _x005F_x000D_"]


def test_tags_in_the_names_of_sheets_and_columns_follow_them(tmp_path: Path) -> None:
    template = drawn(
        tmp_path,
        ["{%sheet for r in items %}x", "='{{ r.name }}'!A1&Sum[[#This Row],[{{ r.name }}]]"],
        sheet="{{ r.name }}",
        more=lambda _, sheet: sheet.add_table("D1:D3", {"name": "Sum", "columns": [{"header": "{{ r.name }}"}]}),
    )
    assert problems_of(template) == []


def test_a_formula_with_braces_of_its_own_is_none_of_ours(tmp_path: Path) -> None:
    template = drawn(tmp_path, ['=SUM({1,2;3,4})&SUBSTITUTE("{{","{","")'])
    assert problems_of(template) == []


def test_cells_without_addresses_are_read_in_their_order(tmp_path: Path) -> None:
    sheet = case("no-r-attr", tmp_path)["xl/worksheets/sheet1.xml"].decode()
    assert '<c r="B7"><v>171.233</v></c>' in sheet
    assert '<c r="B8"><f>SUM(B2:B7)</f><v>' in sheet


def test_rows_and_cells_that_have_an_address_go_on_from_it(tmp_path: Path) -> None:
    template = drawn(tmp_path, ["a"], *[[None]] * 3, ROW)
    sheet = ooxml.parts(template)["xl/worksheets/sheet1.xml"].decode()
    without = ooxml.rewritten(
        template,
        tmp_path / "without.xlsx",
        lambda part, content: (
            sheet.replace(' r="B5"', "").replace(' r="C5"', "").encode() if part.endswith("sheet1.xml") else content
        ),
    )
    assert result(without, items=ITEMS).book["Report"]["B7"].value == 1.4


def test_one_cell_in_the_formula_of_a_name_stays_one_cell(tmp_path: Path) -> None:
    workbook = case("name-scalar", tmp_path)["xl/workbook.xml"].decode()
    assert ">Data!$B$2*1<" in workbook
    assert ">OFFSET(Data!$B$2,1,0)<" in workbook


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("Data!$B$2", "Data!$B$2"),
        ("Data!$B$2:$B$2", "Data!$B$2:$B$4"),
        ("INDEX(Data!$B$2:$B$2,1)+Data!$B$2", "INDEX(Data!$B$2:$B$4,1)+Data!$B$2"),
        ("Data!$B$4", "Data!$B$5"),
    ],
)
def test_names_grow_as_excels_insert_makes_them(tmp_path: Path, said: str, becomes: str) -> None:
    def draw(book: Any, sheet: Any) -> None:
        book.defined_names["mine"] = DefinedName("mine", attr_text=said)

    made = result(by_openpyxl(tmp_path, draw, ["T", 1]), items=ITEMS)
    assert made.book.defined_names["mine"].attr_text == becomes


def test_a_period_is_a_date_where_the_format_shows_one(tmp_path: Path) -> None:
    assert '<c r="A1" s="1"><v>42278</v></c>' in case("date1900", tmp_path)["xl/worksheets/sheet1.xml"].decode()


@pytest.mark.parametrize("pattern", ["yyyy-mm-dd", "mmm yy", "d. mmmm yyyy"])
@pytest.mark.parametrize(("is_1904", "day_0"), [(False, "1899-12-30"), (True, "1904-01-01")])
def test_dates_and_periods_are_counted_in_the_calendar_of_the_workbook(
    tmp_path: Path, pattern: str, is_1904: bool, day_0: str
) -> None:
    import xlsxwriter

    path = tmp_path / "template.xlsx"
    book = xlsxwriter.Workbook(path, {"date_1904": is_1904})
    look = book.add_format({"num_format": pattern})
    sheet = book.add_worksheet("Report")
    for column, tag in enumerate(("{{ day }}", "{{ period }}", "{{ word }}")):
        sheet.write_string(0, column, tag, look)
    book.close()
    made = result(path, ENVIRONMENT, day=date(2015, 3, 31), period="2015Q2", word="April")
    cells = [made.book["Report"].cell(1, column).value for column in (1, 2, 3)]
    assert [str(cell)[:10] for cell in cells] == ["2015-03-31", "2015-04-01", "April"]
    serial = (date(2015, 3, 31) - date.fromisoformat(day_0)).days
    assert made.found(r"<v>(\d+)</v>")[0] == str(serial)


def test_a_date_of_a_workbook_that_counts_from_1904_is_its_period(tmp_path: Path) -> None:
    sheet = case("fn1904", tmp_path)["xl/worksheets/sheet1.xml"].decode()
    assert '<c r="B1"><v>472.61</v></c>' in sheet
    assert "<t>2015Q1</t>" in sheet


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('MARKET_VALUE("Brazil",40632)', 472.61),
        ('MARKET_VALUE("Brazil",40000+632)', 472.61),
        ('MARKET_PERIOD("Brazil",2015)', "2015"),
        ('MARKET_SERIES("Brazil",40632,40632,,"headers=0")', "2015Q1"),
    ],
)
def test_freeze_reads_dates_in_the_calendar_of_the_workbook(tmp_path: Path, formula: str, value: object) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = f"={formula}"
    path = tmp_path / "a.xlsx"
    book.save(path)
    made = tmp_path / "b.xlsx"
    made.write_bytes(freeze(path, open_snapshot("sample-quarterly")).content)
    assert openpyxl.load_workbook(made).active["A1"].value == value


def test_functions_of_others_with_our_names_are_left_alone() -> None:
    source = shared("cases") / "foreign" / "b.xlsx"
    assert [(one.formula.place, one.call.spelling.value) for one in check(source)] == [("B1", "addin"), ("D1", "xll")]


def test_a_template_of_no_tags_with_a_chart_by_openpyxl_stays_byte_for_byte(tmp_path: Path) -> None:
    def draw(book: Any, sheet: Any) -> None:
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2))
        sheet.add_chart(chart, "E5")

    template = by_openpyxl(tmp_path, draw)
    book = openpyxl.load_workbook(template)
    book["Data"]["A2"], book["Data"]["B2"], book["Data"]["A3"] = "x", 1, "y"
    book.save(template)
    made = tmp_path / "made.xlsx"
    made.write_bytes(render(compile_template(template), {}))
    assert ooxml.parts(made) == ooxml.parts(template)


def test_parts_are_found_where_their_relations_say(tmp_path: Path) -> None:
    def draw(book: Any, sheet: Any) -> None:
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=2))
        sheet.add_chart(chart, "E10")
        sheet["E9"] = "=SUM(B2:B2)"

    template = by_openpyxl(tmp_path, draw)
    assert references(result(template, items=ITEMS)) == ["'Data'!$B$2:$B$4"]
    renames = {b"xl/": b"book/", b"workbook.xml": b"main.xml", b"charts/chart1": b"charts/drawn"}
    moved = {}
    for name, content in ooxml.parts(template).items():
        for old, new in renames.items():
            name = name.replace(old.decode(), new.decode())
            content = content.replace(old, new) if name.endswith((".rels", "Types].xml")) else content
        moved[name] = content
    with zipfile.ZipFile(template, "w") as out:
        for name, content in moved.items():
            out.writestr(name, content)
    made = result(template, items=ITEMS)
    assert references(made, "book/charts/drawn.xml") == ["'Data'!$B$2:$B$4"]
    assert made.xml("book/main.xml").find("{*}calcPr").get("fullCalcOnLoad") == "1"
    assert made.book["Data"]["E10"].value == "=SUM(B2:B4)"
