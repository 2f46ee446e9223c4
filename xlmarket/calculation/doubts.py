"""Values that make a result doubtful: where Excel's answer depends on a language, or on digits that the engine prints.

A formula that reads one has no value.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from xlmarket.calculation.book import ColumnKey
from xlmarket.package.areas import Area
from xlmarket.package.values import CellError

_DATES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_LOOKS_LIKE_NUMBER = re.compile(rf"(?=.*[0-9])(?:[\s0-9.,:/%€$£¥()+\-eE']|{_DATES}|am|pm)+\Z", re.IGNORECASE)
_SHORT_DIGITS = 15
_NUMBERS = frozenset({float, int, type(None)})
_PRINTED = re.compile(r"[0-9]{15,}|\.[0-9]{10,}|-0(?![0-9.])|[0-9][eE][-+]?[0-9]")


class Doubt(Enum):
    """What is remarkable about a cell."""

    TEXT = auto()
    """A text of any kind."""
    ODD = auto()
    """A text that functions match or measure in different ways."""
    NUMBER_LIKE = auto()
    """A text that may be read as a number or a day."""
    TRUTH = auto()
    """A truth value, which not all programs tell from a number."""
    ERROR = auto()
    """An error."""
    LOST = auto()
    """A value that is not known."""


@dataclass
class Doubts:
    """The remarkable cells of a workbook, by kind and column."""

    _rows: dict[Doubt, dict[str, dict[int, list[int]]]] = field(default_factory=lambda: {kind: {} for kind in Doubt})

    def add(self, doubt: Doubt, key: ColumnKey, row: int) -> None:
        """Remember a cell."""
        rows = self._rows[doubt].setdefault(key[0], {}).setdefault(key[1], [])
        if not rows or rows[-1] < row:
            rows.append(row)
        else:
            insort(rows, row)

    def read(self, key: ColumnKey, row: int, values: Sequence[object]) -> None:
        """Remember what is remarkable among values below each other."""
        if _NUMBERS.issuperset(map(type, values)):
            return
        for number, value in enumerate(values, start=row):
            if isinstance(value, bool):
                self.add(Doubt.TRUTH, key, number)
            elif isinstance(value, CellError):
                self.add(Doubt.ERROR, key, number)
            elif isinstance(value, str):
                self.add(Doubt.TEXT, key, number)
                for doubt in doubts_of(value):
                    self.add(doubt, key, number)

    def rows(self, doubt: Doubt, sheet: str, area: Area) -> Iterator[tuple[ColumnKey, int]]:
        """Such cells of an area."""
        for column, rows in self._rows[doubt].get(sheet, {}).items():
            if area.first_column <= column <= area.last_column:
                for row in rows[bisect_left(rows, area.first_row) :]:
                    if row > area.last_row:
                        break
                    yield (sheet, column), row

    def has(self, doubt: Doubt, sheet: str, area: Area) -> bool:
        """Whether an area has such a cell."""
        return next(self.rows(doubt, sheet, area), None) is not None


def doubts_of(text: str) -> Iterable[Doubt]:
    """What is remarkable about a text."""
    if _LOOKS_LIKE_NUMBER.match(text):
        yield Doubt.NUMBER_LIKE
    if not text.isascii():
        if len(text.upper()) != len(text) or text.upper().lower() != text.lower() or max(text) > "\uffff":
            yield Doubt.ODD
    elif text[:1] in "<>=" or any(sign in text for sign in "*?~"):
        yield Doubt.ODD


def is_long(value: object) -> bool:
    """Whether a number is printed in different ways: by its many digits or its size."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return False
    text = repr(value)
    return "e" in text or sum(map(str.isdigit, text.lstrip("-0."))) > _SHORT_DIGITS - 1


def prints_long(text: str) -> bool:
    """Whether a text holds a number with more digits than Excel prints."""
    return _PRINTED.search(text) is not None
