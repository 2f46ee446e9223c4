"""The headline of a report holds the figures that its workbook prints, in the same text."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from xlmarket.functions import open_snapshot
from xlmarket.functions.snapshot import Snapshot
from xlmarket.package.number_text import number_text
from xlmarket.report.build import build, needs_region
from xlmarket.report.headline import TEMPLATES, figure_text, headline_of, printed
from xlmarket.report.shipped import TITLES, find_template

CONDITION = re.compile(r"\[(<|<=|>|>=)(-?[\d.]+)\](.*)")


@pytest.fixture(scope="module")
def sample() -> Snapshot:
    return open_snapshot("sample-quarterly")


@pytest.fixture(scope="module")
def published() -> Snapshot:
    return open_snapshot("cross-border-2015")


def shown(value: object, code: str) -> str:
    """What a cell shows, for the number formats of the shipped templates: a condition of its own is tested here."""
    if not isinstance(value, (int, float)):
        return str(value)
    for section in code.split(";"):
        match = CONDITION.fullmatch(section)
        if match is None:
            return str(number_text(value, code if code == section or "[" not in code else section))
        bound = float(match[2])
        if {"<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}[match[1]]:
            return str(number_text(abs(value), match[3]))
    return ""


def texts_of(workbook: bytes) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True)
    for row in book.worksheets[0].iter_rows():
        yield from (shown(cell.value, cell.number_format) for cell in row if cell.value is not None)


def test_every_shipped_template_has_its_headline() -> None:
    assert TEMPLATES.keys() == TITLES.keys()


@pytest.mark.parametrize("market", ["Europe", "Africa", "Brazil"])
@pytest.mark.parametrize("name", [name for name in TITLES if name != "brief"])
def test_its_figures_are_those_that_the_workbook_prints(name: str, market: str, sample: Snapshot) -> None:
    region = market if needs_region(name) else None
    headline = headline_of(name, snapshot=sample, region=region, period="2015Q3")
    texts = [*texts_of(build(name, snapshot=sample, region=region, period="2015Q3"))]
    assert 3 <= len(headline.figures) <= 4
    sentences = " ".join(texts)
    for figure in headline.figures:
        text = figure.text.lstrip("+-") if name in ("share-shift", "league-table") else figure.text
        assert text in texts or f" {text} " in sentences, (figure, texts)
        assert not figure.unit or figure.unit in sentences
    assert headline.period == "2015Q3"
    assert headline.illustrative


def test_the_brief_prints_its_bounds_and_its_first_share(published: Snapshot) -> None:
    headline = headline_of("brief", snapshot=published)
    texts = [*texts_of(build("brief", snapshot=published))]
    assert [figure.text for figure in headline.figures] == ["16.5%", "> 70%", "≈ 33.3%", "≤ 300 million"]
    assert {figure.text for figure in headline.figures} <= {*texts}
    assert not headline.illustrative


def test_a_missing_figure_is_not_a_number_and_a_gap_stays_in_the_history(published: Snapshot) -> None:
    headline = headline_of("region-quarterly", snapshot=published, region="Brazil")
    growth = next(figure for figure in headline.figures if figure.label == "Growth")
    assert (growth.value, growth.text, growth.full_text) == (None, "n/a", "n/a")
    assert headline.history == (("2015", 2.2),)


@pytest.mark.parametrize(
    ("cell", "region", "title", "labels"),
    [
        ("{{ market.name }}", "Brazil", "Brazil", ["Growth", "Share of world", "World rank"]),
        ("{{ region.name }}", "Europe", "Europe", ["Growth", "Share of world", "Change of share"]),
        ("{{ world.cr4 }}", None, "World", ["Growth", "Four largest markets", "HHI"]),
        ("{{ regions[0].name }}", None, "World", ["Growth"]),
        ("{{ metric.title }}", None, "own", []),
    ],
)
def test_a_template_of_the_user_has_the_figures_of_the_view_it_names(
    cell: str, region: str | None, title: str, labels: list[str], tmp_path: Path, sample: Snapshot
) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = cell
    book.save(tmp_path / "own.xlsx")
    headline = headline_of(tmp_path / "own.xlsx", snapshot=sample, region=region)
    assert headline.title == title
    assert [figure.label for figure in headline.figures[1:]] == labels


def test_a_copy_of_a_shipped_template_is_one_of_the_user(tmp_path: Path, sample: Snapshot) -> None:
    copy = tmp_path / "kpi-card.xlsx"
    copy.write_bytes(find_template("kpi-card").read_bytes())
    assert headline_of(copy, snapshot=sample, region="Asia").figures[3].label == "Change of share"


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [(999.96, "amount", "1,000.0"), (1000, "amount", "1,000"), (-2.25, "amount", "-2.3"), (0.1245, "rate", "+12.5%"),
     (-0.0004, "rate", "0.0%"), (0.04, "amount", "0.04"), (0, "amount", "0.0"), (0.0031, "change", "+0.31"), (1799.5, "index", "1,800"), (None, "share", "n/a")],
)  # fmt: skip
def test_figures_print_as_the_number_formats_of_the_templates_do(value: float, kind: str, text: str) -> None:
    assert figure_text(value, kind) == text


def test_what_a_reader_sees_tells_two_headlines_apart(sample: Snapshot) -> None:
    before, after = (headline_of("kpi-card", snapshot=sample, region="Asia", period=p) for p in ("2015Q3", "2015Q4"))
    assert printed(before.figures) != printed(after.figures)
    assert printed(before.figures) == printed(
        headline_of("kpi-card", snapshot=sample, region="Asia", period="2015Q3").figures
    )


def test_a_deck_of_slides_has_the_headline_of_its_views(sample: Snapshot) -> None:
    deck = find_template("region-quarterly").with_suffix(".pptx")
    headline = headline_of(deck, snapshot=sample, region="Africa")
    assert headline.title == "Africa"
    assert headline.figures == headline_of("region-quarterly", snapshot=sample, region="Africa").figures
