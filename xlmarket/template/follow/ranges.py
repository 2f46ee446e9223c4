"""Names whose range is calculated, as charts use them: `OFFSET(…)`, `A5:INDEX(…)`, with counts of cells as sizes.

What else a name may say only Excel can tell. Called by `points` for the caches of charts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from xlmarket.calculation import UNKNOWN
from xlmarket.package.areas import Area
from xlmarket.package.limits import MAX_COLUMN, MAX_ROW
from xlmarket.template.layout.references import Reference, compile_formula

Range = tuple[str, Area]
"""A sheet and an area of it."""

CellsOf = Callable[[str, Area], list[object]]
"""The finished cells of an area of a sheet, by the sheet's title, row by row."""

_TOKEN = re.compile(r"[^\W\d][\w.]*(?:!\w[\w.]*)?|\d+|\S")
_MOST_NAMES = 20
"""Most names of which one leads to the next."""


class _UnreadError(Exception):
    """What a name says is not read here."""


def range_of(meaning: str, names: Mapping[str, str], cells_of: CellsOf) -> Range | None:
    """The cells of a name by what it means. None where only Excel can tell.

    `names` are casefolded. `cells_of` reads the cells of a sheet, `UNKNOWN` for formulas without a known value.
    """
    try:
        return _RangeReader(meaning, names, cells_of).whole()
    except _UnreadError:
        return None


class _RangeReader:
    """Reads the meaning of a name from left to right. `depth` counts the names that led to it."""

    def __init__(self, meaning: str, names: Mapping[str, str], cells_of: CellsOf, depth: int = 0) -> None:
        self._tokens = list(_tokens(meaning))
        self._names = names
        self._cells_of = cells_of
        self._depth = depth

    def whole(self) -> Range:
        found = self._range()
        if self._tokens:
            raise _UnreadError
        return found

    def _range(self) -> Range:
        sheet, area = self._end()
        while self._take(":"):
            other, further = self._end()
            if other != sheet:
                raise _UnreadError
            area = Area(
                min(area.first_column, further.first_column),
                min(area.first_row, further.first_row),
                max(area.last_column, further.last_column),
                max(area.last_row, further.last_row),
            )
        return sheet, area

    def _end(self) -> Range:
        word = self._next()
        if isinstance(word, Reference):
            if len(word.sheets) != 1:
                raise _UnreadError
            return word.sheets[0], word.area
        if word == "OFFSET":
            return self._offset()
        if word == "INDEX":
            return self._index()
        return self._named(word)

    def _named(self, word: str) -> Range:
        meaning = self._names.get(word.rpartition("!")[2].casefold())
        if meaning is None or self._depth == _MOST_NAMES:
            raise _UnreadError
        return _RangeReader(meaning, self._names, self._cells_of, self._depth + 1).whole()

    def _offset(self) -> Range:
        self._expect("(")
        sheet, area = self._range()
        height, width = area.last_row - area.first_row + 1, area.last_column - area.first_column + 1
        down, right, height, width = self._numbers((0, 0, height, width))
        column, row = area.first_column + right, area.first_row + down
        return sheet, _checked(column, row, column + width - 1, row + height - 1)

    def _index(self) -> Range:
        self._expect("(")
        sheet, area = self._range()
        first, second = self._numbers((0, 0))
        row, column = (1, first) if area.first_row == area.last_row and not second else (first, second or 1)
        if area.first_row != area.last_row and area.first_column != area.last_column and not second:
            raise _UnreadError
        column, row = area.first_column + column - 1, area.first_row + row - 1
        cell = _checked(column, row, column, row)
        if not area.holds(cell):
            raise _UnreadError
        return sheet, cell

    def _numbers(self, instead: tuple[int, ...]) -> list[int]:
        """The arguments after the first, to the bracket that closes them. One that is left out is what `instead` says."""
        numbers = list(instead)
        for place in range(len(instead)):
            if not self._take(","):
                break
            if self._tokens and self._tokens[0] not in (",", ")"):
                numbers[place] = self._sum()
        self._expect(")")
        return numbers

    def _sum(self) -> int:
        total = self._number()
        while self._tokens and self._tokens[0] in ("+", "-"):
            sign = 1 if self._next() == "+" else -1
            total += sign * self._number()
        return total

    def _number(self) -> int:
        if self._take("-"):
            return -self._number()
        if self._take("("):
            total = self._sum()
            self._expect(")")
            return total
        word = self._tokens[0] if self._tokens else ""
        if isinstance(word, str) and word.isdigit():
            return int(self._next())  # type: ignore[arg-type]
        if word in _COUNTS:
            self._next()
            self._expect("(")
            sheet, area = self._range()
            self._expect(")")
            return _COUNTS[str(word)](area, lambda: self._cells(sheet, area))
        sheet, area = self._end()
        value = self._cells(sheet, area)[0] if area.is_cell else None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value // 1:
            raise _UnreadError
        return int(value)

    def _cells(self, sheet: str, area: Area) -> list[object]:
        cells = self._cells_of(sheet, area)
        if not cells or any(cell is UNKNOWN for cell in cells):
            raise _UnreadError
        return cells

    def _next(self) -> str | Reference:
        if not self._tokens:
            raise _UnreadError
        return self._tokens.pop(0)

    def _take(self, sign: str) -> bool:
        if self._tokens and self._tokens[0] == sign:
            self._tokens.pop(0)
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise _UnreadError


def _tokens(meaning: str) -> Iterator[str | Reference]:
    for piece in compile_formula(meaning.lstrip("=")).pieces:
        if isinstance(piece, str):
            for token in _TOKEN.findall(piece):
                yield token.upper() if token.upper() in ("OFFSET", "INDEX", *_COUNTS) else token
        else:
            yield piece


def _checked(first_column: int, first_row: int, last_column: int, last_row: int) -> Area:
    if not (1 <= first_column <= last_column <= MAX_COLUMN and 1 <= first_row <= last_row <= MAX_ROW):
        raise _UnreadError
    return Area(first_column, first_row, last_column, last_row)


def _is_number(cell: object) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


_COUNTS: dict[str, Callable[[Area, Callable[[], list[object]]], int]] = {
    "COUNTA": lambda _, cells: sum(cell is not None and cell != "" for cell in cells()),
    "COUNT": lambda _, cells: sum(map(_is_number, cells())),
    "ROWS": lambda area, _: area.last_row - area.first_row + 1,
    "COLUMNS": lambda area, _: area.last_column - area.first_column + 1,
}
