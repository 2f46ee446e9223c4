"""The rows of a plan: where the expressions of a row are among its values."""

from __future__ import annotations

from xlmarket.template.plan.cells import ExpressionCell, RowPlan, StaticCell
from xlmarket.template.read.expressions import compile_expression


def expression(column: str, slot: int = 0) -> ExpressionCell:
    return ExpressionCell(column=column, style="", content=compile_expression("x"), slot=slot)


ROW = RowPlan.of(3, "", [expression("B"), StaticCell("C", '"/>', None), expression("D"), expression("F", slot=9)])


def test_the_expressions_of_a_row_have_their_slots_in_order() -> None:
    assert [cell.slot for cell in ROW.expressions] == [0, 1, 2]
    assert [cell.column for cell in ROW.cells] == ["B", "C", "D", "F"]
    assert [cell for cell in ROW.cells if isinstance(cell, ExpressionCell)] == list(ROW.expressions)


def test_a_part_of_a_row_counts_its_own_expressions() -> None:
    part = ROW.between(3, 6)
    assert [cell.column for cell in part.cells] == ["C", "D", "F"]
    assert [cell.slot for cell in part.expressions] == [0, 1]
    assert (part.number, part.attributes) == (ROW.number, ROW.attributes)
