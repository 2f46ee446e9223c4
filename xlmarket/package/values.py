"""What a cell can hold: a number, text, truth, an error or nothing. Functions return it, reports and workbooks write it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeGuard, Union

from xlmarket.errors import XlmarketError

CODES = ("#N/A", "#VALUE!", "#DIV/0!", "#NUM!", "#REF!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!")
"""Excel's error values."""


@dataclass(frozen=True, slots=True)
class CellError:
    """An Excel error value with the sentence that says why.

    It is false, arithmetic with it returns it, and no comparison with it holds: a template may test and calculate
    with missing figures.
    """

    code: str
    sentence: str = field(default="", compare=False)
    name: str = field(default="", compare=False)

    @classmethod
    def of(cls, error: XlmarketError) -> CellError:
        """The error value of an exception, with its message and the name of its class."""
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


CellValue = Union[float, int, str, bool, CellError, None]  # noqa: UP007 - a name for a type, read at run time too
CellRows = tuple[tuple[CellValue, ...], ...]


def native(value: Any) -> Any:
    """A decimal number, or a number or day of numpy or pandas, as one of Python's own. Any other value as it is."""
    if isinstance(value, Decimal):
        return float(value)
    return value.item() if hasattr(value, "item") and callable(value.item) else value


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a number as a cell has it: TRUE is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
