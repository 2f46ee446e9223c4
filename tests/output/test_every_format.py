"""A batch in every format: each number of each file is the workbook's, and the same inputs give the same bytes."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from tests.output.printed import PrintedCell, numbers, page_numbers, printed_cells
from tests.output.readback import (
    Row,
    book_rows,
    csv_rows,
    deck_charts,
    deck_rows,
    deck_texts,
    page_figures,
    page_rows,
    page_texts,
    pdf_numbers,
)
from xlmarket.cli import run

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("soffice")]

REGIONS = ("Brazil", "World", "Eastern Europe", "European Union", "Oceania")
"""One market, all of them, one that shrinks, one with a long name that lies in others, one whose share does not change."""
IN_POINTS = ("contribution", "share_change")
"""Columns of a CSV with fractions that the workbook holds as points."""
FORMATS = ("xlsx", "pdf", "html", "pptx", "csv")
NO_FIGURES = re.compile(r"\bQ[1-4] \d{4}\b|\(\d+ of \d+\)|^\d+\. ")
"""Names of periods, the pages of a table in the titles of its slides, and what counts the sources."""


@dataclass(frozen=True)
class Report:
    """The files of one region and the cells of its workbook."""

    folder: Path
    region: str

    def content(self, form: str) -> bytes:
        return (self.folder / f"region-quarterly {self.region} 2015Q4.{form}").read_bytes()

    @cached_property
    def printed(self) -> list[PrintedCell]:
        return printed_cells(self.content("xlsx"))

    @cached_property
    def cells(self) -> list[PrintedCell]:
        return printed_cells(self.content("xlsx"), with_data=True)

    @cached_property
    def figures(self) -> list[PrintedCell]:
        return [cell for cell in self.cells if cell.is_number]

    def rows(self, name: str) -> list[list[PrintedCell]]:
        """The rows with this name. That of the region has what its total is behind it: Europe, sum."""
        return [cells for text, cells in book_rows(self.cells) if text == name or text.startswith(f"{self.region}, ")]

    def texts_of(self, value: float) -> set[str]:
        return {cell.text for cell in self.figures if is_same(cell.value, value)}


def is_same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def export(folder: Path, *options: str) -> int:
    regions = [word for region in REGIONS for word in ("--region", region)]
    formats = ("-f", ",".join(FORMATS))
    return run(["export", "--dataset", "sample-quarterly", *regions, *formats, "-o", str(folder), *options])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("batch")
    assert export(made, "-j", "2") == 0
    assert len([path for path in made.iterdir() if path.suffix[1:] in FORMATS]) == len(REGIONS) * len(FORMATS) + 1
    return made


@pytest.fixture(scope="module", params=REGIONS)
def report(folder: Path, request: pytest.FixtureRequest) -> Report:
    return Report(folder, request.param)


def test_no_number_that_rounds_to_zero_has_a_sign(report: Report) -> None:
    assert [cell for cell in report.cells if re.fullmatch(r"[+\-−]0(\.0+)?%?", cell.text)] == []


def test_the_pages_of_a_pdf_have_every_number_of_the_printed_sheets(report: Report) -> None:
    shown, pages = pdf_numbers(report.content("pdf"))
    expected = numbers(cell.text for cell in report.printed)
    assert sum(expected.values()) > 40
    assert not expected + page_numbers(pages) - shown


def figures_in(texts: Iterable[str]) -> Counter[str]:
    return numbers(NO_FIGURES.sub("", text) for text in texts)


def test_a_page_has_every_number_of_the_printed_sheets_and_no_other(report: Report) -> None:
    shown = figures_in(page_texts(report.content("html"))).keys()
    derived = {text for rest, count in rests(report) for text in (f"{rest:.1%}", str(count))}
    assert figures_in(cell.text for cell in report.printed).keys() - shown == set()
    assert shown - figures_in(cell.text for cell in report.cells).keys() - derived == set()


def rests(report: Report) -> list[tuple[float, int]]:
    """The share of the markets after the largest, and how many they are: a chart of a page adds them up."""
    shares = [line["share"] for line in csv_rows(report.content("csv")) if "share" in line]
    return [(math.fsum(shares[count:]), len(shares) - count) for count in range(1, len(shares) - 1)]


def test_every_figure_of_a_page_is_printed_as_the_workbook_prints_it(report: Report) -> None:
    figures = list(page_figures(report.content("html")))
    assert len(figures) > 50
    for value, text in figures:
        rest = {f"{each:.1%}" for each, _ in rests(report) if is_same(each, value)}
        assert text in report.texts_of(value) | rest, f"{value!r} is printed as {text!r}"


@pytest.mark.parametrize(("form", "rows_of"), [("html", page_rows), ("pptx", deck_rows)])
def test_each_row_of_a_table_is_a_row_of_the_workbook(
    report: Report, form: str, rows_of: Callable[[bytes], Iterator[Row]]
) -> None:
    rows = list(rows_of(report.content(form)))
    assert rows
    for name, shown in rows:
        printed = report.rows(NO_FIGURES.sub("", name))
        assert any(not shown - numbers(cell.text for cell in cells) for cells in printed), f"{name}: {shown}"


def test_a_deck_has_no_number_that_the_workbook_has_not(report: Report) -> None:
    shown = figures_in(deck_texts(report.content("pptx")))
    assert len(shown) > 10
    assert shown.keys() - figures_in(cell.text for cell in report.cells).keys() == set()


def test_the_charts_of_a_deck_draw_figures_of_the_workbook_and_hold_them(report: Report) -> None:
    charts = list(deck_charts(report.content("pptx")))
    values = {cell.value for cell in report.figures}
    assert len(charts) == 3
    for chart in charts:
        drawn = {value for series in chart.drawn for value in series if value is not None}
        assert drawn
        assert drawn - values == set()
        assert [series for series in chart.held if any(series)] == [series for series in chart.drawn if any(series)]


def test_each_line_of_a_csv_is_a_row_of_the_workbook_in_full(report: Report) -> None:
    lines = list(csv_rows(report.content("csv")))
    assert lines
    for line in lines:
        held = [cell.value for cells in report.rows(line["name"]) for cell in cells]
        for column, value in line.items():
            if isinstance(value, float):
                factor = 100 if column in IN_POINTS else 1
                assert any(is_same(value * factor, each) for each in held), f"{line['name']}: {column} {value!r}"


def test_a_second_run_writes_nothing_and_files_that_are_gone_come_back_as_they_were(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix[1:] in FORMATS}
    assert export(folder) == 0
    assert f"0 written, {len(REGIONS) * len(FORMATS)} unchanged" in capsys.readouterr().out
    gone = [f"region-quarterly World 2015Q4.{form}" for form in FORMATS]
    for name in gone:
        (folder / name).unlink()
    assert export(folder) == 0
    assert f"{len(FORMATS)} written, " in capsys.readouterr().out
    assert [name for name in gone if (folder / name).read_bytes() != files[name]] == []


def test_another_folder_and_another_number_of_processes_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    assert export(tmp_path, "-j", "1") == 0
    reports = [path.name for path in folder.glob("region-quarterly *")]
    assert [name for name in reports if (tmp_path / name).read_bytes() != (folder / name).read_bytes()] == []
