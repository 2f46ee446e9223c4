"""The plan of a template: frozen dataclasses, made once by compile and read by render."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from xlmarket.package.archive import Package
from xlmarket.template.layout.axes import Path
from xlmarket.template.layout.references import Compiled
from xlmarket.template.read.chartplan import ChartPlan
from xlmarket.template.read.expressions import Expression, Text
from xlmarket.template.richtext import RichText


@dataclass(frozen=True, slots=True)
class Static:
    """A cell that stays: `tail` is all of its XML after the row number; `value` is what a chart sees."""

    column: str
    tail: str
    value: object


Content = Expression | Text | RichText


@dataclass(frozen=True, slots=True)
class Dynamic:
    """A cell with an expression; `style` is its s attribute as XML.

    `epoch` is day 0 of the workbook's calendar where the cell shows a date.

    `font` is its font as the properties of a run, for rich text; `is_picture` says that its value is drawn over it,
    `is_head` that it heads a column of a table, which Excel wants to be a text.
    """

    column: str
    style: str
    content: Content
    epoch: date | None
    slot: int
    font: str = ""
    is_picture: bool = False
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula cell; `attributes` are those of its f element without references.

    `reference` is the area of an array or data table, `inputs` the cells a data table varies; `across` the path of its
    column. `is_live`: it calls one of our functions.
    """

    column: str
    style: str
    formula: Compiled
    attributes: str = ""
    reference: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    across: Path = ()
    is_live: bool = False


Cell = Static | Dynamic | Formula


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row of the template: its attributes as XML and its cells in order."""

    number: int
    attributes: str
    cells: tuple[Cell, ...]
    dynamic: tuple[Dynamic, ...]


Rows = Mapping[int, RowPlan]


@dataclass(frozen=True, slots=True)
class For:
    """Lines (rows or columns) that come out once per item; `counts`: the block asks for `loop.length` or `loop.last`."""

    block: int
    variables: tuple[str, ...]
    items: Expression
    body: tuple[Node, ...]
    first: int
    last: int
    place: str
    counts: bool = False


@dataclass(frozen=True, slots=True)
class If:
    """Lines that come out where a condition holds; the last branch may have none."""

    branches: tuple[tuple[Expression | None, tuple[Node, ...]], ...]
    place: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A part of the columns of a section, from left to right; `band` is its place among the sheet's bands, if it is one."""

    first_column: int
    last_column: int
    band: int | None
    nodes: tuple[Node, ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Beside:
    """A section of rows whose strips of columns grow for themselves; `is_last` says that nothing follows it."""

    first: int
    last: int
    strips: tuple[Strip, ...]
    is_last: bool


Node = int | range | For | If | Beside
"""A line of the template by its number, lines the template has nothing for, a block, or blocks side by side."""


def variables_of(nodes: Iterable[Node]) -> Iterator[str]:
    """The names that the blocks of a tree give their items."""
    for node in nodes:
        if isinstance(node, For):
            yield from node.variables
            yield from variables_of(node.body)
        elif isinstance(node, If):
            for _, body in node.branches:
                yield from variables_of(body)


@dataclass(frozen=True, slots=True)
class Each:
    """What repeats or keeps a whole sheet: the list and its variables, or (without variables) a condition."""

    variables: tuple[str, ...]
    expression: Expression
    place: str

    @property
    def is_never(self) -> bool:
        """`{%sheet if false %}`: a sheet for the designer's eyes only."""
        return not self.variables and self.expression.source == "false"


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet: `nodes` are its rows in order, `rows` those that hold something, `xml` the part without its rows.

    `columns` are its columns in order if some are repeated, `bands` the columns whose cells move for themselves.
    """

    name: str
    part: str
    place: int
    nodes: tuple[Node, ...]
    rows: Rows
    blocks: Mapping[int, tuple[int, int]]
    height: int
    xml: etree._Element
    has_tags: bool
    mentions: frozenset[str]
    names: frozenset[str]
    columns: tuple[Node, ...] = ()
    column_blocks: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    width: int = 0
    bands: tuple[tuple[int, int], ...] = ()
    each: Each | None = None
    title: Text | None = None
    is_live: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template; `names` are the variables it asks of its context, `charts` its charts by part.

    `epoch` is day 0 of its calendar. `is_live`: some of its formulas call our functions.
    """

    package: Package
    sheets: tuple[SheetPlan, ...]
    charts: Mapping[str, ChartPlan]
    names: frozenset[str]
    has_formulas: bool
    defined: Mapping[str, str]
    epoch: date
    is_live: bool = False
