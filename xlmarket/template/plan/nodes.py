"""The tree of a sheet's rows or columns: lines, gaps, blocks, and strips of columns side by side.

Every node has its children, so that whoever needs something of a tree writes one loop over `walk`, and whoever changes it
gives `transform` a function for a single node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from xlmarket.template.plan.asides import Aside
from xlmarket.template.plan.cells import RowPlan, TemplateRows
from xlmarket.template.plan.expressions import CellExpression, Expression
from xlmarket.template.plan.selection import Selection


class Node:
    """A node of the tree. What a kind of node does not have is empty."""

    __slots__ = ()

    @property
    def children(self) -> tuple[Node, ...]:
        """The nodes inside, in order."""
        return ()

    def with_children(self, children: tuple[Node, ...]) -> Node:  # noqa: ARG002 - a leaf has no use for them
        """The node with other nodes inside."""
        return self

    @property
    def expressions(self) -> tuple[CellExpression | Selection, ...]:
        """The expressions of the node itself."""
        return ()

    @property
    def binds(self) -> tuple[str, ...]:
        """The names that the node gives to the expressions inside it."""
        return ()


@dataclass(frozen=True, slots=True)
class Line(Node):
    """A line of the template by its number. Rows that hold something have their cells."""

    number: int
    row: RowPlan | None = None

    @property
    def expressions(self) -> tuple[CellExpression, ...]:
        return tuple(cell.content for cell in self.row.expressions) if self.row is not None else ()


@dataclass(frozen=True, slots=True)
class LineGap(Node):
    """Lines the template has nothing for."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Asides(Node):
    """Texts outside cells that lie over the lines of a body, once per iteration of it."""

    asides: tuple[Aside, ...]

    @property
    def expressions(self) -> tuple[CellExpression, ...]:
        return tuple(aside.content for aside in self.asides)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockLook:
    """How the lines of a block look by the clauses of its tag.

    `merge` are the columns (of repeated columns: the rows) in which equal cells next to each other are merged.
    `has_breaks`: each item but the first begins a page. `is_outline`: the rows are a level deeper in the outline, and
    folded if it `is_collapsed`.
    """

    merge: tuple[int, ...] = ()
    has_breaks: bool = False
    is_outline: bool = False
    is_collapsed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class For(Node):
    """Lines that come out once per item. `needs_length`: an expression inside asks for `loop.length` or `loop.last`.

    `block` is the number of the block on its axis, `first` and `last` its lines (0 and -1 for none), `place` its tag.
    """

    block: int
    variables: tuple[str, ...]
    items: Expression | Selection
    body: tuple[Node, ...]
    first: int
    last: int
    place: str
    needs_length: bool = False
    look: BlockLook | None = None

    @property
    def children(self) -> tuple[Node, ...]:
        return self.body

    def with_children(self, children: tuple[Node, ...]) -> For:
        return replace(self, body=children)

    @property
    def expressions(self) -> tuple[CellExpression | Selection, ...]:
        return (self.items,)

    @property
    def binds(self) -> tuple[str, ...]:
        return self.variables


@dataclass(frozen=True, slots=True)
class Branch(Node):
    """The lines of a choice that come out where its condition holds and none before it. `else` has no condition."""

    condition: Expression | None
    body: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.body

    def with_children(self, children: tuple[Node, ...]) -> Branch:
        return replace(self, body=children)

    @property
    def expressions(self) -> tuple[CellExpression, ...]:
        return (self.condition,) if self.condition is not None else ()


@dataclass(frozen=True, slots=True)
class If(Node):
    """A choice between branches. `place` is its tag."""

    branches: tuple[Branch, ...]
    place: str

    @property
    def children(self) -> tuple[Node, ...]:
        return self.branches

    def with_children(self, children: tuple[Node, ...]) -> If:
        return replace(self, branches=tuple(node for node in children if isinstance(node, Branch)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip(Node):
    """A part of the columns of a section. `band` is its place among the sheet's bands, if it is one.

    `number` is its place among all strips of the sheet, `rows` are the rows with its cells only.
    """

    number: int
    first_column: int
    last_column: int
    band: int | None
    body: tuple[Node, ...]
    rows: TemplateRows

    @property
    def children(self) -> tuple[Node, ...]:
        return self.body

    def with_children(self, children: tuple[Node, ...]) -> Strip:
        return replace(self, body=children)


@dataclass(frozen=True, slots=True)
class StripSection(Node):
    """Rows whose strips of columns grow by themselves, from left to right. `is_last`: nothing follows them."""

    first: int
    last: int
    strips: tuple[Strip, ...]
    is_last: bool

    @property
    def children(self) -> tuple[Node, ...]:
        return self.strips

    def with_children(self, children: tuple[Node, ...]) -> StripSection:
        return replace(self, strips=tuple(node for node in children if isinstance(node, Strip)))


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """All nodes of a tree, each before those inside it."""
    for node in nodes:
        yield node
        yield from walk(node.children)


def transform(nodes: Iterable[Node], change: Callable[[Node], Node]) -> tuple[Node, ...]:
    """The tree with every node changed, those inside a node before itself."""
    changed = (node.with_children(transform(node.children, change)) if node.children else node for node in nodes)
    return tuple(change(node) for node in changed)


def free_names(nodes: Iterable[Node], counter: str, bound: frozenset[str] = frozenset()) -> frozenset[str]:
    """The names a tree takes from outside. `counter` is what a block calls its loop."""
    names: set[str] = set()
    for node in nodes:
        names.update(name for expression in node.expressions for name in expression.names - bound)
        inside = bound | {*node.binds, counter} if node.binds else bound
        names |= free_names(node.children, counter, inside)
    return frozenset(names)


def bound_names(nodes: Iterable[Node]) -> frozenset[str]:
    """The names that the blocks of a tree give their items."""
    return frozenset(name for node in walk(nodes) for name in node.binds)
