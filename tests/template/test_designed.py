"""Ten templates as designers draw them, rendered with sample figures: what each must show, and what none may keep."""

from __future__ import annotations

import io
import re
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xlmarket as xm
from tests import ooxml
from tests.template import designed
from tests.template.specimens import Result
from tests.template.sweep import converted

DATA = xm.open("sample-quarterly")
MEMBERS = ["Brazil", "Mexico", "Chile", "Argentina", "Colombia", "Peru"]
"""By size. Brazil is contested, the others grow fast."""
VALUES = [float(DATA.value(name)) for name in MEMBERS]
GROWTH = [float(DATA.growth(name)) for name in MEMBERS]
VALUE, RATE, SHARE = (float(ask("Latin America")) for ask in (DATA.value, DATA.growth, DATA.share))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("designed")


@pytest.fixture(scope="module")
def made(folder: Path) -> Callable[[Callable[[Path], Path]], Result]:
    """The report of a template, validated, with no tag and no empty cache left in it."""
    reports: dict[str, Result] = {}

    def make(draw: Callable[[Path], Path]) -> Result:
        if draw.__name__ not in reports:
            template = draw(folder)
            target = folder / f"{draw.__name__}_report.xlsx"
            DATA.report(template, region=None if draw is designed.pivots else "Latin America").save(target)
            assert not ooxml.errors(target) - ooxml.errors(template)
            reports[draw.__name__] = Result(target.read_bytes(), ooxml.parts(target))
        return reports[draw.__name__]

    return make


@pytest.fixture
def report(request: pytest.FixtureRequest, made: Callable[..., Result]) -> Result:
    return made(request.param)


def of(draw: Callable[[Path], Path]) -> Any:
    return pytest.mark.parametrize("report", [draw], indirect=True, ids=[draw.__name__])


def column(report: Result, letter: str, first: int, last: int, sheet: int = 0) -> list[object]:
    return [report.book.worksheets[sheet][f"{letter}{row}"].value for row in range(first, last + 1)]


def calculated(report: Result, cell: str, sheet: int = 0) -> object:
    """The cached value of a formula."""
    return shown(report.content).worksheets[sheet][cell].value


