"""Hyperlinks. One inside a block comes once per iteration; one to a place in the workbook follows that place."""

from __future__ import annotations

import copy

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import parse_area
from xlmarket.template.layout.axes import STILL
from xlmarket.template.layout.references import Layouts, rewrite


def follow(sheet: etree._Element, name: str, layouts: Layouts) -> None:
    """Move and repeat the links of a sheet, and what they point at."""
    links = sheet.find(f"{{{MAIN}}}hyperlinks")
    if links is None:
        return
    layout = layouts.get(name.casefold(), STILL)
    kept = []
    for one in links:
        for area, home in layout.copies(parse_area(str(one.get("ref")))):
            copied = copy.copy(one)
            copied.set("ref", str(area))
            if one.get("location"):
                copied.set("location", rewrite(str(one.get("location")), name, layouts, home))
            kept.append(copied)
    if not kept:
        sheet.remove(links)
        return
    links[:] = kept
