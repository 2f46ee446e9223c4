"""Cells between Calc and JSON. Calc has its errors in numbers: a NaN whose lower half is the number of the error.

Calc passes numbers, texts, rows of them, and None for an omitted argument. A TRUE is 1 and an empty cell is 0,
in a range an empty text.
"""

from __future__ import annotations

import struct
from typing import Any

NUMBERS = {
    "#NUM!": 503,
    "#VALUE!": 519,
    "#NULL!": 521,
    "#REF!": 524,
    "#NAME?": 525,
    "#DIV/0!": 532,
    "#N/A": 0x7FFF,
}
"""Calc's numbers of Excel's errors; those it has none for are `#VALUE!`."""

_QUIET_NAN = 0x7FF80000


def error(code: str) -> float:
    """An error value of Calc."""
    number = NUMBERS.get(code, NUMBERS["#VALUE!"])
    return float(struct.unpack("<d", struct.pack("<II", number, _QUIET_NAN))[0])


_ERRORS = {code: error(code) for code in NUMBERS}
_CODES = {number: code for code, number in NUMBERS.items()}


def argument_out(value: Any) -> Any:
    """An argument as JSON data."""
    if isinstance(value, tuple):
        return [argument_out(one) for one in value]
    if isinstance(value, float) and value != value:  # only a NaN is not itself
        return {"error": _CODES.get(struct.unpack("<II", struct.pack("<d", value))[0], "#VALUE!")}
    return value


def has_errors(data: Any) -> bool:
    """Whether an argument holds an error anywhere."""
    return isinstance(data, dict) or (isinstance(data, list) and any(map(has_errors, data)))


def value_in(value: Any) -> Any:
    """An answer in cells of Calc: one, or rows of them."""
    if isinstance(value, list):
        return tuple(tuple(map(_cell_in, row)) for row in value)
    return _cell_in(value)


def _cell_in(cell: Any) -> object:
    if isinstance(cell, dict):
        return _ERRORS.get(cell["error"], _ERRORS["#VALUE!"])
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else float(cell)
