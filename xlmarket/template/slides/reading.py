"""Reading a deck, once: the tags of its slides become what repeats, its texts are compiled. All problems are collected."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.archive import Package
from xlmarket.package.bodies import A, other_texts
from xlmarket.package.sheet_texts import PROPERTIES, property_bodies
from xlmarket.template.environment import PLAIN, Environment
from xlmarket.template.plan.expressions import Expression
from xlmarket.template.read.clauses import Repetition, compile_repetition
from xlmarket.template.read.coded import decode_target
from xlmarket.template.read.expressions import compile_expression
from xlmarket.template.read.grammar import Tag
from xlmarket.template.slides.blocks import BlockReader
from xlmarket.template.slides.charts import read_chart
from xlmarket.template.slides.plan import Deck, PartPlan, PlacedPicture, SlideChart, SlidePlan
from xlmarket.template.slides.slide_list import slide_height, slides_of
from xlmarket.template.slides.texts import TextReader, locate, place_texts, texts_in
from xlmarket.template.tags import holds_grammar, holds_whole_tag

_MAY_HOLD_TAGS = re.compile(rb"\{(?![0-9A-Fa-f]{8}-)|%7B%(?:7B|25)", re.IGNORECASE)
"""A brace that does not begin a GUID. A tag may be split over runs."""

_LEFT = re.compile(r"\{\{-?\s*[A-Za-z_(].*?\}\}|\{%-?\s*[A-Za-z].*?%\}", re.DOTALL)
FILLED = ("notesSlide", "chart", "chartUserShapes", "diagramData", "diagramDrawing")
"""The kinds of relations that lead from a slide to parts whose texts are filled."""

_GLOBAL = ("slideMaster", "slideLayout", "notesMaster", "handoutMaster")
"""Parts whose texts no slide owns."""


def compile_deck(path: Path, environment: Environment = PLAIN) -> Deck:
    """The plan of a deck.

    Raises `TemplateError` with the first problem, which says how many more there are, also for a file that is not a deck.
    """
    deck, problems = _compile(path, environment)
    if deck is None or problems:
        first = problems[0]
        if len(problems) == 1:
            raise first
        raise first.replace(remedy=f"and {len(problems) - 1} more: xlmarket template check {path.name} lists them")
    return deck


def deck_problems(path: Path, environment: Environment = PLAIN) -> list[TemplateError]:
    """All problems of a deck, none if it is sound."""
    try:
        return list(_compile(path, environment)[1])
    except TemplateError as error:
        return [error]


def _compile(path: Path, environment: Environment) -> tuple[Deck | None, tuple[TemplateError, ...]]:
    package = Package.of_deck(path)
    return _compile_once(path, hashlib.sha256(package.data).hexdigest(), environment)


@lru_cache(maxsize=16)
def _compile_once(path: Path, _content: str, environment: Environment) -> tuple[Deck | None, tuple[TemplateError, ...]]:
    reader = _DeckReader(Package.of_deck(path), TextReader(environment))
    deck = reader.read()
    problems = tuple(reader.texts.problems)
    return (None if problems else deck), problems


@dataclass
class _DeckReader:
    """Reads one deck."""

    package: Package
    texts: TextReader
    names: set[str] = field(default_factory=set)
    read_parts: set[str] = field(default_factory=set)

    def read(self) -> Deck:
        slides = tuple(self._slides())
        shared = tuple(self._shared())
        self._refuse_leftovers()
        return Deck(
            package=self.package,
            slides=slides,
            shared=shared,
            texts=self.texts.texts,
            names=frozenset(self.names),
            height=slide_height(self.package),
        )

    def _slides(self) -> Iterator[SlidePlan]:
        for number, part in enumerate(slides_of(self.package), 1):
            reader = SlideReader(
                self.package, self.texts, part, Place(file=self.package.path.name, sheet=f"slide {number}")
            )
            yield reader.read()
            self.names |= reader.outer_names()
            self.read_parts |= reader.read_parts

    def _shared(self) -> Iterator[PartPlan]:
        """The parts with tags that no slide owns."""
        for part in self._global_parts():
            self.read_parts.add(part)
            if not _MAY_HOLD_TAGS.search(self.package.read(part)):
                continue
            place = Place(file=self.package.path.name, part=part)
            xml = self.package.parse(part)
            is_property = part in self._properties()
            bodies = list(property_bodies(xml) if is_property else texts_in(xml))
            for body in bodies:
                self.names |= self.texts.read(body, place)
            if texts := place_texts(xml, bodies):
                yield PartPlan(part, xml, place, texts)

    def _properties(self) -> list[str]:
        return [one.target for one in self.package.relations("") if one.name in PROPERTIES]

    def _global_parts(self) -> list[str]:
        """Masters and layouts, and the properties of the document."""
        found = [part for part in self._properties() if part in self.package.members]
        waiting = [self.package.workbook]
        while waiting:
            for one in self.package.relations(waiting.pop()):
                if one.name in _GLOBAL and one.target in self.package.members and one.target not in found:
                    found.append(one.target)
                    waiting.append(one.target)
        return found

    def _refuse_leftovers(self) -> None:
        """Tags in parts that nobody fills are problems."""
        for part in self.package.members:
            if (
                part in self.read_parts
                or not part.endswith(".xml")
                or not _MAY_HOLD_TAGS.search(self.package.read(part))
            ):
                continue
            place = self._place_of(part)
            for element, text in _texts_left(self.package.parse(part)):
                name = str(etree.QName(element).localname)
                self.texts.problems.append(_unfilled(text.strip(), replace(place, item=name)))

    def _place_of(self, part: str) -> Place:
        """Return the place of a part that nobody fills: with the slide that it belongs to, such as that of a comment."""
        place = Place(file=self.package.path.name, part=part)
        for number, slide in enumerate(slides_of(self.package), 1):
            if any(one.target == part and not one.is_external for one in self.package.relations(slide)):
                return replace(place, sheet=f"slide {number}")
        return place


def _texts_left(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield each text of a part with a tag. A tag may be split over the differently formatted pieces of a paragraph."""
    for element in root.iter(etree.Element):
        for text in (element.text, element.tail, *map(str, element.attrib.values())):
            if text and _LEFT.search(str(text)):
                yield element, str(text)
    for paragraph in root.iter(f"{{{A}}}p"):
        pieces = [str(text) for text in paragraph.itertext()]
        if _LEFT.search("".join(pieces)) and not any(map(_LEFT.search, pieces)):
            yield paragraph, "".join(pieces)


