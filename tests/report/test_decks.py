"""The shipped decks: filled for regions of any size, valid, and refused where a template has none."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pptx
import pypdfium2
import pytest
from pptx.presentation import Presentation

from tests import ooxml
from tests.output.printed import numbers, printed_cells
from tests.output.readback import deck_charts, deck_texts
from xlmarket.batch import MetricScope, plan
from xlmarket.errors import InputError
from xlmarket.functions import Snapshot, open_snapshot
from xlmarket.output import ReportInputs, formats_of, report_bytes
from xlmarket.report import build, build_deck, find_template, needs_region, problems_of

FOLDER = Path(__file__).resolve().parents[2] / "templates"
COUNTED = re.compile(r"\(\d+ of \d+\)")
"""The pages of a table in the titles of its slides."""


@pytest.fixture(scope="module")
def sample() -> Snapshot:
    return open_snapshot("sample-quarterly")


def opened(content: bytes) -> Presentation:
    return pptx.Presentation(io.BytesIO(content))


@pytest.mark.parametrize("name", ["region-quarterly", "market-profile"])
def test_a_shipped_deck_has_no_problems_and_asks_for_a_region(name: str) -> None:
    assert problems_of(FOLDER / f"{name}.pptx") == []
    assert needs_region(FOLDER / f"{name}.pptx")
    assert not ooxml.errors(FOLDER / f"{name}.pptx")


@pytest.mark.parametrize(("name", "region"), [("region-quarterly", "Europe"), ("market-profile", "Brazil")])
def test_a_deck_is_whole_valid_and_always_the_same(name: str, region: str, sample: Snapshot, tmp_path: Path) -> None:
    content = build_deck(name, snapshot=sample, region=region, period="2015Q4")
    assert content == build_deck(FOLDER / f"{name}.pptx", snapshot=sample, region=region, period="2015Q4")
    (tmp_path / "deck.pptx").write_bytes(content)
    assert not ooxml.errors(tmp_path / "deck.pptx")
    left = [
        part for part, text in ooxml.parts(tmp_path / "deck.pptx").items() if b"{{" in text and part.endswith("xml")
    ]
    assert left == []


@pytest.mark.parametrize("market", ["Brazil", "Latin America"])
def test_no_figure_of_a_profile_differs_from_the_workbook(market: str, sample: Snapshot) -> None:
    cells = printed_cells(build("market-profile", snapshot=sample, region=market, period="2015Q4"), with_data=True)
    deck = build_deck("market-profile", snapshot=sample, region=market, period="2015Q4")
    shown = numbers(COUNTED.sub("", text) for text in deck_texts(deck))
    assert len(shown) > 10
    assert shown.keys() - numbers(cell.text for cell in cells).keys() == set()
    charts = list(deck_charts(deck))
    drawn = {value for chart in charts for series in chart.drawn for value in series if value is not None}
    assert len(drawn) > 20
    assert drawn - {cell.value for cell in cells if cell.is_number} == set()
    for chart in charts:
        assert [series for series in chart.held if any(series)] == [series for series in chart.drawn if any(series)]


def test_the_members_are_on_as_many_slides_as_it_takes(sample: Snapshot) -> None:
    deck = opened(build_deck("region-quarterly", snapshot=sample, region="Europe", period="2015Q4"))
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles[3:6] == [f"Europe: markets ({page} of 3)" for page in (1, 2, 3)]
    tables = [shape.table for slide in list(deck.slides)[3:6] for shape in slide.shapes if shape.has_table]
    assert [len(table.rows) for table in tables] == [16, 16, 4]
    assert tables[-1].cell(3, 0).text == "Europe, sum"


def test_a_slide_of_growth_is_left_out_where_there_is_none() -> None:
    published = open_snapshot("cross-border-2015")
    deck = opened(build_deck("region-quarterly", snapshot=published, region="East Asia"))
    assert not [slide for slide in deck.slides if "growth" in slide.shapes.title.text]


def test_a_theme_and_no_authors_are_for_decks_too(sample: Snapshot, tmp_path: Path) -> None:
    made = ReportInputs(template="region-quarterly", snapshot=sample, region="Brazil", theme="plum", anonymous=True)
    (tmp_path / "deck.pptx").write_bytes(report_bytes(made, "pptx"))
    parts = ooxml.parts(tmp_path / "deck.pptx")
    assert b"7A4A86" in parts["ppt/theme/theme1.xml"]
    assert b"xlmarket" not in parts["docProps/core.xml"]
    assert not ooxml.errors(tmp_path / "deck.pptx")


def test_a_template_without_a_deck_is_refused_before_anything_is_made() -> None:
    jobs = [(find_template("brief"), False)]
    with pytest.raises(InputError) as refused:
        plan(jobs, [MetricScope(None, [], ["2015"])], ["xlsx", "pptx"])
    assert (refused.value.found, "region-quarterly" in refused.value.allowed) == ("brief", True)
    assert "brief.pptx" in refused.value.remedy


def test_a_deck_makes_no_workbook(sample: Snapshot) -> None:
    inputs = ReportInputs(template=FOLDER / "region-quarterly.pptx", snapshot=sample, region="Brazil")
    with pytest.raises(InputError, match="makes no workbook"):
        report_bytes(inputs, "xlsx")


def test_each_template_lists_the_formats_it_can_give() -> None:
    assert "pptx" in formats_of(find_template("market-profile"))
    assert "pptx" not in formats_of(find_template("brief"))
    assert "xlsx" not in formats_of(FOLDER / "market-profile.pptx")


@pytest.mark.slow
def test_libreoffice_opens_the_charts_of_a_deck_as_charts_with_data(
    soffice: str, sample: Snapshot, tmp_path: Path
) -> None:
    (tmp_path / "deck.pptx").write_bytes(build_deck("region-quarterly", snapshot=sample, region="Brazil"))
    command = [soffice, f"-env:UserInstallation={(tmp_path / 'home').as_uri()}", "--headless", "--convert-to", "odp"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "deck.pptx")], check=True, capture_output=True)
    objects = [
        text
        for part, text in ooxml.parts(tmp_path / "deck.odp").items()
        if re.fullmatch(r"Object \d+/content.xml", part)
    ]
    assert len(objects) == 3
    assert all(b"<chart:chart " in text and b"<table:table-rows>" in text for text in objects)
    assert all(re.search(rb'office:value="[\d.]+"', text) for text in objects)


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_a_deck_prints_a_page_per_slide(sample: Snapshot) -> None:
    deck = ReportInputs(template=FOLDER / "market-profile.pptx", snapshot=sample, region="Brazil", period="2015Q4")
    with pypdfium2.PdfDocument(report_bytes(deck, "pdf")) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    assert len(pages) == len(opened(report_bytes(deck, "pptx")).slides)
    assert "Brazil: history" in pages[3]
