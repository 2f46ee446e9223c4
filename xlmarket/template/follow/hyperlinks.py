"""Hyperlinks. One inside a block comes once per iteration. One to a place in the workbook follows that place."""

from __future__ import annotations

import copy

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import parse_area
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.layout.references import rewrite


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move and repeat the links of a sheet, and what they point at."""
    links = part.xml.find(f"{{{MAIN}}}hyperlinks")
    if links is None:
        return
    kept: list[etree._Element] = []
    for link in links:
        for area, home in context.layout.copies(parse_area(str(link.get("ref")))):
            copied = copy.copy(link)
            copied.set("ref", str(area))
            if link.get("location"):
                copied.set("location", rewrite(str(link.get("location")), context.name, context.layouts, home))
            kept.append(copied)
    links[:] = kept
    if not kept:
        part.xml.remove(links)
