"""The rows of a template and their cells: static XML, an expression, or a formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from xlmarket.package.areas import column_number
from xlmarket.package.dates import DateCells
from xlmarket.template.layout.axes import Path
from xlmarket.template.layout.references import Compiled
from xlmarket.template.plan.expressions import CellExpression


@dataclass(frozen=True, slots=True)
class StaticCell:
    """A cell that stays: `tail` is all of its XML after the row number, `value` what a chart shows.

    `shared` is the number of the shared string it shows, if it shows one.
    """

    column: str
    tail: str
    value: object
    shared: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionCell:
    """A cell with an expression. `style` is its s attribute as XML, `slot` its place among those of its row.

    `dates` is set where the cell shows a date. `font` is its font as the properties of a run, for rich text.
    `is_picture`: its value is drawn over it. `is_head`: it heads a column of a table, which Excel wants to be a text.
    `is_fitted`: its column is to be as wide as its value.
    """

    column: str
    style: str
    content: CellExpression
    slot: int
    dates: DateCells | None = None
    font: str = ""
    is_picture: bool = False
    is_head: bool = False
    is_fitted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaCell:
    """A formula cell. `attributes` are those of its f element without references.

    `reference` is the area of an array or data table, `inputs` the cells a data table varies, `across` the path of its
    column. `is_live`: it calls a function of the environment.
    """

    column: str
    style: str
    formula: Compiled
    attributes: str = ""
    reference: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    across: Path = ()
    is_live: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedFormulaCell(FormulaCell):
    """A formula cell with tags. `slot` is the place of their values among those of its row."""

    content: CellExpression
    slot: int = 0

    @classmethod
    def of(cls, cell: FormulaCell, content: CellExpression) -> TaggedFormulaCell:
        """A formula cell with these tags."""
        return cls(**_formula_fields(cell), content=content)

    def without_tags(self) -> FormulaCell:
        """The cell with nothing to fill."""
        return FormulaCell(**_formula_fields(self))


def _formula_fields(cell: FormulaCell) -> dict[str, Any]:
    return {field.name: getattr(cell, field.name) for field in fields(FormulaCell)}


TemplateCell = StaticCell | ExpressionCell | FormulaCell
ValueCell = ExpressionCell | TaggedFormulaCell
"""A cell with a value of its own in every finished row."""


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row of the template: its attributes as XML, its cells in order, and those of them with an expression.

    `shared` are the shared strings its cells show, one for each such cell.
    """

    number: int
    attributes: str
    cells: tuple[TemplateCell, ...]
    expressions: tuple[ValueCell, ...]
    shared: tuple[int, ...] = ()

    @classmethod
    def of(cls, number: int, attributes: str, cells: Iterable[TemplateCell]) -> RowPlan:
        """A row whose expressions have their slots in order."""
        placed: list[TemplateCell] = []
        expressions: list[ValueCell] = []
        shared: list[int] = []
        for cell in cells:
            if isinstance(cell, StaticCell):
                if cell.shared is not None:
                    shared.append(cell.shared)
            elif isinstance(cell, (ExpressionCell, TaggedFormulaCell)):
                cell = cell if cell.slot == len(expressions) else replace(cell, slot=len(expressions))
                expressions.append(cell)
            placed.append(cell)
        return cls(number, attributes, tuple(placed), tuple(expressions), tuple(shared))

    def with_cells(self, cells: Iterable[TemplateCell]) -> RowPlan:
        """The row with other cells."""
        return RowPlan.of(self.number, self.attributes, cells)

    def between(self, first: int, last: int) -> RowPlan:
        """The row with its cells between two columns only."""
        return self.with_cells(cell for cell in self.cells if first <= column_number(cell.column) <= last)


TemplateRows = Mapping[int, RowPlan]
"""By row number. Rows that hold nothing are absent."""
