"""Days as periods, as an Ibis expression and back: the number of a period, or the Monday of a week."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from xlmarket.periods import Calendar, Frequency, Period


def bucket_of(day: Any, frequency: Frequency, calendar: Calendar) -> Any:
    """The period of each day, in a form that groups and that `period_of` reads."""
    if frequency is Frequency.WEEK:
        return day.truncate("W")
    shift = calendar.holding(date(1, 1, 1), Frequency.MONTH) - 13
    months = day.year().cast("int64") * 12 + day.month() + shift
    return months if frequency is Frequency.MONTH else months // frequency.months


def period_of(bucket: Any, frequency: Frequency, calendar: Calendar) -> Period:
    """The period that a group is of."""
    if frequency is Frequency.WEEK:
        return Period.holding(day_in(bucket), frequency, calendar)
    return Period(frequency, int(bucket), calendar)


def day_in(value: Any) -> date:
    """A day as engines return it, which may be a time at midnight."""
    return value.date() if isinstance(value, datetime) else value
