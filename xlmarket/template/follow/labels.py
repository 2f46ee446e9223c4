"""The clause `merge`: equal cells of a block next to each other become one merged cell.

The cells below the first keep their values, as after Excel's format painter: formulas, filters and charts over them go on.
In a second column a run ends where one of the first ends. Cells that are empty, missing or a formula are not merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area
from xlmarket.package.elements import insert_in_sheet
from xlmarket.package.values import is_number
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.layout.axes import Axis
from xlmarket.template.layout.looks import Labels
from xlmarket.template.ordering import is_missing

_Read = Callable[[int, int, int], list[object]]
"""Reads the finished cells of a line between two places."""

_CHUNK = 8192


def follow(part: OpenPart, context: FollowContext) -> None:
    """Merge the labels of a sheet's blocks."""
    look, layout, written = context.sheet.look, context.layout, context.sheet.written
    areas: list[Area] = []
    for labels in look.down:
        runs = _runs(labels, layout.columns, lambda line, first, last: written(Area(line, first, line, last)))
        areas += [Area(line, first, line, last) for line, first, last in runs]
    for labels in look.across:
        runs = _runs(labels, layout.rows, lambda line, first, last: written(Area(first, line, last, line)))
        areas += [Area(first, line, last, line) for line, first, last in runs]
    if not areas:
        return
    merged = part.xml.find(f"{{{MAIN}}}mergeCells")
    holder = merged if merged is not None else insert_in_sheet(part.xml, "mergeCells")
    for area in areas:
        etree.SubElement(holder, f"{{{MAIN}}}mergeCell", ref=str(area))
    holder.set("count", str(len(holder)))


def _runs(labels: Labels, axis: Axis, read: _Read) -> Iterator[tuple[int, int, int]]:
    """The finished line, first and last cell of each run. `axis` is where the lines went."""
    lines = [line for of in labels.lines for ends in axis.ranges(of, of) for line in range(ends[0], ends[1] + 1)]
    starts = [labels.first] * len(lines)
    before: Sequence[object] = ()
    for first in range(labels.first, labels.last + 1, _CHUNK):
        last = min(first + _CHUNK - 1, labels.last)
        columns = [read(line, first, last) for line in lines]
        for place, values in enumerate(zip(*columns, strict=True), start=first):
            broken = False
            for number, value in enumerate(values):
                broken = broken or not before or not _is_same(value, before[number])
                if broken:
                    if before and place - starts[number] > 1 and not _is_empty(before[number]):
                        yield lines[number], starts[number], place - 1
                    starts[number] = place
            before = values
    for number, value in enumerate(before):
        if labels.last > starts[number] and not _is_empty(value):
            yield lines[number], starts[number], labels.last


def _is_empty(value: object) -> bool:
    return value == "" or is_missing(value)


def _is_same(value: object, other: object) -> bool:
    if _is_empty(value) or _is_empty(other):
        return _is_empty(value) and _is_empty(other)
    alike = type(value) is type(other) or (is_number(value) and is_number(other))
    return alike and value == other
