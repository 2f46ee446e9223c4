"""Every figure of a report is traced to the call it equals, whatever the template."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from xlmarket.config import Config
from xlmarket.errors import InputError, UnknownName, UsageError
from xlmarket.functions import evaluate, open_snapshot
from xlmarket.output.office import Conversion, convert
from xlmarket.package.areas import Area
from xlmarket.package.limits import MAX_COLUMN, MAX_ROW
from xlmarket.report import build
from xlmarket.report.shipped import TITLES
from xlmarket.report.trace import TracedCell, parse_address, trace
from xlmarket.report.trace.cells import CellTracer
from xlmarket.report.trace.finished import FinishedCell, FinishedReport
from xlmarket.report.trace.rebuilt import rebuild

SAMPLE = open_snapshot("sample-quarterly")
BRIEF = open_snapshot("cross-border-2015")
REGIONS = {
    "region-quarterly": ("Europe", "Brazil"),
    "market-profile": ("Brazil", "Europe"),
    "world-overview": (None,),
    "brief": (None,),
    "live": (None,),
}
NO_CALL = re.compile(
    r"\.(number|count|among)\b|f\.(rank|score)\b|h\.parts\[[56]\]|world\.(rest|residual)\.|\.(floor|rise|fall)_"
    r"|\.whole \* 100|s\.(before|after|points)|f\.(value|share)"
)
"""Counts, ranks among all countries, sums of the other markets, parts of bars, bounds that no function calculates with."""


def made(folder: Path, template: str | Path, region: str | None = "Europe") -> Path:
    snapshot = BRIEF if template == "brief" else SAMPLE
    path = folder / "report.xlsx"
    path.write_bytes(build(template, snapshot=snapshot, region=region))
    return path


def numbers(path: Path, **choices: Path) -> list[TracedCell]:
    """The traces of all cells of a report with a number."""
    report = FinishedReport(path)
    again = rebuild(report.made_from, near=path, template=choices.get("template"), store=None, config=Config())
    tracer = CellTracer(report, again)
    cells = [(title, column, row) for title in report.titles for column, row in places(report, title)]
    return [tracer.trace(*cell, is_read=True) for cell in cells if isinstance(report.cell(*cell).value, (int, float))]


def places(report: FinishedReport, title: str) -> list[tuple[int, int]]:
    area = report.used(title, Area(1, 1, MAX_COLUMN, MAX_ROW))
    return [(column, row) for column in range(1, area.last_column + 1) for row in range(1, area.last_row + 1)]


CASES = [(name, region) for name in TITLES for region in REGIONS.get(name, ("Southeast Asia",))]


@pytest.mark.slow
@pytest.mark.parametrize(("template", "region"), CASES)
def test_the_call_of_every_number_gives_the_number(template: str, region: str | None, tmp_path: Path) -> None:
    snapshot = BRIEF if template == "brief" else SAMPLE
    traced = numbers(made(tmp_path, template, region))
    assert not [cell.cell for cell in traced if cell.changed]
    called = [cell for cell in traced if cell.call]
    for cell in called:
        assert evaluate(snapshot, cell.call).value == pytest.approx(cell.value, rel=1e-12)
    written = [cell for cell in traced if cell.expression]
    without = [cell.expression for cell in written if not cell.call]
    assert [text for text in without if not NO_CALL.search(text)] == []
    assert all(cell.template for cell in traced if "fills" not in cell.note)


def test_nearly_all_figures_of_a_region_have_a_call(tmp_path: Path) -> None:
    written = [cell for cell in numbers(made(tmp_path, "region-quarterly")) if cell.expression]
    share = sum(bool(cell.call) for cell in written) / len(written)
    assert share > 0.95
    assert {cell.expression for cell in written if not cell.call} == {
        "{{ s.number }}", "{{ s.count }}", "{{ h.parts[6] | over(scale.by) }}",
    }  # fmt: skip


def own_template(folder: Path) -> Path:
    """A template with rows that repeat, columns that repeat, formulas of ours and of Excel, in a sheet with a hard name."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Ann's figures"
    sheet.append(["Market", "Value", "Share", "{%col for p in periods[-2:] %}{{ p }}{%col endfor %}"])
    sheet.append(
        [
            "{%row for m in region.members %}{{ m.name }}",
            "{{ m.value * 2 }}",
            "{{ m.share }}",
            "{{ market_value(m, p) }}{%row endfor %}",
        ]
    )
    sheet.append(["Sum", "=SUM(B2:B2)", '=MARKET_SHARE("Europe",$B$6)', None])
    sheet.append(["{{ region.name }} has {{ region.value | round(1) }}, up {{ region.growth | percent }}", None, 7])
    sheet.append(["{{ (region.value - region.members[0].value) / region.value }}"])
    sheet.append(["Period", "2015Q3"])
    path = folder / "own.xlsx"
    book.save(path)
    return path


