"""Cells as periods, by the keys of the mapping. What does not fit is an error, never a guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import lru_cache

from xlmarket.config import Mapping
from xlmarket.errors import PeriodError
from xlmarket.periods import Calendar, DatePattern, Frequency, Period, PeriodSpelling, not_months
from xlmarket.periods.shapes import mask
from xlmarket.sources.tables import RawCell, text_of

_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{1,2}:\d{2}.*)?")
_DAY = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2,4}")
_SHORT_YEAR = re.compile(r"([^\W\d]+\.?)([ '-]+)\d{2}")


def period_reader(mapping: Mapping, labels: Iterable[RawCell] = ()) -> Callable[[RawCell], Period]:
    """Return a function that reads a cell as a period: by its usual spellings, a real date, or the date pattern.

    `labels` are all labels of the same column or header. They decide whether `2008-09` is a month or a fiscal year.
    The function raises `PeriodError`.
    """
    frequency = Frequency(mapping.frequency) if mapping.frequency else None
    calendar, fiscal = mapping.calendar, mapping.fiscal_start is not None
    later = timedelta(days=mapping.week_starts == "Sunday" and frequency is Frequency.WEEK)
    spelling = PeriodSpelling(frequency, calendar, mapping.language, fiscal)
    pattern = DatePattern(mapping.dates, mapping.language or "en") if mapping.dates else None
    barred = not_months(text_of(label) for label in labels if label is not None)

    def read(cell: RawCell) -> Period:
        if isinstance(cell, date):
            return _holding(cell + later, frequency, calendar)
        text = text_of(cell)
        if pattern is not None:
            moment = pattern.read(text, calendar)
            if isinstance(moment, date):
                return _holding(moment + later, frequency, calendar)
            return _longer(moment, frequency)
        if day := _ISO_DAY.fullmatch(text):
            return _holding(_day(day[1]) + later, frequency, calendar)
        try:
            return spelling.read(text, month=mask(text) not in barred)
        except PeriodError as error:
            raise _with_pattern(error, text) from None

    return lru_cache(maxsize=4096)(read)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PeriodError("not a date", found=text) from None


def _holding(day: date, frequency: Frequency | None, calendar: Calendar) -> Period:
    """The period of the declared frequency that holds a day."""
    if frequency is None:
        raise PeriodError(
            "a day, where no frequency is declared",
            found=day,
            remedy='set frequency = "Q" (A, H, Q, M, W) in the mapping',
        )
    return Period.holding(day, frequency, calendar)


def _longer(period: Period, frequency: Frequency | None) -> Period:
    """A period read by a pattern, or the longer one of the declared frequency that it lies in."""
    return period if frequency in (None, period.frequency) else period.inside(frequency or period.frequency)


def _with_pattern(error: PeriodError, text: str) -> PeriodError:
    """The same error, with the `dates` pattern that would read a day or a year of two digits."""
    if error.remedy:
        return error
    if day := _DAY.fullmatch(text):
        year = "YYYY" if text[-4:].isdigit() else "YY"
        orders = (f"D{day[1]}M{day[1]}{year}", f"M{day[1]}D{day[1]}{year}")
        return PeriodError(
            "a date whose order of day and month is not declared",
            found=text,
            remedy=f'set dates = "{orders[0]}" or "{orders[1]}" in the mapping',
        )
    if short := _SHORT_YEAR.fullmatch(text):
        return PeriodError(
            "a year of two digits", found=text, remedy=f'set dates = "MMM{short[2]}YY", and language, in the mapping'
        )
    return error
