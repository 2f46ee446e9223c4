"""A cell as a figure, a gap with its reason, or nothing. Anything else is rejected with the key that would read it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.magnitudes import multiple_of
from xlmarket.observations import FigureStatus, Qualifier
from xlmarket.sources.tables import Percent, RawCell
from xlmarket.sources.values import Number, NumberReader, check_readable, split_flags

NO_REASON = "no figure"
_MARKED = re.compile(r"(.*\d\s?[%)]?)\s*([^\d\s'\"\u2019][^\d'\"\u2019]*)")
_STATUSES = {status.value: status for status in FigureStatus}


@dataclass(frozen=True, slots=True)
class Marks:
    """The meaning of the flags of a cell, a header or a column: a status, or None, and a note."""

    status: FigureStatus | None = None
    note: str = ""

    def merge(self, other: Marks) -> Marks:
        """Return both together, with the status of `other` where both have one."""
        return Marks(other.status or self.status, join_notes(self.note, other.note)) if other is not NO_MARKS else self


NO_MARKS = Marks()


class Figure(NamedTuple):
    """The number of a cell, scaled, with the marks behind it. A tuple, since every cell of a file makes one."""

    value: float
    qualifier: Qualifier = Qualifier.EXACT
    percent: bool = False
    marks: Marks = NO_MARKS


@dataclass(frozen=True, slots=True)
class Absent:
    """A symbol for no figure, and its meaning."""

    symbol: str
    reason: str


class FigureReader:
    """Reads the value cells of one file."""

    def __init__(self, mapping: Mapping) -> None:
        self._numbers = NumberReader(mapping)
        self._missing = {" ".join(symbol.split()): meaning for symbol, meaning in mapping.missing.items()}
        self._flags = mapping.flags

    def read(self, cell: RawCell, scale: float = 1.0) -> Figure | Absent | None:
        """Return the figure of a cell, the symbol for no figure, or None where it is empty.

        Raises `SourceError` for any other cell, with the key of a mapping that would read it.
        """
        if is_blank(cell):
            return None
        if isinstance(cell, str):
            return self._read_text(cell, scale)
        check_readable(cell)
        if isinstance(cell, Percent):
            return _scale(Number(cell.value, percent=True), scale)
        if isinstance(cell, bool) or not isinstance(cell, (int, float)):
            raise SourceError("not a number", found=cell)
        symbol = f"{cell:.15g}"
        return Absent(symbol, self._reason(symbol)) if symbol in self._missing else _scale(Number(float(cell)), scale)

    def findings(self) -> Iterator[str]:
        """Sentences about numbers read so far that look odd."""
        return self._numbers.findings()

    def marks(self, text: str) -> tuple[str, Marks]:
        """Return a text without the declared flags at its ends, and their meaning."""
        rest, flags = split_flags(text, tuple(self._flags))
        return rest, self.meaning(flags)

    def meaning(self, flags: tuple[str, ...]) -> Marks:
        """Return the meaning of flags: as declared, else their own text as a note."""
        marks = Marks()
        for flag in flags:
            meaning = self._flags.get(flag, flag)
            status = _STATUSES.get(meaning.casefold())
            marks = marks.merge(Marks(status, "" if status else meaning))
        return marks

    def column_marks(self, text: str) -> Marks:
        """Return the meaning of a cell in a column of flags: declared flags, else its text as a note."""
        rest, marks = self.marks(text)
        if rest in self._flags:
            return marks.merge(self.meaning((rest,)))
        return marks.merge(Marks(_STATUSES.get(rest.casefold()), "" if rest.casefold() in _STATUSES else rest))

    def _read_text(self, text: str, scale: float) -> Figure | Absent:
        symbol = " ".join(text.split())
        if symbol in self._missing:
            return Absent(symbol, self._reason(symbol))
        check_readable(symbol)
        try:
            return _scale(self._numbers.read(text), scale)
        except SourceError as error:
            if error.what != self._numbers.expectation:
                raise
            return self._read_marked(text, symbol, scale)

    def _read_marked(self, text: str, symbol: str, scale: float) -> Figure | Absent:
        rest, flags = split_flags(text, tuple(self._flags))
        if flags and rest in self._missing:
            meanings = [self._missing[rest], *(self._flags[flag] for flag in flags)]
            return Absent(symbol, "; ".join(filter(None, meanings)))
        try:
            number = self._numbers.read(rest)
        except SourceError:
            raise SourceError(self._explain(text), found=text) from None
        return _scale(number, scale, self.meaning(flags))

    def _reason(self, symbol: str) -> str:
        return self._missing[symbol] or NO_REASON

    def _explain(self, text: str) -> str:
        """The reason why a text is not a figure, and the key that would read it."""
        symbol = text.strip()
        for known in self._missing:
            if symbol.startswith(known) and (mark := symbol.removeprefix(known).strip()):
                return f'a symbol for no figure and a mark; flags = ["{mark}"] reads it'
        if not any(sign.isdecimal() for sign in symbol):
            return f'not a figure; missing = {{"{symbol}" = "why"}} declares its meaning'
        if key := self._key_for(symbol):
            return f"not a plain number; {key} reads it"
        return self._numbers.expectation

    def _key_for(self, text: str) -> str:
        marked = _MARKED.fullmatch(text)
        if marked and self._is_number(marked[1]):
            mark = marked[2].strip()
            if mark in ("-", "\u2212"):
                return 'minus = "trailing"'
            if multiple := multiple_of(mark):
                return f'multiples = {{"{mark}" = {multiple:.0f}}}'
            return f'signs = ["{mark}"]' if _is_currency(mark) else f'flags = ["{mark}"]'
        leading = re.match(r"\(?[-+\u2212]?\(?([^\d\s().,+-]+)", text)
        sign = leading[1] if leading else ""
        return f'signs = ["{sign}"]' if _is_currency(sign) else ""

    def _is_number(self, text: str) -> bool:
        try:
            self._numbers.read(text)
        except SourceError:
            return False
        return True


def is_blank(cell: RawCell) -> bool:
    """Whether a cell is empty or holds only spaces."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def join_notes(*notes: str) -> str:
    """Return several notes as one, each once and without empty ones."""
    return "; ".join(dict.fromkeys(filter(None, notes)))


def _is_currency(text: str) -> bool:
    return any(unicodedata.category(sign) == "Sc" for sign in text) or (
        len(text) == 3 and text.isascii() and text.isupper()
    )


def _scale(number: Number, scale: float, marks: Marks = NO_MARKS) -> Figure:
    if number.percent and scale != 1.0:
        raise SourceError(f"a percentage where values are multiplied by {scale:g}", found=f"{number.value:g}%")
    return Figure(number.value * scale, number.qualifier, number.percent, marks)