@pytest.fixture
def own(tmp_path: Path) -> dict[str, TracedCell]:
    path = made(tmp_path, own_template(tmp_path))
    found = trace(parse_address(f"{path}!'Ann''s figures'!A1:F60"))
    assert not found.problem
    assert found.is_whole
    return {cell.cell.rpartition("!")[2]: cell for cell in found.cells}


def test_a_cell_of_a_repeated_row_is_traced_to_its_item(own: dict[str, TracedCell]) -> None:
    name = own["A4"].value
    assert own["C4"].call == f'=MARKET_SHARE("{name}","2015Q4","Europe")'
    assert (own["C4"].template, own["C4"].expression) == ("own.xlsx!'Ann''s figures'!C2", "{{ m.share }}")
    (figure,) = own["C4"].figures
    assert (figure.market, figure.period, figure.metric) == (name, "2015Q4", "sales")
    assert figure.status == "illustrative"
    assert figure.vintage == SAMPLE.vintage


def test_a_cell_of_a_repeated_column_knows_the_item_of_its_column(own: dict[str, TracedCell]) -> None:
    assert own["D3"].call == f'=MARKET_VALUE("{own["A3"].value}","2015Q3")'
    assert own["E3"].call == f'=MARKET_VALUE("{own["A3"].value}","2015Q4")'
    assert own["E3"].template == "own.xlsx!'Ann''s figures'!D2"


def test_arithmetic_around_figures_stays_in_the_call(own: dict[str, TracedCell]) -> None:
    assert own["B2"].call == f'=MARKET_VALUE("{own["A2"].value}","2015Q4")*2'
    ratio = next(cell for cell in own.values() if "region.members[0]" in cell.expression)
    largest = own["A2"].value
    assert ratio.call == (
        f'=(MARKET_VALUE("Europe","2015Q4")-MARKET_VALUE("{largest}","2015Q4"))/MARKET_VALUE("Europe","2015Q4")'
    )


def test_a_text_is_traced_to_the_figures_it_holds(own: dict[str, TracedCell]) -> None:
    text = next(cell for cell in own.values() if str(cell.value).startswith("Europe has"))
    assert [figure.source for figure in text.figures] == ["region.value", "region.growth"]
    assert [figure.call for figure in text.figures] == [
        '=MARKET_VALUE("Europe","2015Q4")',
        '=MARKET_GROWTH("Europe","2015Q4")',
    ]


def test_a_formula_of_ours_has_its_call_with_values_and_what_it_reads(own: dict[str, TracedCell]) -> None:
    cell = next(cell for cell in own.values() if cell.formula.startswith("=MARKET_SHARE"))
    assert cell.call == '=MARKET_SHARE("Europe","2015Q3")'
    assert [read.value for read in cell.reads] == ["2015Q3"]


def test_a_formula_of_excel_has_the_cells_it_reads(own: dict[str, TracedCell]) -> None:
    cell = next(cell for cell in own.values() if cell.formula.startswith("=SUM"))
    assert cell.reads[0].cell == "'Ann''s figures'!B2"
    assert cell.reads[0].call == own["B2"].call


def test_text_and_constants_of_the_template_are_called_so(own: dict[str, TracedCell]) -> None:
    assert own["A1"].note == "text of the template"
    assert next(cell for cell in own.values() if cell.value == 7).note == "a constant of the template"


def test_a_missing_figure_has_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(build("region-quarterly", snapshot=SAMPLE, region="Europe", period="2013Q4"))
    (cell,) = trace(parse_address(f"{path}!C9")).cells
    assert cell.text == "n/a"
    (figure,) = cell.figures
    assert figure.reason
    assert figure.call == '=MARKET_GROWTH("Europe","2013Q4")'


