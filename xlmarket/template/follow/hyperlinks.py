"""Hyperlinks. One inside a block comes once per iteration, with the values of its tags. One to a place in the workbook
follows that place.
"""

from __future__ import annotations

import copy

from lxml import etree

from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.areas import parse_area
from xlmarket.package.sheet_texts import sheet_bodies
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.follow.targets import LinkTargets
from xlmarket.template.layout.axes import Home
from xlmarket.template.layout.references import Layouts, rewrite
from xlmarket.template.tags import holds_grammar


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move and repeat the links of a sheet, and what they point at."""
    links = part.xml.find(f"{{{MAIN}}}hyperlinks")
    if links is None:
        return
    kept: list[etree._Element] = []
    targets = LinkTargets(part, context)
    for link in links:
        for area, home in context.blocks.copies(parse_area(str(link.get("ref")))):
            copied = copy.copy(link)
            copied.set("ref", str(area))
            for body, _ in sheet_bodies(copied):
                context.sheet.asides.fill(body, home)
            if holds_grammar(str(copied.get("display"))):
                del copied.attrib["display"]  # a copy of the cell's text, whose tags repeat the cell
            if link.get("location"):
                copied.set("location", _place(copied, context, home))
            if targets.lead(copied, home):
                kept.append(copied)
    targets.drop_tagged()
    links[:] = kept
    if not kept:
        part.xml.remove(links)


def _place(link: etree._Element, context: FollowContext, home: Home) -> str:
    """The place that a link leads to: in this workbook a reference, in another document a text."""
    place = str(link.get("location"))
    if link.get(_RELATION):
        return context.sheet.asides.text(place, home)

    def move(text: str, layouts: Layouts) -> str:
        return rewrite(text, context.name, layouts, home)

    return context.sheet.follow_formula(place, move, home)


_RELATION = f"{{{OFFICE}}}id"
