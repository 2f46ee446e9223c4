"""Walking a sheet: its tags are followed with the values of a context, which gives its finished rows and its layout.

Columns come first, as they are the same for the whole sheet; a sheet with repeated columns becomes one without, whose
cells know the items of their columns.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from xlmarket.errors import Place, TemplateError
from xlmarket.package.areas import MAX_COLUMN, MAX_ROW, column_letters, column_number
from xlmarket.package.values import CellError
from xlmarket.template.layout.axes import Axis, AxisBuilder, Band, Layout
from xlmarket.template.layout.axes import Path as Iteration
from xlmarket.template.read.bands import with_cells
from xlmarket.template.read.expressions import Attributes, Scope, attributes_of
from xlmarket.template.read.plan import (
    Beside,
    Cell,
    Content,
    Dynamic,
    For,
    Formula,
    If,
    Node,
    RowPlan,
    Rows,
    SheetPlan,
    Strip,
    variables_of,
)
from xlmarket.template.render.made import CHUNK, Made


@dataclass(frozen=True, slots=True)
class Loop:
    """What `loop` is inside a block (`colloop` inside repeated columns)."""

    index0: int
    length: int

    @property
    def index(self) -> int:
        return self.index0 + 1

    @property
    def first(self) -> bool:
        return self.index0 == 0

    @property
    def last(self) -> bool:
        return self.index == self.length


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk gives: the rows as they are written (their columns repeated), the finished values, where all went."""

    rows: Rows
    strips: Mapping[int, Rows]
    made: Made
    layout: Layout


def walked(plan: SheetPlan, place: Place, scope: Scope, deadline: float) -> Walked:
    """Walk one sheet; `scope` is given back as it was."""
    columns = _Columns(plan, place, deadline)
    if plan.columns:
        columns.nodes(plan.columns, scope, ())
        axis = columns.builder.axis(plan.column_blocks, plan.width, MAX_COLUMN)
    else:
        axis = Axis.identity()
    lines = _Rows(plan, place, deadline, columns)
    lines.nodes(plan.nodes, scope, ())
    rows = lines.builders[0].axis(plan.blocks, plan.height)
    bands = (builder.axis(plan.blocks, plan.height) for builder in lines.builders[1:])
    moved = tuple(Band(*columns, band) for columns, band in zip(plan.bands, bands, strict=True))
    return Walked(lines.rows, lines.of_strips, lines.made, Layout(rows, axis, moved))


@dataclass
class _Walker(ABC):
    """Follows the nodes of one axis."""

    plan: SheetPlan
    place: Place
    deadline: float
    counter = "loop"

    def nodes(self, nodes: Sequence[Node], scope: Scope, path: Iteration) -> None:
        for node in nodes:
            match node:
                case int():
                    self.line(node, scope, path)
                case For():
                    self.repeat(node, scope, path)
                case If():
                    self.choose(node, scope, path)

    @abstractmethod
    def line(self, number: int, scope: Scope, path: Iteration) -> None:
        """One line of the template comes out."""

    @abstractmethod
    def blank(self, node: For, path: Iteration) -> None:
        """A list of nothing leaves the first line of its block once, empty but styled."""

    def at_once(self, node: For, items: Iterator[Any], path: Iteration) -> bool:  # noqa: ARG002 - for rows only
        """Whether the block was simple enough to be made at once."""
        return False

    def repeat(self, node: For, scope: Scope, path: Iteration) -> None:
        items = self.items(node, scope)
        length = len(items) if isinstance(items, Sequence) else 0
        given = iter(items)
        first = list(islice(given, 1))
        if not first:
            self.blank(node, path)
            return
        given = _chained(first, given)
        if self.at_once(node, given, path):
            return
        saved = {name: scope[name] for name in (*node.variables, self.counter) if name in scope}
        for number, item in enumerate(given):
            self.bind(node, item, scope)
            scope[self.counter] = Loop(number, length)
            self.nodes(node.body, scope, (*path, (node.block, number)))
            self.in_time(node)
        for name in (*node.variables, self.counter):
            scope.pop(name, None)
        scope.update(saved)

    def items(self, node: For, scope: Scope) -> Iterable[Any]:
        """The items of a block; an iterator stays one unless the block asks how many there are."""
        where = replace(self.place, cell=node.place)
        try:
            found = node.items.value(scope)
        except TemplateError as error:
            raise error.at(where) from None
        if isinstance(found, (str, CellError)) or not hasattr(found, "__iter__"):
            raise TemplateError("a list is wanted here", where=where, found=node.items.source)
        if isinstance(found, (list, tuple)):
            return found
        return list(found) if node.counts or not isinstance(found, Iterator) else found

    def bind(self, node: For, item: Any, scope: Scope) -> None:
        if len(node.variables) == 1:
            scope[node.variables[0]] = item
            return
        try:
            scope.update(zip(node.variables, item, strict=True))
        except (TypeError, ValueError):
            where = replace(self.place, cell=node.place)
            raise TemplateError(f"an item does not have {len(node.variables)} parts", where=where, found=item) from None

    def choose(self, node: If, scope: Scope, path: Iteration) -> None:
        for condition, body in node.branches:
            try:
                holds = condition is None or bool(condition.value(scope))
            except TemplateError as error:
                raise error.at(replace(self.place, cell=node.place)) from None
            if holds:
                self.nodes(body, scope, path)
                return

    def in_time(self, node: For) -> None:
        if time.monotonic() > self.deadline:
            raise TemplateError("the report takes too long", where=replace(self.place, cell=node.place))