def test_a_cell_that_was_changed_says_what_it_was(tmp_path: Path) -> None:
    path = made(tmp_path, "region-quarterly")
    book = openpyxl.load_workbook(path)
    was, book["Report"]["B9"] = book["Report"]["B9"].value, 1.5
    book.save(path)
    found = trace(parse_address(f"{path}!B9"))
    assert not found.is_whole
    assert found.cells[0].note == f"changed since the report was written: the report had {was} here"


def test_a_report_that_openpyxl_saved_is_traced(tmp_path: Path) -> None:
    path = made(tmp_path, "region-quarterly")
    openpyxl.load_workbook(path).save(path)
    found = trace(parse_address(f"{path}!B9"))
    assert found.cells[0].call == '=MARKET_VALUE("Europe","2015Q4")'


@pytest.mark.slow
def test_a_report_that_libreoffice_saved_is_traced(soffice: str, tmp_path: Path) -> None:
    """It keeps 15 digits of a number."""
    assert soffice
    path = made(tmp_path, "region-quarterly")
    path.write_bytes(convert(path.read_bytes(), Conversion(to="xlsx")))
    found = trace(parse_address(f"{path}!A1:J30"))
    assert found.is_whole
    assert sum(bool(cell.call) for cell in found.cells) >= 5


def test_a_template_that_changed_leaves_what_the_file_holds(tmp_path: Path) -> None:
    template = own_template(tmp_path)
    path = made(tmp_path, template)
    book = openpyxl.load_workbook(template)
    book.active["A1"] = "Country"
    book.save(template)
    found = trace(parse_address(f"{path}!B2"))
    assert "not the one of this report" in found.problem
    assert (found.cells[0].value, found.cells[0].call) != (None, "x")
    assert found.made_from.dataset == "sample-quarterly"
    template.unlink()
    assert "gone" in trace(parse_address(f"{path}!B2")).problem


def test_other_regions_in_the_settings_are_told(tmp_path: Path) -> None:
    path = made(tmp_path, "region-quarterly")
    found = trace(parse_address(f"{path}!B9"), config=Config(regions={"Ours": ("Brazil",)}))
    assert "settings" in found.problem
    assert found.cells[0].value


@pytest.mark.parametrize("text", ["report.xlsx", "report.csv!C7", "report.xlsx!", "report.xlsx!C7!D8!E9", "C7"])
def test_a_malformed_reference_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(UsageError, match=r"report\.xlsx!C7"):
        parse_address(text)


def test_a_path_and_a_sheet_may_hold_what_is_special(tmp_path: Path) -> None:
    address = parse_address("a!b.xlsx!'It''s 1!'!$C$7:D9")
    assert (str(address.file), address.sheet, str(address.area)) == ("a!b.xlsx", "It's 1!", "C7:D9")


def test_an_unknown_sheet_has_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="did you mean Report"):
        trace(parse_address(f"{made(tmp_path, 'region-quarterly')}!Reprot!A1"))


def test_an_empty_cell_and_other_workbooks_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="empty"):
        trace(parse_address(f"{made(tmp_path, 'region-quarterly')}!ZZ99"))
    with pytest.raises(InputError, match="not a report of xlmarket"):
        trace(parse_address(f"{own_template(tmp_path)}!A1"))
    (tmp_path / "damaged.xlsx").write_bytes(made(tmp_path, "region-quarterly").read_bytes()[:9000])
    with pytest.raises(InputError):
        trace(parse_address(f"{tmp_path / 'damaged.xlsx'}!A1"))


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (7300.017, "[>=1000]#,##0;[<0]-#,##0.0;#,##0.0", "7,300"),
        (12.34, "[>=1000]#,##0;[<0]-#,##0.0;#,##0.0", "12.3"),
        (-12.34, "[>=1000]#,##0;[<0]-#,##0.0;#,##0.0", "-12.3"),
        (0.1039, "+0.0%;-0.0%;0.0%", "+10.4%"),
        (True, "General", "True"),
        (1.5, "General", "1.5"),
    ],
)
def test_a_number_is_printed_as_its_cell_shows_it(value: float, code: str, text: str) -> None:
    assert FinishedCell(value, "", code).text == text
