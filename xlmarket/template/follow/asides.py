"""Texts with tags outside cells are filled, each with the values of the iteration in which it lies.

The movers of a part say in which iteration each of its elements now lies. Where no cell moved, the elements lie where
the template has them.
"""

from __future__ import annotations

from lxml import etree

from xlmarket.package.anchors import above, placed, relation_ids
from xlmarket.package.bodies import LINKS, bodies_of, picture_of
from xlmarket.package.elements import holder
from xlmarket.package.parts import Parts
from xlmarket.template.follow import styles
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.follow.copies import SHARED
from xlmarket.template.follow.targets import LinkTargets
from xlmarket.template.layout.axes import Home
from xlmarket.template.plan.asides import HEADER


def follow(part: OpenPart, context: FollowContext) -> None:
    """Fill the texts of a part, and the addresses its links lead to. A link to nothing goes."""
    homes = _homes(part, context) if context.layout.is_still else part.elements
    for element, home in homes.items():
        part.homes |= {name: home for name in relation_ids(element) if name not in part.homes}
    _place_pictures(part, context.book.parts)
    for body in bodies_of(part.xml):
        context.sheet.asides.fill(body, above(body.element, homes) or context.home)
    targets = LinkTargets(part, context)
    for link in list(part.xml.iter(*LINKS)):
        if not targets.lead(link, above(link, homes) or context.home):
            holder(link).remove(link)
    targets.drop_tagged()
    for text in part.xml.iterfind(".//{*}headerFooter/*"):
        text.text = context.sheet.asides.text(text.text or "", context.home, HEADER)
    styles.fill(part.xml, context)


def _homes(part: OpenPart, context: FollowContext) -> dict[etree._Element, Home]:
    """The iterations in which the elements of a part lie that did not move."""
    areas = placed(part.xml, context.sheet.sizes())
    layout = context.sheet.asides.layout
    return {element: home for element, area in areas for _, home in layout.copies(area)[:1]}


def _place_pictures(part: OpenPart, parts: Parts) -> None:
    """Let the picture that is kept of a SmartArt lie where its data do. A copy of the data gets a picture of its own."""
    relations = {relation.id: relation for relation in parts.relations(part.name)}
    taken: set[str] = set()
    for relation in relations.values():
        if relation.name != "diagramData" or relation.id not in part.homes:
            continue
        data = parts.parse(relation.target)
        named = picture_of(data)
        picture = relations.get(named.get("relId") or "") if named is not None else None
        if named is None or picture is None:
            continue
        name = picture.id
        if name in taken:
            name = parts.relate(part.name, picture.kind, parts.copy(picture.target, shared=SHARED))
            named.set("relId", name)
            parts.put(relation.target, data)
        taken.add(name)
        part.homes[name] = part.homes[relation.id]