def _chained(first: list[Any], rest: Iterator[Any]) -> Iterator[Any]:
    yield from first
    yield from rest


@dataclass(frozen=True, slots=True)
class _Within:
    """A cell's content in a repeated column, which knows the items of that column."""

    content: Content
    items: Mapping[str, Any]

    @property
    def source(self) -> str:
        return self.content.source

    def value(self, scope: Scope) -> Any:
        return self.content.value({**scope, **self.items})


@dataclass
class _Columns(_Walker):
    """The columns of a sheet, and its rows with the columns repeated."""

    builder: AxisBuilder = field(default_factory=AxisBuilder)
    made: list[tuple[int, Iteration, Mapping[str, Any] | None]] = field(default_factory=list)
    counter = "colloop"

    def line(self, number: int, scope: Scope, path: Iteration) -> None:
        self.builder.add(number, number, path)
        variables = self._variables
        self.made.append((number, path, {name: scope[name] for name in variables if name in scope} if path else {}))
        if len(self.made) > MAX_COLUMN:
            raise TemplateError(
                "the report has more columns than a sheet", where=self.place, found=f"{len(self.made):,}"
            )

    @property
    def _variables(self) -> frozenset[str]:
        return frozenset({self.counter, *variables_of(self.plan.columns)})

    def blank(self, node: For, path: Iteration) -> None:
        """A list of nothing leaves its first column once, empty but styled."""
        if node.last >= node.first:
            self.builder.add(node.first, node.first, (*path, (node.block, 0)))
            self.made.append((node.first, (*path, (node.block, 0)), None))

    def widened(self, row: RowPlan) -> RowPlan:
        """A row with its columns repeated."""
        if not self.plan.columns:
            return row
        by_column = {column_number(cell.column): cell for cell in row.cells}
        cells: list[Cell] = []
        for place, (column, path, items) in enumerate(self.made, start=1):
            cell = by_column.get(column)
            if cell is not None:
                cells.append(_placed(cell, column_letters(place), path, items))
        shift = len(self.made) - self.plan.width
        for column, cell in by_column.items():
            if column > self.plan.width:
                cells.append(replace(cell, column=column_letters(column + shift)))
        return with_cells(row, cells)


def _placed(cell: Cell, letters: str, path: Iteration, items: Mapping[str, Any] | None) -> Cell:
    """A cell in one of the columns its own column became."""
    if isinstance(cell, Formula):
        return replace(cell, column=letters, across=path)
    if isinstance(cell, Dynamic) and items is None:
        return replace(cell, column=letters, content=_Nothing())  # type: ignore[arg-type]
    if isinstance(cell, Dynamic) and items:
        return replace(cell, column=letters, content=_Within(cell.content, items))  # type: ignore[arg-type]
    return replace(cell, column=letters)


@dataclass(frozen=True, slots=True)
class _Nothing:
    """The content of a column that a list of nothing leaves."""

    source: str = ""

    def value(self, _scope: Scope) -> None:
        return None


