"""Cells as numbers and periods, under what the mapping declares; what does not fit is told, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from xlmarket.config import Mapping
from xlmarket.errors import PeriodError, SourceError
from xlmarket.observations import Qualifier
from xlmarket.periods import Frequency, Period
from xlmarket.sources.tables import Raw

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_QUALIFIERS = {
    ">": Qualifier.ABOVE,
    "<": Qualifier.BELOW,
    "~": Qualifier.ABOUT,
    "≈": Qualifier.ABOUT,
    "=": Qualifier.EXACT,
}
_DATE_TOKENS = {"YYYY": "%Y", "YY": "%y", "MMM": "%b", "MM": "%m", "M": "%m", "DD": "%d", "D": "%d"}


def number_reader(mapping: Mapping) -> Callable[[Raw], tuple[float, Qualifier, bool]]:
    """A reader of numbers: value, qualifier, and whether it had a percent sign."""
    pattern = _pattern(mapping.decimal, mapping.thousands)
    scale = mapping.scale if isinstance(mapping.scale, (int, float)) else 1.0

    def read(cell: Raw) -> tuple[float, Qualifier, bool]:
        if isinstance(cell, bool) or cell is None or isinstance(cell, date):
            raise SourceError("this is no number", found=cell)
        if not isinstance(cell, str):
            return float(cell) * scale, Qualifier.EXACT, False
        text = _SPACES.sub("", cell) if mapping.thousands == " " else cell.strip()
        qualifier = _QUALIFIERS.get(text[:1], Qualifier.EXACT)
        body = text[1:].strip() if text[:1] in _QUALIFIERS else text
        percent = body.endswith("%")
        body = body.removesuffix("%").strip()
        if not pattern.fullmatch(body):
            raise SourceError("this is no number as the file writes them", found=cell, allowed=_example(mapping))
        plain = body.replace(mapping.thousands, "") if mapping.thousands else body
        negative = plain.startswith("(")
        value = float(plain.strip("()").replace(mapping.decimal, ".").replace("\u2212", "-"))
        return (-value if negative else value) * scale, qualifier, percent

    return read


@lru_cache(maxsize=32)
def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    point = re.escape(decimal)
    grouped = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+" if thousands and thousands != " " else r"\d+"
    digits = rf"(?:{grouped}|\d+)(?:{point}\d*)?(?:[eE][-+]?\d+)?|{point}\d+"
    return re.compile(rf"[-+\u2212]?(?:{digits})|\((?:{digits})\)", re.ASCII)


def _example(mapping: Mapping) -> str:
    return f"1{mapping.thousands}234{mapping.decimal}56"


def period_reader(mapping: Mapping) -> Callable[[Raw], Period]:
    """A reader of periods: as users write them, as real dates, or as the mapping's date format says."""
    frequency = Frequency(mapping.frequency) if mapping.frequency else None
    form = _strptime(mapping.dates) if mapping.dates else None

    def read(cell: Raw) -> Period:
        day = _day(cell, form)
        if day is not None:
            if frequency is None:
                raise PeriodError(
                    "a day is no period", found=cell, remedy='say frequency = "Q" (A, H, Q, M, W) in the mapping'
                )
            return Period.holding(day, frequency)
        text = str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell).strip()
        period = Period.parse(text)
        if frequency is not None and period.frequency is not frequency:
            raise PeriodError(f"the period is not of frequency {frequency}", found=text)
        return period

    return lru_cache(maxsize=4096)(read)


def _day(cell: Raw, form: str | None) -> date | None:
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str):
        return None
    text = cell.strip()
    if form is not None:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            raise PeriodError(
                "this is no date as the mapping says they are written", found=cell, allowed=form
            ) from None
    head = text[:10]
    if len(text) >= 10 and head[4:5] == "-" and head[7:8] == "-":
        try:
            return date.fromisoformat(head)
        except ValueError:
            raise PeriodError("there is no such day", found=cell) from None
    return None


def _strptime(form: str) -> str:
    """`M/D/YYYY` as Python writes it."""
    return re.sub("|".join(_DATE_TOKENS), lambda found: _DATE_TOKENS[found[0]], form)
