"""Cells as periods, under what the mapping declares; what does not fit is told, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import lru_cache

from xlmarket.config import Mapping
from xlmarket.errors import PeriodError
from xlmarket.periods import Calendar, DatePattern, Frequency, Period, Spelling, not_months
from xlmarket.periods.shapes import mask
from xlmarket.sources.tables import RawCell

_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{1,2}:\d{2}.*)?")
_DAY = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2,4}")
_SHORT_YEAR = re.compile(r"([^\W\d]+\.?)([ '-]+)\d{2}")


def period_reader(mapping: Mapping, labels: Iterable[RawCell] = ()) -> Callable[[RawCell], Period]:
    """A reader of periods: as users write them, as real dates, or as the mapping's date pattern says.

    `labels` are all the labels of the same column or header: they decide whether `2008-09` is a month or a fiscal year.
    """
    frequency = Frequency(mapping.frequency) if mapping.frequency else None
    calendar, fiscal = mapping.calendar, mapping.fiscal_start is not None
    later = timedelta(days=mapping.week_starts == "Sunday" and frequency is Frequency.WEEK)
    spelling = Spelling(frequency, calendar, mapping.language, fiscal)
    pattern = DatePattern(mapping.dates, mapping.language or "en") if mapping.dates else None
    barred = not_months(_text(label) for label in labels if label is not None)

    def read(cell: RawCell) -> Period:
        if isinstance(cell, date):
            return _holding(cell + later, frequency, calendar)
        text = _text(cell)
        if pattern is not None:
            found = pattern.read(text, calendar)
            return (
                _holding(found + later, frequency, calendar) if isinstance(found, date) else _longer(found, frequency)
            )
        if day := _ISO_DAY.fullmatch(text):
            return _holding(_day(day[1]) + later, frequency, calendar)
        try:
            return spelling.read(text, month=mask(text) not in barred)
        except PeriodError as error:
            raise _with_pattern(error, text) from None

    return lru_cache(maxsize=4096)(read)


def _text(cell: RawCell) -> str:
    """A cell as text, a whole number without decimals."""
    return str(int(cell)) if isinstance(cell, float) and cell == int(cell) else " ".join(str(cell).split())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PeriodError("there is no such day", found=text) from None


def _holding(day: date, frequency: Frequency | None, calendar: Calendar) -> Period:
    """The period a day falls into, of the frequency that is declared."""
    if frequency is None:
        raise PeriodError(
            "a day, and nothing says into which periods days fall",
            found=day,
            remedy='say frequency = "Q" (A, H, Q, M, W) in the mapping',
        )
    return Period.holding(day, frequency, calendar)


def _longer(period: Period, frequency: Frequency | None) -> Period:
    """A period read by a pattern, or the longer one of the declared frequency that it lies in."""
    return period if frequency in (None, period.frequency) else period.inside(frequency or period.frequency)


def _with_pattern(error: PeriodError, text: str) -> PeriodError:
    """The same error, with the `dates` pattern that would read a day or a year of two digits."""
    if error.remedy:
        return error
    if found := _DAY.fullmatch(text):
        year = "YYYY" if text[-4:].isdigit() else "YY"
        orders = (f"D{found[1]}M{found[1]}{year}", f"M{found[1]}D{found[1]}{year}")
        return PeriodError(
            "a day, and nothing says whether it or the month comes first",
            found=text,
            remedy=f'say dates = "{orders[0]}" or "{orders[1]}" in the mapping',
        )
    if short := _SHORT_YEAR.fullmatch(text):
        return PeriodError(
            "a year of two digits", found=text, remedy=f'say dates = "MMM{short[2]}YY", and language, in the mapping'
        )
    return error
