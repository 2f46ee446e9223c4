"""The asides of what is drawn over a sheet: shapes, charts, notes, conversations, form controls."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.anchors import above, placed, relation_ids
from xlmarket.package.archive import OFFICE, Package
from xlmarket.package.areas import Area
from xlmarket.package.bodies import DRAWN_ON_SHEETS, DRAWN_PARTS, LINKS, bodies_of, label_of, other_texts, picture_of
from xlmarket.package.limits import MOST_HEADER
from xlmarket.package.sheet_texts import format_codes
from xlmarket.package.sizes import Sizes
from xlmarket.template.read.asides import AsideReader, PlacedAsides
from xlmarket.template.tags import holds_whole_tag

_MAY_HOLD_TAGS = re.compile(rb"\{(?![0-9A-Fa-f]{8}-)")
"""A brace that does not begin a GUID. A tag may be split over runs."""


@dataclass(frozen=True, slots=True)
class _Holder:
    """What holds a part: the cells it lies over, and its name."""

    area: Area | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class DrawnReader:
    """Reads what is drawn over one sheet, whose sizes say where a drawing of a given size ends."""

    package: Package
    sizes: Sizes
    reader: AsideReader
    place: Place

    def read(self, sheet: str) -> list[PlacedAsides]:
        """The asides of all that hangs on a sheet's part."""
        return list(self._related(sheet, DRAWN_ON_SHEETS, {}, _Holder()))

    def _related(
        self, part: str, kinds: Collection[str], holders: Mapping[str, _Holder], holder: _Holder
    ) -> Iterator[PlacedAsides]:
        for relation in self.package.relations(part):
            if relation.name in kinds and not relation.is_external and relation.target in self.package.members:
                yield from self._part(relation.target, holders.get(relation.id, holder))

    def _part(self, part: str, holder: _Holder) -> Iterator[PlacedAsides]:
        holders: dict[str, _Holder] = {}
        content, relations = self.package.read(part), self.package.relations(part)
        leads_on = any(relation.name in DRAWN_PARTS or relation.is_external for relation in relations)
        if leads_on or _MAY_HOLD_TAGS.search(content):
            xml = self.package.parse_content(content, part)
            areas = dict(placed(xml, self.sizes))
            holders = {
                name: _Holder(areas[element], _name(element)) for element in areas for name in relation_ids(element)
            }
            holders |= self._pictures(part, holders)
            yield from self._bodies(xml, areas, holder)
            yield from self._links(part, xml, areas, holder)
            yield from self._codes(xml, holder)
            if holds_whole_tag(content.decode(errors="replace")):
                self._refuse_others(xml, areas, holder)
        yield from self._related(part, DRAWN_PARTS, holders, holder)

    def _pictures(self, drawing: str, holders: Mapping[str, _Holder]) -> dict[str, _Holder]:
        """What holds the pictures that are kept of a drawing's SmartArt: what holds their data."""
        pictures: dict[str, _Holder] = {}
        for relation in self.package.relations(drawing):
            if relation.name == "diagramData" and relation.id in holders:
                named = picture_of(self.package.parse(relation.target))
                if named is not None:
                    pictures[named.get("relId") or ""] = holders[relation.id]
        return pictures

    def _bodies(
        self, xml: etree._Element, areas: Mapping[etree._Element, Area], holder: _Holder
    ) -> Iterator[PlacedAsides]:
        for body in bodies_of(xml):
            area = above(body.element, areas) or holder.area
            asides = self.reader.read(body, self._place(body.element, area, holder))
            if asides:
                yield PlacedAsides(area, asides)

    def _refuse_others(self, xml: etree._Element, areas: Mapping[etree._Element, Area], holder: _Holder) -> None:
        for element, text in other_texts(xml):
            if holds_whole_tag(text):
                place = self._place(element, above(element, areas) or holder.area, holder)
                self.reader.problems.append(TemplateError("a tag cannot be filled here", where=place, found=text))

    def _place(self, element: etree._Element, area: Area | None, holder: _Holder) -> Place:
        cell = str(area.first_cell) if area is not None else None
        label = f"{label_of(element)} of {holder.name}" if holder.name else label_of(element)
        return replace(self.place, cell=cell, item=label)

    def _links(
        self, part: str, xml: etree._Element, areas: Mapping[etree._Element, Area], holder: _Holder
    ) -> Iterator[PlacedAsides]:
        """The addresses that shapes lead to."""
        targets = {relation.id: relation.target for relation in self.package.relations(part) if relation.is_external}
        for link in xml.iter(*LINKS):
            area = above(link, areas) or holder.area
            cell = str(area.first_cell) if area is not None else None
            place = replace(self.place, cell=cell, item="target of a link")
            asides = self.reader.read_target(targets.get(str(link.get(f"{{{OFFICE}}}id")), ""), place)
            if asides:
                yield PlacedAsides(area, asides)

    def _codes(self, xml: etree._Element, holder: _Holder) -> Iterator[PlacedAsides]:
        """The number formats of a chart, and the headers and footers with which it is printed alone."""
        for code in format_codes(xml):
            place = replace(self.place, item=f"number format of {holder.name or 'a chart'}")
            asides = self.reader.read_format(code.paragraphs[0][0], place)
            if asides:
                yield PlacedAsides(holder.area, asides)
        for text in xml.iterfind(".//{*}headerFooter/*"):
            place = replace(self.place, item=f"header or footer of {holder.name or 'a chart'}")
            asides = self.reader.read_header(text.text or "", place, MOST_HEADER)
            if asides:
                yield PlacedAsides(holder.area, asides)


def _name(anchor: etree._Element) -> str:
    """The name of the first shape of an anchor."""
    shape = next(anchor.iter("{*}cNvPr"), None)
    return str(shape.get("name")) if shape is not None else ""
