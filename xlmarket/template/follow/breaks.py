"""Page breaks. Excel keeps a manual break under the row (right of the column) it was set at: after its last copy."""

from __future__ import annotations

import copy

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.layout.axes import Axis

_MOST = {"rowBreaks": 1022, "colBreaks": 1026}
"""Breaks that Excel allows on a sheet."""


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move the manual breaks of a sheet. A break inside a block comes after each iteration.

    Raises `TemplateError` for more breaks than Excel allows.
    """
    for tag, axis in (("rowBreaks", context.layout.rows), ("colBreaks", context.layout.columns)):
        breaks = part.xml.find(f"{{{MAIN}}}{tag}")
        if breaks is not None and not axis.is_identity:
            _move(part.xml, breaks, axis, _MOST[tag])


def _move(sheet: etree._Element, breaks: etree._Element, axis: Axis, most: int) -> None:
    """A break at a line that was dropped (of tags alone) comes at the line before it."""
    places: dict[int, etree._Element] = {}
    for element in breaks:
        line = int(element.get("id") or 0)
        while line and axis.span(line, line) is None:
            line -= 1
        places |= {last: element for _, last, _ in axis.copies(line, line)} if line else {}
    if not places:
        sheet.remove(breaks)
        return
    if len(places) > most:
        raise TemplateError(f"a sheet has at most {most:,} page breaks", found=f"{len(places):,}")
    breaks[:] = [_copy_to(element, place) for place, element in sorted(places.items())]
    for count in ("count", "manualBreakCount"):
        breaks.set(count, str(len(places)))


def _copy_to(element: etree._Element, place: int) -> etree._Element:
    copied = copy.copy(element)
    copied.set("id", str(place))
    return copied
