"""Areas of cells: `D5`, `D5:E7`, `A:C`, `5:9` as four numbers, and column letters as numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from xlmarket.package.limits import MAX_COLUMN, MAX_ROW

_AREA = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]{0,7})(?::(\$?)([A-Za-z]{0,3})(\$?)([0-9]{0,7}))?\Z")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, rows and columns from 1. Whole columns hold all rows and whole rows all columns.

    As text it has both corners, also where it is whole columns or rows (`B1:B1048576`): Excel writes `ref` and `sqref`
    so, and openpyxl reads no other form there. In formulas whole columns are `B:B`: see `absolute`.
    """

    first_column: int
    first_row: int
    last_column: int
    last_row: int

    def __str__(self) -> str:
        first = f"{column_letters(self.first_column)}{self.first_row}"
        last = f"{column_letters(self.last_column)}{self.last_row}"
        return first if first == last else f"{first}:{last}"

    @property
    def absolute(self) -> str:
        """As a formula writes it, with dollars: `$B$5`, `$B$5:$C$7`, `$B:$C`, `$5:$7`."""
        left, right = column_letters(self.first_column), column_letters(self.last_column)
        if self.first_row == 1 and self.last_row == MAX_ROW:
            return f"${left}:${right}"
        if self.first_column == 1 and self.last_column == MAX_COLUMN:
            return f"${self.first_row}:${self.last_row}"
        first = f"${left}${self.first_row}"
        return first if self.is_cell else f"{first}:${right}${self.last_row}"

    @property
    def is_cell(self) -> bool:
        return self.first_row == self.last_row and self.first_column == self.last_column

    @property
    def first_cell(self) -> Area:
        """Its topmost and leftmost cell."""
        return Area(self.first_column, self.first_row, self.first_column, self.first_row)

    @property
    def size(self) -> int:
        """How many cells it has."""
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)

    def has_row(self, row: int) -> bool:
        return self.first_row <= row <= self.last_row

    def has_column(self, column: int) -> bool:
        return self.first_column <= column <= self.last_column

    def holds(self, other: Area) -> bool:
        """Whether the whole of another area lies in this one."""
        rows = self.first_row <= other.first_row and other.last_row <= self.last_row
        return rows and self.first_column <= other.first_column and other.last_column <= self.last_column


@cache
def column_number(letters: str) -> int:
    """`A` is 1, `XFD` is 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@cache
def column_letters(number: int) -> str:
    """1 is `A`, 16384 is `XFD`."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=4096)
def parse_area(text: str) -> Area:
    """Return `D5`, `$D$5:E7`, `A:C`, `5:9` as an area, corners in order. Raises `ValueError` for anything else."""
    match = _AREA.match(text)
    if match is None or not (match[2] or match[4]):
        raise ValueError(f"not an area of cells: {text!r}")
    ends = [(match[2], match[4]), (match[6], match[8]) if ":" in text else (match[2], match[4])]
    if any(bool(ends[0][part]) != bool(ends[1][part]) for part in (0, 1)) or (":" not in text and "" in ends[0]):
        raise ValueError(f"not an area of cells: {text!r}")
    columns = sorted(column_number(letters) for letters, _ in ends) if ends[0][0] else [1, MAX_COLUMN]
    rows = sorted(int(row) for _, row in ends) if ends[0][1] else [1, MAX_ROW]
    if not (1 <= columns[0] <= columns[1] <= MAX_COLUMN and 1 <= rows[0] <= rows[1] <= MAX_ROW):
        raise ValueError(f"outside the sheet: {text!r}")
    return Area(columns[0], rows[0], columns[1], rows[1])


def split_cell(reference: str) -> tuple[str, int]:
    """`D5` as `D` and 5."""
    letters = reference.rstrip("0123456789")
    return letters, int(reference[len(letters) :])
