"""The columns of a sheet: a sheet with repeated columns becomes one without, whose cells know the items of their columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from xlmarket.errors import TemplateError
from xlmarket.package.areas import column_letters, column_number
from xlmarket.package.limits import MAX_COLUMN
from xlmarket.template.layout.axes import Axis, AxisBuilder
from xlmarket.template.layout.axes import Path as Iteration
from xlmarket.template.plan.cells import ExpressionCell, FormulaCell, RowPlan, TaggedFormulaCell, TemplateCell
from xlmarket.template.plan.expressions import ColumnExpression, NoExpression, Scope
from xlmarket.template.plan.nodes import For, Line, bound_names
from xlmarket.template.render.walker import Walker


@dataclass(frozen=True, slots=True)
class FinishedColumn:
    """One finished column: the template column it comes from, its path and its items (None in an empty block)."""

    number: int
    path: Iteration
    items: Mapping[str, Any] | None


@dataclass
class ColumnWalker(Walker):
    """Makes the finished columns of a sheet, and its rows with the columns repeated."""

    builder: AxisBuilder = field(default_factory=AxisBuilder)
    columns: list[FinishedColumn] = field(default_factory=list)
    names: frozenset[str] = frozenset()
    counter = "colloop"

    @property
    def count(self) -> int:
        return len(self.columns)

    def axis(self, scope: Scope) -> Axis:
        """Where the columns went. Raises `TemplateError` with its place."""
        across = self.plan.across
        if not across.nodes:
            return Axis.identity()
        self.names = bound_names(across.nodes) | {self.counter}
        self.nodes(across.nodes, scope, ())
        return self.builder.axis(across.blocks, across.length, MAX_COLUMN)

    def line(self, line: Line, scope: Scope, path: Iteration) -> None:
        """One column. Raises `TemplateError` for one column more than a sheet has."""
        self.builder.add(line.number, line.number, path)
        items = {name: scope[name] for name in self.names if name in scope} if path else {}
        self.columns.append(FinishedColumn(line.number, path, items))
        if len(self.columns) > MAX_COLUMN:
            what = "the report has more columns than a sheet"
            raise TemplateError(what, where=self.place, found=f"{len(self.columns):,}")

    def blank(self, node: For, path: Iteration) -> None:
        """A list of nothing leaves its first column once, empty but styled."""
        if node.last >= node.first:
            here = (*path, (node.block, 0))
            self.builder.add(node.first, node.first, here)
            self.columns.append(FinishedColumn(node.first, here, None))

    def homes(self, block: int | None) -> dict[Iteration, Mapping[str, Any] | None]:
        """The iterations of a block of columns with their items, of no block the one there is."""
        if block is None:
            return {(): {}}
        homes: dict[Iteration, Mapping[str, Any] | None] = {}
        for column in self.columns:
            for depth, (number, _) in enumerate(column.path, start=1):
                if number == block:
                    homes.setdefault(column.path[:depth], column.items)
        return homes

    def widen(self, row: RowPlan) -> RowPlan:
        """A row with its columns repeated."""
        width = self.plan.across.length
        if not self.plan.across.nodes:
            return row
        by_column = {column_number(cell.column): cell for cell in row.cells}
        cells: list[TemplateCell] = []
        for place, column in enumerate(self.columns, start=1):
            cell = by_column.get(column.number)
            if cell is not None:
                cells.append(_repeat(cell, column_letters(place), column))
        shift = len(self.columns) - width
        cells += [
            replace(cell, column=column_letters(number + shift)) for number, cell in by_column.items() if number > width
        ]
        return row.with_cells(cells)


def _repeat(cell: TemplateCell, letters: str, column: FinishedColumn) -> TemplateCell:
    """A cell in one of the columns its own column became."""
    if isinstance(cell, FormulaCell):
        cell = replace(cell, across=column.path)
    if isinstance(cell, (ExpressionCell, TaggedFormulaCell)):
        if column.items is None:
            return replace(cell, column=letters, content=NoExpression())
        if column.items:
            return replace(cell, column=letters, content=ColumnExpression(cell.content, column.items))
    return replace(cell, column=letters)