@dataclass
class _Rows(_Walker):
    """The rows of a sheet, or of one strip of its columns."""

    columns: _Columns
    made: Made = field(default_factory=Made)
    builders: list[AxisBuilder] = field(default_factory=list)
    of_strips: dict[int, Rows] = field(default_factory=dict)
    rows: dict[int, RowPlan] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.builders:
            self.builders = [AxisBuilder() for _ in range(1 + len(self.plan.bands))]
            self.rows = {number: self.columns.widened(row) for number, row in self.plan.rows.items()}

    def nodes(self, nodes: Sequence[Node], scope: Scope, path: Iteration) -> None:
        """Rows know two kinds of nodes more than columns: rows the template has nothing for, and blocks side by side."""
        for node in nodes:
            match node:
                case range():
                    self.gap(node, path)
                case Beside():
                    self.beside(node, scope, path)
                case _:
                    super().nodes((node,), scope, path)

    def line(self, number: int, scope: Scope, path: Iteration) -> None:
        row = self.rows.get(number)
        for builder in self.builders:
            builder.add(number, number, path)
        dynamic = row.dynamic if row is not None else ()
        self.made.add(number, path, tuple([self._value(cell, row, scope) for cell in dynamic]) if dynamic else None)
        self._fits()

    def gap(self, lines: range, path: Iteration) -> None:
        for builder in self.builders:
            builder.add(lines[0], lines[-1], path)
        self.made.gap(len(lines))
        self._fits()

    def _fits(self) -> None:
        if self.made.count > MAX_ROW:
            found = f"{self.made.count:,}"
            raise TemplateError("the report has more rows than a sheet", where=self.place, found=found)

    def _value(self, cell: Dynamic, row: RowPlan | None, scope: Scope) -> Any:
        try:
            return cell.content.value(scope)
        except TemplateError as error:
            raise error.at(replace(self.place, cell=f"{cell.column}{row.number if row else ''}")) from None

    def at_once(self, node: For, items: Iterator[Any], path: Iteration) -> bool:
        """The common block, one row of plain attributes of its item: all of them are read at once, item by item."""
        row = self.rows.get(node.body[0]) if len(node.body) == 1 and isinstance(node.body[0], int) else None
        attributes = attributes_of(row, node.variables[0]) if row is not None and len(node.variables) == 1 else None
        if row is None or attributes is None:
            return False
        start = 0
        while chunk := list(islice(items, CHUNK)):
            values = self._read(node, row, chunk, attributes)
            here = (*path, (node.block, start))
            for builder in self.builders:
                builder.add(row.number, row.number, here, len(chunk))
            self.made.extend(row.number, here, values)
            start += len(chunk)
            self._fits()
            self.in_time(node)
        return True

    def _read(self, node: For, row: RowPlan, chunk: list[Any], attributes: Attributes) -> list[tuple[Any, ...]]:
        """The values of many items; where one does not have them, each by each, which says what is missing."""
        try:
            return attributes.of(chunk)
        except (AttributeError, KeyError, TypeError):
            variable = node.variables[0]
            return [tuple([self._value(cell, row, {variable: item}) for cell in row.dynamic]) for item in chunk]

    def blank(self, node: For, path: Iteration) -> None:
        """A list of nothing leaves its first row once, empty but styled: totals, tables and charts keep a range."""
        if node.last >= node.first:
            for builder in self.builders:
                builder.add(node.first, node.first, (*path, (node.block, 0)))
            self.made.add(node.first, (*path, (node.block, 0)), ())

    def beside(self, node: Beside, scope: Scope, path: Iteration) -> None:
        """A section: each strip is walked for itself, the shorter ones end in empty rows."""
        strips = [self._strip(strip, scope, path) for strip in node.strips]
        section = self.made.section(node, path, [strip.made for strip in strips])
        self.builders[0].add(node.first, node.last, path)
        plain = node.last - node.first + 1
        gaps = [(self.builders[0], section.count - plain)]
        for strip, walked_strip in zip(node.strips, strips, strict=True):
            if strip.band is not None:
                gaps.append((self.builders[1 + strip.band], section.count - walked_strip.made.count))
        for builder, gap in gaps:
            if not node.is_last:
                builder.gap(gap)
        self._fits()

    def _strip(self, strip: Strip, scope: Scope, path: Iteration) -> _Rows:
        key = id(strip)
        if key not in self.of_strips:
            self.of_strips[key] = {number: self.columns.widened(row) for number, row in strip.rows.items()}
        builders = [self.builders[1 + strip.band]] if strip.band is not None else [AxisBuilder()]
        found = _Rows(
            self.plan,
            self.place,
            self.deadline,
            self.columns,
            Made(),
            builders,
            self.of_strips,
            dict(self.of_strips[key]),
        )
        found.nodes(strip.nodes, scope, path)
        return found
