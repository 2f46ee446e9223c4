"""Texts with tags outside cells are filled, each with the values of the iteration in which it lies.

The movers of a part say in which iteration each of its elements now lies. Where no cell moved, the elements lie where
the template has them.
"""

from __future__ import annotations

from lxml import etree

from xlmarket.package.anchors import above, placed, relation_ids
from xlmarket.package.bodies import bodies_of
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.layout.axes import Home


def follow(part: OpenPart, context: FollowContext) -> None:
    """Fill the texts of a part."""
    homes = _homes(part, context) if context.layout.is_still else part.elements
    for element, home in homes.items():
        part.homes |= {name: home for name in relation_ids(element) if name not in part.homes}
    for body in bodies_of(part.xml):
        context.sheet.asides.fill(body, above(body.element, homes) or context.home)


def _homes(part: OpenPart, context: FollowContext) -> dict[etree._Element, Home]:
    """The iterations in which the elements of a part lie that did not move."""
    areas = placed(part.xml, context.sheet.sizes())
    layout = context.sheet.asides.layout
    return {element: home for element, area in areas for _, home in layout.copies(area)[:1]}
