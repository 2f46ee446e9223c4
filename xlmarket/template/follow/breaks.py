"""Page breaks. Excel keeps a manual break under the row (right of the column) it was set at: after its last copy."""

from __future__ import annotations

import copy

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN
from xlmarket.package.elements import insert_in_sheet
from xlmarket.package.limits import MAX_COLUMN, MAX_ROW, MOST_BREAKS
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.layout.axes import Axis

_ENDS = {"rowBreaks": MAX_COLUMN - 1, "colBreaks": MAX_ROW - 1}
"""The last line a break goes through, counted from 0."""


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move the manual breaks of a sheet. A break inside a block comes after each iteration.

    Raises `TemplateError` for more breaks than Excel allows.
    """
    for tag, axis in (("rowBreaks", context.layout.rows), ("colBreaks", context.layout.columns)):
        breaks = part.xml.find(f"{{{MAIN}}}{tag}")
        if breaks is not None and not axis.is_identity:
            _put(part.xml, tag, _moved(breaks, axis))


def follow_clauses(part: OpenPart, context: FollowContext) -> None:
    """Add the breaks that the clause `pagebreak` asks for to those that are there.

    Raises `TemplateError` for more breaks than Excel allows.
    """
    look = context.sheet.look
    for tag, lines in (("rowBreaks", look.row_breaks), ("colBreaks", look.column_breaks)):
        if not lines:
            continue
        breaks = part.xml.find(f"{{{MAIN}}}{tag}")
        drawn = {int(element.get("id") or 0): element for element in breaks} if breaks is not None else {}
        _put(part.xml, tag, {**{line: _manual(line, _ENDS[tag]) for line in lines}, **drawn})


def _manual(line: int, end: int) -> etree._Element:
    return etree.Element(f"{{{MAIN}}}brk", id=str(line), max=str(end), man="1")


def _moved(breaks: etree._Element, axis: Axis) -> dict[int, etree._Element]:
    """The breaks by their new lines. One at a line that was dropped (of tags alone) comes at the line before it."""
    places: dict[int, etree._Element] = {}
    for element in breaks:
        line = int(element.get("id") or 0)
        while line and axis.span(line, line) is None:
            line -= 1
        places |= {last: element for _, last, _ in axis.copies(line, line)} if line else {}
    return places


def _put(sheet: etree._Element, tag: str, places: dict[int, etree._Element]) -> None:
    """Write the breaks of a sheet."""
    breaks = sheet.find(f"{{{MAIN}}}{tag}")
    if not places:
        if breaks is not None:
            sheet.remove(breaks)
        return
    if len(places) > MOST_BREAKS:
        raise TemplateError(f"a sheet has at most {MOST_BREAKS:,} page breaks", found=f"{len(places):,}")
    breaks = breaks if breaks is not None else insert_in_sheet(sheet, tag)
    breaks[:] = [_copy_to(element, place) for place, element in sorted(places.items())]
    for count in ("count", "manualBreakCount"):
        breaks.set(count, str(len(places)))


def _copy_to(element: etree._Element, place: int) -> etree._Element:
    copied = copy.copy(element)
    copied.set("id", str(place))
    return copied
