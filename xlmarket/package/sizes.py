"""How wide the columns and how high the rows of a sheet are: where a picture or chart of a given size ends."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.limits import MAX_COLUMN, MAX_ROW

EMU_PER_PIXEL, _EMU_PER_POINT = 9525, 12700
"""A drawing is measured in English Metric Units: 914,400 to an inch, which has 96 pixels and 72 points."""

_DEFAULT_WIDTH, _DEFAULT_HEIGHT, _DIGIT = 9.140625, 15.0, 7
"""What a sheet has that states nothing: widths in digits of Calibri 11, each 7 pixels wide."""

_PADDING, _STEP = 5, 8
"""Pixels that Excel adds to the characters of a default width (`baseColWidth`), and the step to which it rounds up."""

_TRUE = ("1", "true")

_HEIGHT = re.compile(r' ht="([\d.]+)"')
_HIDDEN = re.compile(r' hidden="(?:1|true)"')


@dataclass(frozen=True, slots=True)
class Sizes:
    """The columns and rows of one sheet.

    `widths` are the first and last column of a range and its width in characters, `heights` those of the rows that have
    one of their own, in points.
    """

    widths: tuple[tuple[int, int, float], ...] = ()
    heights: Mapping[int, float] = field(default_factory=dict)
    default_width: float = _DEFAULT_WIDTH
    default_height: float = _DEFAULT_HEIGHT

    @classmethod
    def of(cls, sheet: etree._Element, heights: Mapping[int, float]) -> Sizes:
        """The sizes a sheet's XML states."""
        defaults = sheet.find(f"{{{MAIN}}}sheetFormatPr")
        width = _default(defaults, "defaultColWidth", _base_width(defaults))
        widths = [
            (
                int(column.get("min") or 1),
                int(column.get("max") or 1),
                0.0 if column.get("hidden") in _TRUE else float(column.get("width") or width),
            )
            for column in sheet.iterfind(f"{{{MAIN}}}cols/{{{MAIN}}}col")
        ]
        are_hidden = defaults is not None and defaults.get("zeroHeight") in _TRUE
        height = 0.0 if are_hidden else _default(defaults, "defaultRowHeight", _DEFAULT_HEIGHT)
        return cls(tuple(widths), heights, width, height)

    @classmethod
    def of_rows(cls, sheet: etree._Element, attributes: Mapping[int, str]) -> Sizes:
        """The sizes that a sheet's XML and the attributes of its rows state."""
        heights = {row: height_of(text) for row, text in attributes.items()}
        return cls.of(sheet, {row: height for row, height in heights.items() if height is not None})

    def characters(self, column: int) -> float:
        """The width of a column in digits, 0 for a hidden one."""
        return next((width for first, last, width in self.widths if first <= column <= last), self.default_width)

    def width(self, column: int) -> int:
        """The width of a column in EMU."""
        return int(self.characters(column) * _DIGIT + 0.5) * EMU_PER_PIXEL

    def height(self, row: int) -> int:
        """The height of a row in EMU."""
        return int(self.heights.get(row, self.default_height) * _EMU_PER_POINT)

    def column_at(self, column: int, offset: int) -> tuple[int, int]:
        """The column that lies `offset` to the right of the left edge of another, and what is left of the offset."""
        return _line_at(column, offset, self.width, MAX_COLUMN)

    def row_at(self, row: int, offset: int) -> tuple[int, int]:
        """The row that lies `offset` below the top of another, and what is left of the offset."""
        last = MAX_ROW if self.default_height else max([row, *self.heights])
        return _line_at(row, offset, self.height, last)


def height_of(attributes: str) -> float | None:
    """The height that the attributes of a row state, in points. A hidden row has none."""
    if _HIDDEN.search(attributes):
        return 0.0
    height = _HEIGHT.search(attributes)
    return float(height[1]) if height else None


def _base_width(defaults: etree._Element | None) -> float:
    """The width of a column by default, in characters, from the number of digits it shows."""
    digits = defaults.get("baseColWidth") if defaults is not None else None
    if not digits:
        return _DEFAULT_WIDTH
    return math.ceil((int(digits) * _DIGIT + _PADDING) / _STEP) * _STEP / _DIGIT


def _default(defaults: etree._Element | None, key: str, otherwise: float) -> float:
    return float(defaults.get(key) or otherwise) if defaults is not None else otherwise


def _line_at(line: int, offset: int, size: Callable[[int], int], limit: int) -> tuple[int, int]:
    while line < limit and offset > size(line):
        offset -= size(line)
        line += 1
    return line, max(offset, 0)
