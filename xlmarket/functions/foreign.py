"""Values of other libraries as cells: numpy, pandas, polars, Decimal. `arguments` calls it. It imports none of them.

What pandas calls missing (NaN, NaT, NA) is `#N/A` as a cell, never an omitted argument: a missing period must not
become the latest one. None is an empty cell, as an empty cell of a range in Excel.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, datetime
from numbers import Integral, Number
from types import NoneType
from typing import Any

from xlmarket.errors import ArgumentError
from xlmarket.markets import Market
from xlmarket.package.values import CellError
from xlmarket.periods import CIVIL, MONTHS, Calendar, Frequency, Period

MISSING = CellError("#N/A", "the value is missing (NaN)", "NotAvailable")
_PLAIN = frozenset({str, int, float, bool, NoneType, date, datetime, CellError, Period})
_SOUND, _ROWS = _PLAIN - {float}, frozenset({list, tuple})
"""Types of cells that are never missing, and of rows: large arrays are read by them at once."""

_UNORDERED = (Mapping, set, frozenset, bytes)
_MISSING_TYPES = ("NaTType", "NAType")
_FREQUENCIES = {"A": Frequency.YEAR, "Y": Frequency.YEAR, "Q": Frequency.QUARTER, "M": Frequency.MONTH}


def to_argument(value: Any) -> Any:
    """Return a cell for a scalar, a tuple of cells for a list, or a tuple of rows for a table.

    Raises `ArgumentError` for what has no order of its own (sets, dicts) and for more than two dimensions.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value if value == value else MISSING
    if kind is tuple or kind is list:
        return _to_cells(value)
    if isinstance(value, _UNORDERED):
        raise ArgumentError(
            f"a {kind.__name__} is not an argument", allowed=("a value", "a list", "a Series", "an array")
        )
    return _to_cells(_items(value)) if _holds_cells(value) else to_cell(value)


def to_cell(value: Any) -> Any:
    """Return one value as a cell. What has no meaning as a cell comes back as it is, for its reader to refuse."""
    kind = type(value)
    if kind in _PLAIN:
        return value if value == value else MISSING
    if kind.__name__ in _MISSING_TYPES:
        return MISSING
    if isinstance(value, Market):
        return value.key
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Number) and not isinstance(value, complex):
        return to_cell(int(value) if isinstance(value, Integral) else float(value))  # type: ignore[arg-type]
    if kind.__name__ == "Period" and hasattr(value, "freqstr"):
        return _from_pandas(value)
    if kind.__module__ == "numpy":
        return _from_numpy(value)
    return value if isinstance(value, Hashable) else CellError.of(ArgumentError("not the value of a cell", found=value))


def _holds_cells(value: Any) -> bool:
    """Whether a value is a list, an array, a column, a table or a generator rather than one value."""
    if getattr(value, "shape", None) == () or isinstance(value, (str, *_UNORDERED)):
        return False
    return isinstance(value, Iterable)


def _items(value: Any) -> list[Any]:
    """What an array, Series, Index, data frame or generator holds, in order."""
    shape = getattr(value, "shape", ())
    if len(shape) > 2:
        raise ArgumentError("an argument has at most two dimensions", found=f"{len(shape)} dimensions")
    if len(shape) == 2 and not hasattr(value, "tolist"):
        value = value.to_numpy()
    if type(value).__module__ == "numpy" and value.dtype.kind == "M":
        days = value.astype("datetime64[s]").astype(object)
        days[value != value] = MISSING
        value = days
    return list(value.tolist() if hasattr(value, "tolist") else value)


def _to_cells(items: list[Any] | tuple[Any, ...]) -> tuple[Any, ...]:
    """Cells, or rows of cells where the items are lists, arrays or columns themselves."""
    kinds = set(map(type, items))
    if kinds <= _SOUND:
        return tuple(items)
    if kinds <= _ROWS:
        sound = {type(cell) for row in items for cell in row} <= _SOUND
        return tuple(map(tuple, items)) if sound else tuple([tuple(map(to_cell, row)) for row in items])
    if not any(map(_holds_cells, items)):
        return tuple(map(to_cell, items))
    return tuple([tuple(map(to_cell, _items(item) if _holds_cells(item) else (item,))) for item in items])


def _from_numpy(value: Any) -> Any:
    """A numpy scalar, or an array without dimensions, as a cell. Nanoseconds have no Python type, so days are taken."""
    if value.dtype.kind == "M":
        day = value.astype("datetime64[D]").item()
        return MISSING if day is None else day
    return to_cell(value.item())


def _from_pandas(value: Any) -> Period | date:
    """A pandas Period as ours, a day as a date. Quarters that are those of the calendar year count by it."""
    letter, _, anchor = value.freqstr.partition("-")
    first, last = value.start_time.date(), value.end_time.date()
    if letter == "D":
        return date(first.year, first.month, first.day)
    frequency = Frequency.WEEK if letter == "W" else _FREQUENCIES.get(letter.removesuffix("E"))
    month = (
        [name[:3].upper() for name in MONTHS].index(anchor) + 1
        if frequency and len(anchor) == 3 and letter != "W"
        else 12
    )
    for calendar in (CIVIL, Calendar(month % 12 + 1)):
        period = Period.holding(first, frequency, calendar) if frequency else None
        if period and (period.start, period.end) == (first, last):
            return period
    raise ArgumentError(
        "a pandas Period of another frequency", found=value.freqstr, allowed=("Y", "Q", "M", "W-SUN", "D")
    )
