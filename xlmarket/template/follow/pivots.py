"""Pivot tables. Excel keeps where they lie and a copy of their source. The source follows and is read again on opening."""

from __future__ import annotations

from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.areas import parse_area
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.layout.axes import STILL

_RELATION = f"{{{OFFICE}}}id"
"""A source with a relation lies in another workbook."""


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move the place of a pivot table."""
    location = part.xml.find(f"{{{MAIN}}}location")
    area = context.layout.area(parse_area(str(location.get("ref")))) if location is not None else None
    if location is not None and area is not None:
        location.set("ref", str(area))


def follow_source(part: OpenPart, context: FollowContext) -> None:
    """Move the source of a pivot's cache, and ask Excel to read it again if its sheet's cells changed."""
    cache = part.xml.find(f"{{{MAIN}}}cacheSource")
    source = cache.find(f"{{{MAIN}}}worksheetSource") if cache is not None else None
    if cache is None or source is None or cache.get("type") != "worksheet":
        return
    if source.get("ref") and source.get(_RELATION) is None:
        sheet = str(source.get("sheet") or "").casefold()
        if sheet not in context.book.changed:
            return
        layout = context.layouts.get(sheet, STILL)
        area = layout.area(parse_area(str(source.get("ref"))))
        if area is not None:
            source.set("ref", str(area))
        if layout.sheet:
            source.set("sheet", layout.sheet)
    part.xml.set("refreshOnLoad", "1")
