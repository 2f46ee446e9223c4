"""Compiling asides, the texts with tags outside cells, and putting those of a sheet into the tree of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from xlmarket.errors import Place, TemplateError
from xlmarket.package.areas import Area
from xlmarket.package.bodies import TextBody
from xlmarket.package.limits import MOST_FORMAT, MOST_TEXT
from xlmarket.template.environment import Environment
from xlmarket.template.plan.asides import FORMAT, FORMULA, HEADER, TARGET, Aside, tagged, whole_text
from xlmarket.template.plan.expressions import Text
from xlmarket.template.plan.nodes import Asides, Branch, For, If, Node, Strip, StripSection, walk
from xlmarket.template.read.blocks import lines_of
from xlmarket.template.read.coded import compile_format, compile_header, compile_target, decode_target
from xlmarket.template.read.expressions import compile_text
from xlmarket.template.read.formulas import SheetChoice, read_formula
from xlmarket.template.read.grammar import holds_block_tag, read_cell
from xlmarket.template.read.rows import BookContext
from xlmarket.template.tags import holds_grammar, join_tags


@dataclass
class AsideReader:
    """Compiles texts outside cells. What is wrong goes to `problems`."""

    environment: Environment
    problems: list[TemplateError] = field(default_factory=list)

    def read(self, body: TextBody, place: Place, most: int = MOST_TEXT) -> list[Aside]:
        """The asides of a text: its runs with tags, or all of it where a tag goes on in another run."""
        paragraphs = [join_tags(runs) for runs in body.paragraphs]
        sources = list(tagged(paragraphs))
        if not sources:
            return []
        try:
            contents = self._compile(sources, whole_text(paragraphs))
        except TemplateError as error:
            self.problems.append(error.at(place))
            return []
        return [Aside(content, place, most=most) for content in contents]

    def read_header(self, text: str, place: Place, most: int) -> list[Aside]:
        """The aside that a header or footer is."""
        return self._keep(text, place, lambda: Aside(compile_header(text, self.environment), place, None, most, HEADER))

    def read_target(self, target: str, place: Place) -> list[Aside]:
        """The aside that the target of a link is, if it holds tags."""
        typed = decode_target(target)
        return self._keep(typed, place, lambda: Aside(compile_target(target, self.environment), place, kind=TARGET))

    def read_format(self, code: str, place: Place) -> list[Aside]:
        """The aside that a number format is, if it holds tags."""
        return self._keep(
            code, place, lambda: Aside(compile_format(code, self.environment), place, None, MOST_FORMAT, FORMAT)
        )

    def read_formula(
        self, formula: str, place: Place, context: BookContext, choice: SheetChoice, *, is_list: bool = False
    ) -> list[Aside]:
        """The aside that a formula is, if it has tags that do not follow. `is_list`: a text is a list of choices."""
        if not holds_grammar(formula):
            return []
        try:
            tags = read_formula(formula, self.environment, context.epoch, context.names, is_list=is_list)
        except TemplateError as error:
            self.problems.append(error.at(place))
            return []
        chosen = choice.of(tags) if tags is not None else None
        return [Aside(chosen, place, kind=FORMULA)] if chosen is not None else []

    def _keep(self, text: str, place: Place, make: Callable[[], Aside]) -> list[Aside]:
        if not holds_grammar(text):
            return []
        try:
            if holds_block_tag(text):
                raise TemplateError("a tag that repeats stands in a cell", found=text)
            return [make()]
        except TemplateError as error:
            self.problems.append(error.at(place))
            return []

    def read_text(self, text: str, place: Place) -> list[Aside]:
        """The aside that one text is, if it holds tags."""
        if not holds_grammar(text):
            return []
        try:
            return [Aside(content, place) for content in self._compile([text], text)]
        except TemplateError as error:
            self.problems.append(error.at(place))
            return []

    def _compile(self, sources: Sequence[str], whole: str) -> list[Text]:
        tags, content = read_cell(whole)
        if tags or content.kind == "picture":
            raise TemplateError(
                "a tag that repeats stands in a cell, not in a text over it",
                found=tags[0].text if tags else whole,
                remedy="put it into a cell: what lies over the cells it repeats comes once per item",
            )
        try:
            return [compile_text(source, self.environment) for source in sources]
        except TemplateError as error:
            try:
                return [compile_text(whole, self.environment)]
            except TemplateError:
                raise error from None


@dataclass(frozen=True, slots=True)
class PlacedAsides:
    """Asides and the cells they lie over (None: none, or all of the sheet)."""

    area: Area | None
    asides: Sequence[Aside]


def place_asides(nodes: Sequence[Node], across: Sequence[Node], placed: Iterable[PlacedAsides]) -> tuple[Node, ...]:
    """The tree of a sheet's rows with its asides, each in the innermost block that holds all its cells."""
    tree = tuple(nodes)
    for item in placed:
        if item.area is None:
            tree = (Asides(tuple(item.asides)), *tree)
            continue
        block = _block(across, item.area.first_column, item.area.last_column)
        hint = _hint(nodes, item.area)
        asides = tuple(replace(aside, across=block, remedy=aside.remedy or hint) for aside in item.asides)
        tree = _put(tree, Asides(asides), item.area)
    return tree


def _hint(nodes: Sequence[Node], area: Area) -> str:
    """What to do about a text that sees nothing of a block, as it lies over its edge. "" if it lies well."""
    for block in walk(nodes):
        if not isinstance(block, For) or area.last_row < block.first or block.last < area.first_row:
            continue
        if area.first_row < block.first or block.last < area.last_row:
            rows = _rows(block.first, block.last)
            return f"it lies over {_rows(area.first_row, area.last_row)}: draw it inside {rows} to let it see the values there"
    return ""


def _rows(first: int, last: int) -> str:
    return f"row {first}" if first == last else f"rows {first} to {last}"


def _put(nodes: tuple[Node, ...], asides: Asides, area: Area) -> tuple[Node, ...]:
    """A body with asides in the node that holds their cells, or before all its nodes."""
    for place, node in enumerate(nodes):
        if _holds(node, area):
            return (*nodes[:place], _put_inside(node, asides, area), *nodes[place + 1 :])
    return (asides, *nodes)


def _put_inside(node: Node, asides: Asides, area: Area) -> Node:
    """A node with asides in it. A choice and strips side by side have them in the child that holds their cells."""
    if not isinstance(node, If | StripSection):
        return node.with_children(_put(node.children, asides, area))
    children = (_put_inside(child, asides, area) if _holds(child, area) else child for child in node.children)
    return node.with_children(tuple(children))


def _holds(node: Node, area: Area) -> bool:
    """Whether all cells of an area lie in a node that has nodes inside."""
    match node:
        case For():
            return node.first <= area.first_row and area.last_row <= node.last
        case Branch():
            lines = [number for inner in walk(node.body) for number in lines_of(inner)]
            return bool(lines) and min(lines) <= area.first_row and area.last_row <= max(lines)
        case Strip():
            columns = node.first_column <= area.first_column and area.last_column <= node.last_column
            return columns and node.band is not None
        case StripSection() if not (node.first <= area.first_row and area.last_row <= node.last):
            return False
    return any(_holds(child, area) for child in node.children)


def _block(across: Iterable[Node], first: int, last: int) -> int | None:
    """The innermost block of columns that holds some columns."""
    blocks = (node for node in walk(across) if isinstance(node, For) and node.first <= first and last <= node.last)
    return next((node.block for node in reversed(list(blocks))), None)
