"""Texts as numbers, by the keys of the mapping. What does not fit is rejected, never read another way.

A number has at most one sign of a currency, one percent sign and one mark of a negative: a minus before it, a minus
behind it where that is declared, or parentheses. Groups of digits are read only where every group is whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.observations import Qualifier
from xlmarket.sources.tables import RawCell, Unreadable

SPACES = " \u00a0\u2000-\u200a\u202f\u205f\u3000"
_APOSTROPHES = "'\u2019\u02bc"
_MARKS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_MINUS = "-\u2212\u2010\u2011"
_EXACT = 15
_PERCENT = "%\uff05\u066a"
_QUALIFIERS = {
    ">": Qualifier.ABOVE,
    "<": Qualifier.BELOW,
    "~": Qualifier.ABOUT,
    "\u2248": Qualifier.ABOUT,
    "=": Qualifier.EXACT,
}
_ERRORS = frozenset(
    [
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#GETTING_DATA",
        "#SPILL!",
        "#CONNECT!",
        "#BLOCKED!",
        "#UNKNOWN!",
        "#FIELD!",
        "#CALC!",
        "#BUSY!",
        "#PYTHON!",
        "#EXTERNAL!",
    ]
)
_WIDE_SIGNS = str.maketrans("\uff0d\uff0b\uff0e\uff0c\uff08\uff09", "-+.,()")


def check_readable(cell: RawCell) -> None:
    """Raise `SourceError` for a cell without a value and for the error of a formula."""
    if isinstance(cell, Unreadable):
        raise SourceError(cell.why, found=cell.found)
    if isinstance(cell, str) and "#" in cell and (symbol := cell.strip()) in _ERRORS:
        raise SourceError("a formula error", found=cell, remedy=f'missing = ["{symbol}"] reads it as no figure')


class Number(NamedTuple):
    """A number as a cell shows it, before any scale. A percentage counts in parts of 100.

    A tuple, since every cell of a file makes one.
    """

    value: float
    qualifier: Qualifier = Qualifier.EXACT
    percent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """The rest of a text, and the marks that were taken off it."""

    text: str
    negative: bool = False
    signed: bool = False
    currency: str = ""
    percent: bool = False
    multiple: float = 0.0


class NumberReader:
    """Reads texts as numbers under one mapping."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self._pattern = re.compile(_pattern(mapping), re.ASCII)
        self._signs = sorted(mapping.signs, key=len, reverse=True)
        self._multiples = sorted(mapping.multiples.items(), key=lambda item: len(item[0]), reverse=True)
        self._met: Counter[str] = Counter()
        self._groups = _group_class(mapping.thousands)
        self._like_groups = re.compile(rf"[1-9]\d{{0,2}}{re.escape(mapping.decimal)}\d{{3}}", re.ASCII)
        self._with_decimals = self._grouped_alike = 0

    def read(self, text: str) -> Number:
        """Return the number of a text. Raises `SourceError` with an example of a number that fits."""
        body = (text if text.isascii() else _MARKS.sub("", text)).strip().removeprefix("'")
        if self.mapping.digits == "any":
            body = _plain_digits(body)
        qualifier = _QUALIFIERS.get(body[:1])
        bare = body[1:].strip() if qualifier else body
        if self._pattern.fullmatch(bare):
            return Number(self._value(bare, text), qualifier or Qualifier.EXACT)
        peeled = self._peel(_Body(text=bare))
        if not self._pattern.fullmatch(peeled.text):
            raise SourceError(self.expectation, found=text)
        value = self._value(peeled.text, text)
        self._met[peeled.currency] += bool(peeled.currency)
        if peeled.multiple:
            value = float(Decimal(str(value)) * Decimal(str(peeled.multiple)))
        return Number(-value if peeled.negative else value, qualifier or Qualifier.EXACT, peeled.percent)

    def _value(self, body: str, text: str) -> float:
        """The value of a body without marks. `text` is the whole cell, for the error."""
        if not self._groups and self.mapping.decimal in body:
            self._with_decimals += 1
            self._grouped_alike += bool(self._like_groups.fullmatch(body))
        digits = re.sub(self._groups, "", body) if self._groups else body
        value = float(digits.replace(self.mapping.decimal, "."))
        if len(digits) > _EXACT and digits.isdecimal() and int(digits) != int(value):
            raise SourceError(f"more digits than a figure can keep ({_EXACT})", found=text)
        return value

    @property
    def expectation(self) -> str:
        """The reason of a reject: how the mapping declares that numbers are written."""
        group = self.mapping.thousands
        whole = f"12{group}34{group}567" if group and self.mapping.grouping == "indian" else f"1{group}234"
        return f"not a number written like {whole}{self.mapping.decimal}56"

    def findings(self) -> Iterator[str]:
        """Yield doubts about the declared signs: `1.234` and `56.789` may be groups of thousands in another dialect."""
        signs = [f'"{sign}" at {count:,}' for sign, count in self._met.most_common() if count]
        if len(signs) > 1:
            yield f"signs of several currencies are left out of the numbers, {', '.join(signs)}: a column of units tells them apart"
        if 0 < self._with_decimals == self._grouped_alike:
            sign, other = self.mapping.decimal, "," if self.mapping.decimal == "." else "."
            several = self._with_decimals > 1
            numbers = f"all {self._with_decimals:,} numbers" if several else "the only number"
            yield (
                f'{numbers} with "{sign}" {"have" if several else "has"} three digits after it, read as decimals: '
                f'if these are thousands, set thousands = "{sign}" and decimal = "{other}"'
            )

    def _peel(self, body: _Body) -> _Body:
        """Take the marks off both ends, each kind once and in any order."""
        while True:
            for step in (self._parentheses, self._minus, self._currency, self._percent, self._multiple):
                shorter = step(body)
                if shorter is not None:
                    body = replace(shorter, text=shorter.text.strip())
                    break
            else:
                return body

    def _parentheses(self, body: _Body) -> _Body | None:
        if body.signed or not (body.text.startswith("(") and body.text.endswith(")")):
            return None
        return replace(body, text=body.text[1:-1], negative=True, signed=True)

    def _minus(self, body: _Body) -> _Body | None:
        if body.signed or not body.text:
            return None
        if body.text[0] in _MINUS or body.text[0] == "+":
            return replace(body, text=body.text[1:], negative=body.text[0] != "+", signed=True)
        if self.mapping.minus == "trailing" and body.text[-1] in _MINUS:
            return replace(body, text=body.text[:-1], negative=True, signed=True)
        return None

    def _currency(self, body: _Body) -> _Body | None:
        if body.currency:
            return None
        for sign in self._signs:
            if body.text.startswith(sign):
                return replace(body, text=body.text[len(sign) :], currency=sign)
            if body.text.endswith(sign):
                return replace(body, text=body.text[: -len(sign)], currency=sign)
        return None

    def _multiple(self, body: _Body) -> _Body | None:
        if body.multiple or body.percent:
            return None
        for word, factor in self._multiples:
            if body.text.endswith(word):
                return replace(body, text=body.text[: -len(word)], multiple=factor)
        return None

    def _percent(self, body: _Body) -> _Body | None:
        if body.percent or body.multiple or not body.text:
            return None
        if body.text[-1] in _PERCENT:
            return replace(body, text=body.text[:-1], percent=True)
        return replace(body, text=body.text[1:], percent=True) if body.text[0] in _PERCENT else None


