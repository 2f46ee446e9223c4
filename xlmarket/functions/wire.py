"""Cells and calls as JSON, for hosts that live in another process: a number, a text, a truth, null, or an error.

An error is `{"error": "#VALUE!", "why": "…"}`. A value is a cell or a list of rows. A call is `{"function":
"MARKET_SHARE", "arguments": [value, …]}`. Its answer is `{"value": value}` with source, status and vintage. A call that
fails never fails the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlmarket.functions.answer import Answer
from xlmarket.functions.call import call
from xlmarket.functions.snapshot import Snapshot
from xlmarket.package.values import CODES, CellError, CellValue

MOST_CALLS = 10_000
"""How many calls travel at once."""


def cell_out(cell: CellValue) -> object:
    """A cell as JSON data. Numbers have the 15 digits of a cell."""
    if isinstance(cell, CellError):
        return {"error": cell.code, "why": cell.sentence}
    return float(f"{cell:.15g}") if isinstance(cell, float) else cell


def value_out(value: Any) -> object:
    """A cell or rows of cells as JSON data."""
    return [[cell_out(cell) for cell in row] for row in value] if isinstance(value, tuple) else cell_out(value)


def value_in(value: Any) -> Any:
    """JSON data as an argument: what has no meaning as a cell is `#VALUE!` with a sentence."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, list):
        return tuple(value_in(one) for one in value)
    code = value.get("error") if isinstance(value, Mapping) else None
    return CellError(code, str(value.get("why", ""))) if code in CODES else _senseless(value)


def _senseless(value: object) -> CellError:
    return CellError("#VALUE!", f"not the value of a cell: {value!r:.80}", "ArgumentError")


def fault_out(fault: Exception) -> dict[str, object]:
    """A fault of ours as the error of one cell, so that it is no other's."""
    return {"error": "#VALUE!", "why": f"a fault of ours: {type(fault).__name__}: {fault}"}


def answer_out(answer: Answer) -> dict[str, object]:
    """An answer with its unit, source, status, vintage, period and flag, as JSON data."""
    return {
        "value": value_out(answer.value),
        "unit": answer.unit,
        "source": answer.source,
        "status": answer.status,
        "vintage": answer.vintage,
        "period": answer.period,
        "flag": answer.flag,
    }


def answer_call(snapshot: Snapshot, one: Any) -> object:
    """The value of one call. What is no call is `#VALUE!` with a sentence."""
    try:
        name, arguments = one["function"], one["arguments"]
    except (KeyError, TypeError):
        return cell_out(_senseless(one))
    if type(name) is not str or type(arguments) is not list:
        return cell_out(_senseless(one))
    return value_out(call(snapshot, name, *map(value_in, arguments)).value)
