"""What a finished workbook prints, cell by cell: the texts that every other format of the report must show, too."""

from __future__ import annotations

import io
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from xlmarket.output.pdf import data_sheets
from xlmarket.package.number_text import number_text

NUMBER = re.compile(r"(?<![\w.,])[+\-−]?\d+(?:,\d{3})*(?:\.\d+)?(?: ?%)?(?![\w])")
"""A number as it prints: a sign, thousands with commas, decimals, percent. Not the digits of `2015Q4`."""


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell with a value, the text that it prints, and where it is."""

    sheet: str
    cell: str
    value: Any
    text: str

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | float) and not isinstance(self.value, bool)


def printed_cells(workbook: bytes, *, with_data: bool = False) -> list[PrintedCell]:
    """Return the cells that print, sheet by sheet, row by row.

    With data also those that do not: of sheets of data, in hidden rows and columns, outside the printed area.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", "Sparkline Group extension|Unknown extension|Conditional Formatting extension"
        )
        values = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True)
    left_out = () if with_data else data_sheets(workbook)
    sheets = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible" and sheet.title not in left_out]
    return [cell for sheet in sheets for cell in _cells(sheet, with_data=with_data)]


def numbers(texts: Iterable[str]) -> Counter[str]:
    """Count the numbers in texts, with one spelling of the minus sign."""
    return Counter(
        match.group().replace("−", "-").replace(" ", "") for text in texts for match in NUMBER.finditer(text)
    )


def page_numbers(pages: int) -> Counter[str]:
    """Return the numbers of `Page 1 of 3` at the foot of so many pages."""
    return numbers(f"Page {page} of {pages}" for page in range(1, pages + 1))


def _cells(sheet: Worksheet, *, with_data: bool) -> Iterator[PrintedCell]:
    is_whole = with_data or not sheet.print_area
    hidden = set() if with_data else _hidden_columns(sheet)
    for area in [sheet.dimensions] if is_whole else str(sheet.print_area).split(","):
        left, top, right, bottom = range_boundaries(area.rpartition("!")[2].replace("$", ""))
        for number, row in enumerate(sheet.iter_rows(top, bottom, left, right), top):
            if with_data or not sheet.row_dimensions[number].hidden:
                cells = (cell for cell in row if cell.value is not None and cell.column not in hidden)
                yield from (_printed(sheet, cell) for cell in cells)


def _hidden_columns(sheet: Worksheet) -> set[int]:
    """The hidden columns. Columns next to each other with one width are one entry of a file, under the first of them."""
    widths = [width for width in sheet.column_dimensions.values() if width.hidden]
    return {column for width in widths for column in range(width.min, width.max + 1)}


def _printed(sheet: Worksheet, cell: Cell) -> PrintedCell:
    value = cell.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    text = number_text(value, _format(sheet, cell)) if is_number else str(value)
    assert text is not None, f"{sheet.title}!{cell.coordinate}: the format {cell.number_format} is not read"
    return PrintedCell(sheet.title, cell.coordinate, value, text)


def _format(sheet: Worksheet, cell: Cell) -> str:
    """The number format of a cell, or that of the rule that applies to its value: those for numbers that round to zero."""
    for area in sheet.conditional_formatting:
        for rule in area.rules if cell.coordinate in area else ():
            if rule.operator == "between" and rule.dxf and rule.dxf.numFmt:
                low, high = map(float, rule.formula)
                if low <= cell.value <= high:
                    return str(rule.dxf.numFmt.formatCode)
    return str(cell.number_format)
