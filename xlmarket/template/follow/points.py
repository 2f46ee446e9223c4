"""The points of chart caches, written as text from the finished cells: called by `charts` for each cache it refills."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from xml.sax.saxutils import escape

from xlmarket.package.areas import Area
from xlmarket.package.column_xml import float_texts
from xlmarket.package.values import CellError, native
from xlmarket.template.follow.ranges import CellsOf, range_of
from xlmarket.template.layout.axes import Home, Layout
from xlmarket.template.layout.references import Compiled, compile_formula

MOST_POINTS = 32_000
"""Most points of a cache that is written. Excel fills longer ones itself, and a preview does not show so many."""

_NAME = re.compile(r"(?:'(?:[^'\[]|'')+'!|[^\W\d][\w.]*!)?[^\W\d][\w.\\?]*")
"""A defined name of this workbook, maybe of a sheet."""

MOST_LETTERS = 4 << 20
"""Most letters of the texts in a cache. A few long texts, each shown by thousands of cells, would fill gigabytes."""


def point_homes(point: int, area: Area, finished: Sequence[Area], layout: Layout, home: Home) -> list[tuple[int, Home]]:
    """The numbers that a point of a line of cells has now, one per copy of its cell, each with the copy's home.

    `area` is the line in the template and `finished` what is drawn of it. A point of a dropped cell has no number, one
    behind the line keeps its number.
    """
    if point >= area.size or (area.first_row != area.last_row and area.first_column != area.last_column):
        return [(point, home)]
    is_row = area.first_row == area.last_row
    column, row = area.first_column + point * is_row, area.first_row + point * (not is_row)
    copies = layout.copies(Area(column, row, column, row))
    numbered = ((_number_in(finished, copy), copy_home) for copy, copy_home in copies)
    return [(number, copy_home) for number, copy_home in numbered if number is not None]


def _number_in(areas: Sequence[Area], cell: Area) -> int | None:
    """The place of a cell in lines of cells that are drawn one after another."""
    before = 0
    for area in areas:
        if area.holds(cell):
            return before + cell.first_row - area.first_row + cell.first_column - area.first_column
        before += area.size
    return None


@dataclass(frozen=True, slots=True)
class DrawnCells:
    """The finished cells of a reference in a row, and the size of its first area.

    `cells` is None where the reference cannot be read, empty where it has too many points to be written and where only
    Excel can tell which cells a name means.
    """

    cells: list[object] | None
    width: int = 0
    height: int = 0


@dataclass
class ChartCells:
    """The finished cells that the charts of a report draw, and their points, each worked out once.

    `names` are the defined names of the workbook, casefolded, and what they refer to now. `known_of` reads cells as
    `cells_of` does, with `UNKNOWN` for formulas without a known value.
    """

    cells_of: CellsOf
    names: Callable[[], dict[str, str]]
    known_of: CellsOf
    _references: dict[str, DrawnCells] = field(default_factory=dict)
    _areas: dict[tuple[str, Area], list[object]] = field(default_factory=dict)
    _points: dict[tuple[str, str, bool], str] = field(default_factory=dict)

    def drawn_by(self, reference: str) -> DrawnCells:
        """The finished cells of a reference, of a list of references or of a name."""
        if reference not in self._references:
            self._references[reference] = self._look_up(reference)
        return self._references[reference]

    def points(self, reference: str, cells: Sequence[object], prefix: str, *, numbers: bool) -> str:
        """The points of all cells of a reference."""
        key = (reference, prefix, numbers)
        if key not in self._points:
            self._points[key] = write_points(cells, prefix, numbers=numbers)
        return self._points[key]

    def _look_up(self, reference: str) -> DrawnCells:
        formula = compile_formula(reference)
        is_name = _NAME.fullmatch(reference) is not None
        name = reference.rpartition("!")[2].casefold()
        if is_name and name in self.names():
            formula = compile_formula(self.names()[name])
            if _is_calculated(formula):
                return self._calculated(formula.text)
        if not formula.references:
            return DrawnCells([] if is_name else None)
        if _is_calculated(formula):
            return DrawnCells(None)
        area = formula.references[0].area
        width = area.last_column - area.first_column + 1
        if sum(item.area.size for item in formula.references) > MOST_POINTS:
            return DrawnCells([], width)
        cells: list[object] = []
        for item in formula.references:
            if len(item.sheets) == 1:
                cells += self._cells(item.sheets[0], item.area)
        return _bounded(cells or None, area)

    def _calculated(self, meaning: str) -> DrawnCells:
        """The cells of a name whose range is calculated. What the template's chart shows is that of other cells."""
        found = range_of(meaning, self.names(), self.known_of)
        if found is None or found[1].size > MOST_POINTS:
            return DrawnCells([])
        sheet, area = found
        return _bounded(self._cells(sheet, area), area)

    def _cells(self, sheet: str, area: Area) -> list[object]:
        key = (sheet, area)
        if key not in self._areas:
            self._areas[key] = self.cells_of(sheet, area)
        return self._areas[key]


def _bounded(cells: list[object] | None, area: Area) -> DrawnCells:
    width, height = area.last_column - area.first_column + 1, area.last_row - area.first_row + 1
    is_long = sum(map(len, [cell for cell in cells or () if isinstance(cell, str)])) > MOST_LETTERS
    return DrawnCells([] if is_long else cells, width, height)


def _is_calculated(formula: Compiled) -> bool:
    """Whether a formula is more than references and their list."""
    rest = "".join(piece for piece in formula.pieces if isinstance(piece, str))
    return bool(rest.strip("(,)= "))


def write_points(cells: Sequence[object], prefix: str, *, numbers: bool) -> str:
    """The points of a cache as XML. A missing value has no point: Excel draws a gap there."""
    pt, v = (f"{prefix}:pt", f"{prefix}:v") if prefix else ("pt", "v")
    texts = float_texts(cells) if numbers else _plain_texts(cells)
    heads: Sequence[str] = _heads(pt, v, len(texts))
    if not texts:
        kept = [(place, text) for place, cell in enumerate(cells) if (text := _point(cell, numbers=numbers))]
        heads, texts = [f'<{pt} idx="{place}"><{v}>' for place, _ in kept], [text for _, text in kept]
    pieces = [""] * (3 * len(texts))
    pieces[::3] = heads
    pieces[1::3] = texts
    pieces[2::3] = [f"</{v}></{pt}>"] * len(texts)
    return "".join(pieces)


@lru_cache(maxsize=8)
def _heads(pt: str, v: str, count: int) -> tuple[str, ...]:
    """The beginnings of points none of which is missing."""
    return tuple([f'<{pt} idx="{place}"><{v}>' for place in range(count)])


def _plain_texts(cells: Sequence[object]) -> list[str]:
    """Texts escaped all at once. Nothing where a cell is not a text or is empty."""
    if set(map(type, cells)) != {str} or not all(cells):
        return []
    texts = escape("\n".join(cells)).split("\n")  # type: ignore[arg-type]
    return texts if len(texts) == len(cells) else []


def _point(cell: object, *, numbers: bool) -> str:
    """The text of one point, "" where there is none."""
    if numbers:
        cell = native(cell)
        return repr(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else ""
    return "" if cell is None or isinstance(cell, CellError) else escape(label_text(cell))


def label_text(cell: object) -> str:
    """A value as the text of a label: a whole number without its decimal point."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