def shown(content: bytes) -> openpyxl.Workbook:
    """A workbook with the values of its formulas."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl does not know
        return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


def texts(report: Result, part: str) -> list[str]:
    """The texts of the shapes of a drawing, in order."""
    shapes = report.xml(part).iter("{*}txBody")
    return ["".join(run.text or "" for run in shape.iter("{*}t")) for shape in shapes]


def points(report: Result, part: str) -> list[list[str]]:
    """The points of all caches of a chart."""
    caches = report.xml(part).iter("{*}strCache", "{*}numCache")
    return [[point.findtext("{*}v") or "" for point in cache.iter("{*}pt")] for cache in caches]


@pytest.mark.parametrize("draw", designed.TEN, ids=lambda draw: draw.__name__)
def test_nothing_of_the_template_is_left(draw: Callable[[Path], Path], made: Callable[..., Result]) -> None:
    report = made(draw)
    left = [part for part, content in report.parts.items() if re.search(rb"\{\{|\{%", content)]
    assert left == []
    assert report.book.worksheets


@of(designed.kpi_boxes)
def test_text_boxes_hold_figures_and_come_once_per_market(report: Result) -> None:
    said = texts(report, "xl/drawings/drawing1.xml")
    assert said[:2] == [f"Value{VALUE:,.1f}", f"Growth{RATE:.1%}"]
    assert said[3:] == ["1. Brazil (contested)", "2. Mexico (fast-growing)", "3. Chile (fast-growing)"]
    assert "Value of Latin America" in report.text("xl/drawings/drawing1.xml")
    assert report.book["Report"].row_dimensions[2].height >= 45  # a merged cell whose text needs three lines


@of(designed.linked_shapes)
def test_linked_shapes_show_their_cells(report: Result) -> None:
    said = texts(report, "xl/drawings/drawing1.xml")
    assert said[:3] == ["684.5 m", "Latin America", f"{SHARE:.1%}"]
    assert said[3:] == [f"{rate:.1%}" for rate in GROWTH]
    links = report.found('textlink="(.*?)"', "xl/drawings/drawing1.xml")
    assert links == ["Report!$B$16", "Report!$A$1", "Figures!$B$2", *(f"Report!$D${row}" for row in range(9, 15))]


@of(designed.headers)
def test_headers_titles_and_pages_follow(report: Result) -> None:
    sheet = report.book["Markets"]
    assert [sheet.oddHeader.left.text, sheet.oddHeader.center.text] == [
        "Latin America",
        "Cross-border e-commerce sales",
    ]
    assert sheet.oddFooter.right.text == "Q4 2015, page &P of &N"
    assert sheet.firstHeader.center.text == "LATIN_AMERICA: 6 markets"
    assert [sheet.print_title_rows, sheet.print_area] == ["$1:$2", "'Markets'!$A$1:$D$13"]
    assert [line.id for line in sheet.row_breaks.brk] == [5]
    assert [sheet[f"A{row}"].hyperlink.tooltip for row in (4, 7)] == ["Brazil: 1st", "Mexico: 2nd"]
    assert sheet["A7"].hyperlink.target == "https://example.org/MEX"
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["B4 B7:B11"]
    assert report.book.properties.title == "Latin America"
    assert column(report, "A", 3, 7) == ["contested", "Brazil", "Subtotal", "fast-growing", "Mexico"]


@of(designed.headers)
def test_subtotals_of_groups_have_their_values(report: Result) -> None:
    assert calculated(report, "B12") == pytest.approx(sum(VALUES[1:]))
    assert calculated(report, "B13") == pytest.approx(VALUE)


@of(designed.waterfall)
def test_a_waterfall_has_a_bar_per_step_and_its_total_last(report: Result) -> None:
    text = report.text("xl/charts/chartEx1.xml")
    assert re.findall(r"<cx:f[^>]*>(.*?)</cx:f>", text) == ["Report!$A$4:$A$10", "Report!$B$4:$B$10"]
    assert re.findall(r'<cx:idx val="(\d+)"', text) == ["6"]
    assert points(report, "xl/charts/chart1.xml")[1][-1] == "Latin America"
    assert calculated(report, "B10") == pytest.approx(RATE)


@of(designed.pivots)
def test_each_region_has_its_pivot_table_its_table_and_its_chart(report: Result) -> None:
    regions = ["Europe", "North America", "European Union", "East Asia"]
    assert report.book.sheetnames == ["Cover", *regions]
    found = {}
    for part in sorted(part for part in report.parts if part.startswith("xl/pivotCache/pivotCacheDefinition")):
        source = report.xml(part).find(".//{*}worksheetSource")
        found[source.get("sheet")] = source.get("ref")
    lasts = [len(DATA.table(name).rows) + 3 for name in regions]
    assert found == {name: f"A3:C{last}" for name, last in zip(regions, lasts, strict=True)}
    assert [len(sheet.tables) for sheet in report.book.worksheets] == [0, 1, 1, 1, 1]
    assert [report.book["Cover"][f"D{row}"].hyperlink.location for row in range(2, 6)] == [
        f"'{name}'!A1" if " " in name else f"{name}!A1" for name in regions
    ]
    sources = [
        re.findall(r"<c:pivotSource><c:name>(.*?)<", report.text(f"xl/charts/chart{n}.xml")) for n in range(1, 5)
    ]
    assert sources == [[f"[pivots.xlsx]{name}!BySize"] for name in regions]
    firsts = [report.book[name]["B4"].value for name in regions]
    totals = [str(formula).replace("'", "") for formula in column(report, "B", 2, 5)]
    assert totals == [f"={name}!B{last + 1}" for name, last in zip(regions, lasts, strict=True)]
    assert firsts == [float(DATA.value(report.book[name]["A4"].value)) for name in regions]
    assert calculated(report, "B3") == pytest.approx(float(DATA.value("United States")) + float(DATA.value("Canada")))
    assert column(report, "A", 1, 5) == ["Regions in Q4 2015", *regions]


@of(designed.slicer)
def test_a_slicer_stays_with_its_table(report: Result) -> None:
    assert report.book["Report"].tables["Markets"].ref == "A3:D10"
    assert 'caption="Outlook in Q4 2015"' in report.text("xl/slicers/slicer1.xml")
    table = report.xml("xl/tables/table1.xml").get("id")
    assert report.found('tableId="(.*?)"', "xl/slicerCaches/slicerCache1.xml") == [table]
    assert calculated(report, "B10") == pytest.approx(VALUE)
    assert calculated(report, "C4") == pytest.approx(VALUES[0] / sum(VALUES))


@of(designed.protected)
def test_a_protected_sheet_keeps_what_may_be_filled_in(report: Result) -> None:
    sheet = report.book["Report"]
    assert sheet.protection.sheet
    assert [sheet[f"{letter}10"].protection.locked for letter in "BCDE"] == [True, False, True, False]
    assert sheet["D10"].protection.hidden
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["C5:C10", "E5:E10"]
    assert report.found('<protectedRange [^>]*sqref="(.*?)"') == ["C5:C10"]
    assert [sheet[f"A{row}"].comment.text for row in (5, 10)] == ["Brazil: illustrative", "Peru: illustrative"]
    assert sheet.row_dimensions[2].height > 30
    plans = [round(value * (1 + rate), 1) for value, rate in zip(VALUES, GROWTH, strict=True)]
    assert calculated(report, "D11") == pytest.approx(sum(plans))


@of(designed.form_controls)
def test_each_market_has_a_check_box_with_its_cell(report: Result) -> None:
    links = {}
    for part in sorted(part for part in report.parts if part.startswith("xl/ctrlProps/")):
        control = report.xml(part)
        links.setdefault(control.get("objectType"), []).append((control.get("fmlaLink"), control.get("fmlaRange")))
    assert sorted(links["CheckBox"]) == sorted((f"$C${row}", None) for row in range(7, 13))
    assert links["Drop"] == [("$F$2", "$A$7:$A$12")]
    assert links["Spin"] == [("$F$3", None)]
    captions = texts(report, "xl/drawings/drawing1.xml")
    assert [text for text in captions if text] == [*MEMBERS, "Print Latin America"]
    assert column(report, "D", 13, 13) == ["=SUM(D7:D12)"]


@of(designed.offset_names)
def test_charts_over_offset_names_show_all_rows(report: Result) -> None:
    names = {name: found.value for name, found in report.book.defined_names.items()}
    assert names["Values"] == "OFFSET(Report!$B$4,0,0,COUNTA(Report!$A$4:$A$9),1)"
    shares = [value / sum(VALUES) for value in VALUES]
    for part, wanted in (("xl/charts/chart1.xml", VALUES), ("xl/charts/chart2.xml", shares)):
        labels, figures = points(report, part)
        assert labels == MEMBERS
        assert [float(figure) for figure in figures] == pytest.approx(wanted)
    assert "Values of Latin America" in report.text("xl/charts/chart1.xml")


@of(designed.logos)
def test_each_market_has_its_logo_and_each_outlook_its_label(report: Result) -> None:
    drawing = report.xml("xl/drawings/drawing1.xml")
    rows = sorted(int(row.text or 0) + 1 for row in drawing.findall("{*}oneCellAnchor/{*}from/{*}row"))
    assert rows == [1, 5, 6, 7, 8, 9, 10, 13]
    assert len({content for part, content in report.parts.items() if part.startswith("xl/media/")}) == 7
    sheet = report.book["Report"]
    assert "A6:A10" in {str(area) for area in sheet.merged_cells.ranges}
    assert column(report, "C", 12, 14) == ["Q2 2015", "Q3 2015", "Q4 2015"]


@pytest.mark.slow
def test_libreoffice_opens_all_and_what_it_saves_renders_as_well(
    folder: Path, made: Callable[..., Result], soffice: str
) -> None:
    for draw in designed.TEN:
        made(draw)
    paths = [folder / f"{draw.__name__}_report.xlsx" for draw in designed.TEN]
    # LibreOffice names a control as its caption, and tags in names of controls are refused
    templates = [folder / f"{draw.__name__}.xlsx" for draw in designed.TEN if draw is not designed.form_controls]
    converted(soffice, [*paths, *templates], folder / "saved", folder / "profile")
    for path in paths:
        saved = shown((folder / "saved" / path.name).read_bytes())
        values = [cell.value for sheet in saved for row in sheet.iter_rows() for cell in row]
        assert not [value for value in values if isinstance(value, str) and value.startswith(("#", "Err:", "{"))]
    shutil.copytree(folder / "logos", folder / "saved" / "logos")
    shutil.copy(folder / "house.png", folder / "saved")
    for template in templates:
        again = DATA.report(
            folder / "saved" / template.name, region=None if template.stem == "pivots" else "Latin America"
        )
        target = folder / f"{template.stem}_again.xlsx"
        again.save(target)
        left = [part for part, content in ooxml.parts(target).items() if re.search(rb"\{\{|\{%", content)]
        assert left == []
        kinds = [
            {error.partition(": ")[2] for error in ooxml.errors(path)}
            for path in (folder / "saved" / template.name, target)
        ]
        assert kinds[1] <= kinds[0]
