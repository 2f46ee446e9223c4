"""How wide the columns and how high the rows of a sheet are: where a picture or chart of a given size ends."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.fonts.paragraphs import Font
from xlmarket.package.limits import MAX_COLUMN, MAX_ROW

EMU_PER_PIXEL, _EMU_PER_POINT = 9525, 12700
"""A drawing is measured in English Metric Units: 914,400 to an inch, which has 96 pixels and 72 points."""

_DEFAULT_HEIGHT, _DIGITS = 15.0, 8
"""The height of a row, in points, and the digits that a column shows, on a sheet that states nothing."""

_CALIBRI, _CALIBRI_DIGIT = Font(), 7
"""The normal font of most workbooks, whose metrics need not be read."""

_PADDING, _STEP = 5, 8
"""Pixels that Excel adds to the characters of a default width (`baseColWidth`), and the step to which it rounds up."""

_TRUE = ("1", "true")

_HEIGHT = re.compile(r' ht="([\d.]+)"')
_HIDDEN = re.compile(r' hidden="(?:1|true)"')


@dataclass(frozen=True, slots=True)
class Sizes:
    """The columns and rows of one sheet.

    `widths` are the first and last column of a range and its width in characters, `heights` those of the rows that have
    one of their own, in points. A width counts digits of the normal font. A column without one shows `base_digits`.
    """

    widths: tuple[tuple[int, int, float | None], ...] = ()
    heights: Mapping[int, float] = field(default_factory=dict)
    default_width: float | None = None
    default_height: float = _DEFAULT_HEIGHT
    base_digits: int = _DIGITS
    normal: Font = _CALIBRI

    @classmethod
    def of(cls, sheet: etree._Element, heights: Mapping[int, float], normal: Font = _CALIBRI) -> Sizes:
        """The sizes a sheet's XML states in a workbook with this normal font."""
        defaults = sheet.find(f"{{{MAIN}}}sheetFormatPr")
        widths = [
            (
                int(column.get("min") or 1),
                int(column.get("max") or 1),
                0.0 if column.get("hidden") in _TRUE else _number(column, "width"),
            )
            for column in sheet.iterfind(f"{{{MAIN}}}cols/{{{MAIN}}}col")
        ]
        are_hidden = defaults is not None and defaults.get("zeroHeight") in _TRUE
        return cls(
            widths=tuple(widths),
            heights=heights,
            default_width=_number(defaults, "defaultColWidth"),
            default_height=0.0 if are_hidden else _number(defaults, "defaultRowHeight") or _DEFAULT_HEIGHT,
            base_digits=int(_number(defaults, "baseColWidth") or _DIGITS),
            normal=normal,
        )

    @classmethod
    def of_rows(cls, sheet: etree._Element, attributes: Mapping[int, str], normal: Font = _CALIBRI) -> Sizes:
        """The sizes that a sheet's XML and the attributes of its rows state."""
        heights = {row: height_of(text) for row, text in attributes.items()}
        return cls.of(sheet, {row: height for row, height in heights.items() if height is not None}, normal)

    def characters(self, column: int) -> float:
        """The width of a column in digits, 0 for a hidden one."""
        width = next((width for first, last, width in self.widths if first <= column <= last), None)
        if width is None:
            width = self.default_width
        if width is None:
            width = math.ceil((self.base_digits * self.digit + _PADDING) / _STEP) * _STEP / self.digit
        return width

    @property
    def digit(self) -> int:
        """The width of a digit of the normal font, in pixels."""
        return _CALIBRI_DIGIT if self.normal == _CALIBRI else self.normal.digit_width()

    def width(self, column: int) -> int:
        """The width of a column in EMU."""
        return column_pixels(self.characters(column), self.digit) * EMU_PER_PIXEL

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


def column_pixels(characters: float, digit: int) -> int:
    """The width in pixels of a column as wide as so many digits of a width (ECMA-376, 18.3.1.13)."""
    return int((256 * characters + int(128 / digit)) / 256 * digit)


def height_of(attributes: str) -> float | None:
    """The height that the attributes of a row state, in points. A hidden row has none."""
    if _HIDDEN.search(attributes):
        return 0.0
    height = _HEIGHT.search(attributes)
    return float(height[1]) if height else None


def _number(element: etree._Element | None, key: str) -> float | None:
    text = element.get(key) if element is not None else None
    return float(text) if text else None


def _line_at(line: int, offset: int, size: Callable[[int], int], limit: int) -> tuple[int, int]:
    while line < limit and offset > size(line):
        offset -= size(line)
        line += 1
    return line, max(offset, 0)
