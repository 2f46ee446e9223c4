"""The shipped templates: drawn by code, without errors, and rendered right for regions of any size."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests import ooxml
from xlmarket.errors import InputError, UnknownName
from xlmarket.functions import Snapshot, open_snapshot
from xlmarket.report import build, figures_table, find_template, list_templates, needs_region, warnings_of

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
FOLDER = Path(__file__).resolve().parents[2] / "templates"
GALLERY = ("kpi-card", "league-table", "growth-waterfall", "share-shift")
NAMES = ("region-quarterly", "market-profile", "world-overview", "brief", *GALLERY, "live")
CASES = [
    ("region-quarterly", "North America"),
    ("region-quarterly", "Latin America"),
    ("region-quarterly", "European Union"),
    ("region-quarterly", "Brazil"),
    ("market-profile", "Brazil"),
    ("market-profile", "Latin America"),
    ("world-overview", None),
    ("live", None),
    *((name, region) for name in GALLERY for region in ("Latin America", "Brazil", "World")),
]


@pytest.fixture(scope="module")
def sample() -> Snapshot:
    return open_snapshot("sample-quarterly")


@pytest.fixture(scope="module")
def published() -> Snapshot:
    return open_snapshot("cross-border-2015")


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def row_of(sheet: Worksheet, text: str) -> int:
    """The row whose column B holds a text."""
    return next(cell.row for (cell,) in sheet.iter_rows(min_col=2, max_col=2) if cell.value == text)


def sum_of(cells: str) -> str:
    """A total that a missing figure leaves empty-handed."""
    return f'=IF(COUNT({cells})=ROWS({cells}),SUM({cells}),"n/a")'


def test_the_templates_are_what_their_drawing_draws(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(FOLDER / "draw.py"), str(tmp_path)], check=True)
    for name in NAMES:
        drawn, kept = zipfile.ZipFile(tmp_path / f"{name}.xlsx"), zipfile.ZipFile(FOLDER / f"{name}.xlsx")
        assert drawn.namelist() == kept.namelist()
        for part in kept.namelist():
            assert drawn.read(part) == kept.read(part), (name, part)


@pytest.mark.parametrize(("name", "region"), [case for case in CASES if case[0] != "live"])
def test_every_formula_of_a_report_has_its_value_in_the_file(name: str, region: str | None, sample: Snapshot) -> None:
    with zipfile.ZipFile(io.BytesIO(build(name, snapshot=sample, region=region))) as report:
        sheets = [report.read(part) for part in report.namelist() if part.startswith("xl/worksheets/sheet")]
    assert [sheet for sheet in sheets if re.search(rb"</f>(?!<v>)|<f[^>]*/></c>", sheet)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_prints_one_page_wide_with_title_and_page_numbers(name: str) -> None:
    for sheet in openpyxl.load_workbook(FOLDER / f"{name}.xlsx"):
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1) == 1
        assert sheet.print_area
        assert "Page &P of &N" in sheet.oddFooter.right.text.replace("&[Page]", "&P").replace("&[Pages]", "&N")
        assert not sheet.sheet_view.showGridLines
        assert sheet.freeze_panes


def test_the_shipped_templates_are_found_by_name_and_by_path(tmp_path: Path) -> None:
    assert tuple(one.name for one in list_templates()) == NAMES
    copy = tmp_path / "mine.xlsx"
    shutil.copy(find_template("world-overview"), copy)
    assert find_template(copy) == copy
    with pytest.raises(UnknownName) as unknown:
        find_template("region-quartely")
    assert unknown.value.nearest == ("region-quarterly",)
    with pytest.raises(InputError):
        find_template(tmp_path / "absent.xlsx")


def test_a_template_says_whether_it_asks_for_a_region() -> None:
    assert [needs_region(name) for name in NAMES] == [True, True, False, False, *[True] * len(GALLERY), False]


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_template_has_no_warnings(name: str) -> None:
    assert warnings_of(find_template(name)) == []


@pytest.mark.parametrize(("template", "region"), CASES)
def test_a_report_is_complete_and_always_the_same(sample: Snapshot, template: str, region: str | None) -> None:
    content = build(template, snapshot=sample, region=region, period="2015Q4")
    assert content == build(template, snapshot=sample, region=region, period="2015Q4")
    for sheet in opened(content):
        left = [text for text in texts(sheet) if "{{" in text or "{%" in text]
        assert not left, (sheet.title, left)


def test_a_region_report_holds_its_members_and_totals_them_by_formula(sample: Snapshot) -> None:
    sheet = opened(build("region-quarterly", snapshot=sample, region="Latin America", period="2015Q4"))["Report"]
    first, total = row_of(sheet, "Brazil"), row_of(sheet, "Latin America, sum")
    assert total - first == 6
    assert sheet.cell(total, 3).value == sum_of(f"C{first}:C{total - 1}")
    assert sheet.cell(first, 3).value == pytest.approx(684.452)
    assert sheet.cell(first, 5).value == pytest.approx(0.022085, abs=1e-6)


def test_charts_reach_over_all_rows_of_their_tables(sample: Snapshot) -> None:
    book = opened(build("region-quarterly", snapshot=sample, region="European Union", period="2015Q4"))
    stack = book["Report"]._charts[0]
    first = row_of(book["Data"], "2013Q1")
    assert stack.series[0].val.numRef.f.replace("'", "") == f"Data!$C${first}:$C${first + 11}"
    assert len(stack.series) == 7


def test_illustrative_figures_are_called_so_loudly_and_published_ones_are_not(
    sample: Snapshot, published: Snapshot
) -> None:
    for snapshot, loud in ((sample, True), (published, False)):
        book = opened(build("region-quarterly", snapshot=snapshot, region="Latin America"))
        for name in ("Report", "Sources"):
            assert any(text.startswith("ILLUSTRATIVE") for text in texts(book[name])) is loud


def test_missing_figures_are_said_and_explained(published: Snapshot) -> None:
    book = opened(build("region-quarterly", snapshot=published, region="East Asia"))
    row = row_of(book["Report"], "Japan")
    assert book["Report"].cell(row, 6).value == "n/a"
    assert any("one period has no growth" in text for text in texts(book["Sources"]))


def test_the_chart_of_growth_goes_where_there_is_none(sample: Snapshot, published: Snapshot) -> None:
    for snapshot, charts in ((sample, 3), (published, 2)):
        book = opened(build("region-quarterly", snapshot=snapshot, region="East Asia"))
        assert len(book["Report"]._charts) == charts


def test_the_league_table_adds_up_to_the_world(sample: Snapshot) -> None:
    sheet = opened(build("world-overview", snapshot=sample, period="2015Q4"))["Overview"]
    first, total = row_of(sheet, "United States"), row_of(sheet, "World")
    assert sheet.cell(total, 3).value == sum_of(f"C{first}:C{total - 1}")
    assert sum(sheet.cell(row, 4).value for row in range(first, total)) == pytest.approx(1)


def test_the_figures_of_a_report_are_a_table_too(sample: Snapshot) -> None:
    table = figures_table("region-quarterly", snapshot=sample, region="Latin America", period="2015Q4")
    assert table[0][:6] == ["region", "period", "metric", "unit", "name", "code"]
    assert [row[4] for row in table[1:3]] == ["Brazil", "Mexico"]
    assert len(figures_table("market-profile", snapshot=sample, region="Brazil")) == 13
    assert len(figures_table("world-overview", snapshot=sample)) > 20


@pytest.mark.parametrize("name", NAMES)
def test_the_open_xml_validator_finds_nothing(name: str, sample: Snapshot, published: Snapshot, tmp_path: Path) -> None:
    report = tmp_path / "report.xlsx"
    snapshot = published if name == "brief" else sample
    report.write_bytes(build(name, snapshot=snapshot, region="Brazil" if needs_region(name) else None))
    for file in (FOLDER / f"{name}.xlsx", report):
        assert not ooxml.errors(file)


def test_libreoffice_reads_the_totals(soffice: str, sample: Snapshot, tmp_path: Path) -> None:
    (tmp_path / "report.xlsx").write_bytes(build("region-quarterly", snapshot=sample, region="Latin America"))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    subprocess.run(
        [soffice, "--headless", home, "--convert-to", "csv", "--outdir", str(tmp_path), str(tmp_path / "report.xlsx")],
        check=True,
        capture_output=True,
    )
    lines = (tmp_path / "report.csv").read_text(encoding="latin-1").splitlines()
    total = next(line for line in lines if "Latin America, sum" in line)
    assert total.startswith(',"Latin America, sum",2373.552,100%,7.65')
