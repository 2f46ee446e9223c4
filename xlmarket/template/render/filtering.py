"""Rows that a filter hides: after filling, those whose values its criteria do not show.

Excel does not filter on opening: it believes what the rows say. A repeated row is hidden or shown in all its copies alike,
so each finished row is decided by its values. Where one cannot be, the filter loses its criteria and shows all rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, parse_area
from xlmarket.package.filters import clear_criteria, criteria_of
from xlmarket.package.parts import Parts
from xlmarket.template.layout.axes import Layout
from xlmarket.template.render.finished import Stretch
from xlmarket.template.render.lookup import column_values
from xlmarket.template.render.walk import FilledSheet

_FILTER = f"{{{MAIN}}}autoFilter"
_HIDDEN = re.compile(r' hidden="[^"]*"')
_UNKNOWN = object()
"""The value of a formula."""


@dataclass(frozen=True, slots=True)
class FilteredRows:
    """The finished rows below filters whose values were filled, by whether they are hidden."""

    hidden: dict[int, bool]

    def attributes(self, text: str, row: int) -> str:
        """The attributes of a row."""
        if row not in self.hidden:
            return text
        return _HIDDEN.sub("", text) + (' hidden="1"' if self.hidden[row] else "")


def filter_rows(xml: etree._Element, sheet: str, parts: Parts, filled: FilledSheet, layout: Layout) -> FilteredRows:
    """Filter the finished rows of a sheet by its own filter and those of its tables. All have followed."""
    hidden: dict[int, bool] = {}
    for auto_filter in xml.iterchildren(_FILTER):
        hidden |= _filter(auto_filter, filled, layout)
    for part in parts.related(sheet, "table"):
        if b"filterColumn" in parts.read(part):
            table = parts.parse(part)
            for auto_filter in table.iterchildren(_FILTER):
                hidden |= _filter(auto_filter, filled, layout)
            parts.put(part, table)
    return FilteredRows(hidden)


def _filter(auto_filter: etree._Element, filled: FilledSheet, layout: Layout) -> dict[int, bool]:
    """Whether the rows of a filter are hidden. One without criteria, or over cells that stay, changes nothing."""
    criteria = criteria_of(auto_filter)
    area = parse_area(str(auto_filter.get("ref")))
    if not criteria or not _is_filled(filled, area):
        return {}
    rows = range(area.first_row + 1, area.last_row + 1)
    shown: list[bool | None] = [True] * len(rows)
    for criterion in criteria:
        column = area.first_column + criterion.column
        values = column_values(filled, column, area.first_row + 1, area.last_row, unknown=_UNKNOWN)
        known = criterion.shows if layout.columns.is_identity and _UNKNOWN not in values else None
        answers = [known(value) if known is not None else None for value in values]
        shown = [
            False if False in pair else None if None in pair else True for pair in zip(shown, answers, strict=True)
        ]
    if None in shown:
        clear_criteria(auto_filter)
        shown = [True] * len(rows)
    return {row: not is_shown for row, is_shown in zip(rows, shown, strict=True)}


def _is_filled(filled: FilledSheet, area: Area) -> bool:
    """Whether a row below the header of a filter was filled, repeated or dropped."""
    return any(_changes(piece) for piece in _pieces(filled, area))


def _pieces(filled: FilledSheet, area: Area) -> Iterator[object]:
    for piece, _, _ in filled.finished.between(area.first_row + 1, area.last_row):
        yield piece


def _changes(piece: object) -> bool:
    return not isinstance(piece, Stretch) or bool(piece.path) or piece.values is not None