def _unfilled(text: str, where: Place) -> TemplateError:
    allowed = "texts, tables, notes, charts, alternative texts and links of slides, masters, properties"
    return TemplateError("a tag cannot be filled here", where=where, found=text, allowed=allowed)


@dataclass
class SlideReader:
    """Reads one slide and what hangs on it."""

    package: Package
    texts: TextReader
    part: str
    place: Place
    plans: dict[str, PartPlan] = field(default_factory=dict)
    charts: dict[str, SlideChart] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    read_parts: set[str] = field(default_factory=set)
    repetition: Repetition | None = None
    condition: Expression | None = None

    def read(self) -> SlidePlan:
        self._read_part(self.part, self.place)
        return SlidePlan(
            part=self.part,
            place=self.place,
            parts=self.plans,
            charts=self.charts,
            each=self.repetition.items if self.repetition is not None else None,
            variables=self.repetition.variables if self.repetition is not None else (),
            condition=self.condition,
        )

    def outer_names(self) -> set[str]:
        """The names that the slide takes from outside."""
        names = self.names | (self.condition.names if self.condition is not None else set())
        if self.repetition is None:
            return names
        return (names - {*self.repetition.variables, "loop"}) | self.repetition.items.names

    def _read_part(self, part: str, place: Place) -> None:
        if part in self.read_parts:
            return
        self.read_parts.add(part)
        relations = self.package.relations(part)
        if _MAY_HOLD_TAGS.search(self.package.read(part)) or any(one.is_external for one in relations):
            self._read_texts(part, place)
        for one in relations:
            if one.name in FILLED and not one.is_external and one.target in self.package.members:
                item = "notes" if one.name == "notesSlide" else place.item or self._holder(part, one.id)
                self._read_part(one.target, replace(place, item=item))
        if any(one.name == "package" for one in relations):
            self._read_chart(part, place)

    def _read_texts(self, part: str, place: Place) -> None:
        xml, relations = self.package.parse(part), self.package.relations(part)
        before = etree.tostring(xml)
        blocks = BlockReader(self.texts, place)
        repeated = blocks.read(xml)
        for tag, where in blocks.slide_tags:
            self._take_slide_tag(tag, where)
        inside = {inner for block in blocks.elements for inner in block.iter()}
        names = blocks.names
        bodies = [body for body in texts_in(xml) if body.element not in inside]
        for body in bodies:
            names |= self.texts.read(body, place)
        names |= self.texts.read_links(xml, relations, place, inside)
        self._refuse_others(xml, place)
        self.names |= names
        has_links = any(one.is_external and holds_grammar(decode_target(one.target)) for one in relations)
        texts = place_texts(xml, bodies)
        if repeated or texts or has_links or etree.tostring(xml) != before:
            numbers = {element: number for number, element in enumerate(xml.iter(etree.Element))}
            pictures = tuple(PlacedPicture(numbers[shape], what, where) for shape, what, where in blocks.pictures)
            self.plans[part] = PartPlan(part, xml, place, texts, repeated, has_links, pictures)

    def _refuse_others(self, xml: etree._Element, place: Place) -> None:
        for element, text in other_texts(xml):
            if holds_whole_tag(text) and _LEFT.search(text):
                self.texts.problems.append(_unfilled(text.strip(), locate(place, element)))

    def _take_slide_tag(self, tag: Tag, where: Place) -> None:
        try:
            if tag.word == "for" and self.repetition is None:
                self.repetition = compile_repetition(tag, self.texts.environment)
            elif tag.word == "if" and self.condition is None:
                self.condition = compile_expression(tag.expression, self.texts.environment)
            elif tag.word in ("for", "if"):
                what = f"a slide has one {{%slide {tag.word} %}}"
                raise TemplateError(what, found=tag.text, remedy="join conditions with and; lists by where")
        except TemplateError as error:
            self.texts.problems.append(error.at(where))

    def _read_chart(self, part: str, place: Place) -> None:
        found, problems = read_chart(self.package, part, self.texts.environment, place)
        self.texts.problems.extend(problems)
        if found is not None:
            self.charts[part] = found
            self.names |= found.template.names

    def _holder(self, part: str, relation: str) -> str:
        """The name of the shape that holds what a relation leads to."""
        for element in self.package.parse(part).iter(etree.Element):
            if relation in element.attrib.values():
                shapes = (above.find("./*/{*}cNvPr") for above in element.iterancestors())
                named = next((shape for shape in shapes if shape is not None), None)
                return str(named.get("name")) if named is not None else ""
        return ""
