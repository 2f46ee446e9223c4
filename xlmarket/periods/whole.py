"""Periods written as more than a label: `2019 [YR2019]`, `2015-01-01/2015-03-31`, `Year ended March 2015`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from xlmarket.errors import PeriodError
from xlmarket.periods.calendar import CIVIL, Calendar, Frequency
from xlmarket.periods.period import Period

_BRACKETED = re.compile(r"(\S+) \[(?:YR)?(\S+)\]")
_INTERVAL = re.compile(r"(\d{4}-\d{2}-\d{2}) ?/ ?(\d{4}-\d{2}-\d{2})")
_YEAR_ENDED = re.compile(r"(?:year|12 months|twelve months) (?:ended|ending|to) (.+)", re.IGNORECASE)
_ERA = re.compile(r"(昭和|平成|令和)(\d{1,2}|元)年(?:(\d{1,2})月)?")
_MONTHS_OF_QUARTER = re.compile(r"(\d{4})年(1[-~]3|4[-~]6|7[-~]9|10[-~]12)月期?")
_ERAS = {"昭和": 1925, "平成": 1988, "令和": 2018}

Parse = Callable[[str, Calendar], Period]


def read_phrase(text: str, calendar: Calendar, parse: Parse) -> Period | None:
    """Return the period of a text that is not a plain spelling. None if it is none of these either.

    Raises `PeriodError` for days that are not a whole period and for a year that ends with another month.
    """
    if (match := _BRACKETED.fullmatch(text)) and parse(match[1], calendar) == parse(match[2], calendar):
        return parse(match[1], calendar)
    if match := _INTERVAL.fullmatch(text):
        return _interval(match[1], match[2], calendar)
    if match := _YEAR_ENDED.fullmatch(text):
        return _year_ended(parse(match[1], CIVIL), text, calendar)
    if match := _MONTHS_OF_QUARTER.fullmatch(text):
        return parse(f"{match[1]}Q{int(re.split('[-~]', match[2])[1]) // 3}", calendar)
    if match := _ERA.fullmatch(text):
        year = _ERAS[match[1]] + (1 if match[2] == "元" else int(match[2]))
        return parse(f"{year}年" + (f"{int(match[3])}月" if match[3] else ""), calendar)
    return None


def _interval(first: str, last: str, calendar: Calendar) -> Period:
    """The period that has exactly these days."""
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise PeriodError("not two dates", found=f"{first}/{last}") from None
    for candidate in (calendar, CIVIL):
        for frequency in Frequency:
            period = Period.holding(start, frequency, candidate)
            if (period.start, period.end) == (start, end):
                return period
    raise PeriodError("these days are not a whole period", found=f"{first}/{last}", allowed="2015-01-01/2015-03-31")


def _year_ended(last: Period, text: str, calendar: Calendar) -> Period:
    """The fiscal year whose last month this is."""
    year = Period.holding(last.end, Frequency.YEAR, calendar)
    if last.frequency is not Frequency.MONTH or year.end != last.end:
        raise PeriodError(
            "not the end of a year by the calendar of the figures",
            found=text,
            remedy=f"the figures count {calendar}: fiscal_start in the mapping is the month after the last one",
        )
    return year
