"""The visible sheets of a finished workbook as grids: what a cell shows, how it looks, what it spans, what floats over it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import openpyxl
from lxml import etree
from markupsafe import Markup, escape
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import range_boundaries
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

from xlmarket.output.html.sheets.floats import Float, read_floats
from xlmarket.output.html.sheets.looks import Classes, Looks
from xlmarket.output.html.sheets.rules import Rules
from xlmarket.package.number_text import number_text
from xlmarket.package.values import is_number

_SLOTS = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
"""The colours of a theme in the order in which cells number them."""
_SCHEMES = ("http://", "https://", "mailto:")


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: its content, its classes, what it spans, its number in full, and the drawings that begin in it."""

    content: Markup
    look: str
    columns: int
    rows: int
    value: float | None
    floats: tuple[Float, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. `widths` and the heights of `rows` are classes, `notes` say what is not shown."""

    title: str
    width: int
    widths: tuple[str, ...]
    rows: tuple[tuple[str, tuple[GridCell, ...]], ...]
    notes: tuple[str, ...]


def read_grids(workbook: bytes, hidden: tuple[str, ...], classes: Classes) -> list[Grid]:
    """Return the sheets of a workbook that show, without those in `hidden`. Their looks are added to `classes`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of the parts it leaves out; they are read here or noted
        book = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True, rich_text=True)
    looks = Looks(_theme(book.loaded_theme))
    floats = read_floats(workbook)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible" and sheet.title not in hidden]
    return [_Reader(sheet, looks, classes, floats.get(sheet.title, ())).grid() for sheet in sheets]


def _theme(xml: bytes | None) -> tuple[str, ...]:
    if not xml:
        return ()
    scheme = etree.fromstring(xml).find(".//{*}clrScheme")
    colours = [None if scheme is None else scheme.find(f"{{*}}{slot}/*") for slot in _SLOTS]
    return tuple("000000" if colour is None else str(colour.get("lastClr") or colour.get("val")) for colour in colours)


class _Reader:
    """Reads one sheet."""

    def __init__(self, sheet: Worksheet, looks: Looks, classes: Classes, floats: tuple[Float, ...]) -> None:
        self.sheet, self.looks, self.classes, self.floats = sheet, looks, classes, floats
        self.rules = Rules(sheet, looks)
        self.widths = _widths(sheet)
        self.merged = {(each.min_row, each.min_col): each for each in sheet.merged_cells.ranges}
        self.covered = {place for each in sheet.merged_cells.ranges for place in each.cells} - set(self.merged)

    def grid(self) -> Grid:
        left, top, right, bottom = self._area()
        shown = [column for column in range(left, right + 1) if self.widths.get(column, 64)]
        rows = [row for row in range(top, bottom + 1) if not self.sheet.row_dimensions[row].hidden]
        widths = [self.widths.get(column, 64) for column in shown]
        return Grid(
            title=self.sheet.title,
            width=sum(widths),
            widths=tuple(self.classes.of(f"width:{width}px") for width in widths),
            rows=tuple((self._height(row), tuple(self._cells(row, shown, set(rows)))) for row in rows),
            notes=("Some conditional formats of this sheet are not shown here.",) if self.rules.is_partial else (),
        )

    def _area(self) -> tuple[int, int, int, int]:
        """The print area, else what is used, as far as drawings reach."""
        area = str(self.sheet.print_area or "").split(",")[0].rpartition("!")[2].replace("$", "")
        left, top, right, bottom = range_boundaries(area or self.sheet.dimensions)
        for each in self.floats if not area else ():
            right, bottom = max(right or 1, each.column), max(bottom or 1, each.row)
        return left or 1, top or 1, right or 1, bottom or 1

    def _height(self, row: int) -> str:
        return self.classes.of(f"height:{self._pixels(row)}px")

    def _pixels(self, row: int) -> int:
        """The height of a row."""
        if self.sheet.row_dimensions[row].hidden:
            return 0
        return round(
            (self.sheet.row_dimensions[row].height or self.sheet.sheet_format.defaultRowHeight or 15.0) * 4 / 3
        )

    def _sized(self, each: Float) -> Float:
        """A drawing with the size that its two corners give it."""
        if each.end is None:
            return each
        row, column, down, across = each.end
        width = sum(self.widths.get(number, 64) for number in range(each.column, column)) + across - each.x
        height = sum(map(self._pixels, range(each.row, row))) + down - each.y
        return replace(each, width=max(width, 1), height=max(height, 1))

    def _cells(self, row: int, columns: list[int], rows: set[int]) -> Iterator[GridCell]:
        for column in columns:
            if (row, column) in self.covered:
                continue
            merge = self.merged.get((row, column))
            yield self._cell(
                self.sheet.cell(row, column),
                1 if merge is None else sum(column <= other <= merge.max_col for other in columns),
                1 if merge is None else sum(row <= other <= merge.max_row for other in rows),
            )

    def _cell(self, cell: Any, columns: int, rows: int) -> GridCell:
        effect = self.rules.of(cell)
        names = (self.classes.of(self.looks.css(cell)), self.classes.of(effect.css))
        value = _serial(cell.value) if cell.is_date and cell.value is not None else cell.value
        content = self._linked(cell, print_value(value, effect.code or cell.number_format))
        begins = tuple(self._sized(each) for each in self.floats if (each.row, each.column) == (cell.row, cell.column))
        return GridCell(
            content, " ".join(filter(None, names)), columns, rows, value if is_number(value) else None, begins
        )

    def _linked(self, cell: Any, content: Markup) -> Markup:
        target = cell.hyperlink.target if cell.hyperlink is not None else None
        if content and target and target.lower().startswith(_SCHEMES):
            return Markup('<a href="{}">{}</a>').format(target, content)
        return content


def _serial(moment: Any) -> float:
    """Return a day or time as Excel counts it."""
    return float(to_excel(moment))  # type: ignore[no-untyped-call]


def print_value(value: Any, code: str) -> Markup:
    """Return what a cell prints: numbers by their format, formatted text in its parts."""
    if value is None:
        return Markup()
    if isinstance(value, CellRichText):
        return Markup().join(_run(part) for part in value)
    if isinstance(value, bool):
        return escape(str(value).upper())
    if not is_number(value):
        return escape(value)
    text = None if code == "General" else number_text(value, code)
    return escape((f"{value:.11g}" if text is None else text).strip())


def _run(part: Any) -> Markup:
    if not isinstance(part, TextBlock):
        return escape(part)
    text = escape(part.text)
    for tag, is_set in (("strong", part.font.b), ("em", part.font.i)):
        text = Markup(f"<{tag}>{text}</{tag}>") if is_set else text  # noqa: S704 - escaped above
    return text


def _widths(sheet: Worksheet) -> dict[int, int]:
    """The pixels of the columns that have a width of their own, 0 for hidden ones."""
    made = {}
    for letter, column in sheet.column_dimensions.items():
        first = column.min or openpyxl.utils.column_index_from_string(letter)
        for number in range(first, min(column.max or first, first + 500) + 1):
            made[number] = 0 if column.hidden else round((column.width or 8.43) * 7 + 5)
    return made
