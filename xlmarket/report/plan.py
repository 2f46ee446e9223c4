"""The plan of a template: frozen dataclasses, made once by compile and read by render.

Sheets, columns and pictures that repeat (`{%sheet %}`, `{%col %}`, `{%image %}`) get their nodes here when they come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from xlmarket.report.expressions import Expression, Text
from xlmarket.report.package import Package
from xlmarket.report.references import Compiled


@dataclass(frozen=True, slots=True)
class Static:
    """A cell that stays: `tail` is all of its XML after the row number; `value` is what a chart sees."""

    column: str
    tail: str
    value: object


@dataclass(frozen=True, slots=True)
class Dynamic:
    """A cell with an expression; `style` is its s attribute as XML, `is_date` how a date is written."""

    column: str
    style: str
    content: Expression | Text
    is_date: bool
    slot: int


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula cell; `attributes` are those of its f element without a reference, `reference` that of an array."""

    column: str
    style: str
    formula: Compiled
    attributes: str = ""
    reference: str = ""


Cell = Static | Dynamic | Formula


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row of the template: its attributes as XML and its cells in order."""

    number: int
    attributes: str
    cells: tuple[Cell, ...]
    dynamic: tuple[Dynamic, ...]


@dataclass(frozen=True, slots=True)
class For:
    """Rows that come out once per item."""

    block: int
    variables: tuple[str, ...]
    items: Expression
    body: tuple[Node, ...]
    first: int
    last: int
    place: str


@dataclass(frozen=True, slots=True)
class If:
    """Rows that come out where a condition holds; the last branch may have none."""

    branches: tuple[tuple[Expression | None, tuple[Node, ...]], ...]
    place: str


Node = int | For | If
"""A template row by its number, or a block."""


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet: `nodes` are its rows in order, `rows` those that hold something, `xml` the part without its rows."""

    name: str
    part: str
    nodes: tuple[Node, ...]
    rows: Mapping[int, RowPlan]
    blocks: Mapping[int, tuple[int, int]]
    height: int
    xml: etree._Element
    has_tags: bool
    mentions: frozenset[str]
    drawings: tuple[str, ...]
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template; `names` are the variables it asks of its context."""

    package: Package
    sheets: tuple[SheetPlan, ...]
    charts: tuple[str, ...]
    names: frozenset[str]
    has_formulas: bool
