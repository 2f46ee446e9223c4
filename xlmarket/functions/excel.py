"""The few functions of Excel that may stand around ours in a formula, and how operations spread over arrays.

Every other function of Excel is left to Excel: a formula with `VLOOKUP` is not evaluated here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xlmarket.errors import FormulaError
from xlmarket.functions.arguments import as_rows, flat, is_array
from xlmarket.package.values import CellError, CellValue, is_number

_PREFIX = "_XLFN."
"""What files write before functions that are younger than their format."""


def is_computed(name: str) -> bool:
    """Whether a function of Excel, in any case, is one of those computed here."""
    return name.upper().removeprefix(_PREFIX) in _FUNCTIONS


def spread(operation: Callable[..., CellValue], *operands: Any) -> Any:
    """An operation on cells or, cell by cell, on arrays. One row or column stretches over the others'."""
    if not any(map(is_array, operands)):
        return operation(*operands)
    grids = [as_rows(operand) for operand in operands]
    height, width = max(map(len, grids)), max(len(grid[0]) for grid in grids)
    return tuple(
        tuple(operation(*(_cell(grid, row, column) for grid in grids)) for column in range(width))
        for row in range(height)
    )


def _cell(grid: tuple[tuple[Any, ...], ...], row: int, column: int) -> Any:
    row = 0 if len(grid) == 1 else row
    column = 0 if len(grid[0]) == 1 else column
    there = row < len(grid) and column < len(grid[0])
    return grid[row][column] if there else CellError("#N/A", "the arrays differ in size")


def _if(condition: Any, then: Any = True, otherwise: Any = False) -> Any:
    def choose(holds: Any, one: Any, other: Any) -> CellValue:
        if isinstance(holds, CellError):
            return holds
        if isinstance(holds, str):
            return CellError("#VALUE!", f'"{holds}" is neither true nor false')
        return _zero_for_empty(one if holds else other)

    return spread(choose, condition, then, otherwise)


def _iferror(value: Any, instead: Any) -> Any:
    return spread(lambda one, other: _zero_for_empty(other if isinstance(one, CellError) else one), value, instead)


def _ifna(value: Any, instead: Any) -> Any:
    return spread(lambda one, other: _zero_for_empty(other if _is_na(one) else one), value, instead)


def _index(rows: Any, row: Any, column: Any = None) -> Any:
    """One cell of an array. In a single row the only number given is the column."""
    grid = as_rows(rows)
    down, across = (1, row) if column is None and len(grid) == 1 else (row, 1 if column is None else column)
    if not all(isinstance(place, (int, float)) and place >= 1 for place in (down, across)):
        return CellError("#VALUE!", "a place in an array is a number from 1")
    if down > len(grid) or across > len(grid[0]):
        return CellError("#REF!", "the array is not that large")
    return _zero_for_empty(grid[int(down) - 1][int(across) - 1])


def _match(wanted: Any, line: Any, kind: Any = 1) -> Any:
    """The place of an equal cell in a row or column, as MATCH(…, …, 0) finds it."""
    if kind not in (0, False):
        raise FormulaError("MATCH finds equal cells only", found=kind, allowed="0")
    cells = flat(line)
    if any(isinstance(one, str) and set(one) & set("*?~") for one in flat(wanted)):
        raise FormulaError("MATCH finds equal cells only", found=wanted, allowed="a text without * ? ~")

    def place(one: Any) -> CellValue:
        if isinstance(one, CellError):
            return one
        return next((n for n, cell in enumerate(cells, 1) if _same(cell, one)), CellError("#N/A", "nothing is equal"))

    return spread(place, wanted)


def _same(left: Any, right: Any) -> bool:
    """Whether two cells are equal: texts without regard to case, and never equal to numbers."""
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    return left == right and is_number(left) == is_number(right) and left is not None


def _is_na(value: Any) -> bool:
    return isinstance(value, CellError) and value.code == "#N/A"


def _zero_for_empty(value: Any) -> CellValue:
    """What a formula hands on is never empty: Excel makes a 0 of it."""
    return 0 if value is None else value


def _cell_test(holds: Callable[[Any], bool]) -> Callable[[Any], Any]:
    return lambda value: spread(holds, value)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "IF": _if,
    "IFERROR": _iferror,
    "IFNA": _ifna,
    "INDEX": _index,
    "MATCH": _match,
    "ISNA": _cell_test(_is_na),
    "ISERROR": _cell_test(lambda value: isinstance(value, CellError)),
    "ISNUMBER": _cell_test(is_number),
    "NA": lambda: CellError("#N/A", "NA() says that there is no figure"),
}


def compute(name: str, arguments: list[Any]) -> Any:
    """Return what a function of Excel gives. Raises `FormulaError` for a wrong number of arguments."""
    function = _FUNCTIONS[name.upper().removeprefix(_PREFIX)]
    try:
        return function(*arguments)
    except TypeError:
        raise FormulaError(f"{name} does not take {len(arguments)} arguments", found=name) from None
