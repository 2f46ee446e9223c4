"""The heights of finished rows whose filled text wraps, worked out row by row as they are written.

A row is never lower than in the template. The text of merged cells has the width of all their columns. A row that it
makes higher is marked as one whose height was set, since neither Excel nor LibreOffice grows a row for merged cells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, column_number, parse_area
from xlmarket.package.fonts.paragraphs import PIXELS_PER_POINT, Font, text_height
from xlmarket.package.limits import MOST_HEIGHT
from xlmarket.package.looks import CellLook, text_runs
from xlmarket.package.rich_text import Rich
from xlmarket.package.sizes import Sizes, height_of
from xlmarket.template.layout.axes import Layout
from xlmarket.template.marks import Marked
from xlmarket.template.plan.cells import ExpressionCell, FormulaCell, RowPlan, StaticCell, TemplateCell, ValueCell
from xlmarket.template.plan.sheets import FitPlan, SheetPlan
from xlmarket.template.render.finished import Stretch

_HEIGHT = re.compile(r' (?:ht|customHeight)="[^"]*"')
_IS_SET = re.compile(r' customHeight="(?:1|true)"')


class Need(NamedTuple):
    """The height that the filled text of a row needs, in points, and whether merged cells need it."""

    points: float
    is_merged: bool


NO_NEED = Need(0.0, is_merged=False)


class _Merge(NamedTuple):
    """Merged cells as a template row meets them: their finished columns, and the points of their further rows.

    `is_head`: the row is their first, so its first cell has their text.
    """

    first_column: int
    last_column: int
    is_head: bool
    below: float

    def covers(self, column: int) -> bool:
        """Whether a cell shows nothing, as it is not the first of the merged cells."""
        return self.first_column <= column <= self.last_column and (not self.is_head or column > self.first_column)


class _WrappedText(NamedTuple):
    """A filled cell whose text wraps: its place among the values of its row, and the pixels that a line has."""

    slot: int
    look: CellLook
    room: float
    merge: _Merge | None


@dataclass(frozen=True, kw_only=True)
class RowHeights:
    """The heights of one finished sheet. `sizes` are those of its finished columns.

    `merges` are the merged cells by the template rows that grow.
    """

    fit: FitPlan
    sizes: Sizes
    merges: Mapping[int, Sequence[_Merge]]
    _floors: dict[tuple[int, int], float] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: SheetPlan, xml: etree._Element, layout: Layout) -> RowHeights | None:
        """The heights of a sheet whose XML has followed its cells, or nothing where no row grows with its text."""
        if plan.fit is None or not plan.fit.rows:
            return None
        sizes = Sizes.of(xml, {}, plan.fit.looks.normal)
        return cls(fit=plan.fit, sizes=sizes, merges=_merges(plan, plan.fit, layout, sizes.default_height))

    def needs(self, plan: RowPlan, piece: Stretch) -> list[Need]:
        """What each row of a stretch needs. Empty where the row does not grow with its text."""
        if plan.number not in self.fit.rows or not piece.values:
            return []
        texts = [text for cell in plan.expressions if (text := self._wrapped(cell, plan.number)) is not None]
        floor = self._floor(plan)
        return [self._need(values, texts, floor) for values in piece.values]

    def attributes(self, attributes: str, need: Need) -> str:
        """The attributes of a row with the height it needs. One that was set or is enough stays."""
        own = height_of(attributes)
        if need is NO_NEED or _IS_SET.search(attributes) or need.points <= (own or 0.0):
            return attributes
        custom = ' customHeight="1"' if need.is_merged else ""
        return f'{_HEIGHT.sub("", attributes)} ht="{need.points:g}"{custom}'

    def _wrapped(self, cell: ValueCell, row: int) -> _WrappedText | None:
        """The room of a filled cell whose text wraps. What merged cells cover shows nothing."""
        look, column = self.fit.looks.of(cell.style), column_number(cell.column)
        if not isinstance(cell, ExpressionCell) or cell.is_picture or self._is_covered(row, column):
            return None
        if not look.wraps or look.is_turned:
            return None
        merge = self._merge(row, column)
        return _WrappedText(cell.slot, look, self._room(column, look, merge), merge)

    @staticmethod
    def _need(values: Sequence[Any], texts: Sequence[_WrappedText], floor: float) -> Need:
        highest, is_merged = floor, False
        for text in texts if values else ():  # the one row of an empty list has no values
            runs = _runs(values[text.slot], text.look)
            if not runs:
                continue
            points = text_height(runs, text.room) / PIXELS_PER_POINT - (text.merge.below if text.merge else 0.0)
            if points > highest:
                highest, is_merged = points, text.merge is not None
        return Need(min(highest, MOST_HEIGHT), is_merged) if highest > floor else NO_NEED

    def _floor(self, plan: RowPlan) -> float:
        """The least height of a template row: its own, or that of the other cells in it."""
        own = height_of(plan.attributes)
        if own is not None:
            return own
        key = (plan.number, id(plan))
        if key not in self._floors:
            heights = [self._static_height(cell, plan.number) / PIXELS_PER_POINT for cell in plan.cells]
            self._floors[key] = max([self.sizes.default_height, *heights])
        return self._floors[key]

    def _static_height(self, cell: TemplateCell, row: int) -> float:
        """The pixels that a cell needs whatever is filled in. Merged cells that are not filled need none."""
        column = column_number(cell.column)
        look = self.fit.looks.of(cell.tail if isinstance(cell, StaticCell) else cell.style)
        if isinstance(cell, (ExpressionCell, FormulaCell)):
            return look.font.line_height()
        if cell.value is None or look.is_turned or self._merge(row, column) or self._is_covered(row, column):
            return 0.0
        if not isinstance(cell.value, str) or not look.wraps:
            return look.font.line_height()
        return text_height(((cell.value, look.font),), self._room(column, look, None))

    def _merge(self, row: int, column: int) -> _Merge | None:
        """The merged cells whose text stands in a cell."""
        merges = self.merges.get(row, ())
        return next((merge for merge in merges if merge.is_head and merge.first_column == column), None)

    def _is_covered(self, row: int, column: int) -> bool:
        return any(merge.covers(column) for merge in self.merges.get(row, ()))

    def _room(self, column: int, look: CellLook, merge: _Merge | None) -> float:
        """The pixels that a line of a cell has. A cell in hidden columns needs one line."""
        looks, last = self.fit.looks, merge.last_column if merge is not None else column
        pixels = sum(looks.pixels(self.sizes.characters(number)) for number in range(column, last + 1))
        room = looks.room(pixels, look)
        return room if room > 0 else float("inf")


def _merges(plan: SheetPlan, fit: FitPlan, layout: Layout, default: float) -> dict[int, list[_Merge]]:
    """The merged cells of a sheet by the template rows that grow."""
    merges: dict[int, list[_Merge]] = {}
    for element in plan.xml.iterfind(f"{{{MAIN}}}mergeCells/{{{MAIN}}}mergeCell"):
        area = parse_area(str(element.get("ref")))
        rows = [row for row in fit.rows if area.first_row <= row <= area.last_row]
        columns = layout.columns.copies(area.first_column, area.last_column) if rows else []
        below = _height_below(plan, area, default) if rows else 0.0
        for row in rows:
            heads = row == area.first_row
            merges.setdefault(row, []).extend(_Merge(first, last, heads, below) for first, last, _ in columns)
    return merges


def _height_below(plan: SheetPlan, area: Area, default: float) -> float:
    """The points of the template rows of merged cells after the first."""
    stated = [
        height_of(row.attributes) for number, row in plan.rows.items() if area.first_row < number <= area.last_row
    ]
    heights = [default if height is None else height for height in stated]
    return sum(heights) + (area.last_row - area.first_row - len(heights)) * default


def _runs(value: object, look: CellLook) -> tuple[tuple[str, Font], ...]:
    """A text as runs. What is not a text has none, as Excel never wraps it."""
    value = value.value if isinstance(value, Marked) else value
    return text_runs(value, look) if isinstance(value, (str, Rich)) and str(value) else ()
