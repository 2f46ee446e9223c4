"""Pivot tables. Excel keeps where they stand and a copy of their source; the source follows and is read anew on opening."""

from __future__ import annotations

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import parse_area
from xlmarket.template.layout.axes import STILL, Layout
from xlmarket.template.layout.references import Layouts


def follow(pivot: etree._Element, layout: Layout) -> None:
    """Move where a pivot table stands."""
    location = pivot.find(f"{{{MAIN}}}location")
    area = layout.area(parse_area(str(location.get("ref")))) if location is not None else None
    if location is not None and area is not None:
        location.set("ref", str(area))


def follow_source(cache: etree._Element, layouts: Layouts, changed: frozenset[str]) -> bool:
    """Move a cache's source and ask for a refresh if its sheet's cells changed; answers whether anything did."""
    kept = cache.find(f"{{{MAIN}}}cacheSource")
    source = kept.find(f"{{{MAIN}}}worksheetSource") if kept is not None else None
    if kept is None or source is None or kept.get("type") != "worksheet":
        return False
    sheet = str(source.get("sheet") or "").casefold()
    layout = layouts.get(sheet, STILL)
    if source.get("ref") and source.get(_RELATION) is None:
        area = layout.area(parse_area(str(source.get("ref"))))
        if area is not None:
            source.set("ref", str(area))
        if layout.sheet:
            source.set("sheet", layout.sheet)
        if sheet not in changed:
            return False
    cache.set("refreshOnLoad", "1")
    return True


_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
