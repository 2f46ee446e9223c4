"""The `dates` key of a mapping: a pattern such as `DD.MM.YYYY`, `MMMM YYYY` or `YYYY'Q'Q`, checked when it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from xlmarket.errors import ConfigError, PeriodError, quote
from xlmarket.periods.calendar import CIVIL, Calendar, Frequency
from xlmarket.periods.period import Period
from xlmarket.periods.shapes import full_year
from xlmarket.periods.words import LANGUAGES, fold, month_names

TOKENS = {
    "YYYY": "the year",
    "YY": "the year of this century to 69, of the last from 70",
    "MMMM": "the name of a month",
    "MMM": "the same, in full or abbreviated, with a point or without",
    "MM": "the month in two digits",
    "M": "the month in one or two digits",
    "DD": "the day in two digits",
    "D": "the day in one or two digits",
    "Q": "the number of the quarter",
}
_PIECE = re.compile(r"'[^']*'|\"[^\"]*\"|YYYY|YY|MMMM|MMM|MM|M|DD|D|Q|[A-Za-z]+|[^A-Za-z'\"]|.")
_DIGITS = {
    "YYYY": r"(\d{4})",
    "YY": r"(\d{2})",
    "MM": r"(\d{2})",
    "M": r"(\d{1,2})",
    "DD": r"(\d{2})",
    "D": r"(\d{1,2})",
}


@dataclass(frozen=True, slots=True)
class DatePattern:
    """A checked pattern. `read` returns a day, a month, a quarter or a year, by what the pattern holds.

    Raises `ConfigError` for an unknown language and for a pattern that no date can be read by.
    """

    text: str
    language: str = "en"
    _tokens: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _matcher: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ConfigError(
                f"unknown language of months {quote(self.language)}", found=self.language, allowed=LANGUAGES
            )
        pieces = _PIECE.findall(self.text)
        tokens = tuple(piece for piece in pieces if piece in TOKENS)
        _check(self.text, pieces, tokens)
        object.__setattr__(self, "_tokens", tokens)
        object.__setattr__(self, "_matcher", re.compile("".join(map(_expression, pieces)), re.IGNORECASE))

    @property
    def frequency(self) -> Frequency | None:
        """The frequency of what the pattern reads. None for days, which fall into periods of any."""
        kinds = {token[0] for token in self._tokens}
        if "D" in kinds:
            return None
        return Frequency.MONTH if "M" in kinds else Frequency.QUARTER if "Q" in kinds else Frequency.YEAR

    def read(self, text: str, calendar: Calendar = CIVIL) -> date | Period:
        """Return the day or period a text means, quarters and years those of the calendar.

        Raises `PeriodError` for a text that is not written like the pattern.
        """
        match = self._matcher.fullmatch(" ".join(fold(text).split()))
        if not match:
            raise PeriodError(f"{quote(text)} is not written like {self.text}", found=text)
        parts = {
            token[0]: self._number(token, piece, text)
            for token, piece in zip(self._tokens, match.groups(), strict=True)
        }
        return self._day(parts, text) if "D" in parts else self._period(parts, calendar, text)

    def _day(self, parts: dict[str, int], text: str) -> date:
        try:
            return date(parts["Y"], parts["M"], parts["D"])
        except ValueError:
            raise PeriodError(f"{quote(text)} is not a date, read as {self.text}", found=text) from None

    def _period(self, parts: dict[str, int], calendar: Calendar, text: str) -> Period:
        if "M" not in parts:
            frequency = Frequency.QUARTER if "Q" in parts else Frequency.YEAR
            return Period.of(parts["Y"], frequency, parts.get("Q", 1), calendar)
        month = Period.of(parts["Y"], Frequency.MONTH, parts["M"])
        if calendar.holds_weeks:
            raise PeriodError("a calendar month is not a month of a year of whole weeks", found=text)
        return Period.holding(month.start, Frequency.MONTH, calendar)

    def _number(self, token: str, piece: str, text: str) -> int:
        if token in ("MMMM", "MMM"):
            name = piece.lower().rstrip(".")
            number = month_names(self.language).get(name)
            if number is None:
                others = [f'language = "{tag}"' for tag in LANGUAGES if name in month_names(tag)]
                raise PeriodError(
                    f'not the name of a month in language "{self.language}"',
                    found=text,
                    remedy=f"{' or '.join(others)} in the mapping reads it" if others else "",
                )
            return number
        return full_year(piece) if token.startswith("Y") else int(piece)


def _expression(piece: str) -> str:
    """One piece of a pattern as a regular expression."""
    if piece in ("MMMM", "MMM"):
        return r"([^\W\d_]+\.?|\d{1,2}月)"
    if piece == "Q":
        return "([1-4])"
    return _DIGITS.get(piece) or re.escape(fold(piece.strip(piece[0]) if piece[0] in "'\"" else piece))


def _check(text: str, pieces: list[str], tokens: tuple[str, ...]) -> None:
    """Raise a `ConfigError` that names what is wrong with a pattern."""
    for piece in pieces:
        if piece.isascii() and piece[0].isalpha() and piece not in TOKENS:
            near = [piece.upper()] if piece.upper() in TOKENS else []
            raise _wrong(f'"{piece}" is not a token, and other text goes between quotes', text, near)
    for kind, name in (("Y", "year"), ("M", "month"), ("D", "day"), ("Q", "quarter")):
        count = sum(token.startswith(kind) for token in tokens)
        if count > 1:
            raise _wrong(f"the {name} is there twice", text)
        if kind == "Y" and not count:
            raise _wrong("the year is missing", text)
    kinds = {token[0] for token in tokens}
    if "Q" in kinds and kinds & {"M", "D"}:
        raise _wrong("a quarter goes with a year alone", text)
    if "D" in kinds and "M" not in kinds:
        raise _wrong("a day needs a month", text)
    for piece, following in pairwise(pieces):
        if piece in ("M", "D") and following in _DIGITS:
            raise _wrong(f"it is not clear where {piece} ends and {following} begins", text)


def _wrong(what: str, text: str, near: list[str] | None = None) -> ConfigError:
    return ConfigError(f"not a date pattern: {what}", found=text, allowed=tuple(TOKENS), nearest=near or ())
