"""The lines of tables and texts on a slide become trees of blocks, as the rows of a sheet do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.elements import holder
from xlmarket.template.plan.expressions import Expression
from xlmarket.template.plan.nodes import For, Line, Node, walk
from xlmarket.template.read.blocks import PlacedTag, TreeBuilder
from xlmarket.template.read.blocks import lines_of as lines_of_node
from xlmarket.template.read.expressions import compile_expression
from xlmarket.template.read.grammar import Tag
from xlmarket.template.read.problems import SheetProblems
from xlmarket.template.slides.pictures import take_picture
from xlmarket.template.slides.plan import Repeated
from xlmarket.template.slides.tags import CELL, TABLE, TakenTags, containers, lines_of, take_tags
from xlmarket.template.slides.texts import TextReader, locate, place_texts, texts_in

_LOOKS_REMEDY = "merge cells and break pages by hand: a deck takes where, orderby, top and groupby"


class LineProblems(SheetProblems):
    """The problems of one table or text. What a sheet calls the cell is its line here."""

    def add(
        self, what: str, cell: str, found: object = None, *, allowed: Sequence[str] | str = (), remedy: str = ""
    ) -> None:
        where = self._where(cell)
        self.errors.append(TemplateError(what, where=where, found=found, allowed=allowed, remedy=remedy))

    def keep(self, error: TemplateError, cell: str) -> None:
        self.errors.append(error.at(self._where(cell)))

    def _where(self, line: str) -> Place:
        return replace(self.place, item=f"{self.place.item}, {line}")


@dataclass
class BlockReader:
    """Takes the tags that repeat or choose out of one part. `slide_tags` are those of the slide, each with its place.

    `elements` are the tables and texts that have lines to repeat, `pictures` the shapes that become pictures, `names` what these need from outside.
    """

    texts: TextReader
    place: Place
    slide_tags: list[tuple[Tag, Place]] = field(default_factory=list)
    elements: list[etree._Element] = field(default_factory=list)
    pictures: list[tuple[etree._Element, Expression, Place]] = field(default_factory=list)
    names: frozenset[str] = frozenset()

    def read(self, xml: etree._Element) -> tuple[Repeated, ...]:
        """What repeats on a part. Shapes that held nothing but a tag of the slide are taken off it."""
        trees = []
        for container in containers(xml):
            place = locate(self.place, container)
            tree = self._read_container(container, place)
            if tree is not None:
                trees.append((container, tree, place))
        self.elements = [container for container, _, _ in trees]
        numbers = {element: number for number, element in enumerate(xml.iter(etree.Element))}
        return tuple(
            Repeated(
                numbers[container],
                tree,
                place,
                tuple(place_texts(line, texts_in(line)) for line in lines_of(container)),
            )
            for container, tree, place in trees
        )

    def _read_container(self, container: etree._Element, place: Place) -> tuple[Node, ...] | None:
        """The tree of a table or text, none where nothing repeats."""
        if container.tag != TABLE and self._is_picture(container, place):
            return None
        lines = lines_of(container)
        word = "row" if container.tag == TABLE else "line"
        places = [replace(place, item=f"{place.item}, {word} {number}") for number in range(1, len(lines) + 1)]
        taken = [self._take(line, where) for line, where in zip(lines, places, strict=True)]
        own = [[tag for tag in line.tags if tag.kind == "row"] for line in taken]
        of_slide = [(tag, place) for line in taken for tag in line.tags if tag.kind == "slide"]
        self.slide_tags += of_slide
        if of_slide and all(line.is_empty for line in taken):
            _remove_shape(container)
            return None
        if not any(own):
            return None
        tree = self._build(own, taken, place, word)
        if container.tag == TABLE:
            self._check_merges(lines, tree, place)
        needed = [self._line_names(line, where) for line, where in zip(lines, places, strict=True)]
        self.names |= _free_names(tree, needed)
        return tree

    def _is_picture(self, text: etree._Element, place: Place) -> bool:
        """Whether a text is the tag of a picture, which then is kept."""
        try:
            source = take_picture(text)
            if source:
                expression = compile_expression(source, self.texts.environment)
                self.pictures.append((holder(text), expression, place))
                self.names |= expression.names
        except TemplateError as error:
            self.texts.problems.append(error.at(place))
            return True
        return bool(source)

    def _take(self, line: etree._Element, place: Place) -> TakenTags:
        try:
            return take_tags(line)
        except TemplateError as error:
            self.texts.problems.append(error.at(place))
            return TakenTags((), is_empty=False)

    def _build(self, own: list[list[Tag]], taken: list[TakenTags], place: Place, word: str) -> tuple[Node, ...]:
        problems = LineProblems(place)
        builder = TreeBuilder(problems=problems, environment=self.texts.environment)
        for number, (tags, line) in enumerate(zip(own, taken, strict=True), 1):
            placed: list[PlacedTag] = [(f"{word} {number}", tag) for tag in tags]
            builder.add(Line(number), placed, has_content=not line.is_empty)
        tree = builder.tree()
        for node in walk(tree):
            if isinstance(node, For) and node.look is not None:
                problems.add("lines of a deck take no clause about looks", node.place, remedy=_LOOKS_REMEDY)
        self.texts.problems.extend(problems.errors)
        return tree

    def _check_merges(self, rows: Sequence[etree._Element], tree: Iterable[Node], place: Place) -> None:
        """Merged cells that reach over the edge of a block would leave rows that no program reads."""
        for node in walk(tree):
            if not isinstance(node, For):
                continue
            for number in range(node.first, node.last + 1):
                for cell in rows[number - 1].iterchildren(CELL):
                    reaches = number - 1 + int(cell.get("rowSpan") or 1) > node.last
                    if reaches or (number == node.first and cell.get("vMerge") in ("1", "true")):
                        what = "merged cells reach over the edge of repeated rows"
                        where = replace(place, item=f"{place.item}, row {number}")
                        self.texts.problems.append(TemplateError(what, where=where, remedy="split the cells"))

    def _line_names(self, line: etree._Element, place: Place) -> frozenset[str]:
        return frozenset[str]().union(*(self.texts.read(body, place) for body in texts_in(line)))


def _free_names(nodes: Iterable[Node], needed: Sequence[frozenset[str]]) -> frozenset[str]:
    """The names a tree takes from outside. `needed` are those of the texts of each line."""
    names: frozenset[str] = frozenset()
    for node in nodes:
        names = names.union(*(expression.names for expression in node.expressions))
        for number in lines_of_node(node):
            names |= needed[number - 1]
        inside = _free_names(node.children, needed)
        names |= inside.difference(node.binds, {"loop"} if node.binds else ())
    return names


def _remove_shape(text: etree._Element) -> None:
    """Take a shape without any other text off the slide. A placeholder of the notes stays, empty."""
    shape = next(text.iterancestors("{*}sp"), None)
    if shape is not None and etree.QName(text.getroottree().getroot()).localname == "sld":
        holder(shape).remove(shape)
