"""The figures of finished files of every format, read back: their numbers, and their rows of a name and numbers."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from string import ascii_uppercase
from typing import Any

import openpyxl
import pptx
import pypdfium2
from lxml import html

from tests.output.printed import PrintedCell, numbers

Row = tuple[str, Counter[str]]
"""The name of a row and the numbers it prints."""


@dataclass(frozen=True, slots=True)
class DeckChart:
    """The figures that a chart of a deck draws and those of its workbook, each by series. A gap is None."""

    drawn: tuple[tuple[float | None, ...], ...]
    held: tuple[tuple[float | None, ...], ...]


def book_rows(cells: Sequence[PrintedCell]) -> list[tuple[str, list[PrintedCell]]]:
    """Return the rows of a workbook with the cells of their numbers, once for each text in them, which may be the name."""
    lines = [list(line) for _, line in groupby(cells, lambda cell: (cell.sheet, cell.cell.lstrip(ascii_uppercase)))]
    return [
        (cell.text.strip(), [other for other in line if other.is_number])
        for line in lines
        for cell in line
        if not cell.is_number
    ]


def pdf_numbers(pdf: bytes) -> tuple[Counter[str], int]:
    """Return the numbers of the text layer, and how many pages there are."""
    with pypdfium2.PdfDocument(pdf) as document:
        return numbers(page.get_textpage().get_text_bounded() for page in document), len(document)


def page_texts(page: bytes) -> Iterator[str]:
    """Return the texts of a page that a reader sees or hears, those in pictures only as their alternative texts."""
    tree = html.document_fromstring(page.decode())
    path = "//body//text()[not(ancestor::script or ancestor::style or ancestor::*[@aria-hidden='true'])]"
    yield from (" ".join(text.split()) for text in tree.xpath(path))
    yield from tree.xpath("//@alt | //@aria-label | //@title")


def page_figures(page: bytes) -> Iterator[tuple[float, str]]:
    """Return every figure of a page: in full, and as it is printed."""
    for element in html.document_fromstring(page.decode()).xpath("//*[@data-value and not(self::th)]"):
        if element.get("data-value"):
            yield float(element.get("data-value")), element.text_content().strip()


def page_rows(page: bytes) -> Iterator[Row]:
    """Return the rows of the tables of a page, but not of the tables of its charts."""
    for row in html.document_fromstring(page.decode()).xpath("//tr[th[@scope='row'] and not(ancestor::details)]"):
        (head,), cells = row.xpath("./th[@scope='row']"), row.xpath("./td")
        yield head.text_content().strip(), numbers(cell.text_content().strip() for cell in cells)


def deck_texts(deck: bytes) -> Iterator[str]:
    """Return the texts of the slides, of their tables and of their notes."""
    for slide in pptx.Presentation(io.BytesIO(deck)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)
        if slide.has_notes_slide:
            yield slide.notes_slide.notes_text_frame.text


def deck_rows(deck: bytes) -> Iterator[Row]:
    """Return the rows of the tables of the slides below their headings, by their first text that is not a number."""
    for slide in pptx.Presentation(io.BytesIO(deck)).slides:
        for table in (shape.table for shape in slide.shapes if shape.has_table):
            for row in list(table.rows)[1:]:
                texts = [cell.text.strip() for cell in row.cells]
                name = next(text for text in texts if text and numbers([text]).keys() != {text})
                yield name, numbers(text for text in texts if text is not name)


def deck_charts(deck: bytes) -> Iterator[DeckChart]:
    """Return the charts of a deck."""
    for slide in pptx.Presentation(io.BytesIO(deck)).slides:
        for chart in (shape.chart for shape in slide.shapes if shape.has_chart):
            sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).worksheets[0]
            yield DeckChart(
                drawn=tuple(tuple(series.values) for plot in chart.plots for series in plot.series),
                held=tuple(
                    tuple(value if isinstance(value, int | float) else None for value in column)
                    for column in zip(*sheet.iter_rows(2, min_col=2, values_only=True), strict=True)
                ),
            )


def csv_rows(table: bytes) -> Iterator[dict[str, Any]]:
    """Return the lines of a CSV by their headings, numbers as numbers, empty fields left out."""
    for line in csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")):
        yield {key: _number_or_text(value) for key, value in line.items() if value}


def _number_or_text(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