def _pattern(mapping: Mapping) -> str:
    """The pattern of a number. Exponents are those that programs write, `1E+15` or `1.5E7`: `12e4` may be 12 with a mark."""
    point, group = re.escape(mapping.decimal), _group_class(mapping.thousands)
    whole = r"\d+"
    if group and mapping.grouping == "indian":
        whole = rf"[1-9]\d?(?:{group}\d{{2}})*{group}\d{{3}}|\d+"
    elif group:
        whole = rf"[1-9]\d{{0,2}}(?:{group}\d{{3}})+|\d+"
    sign = "[-+]" if {"e", "E"} & {flag[:1] for flag in mapping.flags} else "[-+]?"
    exponent = rf"\d(?:{point}\d+)?[eE]{sign}\d+|\d+[eE][-+]\d+"
    return rf"(?:{whole})(?:{point}\d*)?|{point}\d+|{exponent}"


def _group_class(thousands: str) -> str:
    """The pattern of signs between groups: any space for a space, any apostrophe for an apostrophe."""
    for family in (SPACES, _APOSTROPHES):
        if thousands and re.fullmatch(f"[{family}]", thousands):
            return f"[{family}]"
    return re.escape(thousands)


def _plain_digits(text: str) -> str:
    """Digits of one script as 0 to 9, and full-width signs as plain ones. Digits of two scripts stay unchanged."""
    scripts = {ord(sign) - unicodedata.decimal(sign) for sign in text if sign.isdecimal()}
    if len(scripts) > 1:
        return text
    plain = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    return plain.translate(_WIDE_SIGNS)


def split_flags(text: str, flags: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return a text without the declared marks at its ends, and those marks: `12.5 bep` is 12.5 with b, e and p."""
    ordered = sorted(flags, key=len, reverse=True)
    marks: list[str] = []
    rest = text.strip()
    while mark := next((flag for flag in ordered if flag != rest and rest.endswith(flag)), ""):
        marks.insert(0, mark)
        rest = rest.removesuffix(mark).rstrip(" ,;\u00a0")
    while mark := next((flag for flag in ordered if flag != rest and rest.startswith(flag)), ""):
        marks.append(mark)
        rest = rest.removeprefix(mark).lstrip(" ,;\u00a0")
    return rest, tuple(marks)
