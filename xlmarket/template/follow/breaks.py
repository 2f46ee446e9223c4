"""Page breaks. Excel keeps a manual break under the row (right of the column) it was set at: after its last copy."""

from __future__ import annotations

import copy

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN
from xlmarket.template.layout.axes import Axis, Layout

_MOST = {"rowBreaks": 1022, "colBreaks": 1026}


def follow(sheet: etree._Element, layout: Layout) -> None:
    """Move the manual breaks of a sheet; a break inside a block comes after each iteration."""
    for tag, axis in (("rowBreaks", layout.rows), ("colBreaks", layout.columns)):
        breaks = sheet.find(f"{{{MAIN}}}{tag}")
        if breaks is not None and not axis.is_identity:
            _follow(sheet, breaks, axis, _MOST[tag])


def _follow(sheet: etree._Element, breaks: etree._Element, axis: Axis, most: int) -> None:
    """A break at a line that was dropped (of tags alone) comes at the line before it."""
    places: dict[int, etree._Element] = {}
    for one in breaks:
        line = int(one.get("id") or 0)
        while line and axis.span(line, line) is None:
            line -= 1
        places |= {last: one for _, last, _ in axis.copies(line, line)} if line else {}
    if not places:
        sheet.remove(breaks)
        return
    if len(places) > most:
        raise TemplateError(f"a sheet has at most {most:,} page breaks", found=f"{len(places):,}")
    breaks[:] = [_moved(one, place) for place, one in sorted(places.items())]
    for count in ("count", "manualBreakCount"):
        breaks.set(count, str(len(places)))


def _moved(template: etree._Element, place: int) -> etree._Element:
    found = copy.copy(template)
    found.set("id", str(place))
    return found
