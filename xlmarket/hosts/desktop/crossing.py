"""Cells on their way between VBA and Python.

VBA has true error values, and what a Python function gives back through COM has none: an error leaves Python as a text
of one control character and Excel's number of the error, and the VBA wrapper makes the error of it. The other way
xlwings turns errors in cells into their texts, and here they become errors again: a cell with the text `#N/A` and a
cell with the error are the same to a function.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from xlmarket.functions.cells import CODES, Answer, Cell, CellError

MARK = "\x1a"
"""What a text begins with that is no text: an error's number or `UNOPENED` follows. No figure or name has it."""

UNOPENED = f"{MARK}unopened"
"""What every function answers before `open_figures` was called in this process; VBA then calls it and asks again."""

NUMBERS = {
    "#NULL!": 2000,
    "#DIV/0!": 2007,
    "#VALUE!": 2015,
    "#REF!": 2023,
    "#NAME?": 2029,
    "#NUM!": 2036,
    "#N/A": 2042,
    "#SPILL!": 2045,
    "#CALC!": 2050,
}
"""Excel's numbers of the errors, as `CVErr` takes them."""


_DAY_0 = datetime(1899, 12, 30, tzinfo=UTC)
_FIRST_DAY = date(1905, 10, 1)
"""Earlier days are numbers up to 2100 in a cell formatted as a date, and mean what the number means."""

_CODES = {number: code for code, number in NUMBERS.items()}
_ERROR_BASE = -(2**31) + 0x000A0000
"""What COM adds to the number of an error."""


def argument_in(value: Any) -> Any:
    """An argument as xlwings read it (rows of cells, or nothing) as the functions take it."""
    if not isinstance(value, (list, tuple)):
        return _cell_in(value)
    rows = tuple(tuple(_cell_in(cell) for cell in row) if isinstance(row, (list, tuple)) else (row,) for row in value)
    return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows


def _cell_in(cell: Any) -> Any:
    if isinstance(cell, str) and cell in CODES:
        return CellError(cell, "the argument is an error")
    if type(cell) is int and cell - _ERROR_BASE in _CODES:  # the newer errors, of which xlwings makes no text
        return CellError(_CODES[cell - _ERROR_BASE], "the argument is an error")
    if isinstance(cell, datetime):
        return cell.date() if cell.date() >= _FIRST_DAY else (cell.replace(tzinfo=UTC) - _DAY_0) / timedelta(days=1)
    if cell is None or isinstance(cell, (bool, int, float, str, date)):
        return cell
    return float(cell)


def answer_out(answer: Answer) -> list[list[object]]:
    """An answer as rows that COM carries and the wrapper understands."""
    return [[_cell_out(cell) for cell in row] for row in answer.rows]


def _cell_out(cell: Cell) -> object:
    if isinstance(cell, CellError):
        return f"{MARK}{NUMBERS[cell.code]}"
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.replace(MARK, "")
    if isinstance(cell, bool):
        return cell
    return float(f"{cell:.15g}")
