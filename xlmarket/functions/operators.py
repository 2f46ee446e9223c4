"""The operators of formulas as Excel has them: on cells, with errors handed on and texts read as numbers.

Comparisons order numbers before texts before truth values. `formula` applies them cell by cell to arrays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from xlmarket.package.values import CellError, CellValue
from xlmarket.periods import Period

_NUMERAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
PRECEDENCE = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
"""How tightly operators bind. A sign and % bind tighter than all of them: -2^2 is 4 in Excel."""


def _number(value: Any) -> float | CellError:
    if isinstance(value, CellError):
        return value
    if value is None:
        return 0.0
    if isinstance(value, (bool, int, float)):
        return float(value)
    text = str(value).strip().replace(",", "")
    return float(text) if _NUMERAL.fullmatch(text) else CellError("#VALUE!", f'"{value}" is not a number')


def _arithmetic(compute: Callable[[float, float], float]) -> Callable[[Any, Any], CellValue]:
    def operation(left: Any, right: Any) -> CellValue:
        a, b = _number(left), _number(right)
        if isinstance(a, CellError) or isinstance(b, CellError):
            return a if isinstance(a, CellError) else b
        try:
            result = compute(a, b)
        except ZeroDivisionError:
            return CellError("#DIV/0!", "division by zero")
        except OverflowError:
            return CellError("#NUM!", "the number is too large")
        if isinstance(result, complex) or result in (float("inf"), float("-inf")) or result != result:
            return CellError("#NUM!", "mathematically undefined")
        return result

    return operation


def _join(left: Any, right: Any) -> CellValue:
    for side in (left, right):
        if isinstance(side, CellError):
            return side
    return "".join(_as_text(side) for side in (left, right))


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _comparison(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], CellValue]:
    """Excel's order: numbers before texts before truth values, and texts without regard to case.

    An empty cell is what the other side has for nothing: "", 0 or FALSE.
    """

    def operation(left: Any, right: Any) -> CellValue:
        for side in (left, right):
            if isinstance(side, CellError):
                return side
        return holds(_order(left, right), _order(right, left))

    return operation


def _order(value: Any, other: Any) -> tuple[int, Any]:
    if value is None and isinstance(other, (bool, str)):
        value = type(other)()
    if isinstance(value, bool):
        return (2, value)
    if isinstance(value, (str, Period)):
        return (1, str(value).casefold())
    return (0, float(value or 0))


OPERATIONS: dict[str, Callable[[Any, Any], CellValue]] = {
    "+": _arithmetic(lambda a, b: a + b),
    "-": _arithmetic(lambda a, b: a - b),
    "*": _arithmetic(lambda a, b: a * b),
    "/": _arithmetic(lambda a, b: a / b),
    "^": _arithmetic(lambda a, b: a**b),
    "&": _join,
    "=": _comparison(lambda a, b: a == b),
    "<>": _comparison(lambda a, b: a != b),
    "<": _comparison(lambda a, b: a < b),
    ">": _comparison(lambda a, b: a > b),
    "<=": _comparison(lambda a, b: a <= b),
    ">=": _comparison(lambda a, b: a >= b),
}
