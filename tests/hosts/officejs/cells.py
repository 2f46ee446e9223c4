"""Arguments as Excel hands them to a function that takes ranges, and answers as the table of cases has them."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.conformance.calls import days_of_excel, shown
from xlmarket.functions import CellError

Rows = list[list[object]]


def handed(value: Any, empty: object = 0) -> Any:
    """An argument: a range is rows, a cell rows of one; `empty` is what stands for an empty cell."""
    if value is None and empty is None:
        return None
    rows = value if isinstance(value, tuple) else ((value,),)
    rows = rows if rows and isinstance(rows[0], tuple) else (rows,)
    return [[_cell(cell, empty) for cell in row] for row in rows]


def _cell(cell: Any, empty: object) -> object:
    if isinstance(cell, CellError):
        return {"type": "CustomFunctionError", "code": cell.code}
    if isinstance(cell, date):
        return days_of_excel(cell)
    return empty if cell is None else cell


def received(rows: Rows) -> Rows:
    """What came back, cells as `shown` makes them."""
    return [[shown(cell["error"] if isinstance(cell, dict) else cell) for cell in row] for row in rows]
