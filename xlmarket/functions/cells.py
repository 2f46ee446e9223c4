"""What a cell can hold, and how Python values become that: numbers, text, truth, nothing, or an error with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Union

from xlmarket.errors import XlmarketError
from xlmarket.periods import Period

CODES = ("#N/A", "#VALUE!", "#DIV/0!", "#NUM!", "#REF!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!")


PARTIAL = ": partial period"
"""What the flag of an answer says after the label of a period that the data cover only partly."""


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value as Excel has it, with the sentence behind it.

    It is false, arithmetic with it gives it back, and no comparison with it holds: a template may test and calculate
    with figures that are not there.
    """

    code: str
    sentence: str = field(default="", compare=False)
    name: str = field(default="", compare=False)

    @classmethod
    def of(cls, error: XlmarketError) -> CellError:
        """The cell's view of an error."""
        return cls(error.cell_error, str(error), type(error).__name__)

    def __str__(self) -> str:
        return self.code

    def __bool__(self) -> bool:
        return False

    def _itself(self, *_: object) -> CellError:
        return self

    def _never(self, *_: object) -> bool:
        return False

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _itself
    __pow__ = __rpow__ = __neg__ = __pos__ = __abs__ = __round__ = __mod__ = __rmod__ = _itself
    __lt__ = __le__ = __gt__ = __ge__ = _never


Cell = Union[float, int, str, bool, CellError, None]  # noqa: UP007 - a name for a type, read at run time too
Rows = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells [market, period] of a function that finds each by itself; a market asked for twice is there once."""

    rows: Rows
    width: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a function or formula answers: one cell, or rows of cells, and what stands behind them.

    `format` says how a cell would show it: percent, points, number, index, rank or text. `flag` is what else there is
    to know: a partial period, the members that were compared.
    """

    value: Cell | Rows
    format: str = "number"
    unit: str = ""
    source: str = ""
    status: str = ""
    vintage: str = ""
    period: str = ""
    flag: str = ""

    @property
    def rows(self) -> Rows:
        """The answer as rows, also when it is one cell."""
        return self.value if isinstance(self.value, tuple) else ((self.value,),)


def is_empty(value: object) -> bool:
    """Omitted, empty text and an empty cell are the same; Excel hands an empty cell over as 0, which nothing else means."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (value == 0 and type(value) in (int, float))


def as_rows(value: Any) -> tuple[tuple[Any, ...], ...]:
    """Any argument as rows: a scalar is one cell, a flat list a row."""
    if isinstance(value, str) or not isinstance(value, (list, tuple)):
        return ((value,),)
    if value and all(isinstance(row, (list, tuple)) for row in value):
        return tuple(tuple(row) for row in value)
    return (tuple(value),)


def flat(value: Any) -> tuple[Any, ...]:
    """All cells of an argument in reading order."""
    return tuple(cell for row in as_rows(value) for cell in row)


def is_array(value: object) -> bool:
    return isinstance(value, (list, tuple))


def plain(value: object) -> object:
    """A value as `--json` and other programs take it."""
    if isinstance(value, (Period, CellError)):
        return str(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else value
