"""Convert cells between VBA and Python. `udfs` calls it for every argument and answer.

VBA has true error values, but a Python function cannot return one through COM. So an error leaves Python as a text of
one control character and Excel's number of the error, and the VBA wrapper converts it. In the other direction xlwings
turns errors in cells into their texts, and here they become errors again. A cell with the text `#N/A` and a cell with
the error are therefore the same to a function.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from xlmarket.functions.answer import Answer
from xlmarket.package.values import CODES, CellError, CellValue

MARK = "\x1a"
"""Begins a text that stands for an error's number or `UNOPENED`. No figure or name contains it."""

UNOPENED = f"{MARK}unopened"
"""The answer of every function before `open_figures` ran in this process. VBA then calls it and tries again."""

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
"""Earlier days are numbers up to 2100 in a cell with a date format, and are read as those numbers."""

_CODES = {number: code for code, number in NUMBERS.items()}
_ERROR_BASE = -(2**31) + 0x000A0000
"""COM adds this to the number of an error."""


_ERRORS = {code: CellError(code, "the argument is an error") for code in CODES}
_PLAIN = frozenset([float, bool, type(None)])


def argument_in(value: Any) -> Any:
    """Convert an argument from xlwings, rows of cells or None, to what the functions take."""
    if not isinstance(value, (list, tuple)):
        return _cell_in(value)
    if len(value) == 1 and isinstance(value[0], (list, tuple)) and len(value[0]) == 1:
        return _cell_in(value[0][0])
    return tuple(tuple(map(_cell_in, row)) if isinstance(row, (list, tuple)) else (_cell_in(row),) for row in value)


def _cell_in(cell: Any) -> Any:
    kind = type(cell)
    if kind is str:
        return _ERRORS.get(cell, cell)
    if kind in _PLAIN:
        return cell
    if kind is int:  # the newer errors, of which xlwings makes no text
        return _ERRORS.get(_CODES.get(cell - _ERROR_BASE, ""), cell)
    if isinstance(cell, datetime):
        return cell.date() if cell.date() >= _FIRST_DAY else (cell.replace(tzinfo=UTC) - _DAY_0) / timedelta(days=1)
    return cell if isinstance(cell, date) else float(cell)


def answer_out(answer: Answer) -> list[list[object]]:
    """Convert an answer to rows that COM carries. Numbers have the 15 digits of a cell."""
    return [[float(f"{cell:.15g}") if type(cell) is float else _cell_out(cell) for cell in row] for row in answer.rows]


def _cell_out(cell: CellValue) -> object:
    if isinstance(cell, CellError):
        return f"{MARK}{NUMBERS[cell.code]}"
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.replace(MARK, "")
    return cell if isinstance(cell, bool) else float(f"{cell:.15g}")
