"""The texts of a deck: compiled once by their source, then filled in the scope in which they lie."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.archive import OFFICE, Relation
from xlmarket.package.bodies import LINKS, OneParagraph, TextBody, bodies_of, label_of
from xlmarket.package.cell_xml import check_text
from xlmarket.package.parts import Parts
from xlmarket.template.environment import Environment
from xlmarket.template.plan.asides import TARGET, tagged, whole_text
from xlmarket.template.plan.expressions import CellExpression, Scope
from xlmarket.template.read.coded import compile_target, decode_target
from xlmarket.template.read.expressions import compile_text
from xlmarket.template.slides.plan import PlacedText
from xlmarket.template.slides.tags import PARAGRAPH, TABLE
from xlmarket.template.tags import holds_grammar, join_tags

_ID = f"{{{OFFICE}}}id"


def texts_in(element: etree._Element) -> Iterator[TextBody]:
    """The texts in an element and all below it. A paragraph is a text too, where it is handed in alone."""
    if element.tag == PARAGRAPH:
        yield OneParagraph(element)
    yield from bodies_of(element)


def place_texts(root: etree._Element, bodies: Iterable[TextBody]) -> tuple[PlacedText, ...]:
    """The texts with tags among some in an element."""
    numbers = {element: number for number, element in enumerate(root.iter(etree.Element))}
    tagged_bodies = (body for body in bodies if any(holds_grammar("".join(runs)) for runs in body.paragraphs))
    return tuple(PlacedText(numbers[body.element], body) for body in tagged_bodies)


def find_texts(root: etree._Element, placed: Iterable[PlacedText]) -> list[TextBody]:
    """The same texts in a copy of the element."""
    elements = list(root.iter(etree.Element))
    return [replace(text.body, element=elements[text.number]) for text in placed]  # type: ignore[type-var]


@dataclass(frozen=True, slots=True)
class TextReader:
    """Compiles texts. What is wrong goes to `problems`."""

    environment: Environment
    problems: list[TemplateError] = field(default_factory=list)
    texts: dict[str, CellExpression] = field(default_factory=dict)

    def read(self, body: TextBody, place: Place) -> frozenset[str]:
        """Compile the runs of a text, or all of it where a tag goes on in another run. Return the names it needs."""
        paragraphs = [join_tags(runs) for runs in body.paragraphs]
        sources = list(tagged(paragraphs))
        if not sources:
            return frozenset()
        try:
            return self._compile(sources)
        except TemplateError as error:
            try:
                return self._compile([whole_text(paragraphs)])
            except TemplateError:
                self.problems.append(error.at(locate(place, body.element)))
        return frozenset()

    def _compile(self, sources: Iterable[str]) -> frozenset[str]:
        compiled = {source: compile_text(source, self.environment) for source in sources}
        self.texts.update(compiled)
        return frozenset[str]().union(*(text.names for text in compiled.values()))

    def read_links(
        self, element: etree._Element, relations: Iterable[Relation], place: Place, repeated: Container[etree._Element]
    ) -> frozenset[str]:
        """Compile the addresses with tags to which links in an element lead. Return the names of those not `repeated`."""
        typed = {one.id: decode_target(one.target) for one in relations if one.is_external}
        names: frozenset[str] = frozenset()
        for link in element.iter(*LINKS):
            target = typed.get(str(link.get(_ID)), "")
            if holds_grammar(target):
                try:
                    compiled = compile_target(target, self.environment)
                except TemplateError as error:
                    self.problems.append(error.at(replace(locate(place, link), item="target of a link")))
                    continue
                self.texts[TARGET + target] = compiled
                names |= compiled.names if link not in repeated else frozenset()
        return names


def locate(place: Place, element: etree._Element) -> Place:
    """The place of an element on a slide: the shape that holds it."""
    label = label_of(element)
    if element.tag == TABLE or next(element.iterancestors(TABLE), None) is not None:
        label = label.replace("text box", "table")
    if place.item and label in place.item:
        return place
    return replace(place, item=f"{label} of {place.item}" if place.item else label)


@dataclass(frozen=True, slots=True)
class TextFiller:
    """Fills texts of one part. Raises `TemplateError` with its place for what cannot be filled."""

    texts: Mapping[str, CellExpression]
    parts: Parts
    part: str
    place: Place

    def fill(self, body: TextBody, scope: Scope) -> None:
        """Fill a text in its runs where they were compiled, else in one look."""
        paragraphs = [join_tags(runs) for runs in body.paragraphs]
        if not any(holds_grammar(run) for runs in paragraphs for run in runs):
            return
        try:
            if all(run in self.texts for run in tagged(paragraphs)):
                body.write([[self._value(run, scope) for run in runs] for runs in paragraphs])
            elif (whole := whole_text(paragraphs)) in self.texts:
                body.write_lines(self._value(whole, scope))
        except TemplateError as error:
            raise error.at(locate(self.place, body.element)) from None

    def _value(self, source: str, scope: Scope) -> str:
        if source not in self.texts:
            return source
        text = str(self.texts[source].value(scope))
        check_text(text)
        return text

    def fill_links(self, element: etree._Element, scope: Scope, without: Container[etree._Element] = ()) -> None:
        """Let the links in an element lead to their addresses, `without` those among some. One to nothing goes."""
        relations = {one.id: one for one in self.parts.relations(self.part) if one.is_external}
        for link in list(element.iter(*LINKS)):
            relation = relations.get(str(link.get(_ID)))
            compiled = self.texts.get(TARGET + decode_target(relation.target)) if relation is not None else None
            if relation is None or compiled is None or link in without:
                continue
            try:
                target = str(compiled.value(scope))
            except TemplateError as error:
                raise error.at(replace(self.place, item="target of a link")) from None
            if target:
                link.set(_ID, self.parts.relate(self.part, relation.kind, target, external=True))
            elif (parent := link.getparent()) is not None:
                parent.remove(link)

    def drop_typed_links(self) -> None:
        """Leave out the addresses with tags, to which no link leads any more."""
        self.parts.unrelate(self.part, lambda one: one.is_external and TARGET + decode_target(one.target) in self.texts)
