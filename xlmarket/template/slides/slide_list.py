"""The list of slides in the main part of a deck, with its sections and custom shows: copies join it, slides leave it."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from functools import partial

from lxml import etree

from xlmarket.package.archive import OFFICE, Package, Relation
from xlmarket.package.bodies import LINKS
from xlmarket.package.parts import Parts

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_ID = f"{{{OFFICE}}}id"
_FIRST_ID = 256
"""The numbers of slides begin here."""

OWNED = frozenset(
    {
        "notesSlide", "chart", "chartUserShapes", "chartStyle", "chartColorStyle", "package", "chartEx", "themeOverride",
        "diagramData", "diagramDrawing", "diagramLayout", "diagramColors", "diagramQuickStyle", "comments", "tags",
        "vmlDrawing", "control",
    }
)  # fmt: skip
"""Relations to what each slide has of its own. Layouts, pictures, films and whatever else are shared by copies."""


class _Shared:
    """All kinds of relations but those to parts that a slide owns."""

    def __contains__(self, kind: object) -> bool:
        return kind not in OWNED


SHARED = _Shared()


def slides_of(package: Package) -> list[str]:
    """The parts of the slides in their order."""
    targets = {one.id: one.target for one in package.relations(package.workbook)}
    listed = package.parse(package.workbook).iterfind(f"{{{P}}}sldIdLst/{{{P}}}sldId")
    return [target for slide in listed if (target := targets.get(str(slide.get(_ID)), "")) in package.members]


def slide_height(package: Package) -> int:
    """The height of the slides in EMU."""
    size = package.parse(package.workbook).find(f"{{{P}}}sldSz")
    return int(size.get("cy") or 0) if size is not None else 6_858_000


def copy_slide(parts: Parts, slide: str) -> str:
    """Copy a slide with what it owns. Links of the slide to itself lead to the copy. Return its part."""
    copied = parts.copy(slide, shared=SHARED)
    for part in (copied, *parts.related(copied, *OWNED)):
        parts.redirect(part, {slide: copied})
    return copied


def arrange_slides(parts: Parts, finished: Mapping[str, Sequence[str]]) -> None:
    """Let the deck list finished slides in the place of the template's, by its parts. One without any leaves.

    What hangs on a slide that leaves goes with it, and so do the links to it.
    """
    deck = parts.parse(parts.workbook)
    listed = deck.find(f"{{{P}}}sldIdLst")
    if listed is None:
        return
    targets = {one.id: one.target for one in parts.relations(parts.workbook)}
    highest = max((int(one.get("id") or 0) for one in listed), default=_FIRST_ID)
    numbers: dict[str, list[str]] = {}
    relations: dict[str, list[str]] = {}
    for entry in list(listed):
        number, relation = str(entry.get("id")), str(entry.get(_ID))
        slides = finished.get(targets.get(relation, ""), [targets.get(relation, "")])
        for slide in slides[1:]:
            highest += 1
            numbers.setdefault(number, [number]).append(str(highest))
            relations.setdefault(relation, [relation]).append(parts.relate(parts.workbook, "slide", slide))
        if not slides:
            numbers[number] = relations[relation] = []
    _repeat(listed, f"{{{P}}}sldId", [("id", numbers), (_ID, relations)])
    for section in deck.iter(f"{{{P14}}}sldIdLst"):
        _repeat(section, f"{{{P14}}}sldId", [("id", numbers)])
    for show in deck.iter(f"{{{P}}}sldLst"):
        _repeat(show, f"{{{P}}}sld", [(_ID, relations)])
    parts.put(parts.workbook, deck)
    gone = {slide for slide, copies in finished.items() if not copies}
    if gone:
        _leave_out(parts, gone)


def _repeat(holder: etree._Element, tag: str, attributes: Sequence[tuple[str, Mapping[str, Sequence[str]]]]) -> None:
    """Let the entries of a list come as often as their slides. Each attribute has its values by the one of the template."""
    for entry in holder.findall(tag):
        columns = [(name, values.get(str(entry.get(name)))) for name, values in attributes]
        known = [(name, values) for name, values in columns if values is not None]
        if not known:
            continue
        if not known[0][1]:
            holder.remove(entry)
            continue
        last = entry
        for place in range(1, len(known[0][1])):
            further = copy.copy(entry)
            last.addnext(further)
            for name, values in known:
                further.set(name, values[place])
            last = further


def _leave_out(parts: Parts, gone: set[str]) -> None:
    """Leave slides out, and the links to them."""
    for part in [parts.workbook, *sorted(parts.reach("") - gone)]:
        dead = {one.id for one in parts.relations(part) if one.target in gone and not one.is_external}
        if dead and part != parts.workbook and part.endswith(".xml") and not _belongs(parts, part, gone):
            parts.update(part, partial(_unlink, dead))
        if dead:
            parts.unrelate(part, partial(_is_among, dead))
    parts.drop_unreachable()


def _belongs(parts: Parts, part: str, gone: set[str]) -> bool:
    """Whether a part hangs on a slide that is left out."""
    return any(part in parts.related(slide, *OWNED) for slide in gone)


def _is_among(ids: set[str], relation: Relation) -> bool:
    return relation.id in ids


def _unlink(dead: set[str], xml: etree._Element) -> None:
    for link in list(xml.iter(*LINKS)):
        parent = link.getparent()
        if parent is not None and link.get(_ID) in dead:
            parent.remove(link)
