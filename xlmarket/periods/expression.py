"""What a formula may name as a period: a period, a day, `latest-4`, `LTM 2015Q4`, `2010:2015`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from xlmarket.errors import PeriodError, quote
from xlmarket.periods.calendar import CIVIL, Calendar
from xlmarket.periods.period import Period
from xlmarket.periods.spelling import WRITTEN_LIKE, parse_period

ALLOWED = (*WRITTEN_LIKE, "latest-4", "LTM 2015Q4", "2010:2015")


@dataclass(frozen=True, slots=True)
class Point:
    """One period, at whatever frequency it was written."""

    period: Period


@dataclass(frozen=True, slots=True)
class OnDate:
    """The period, of the data's frequency, that holds a day."""

    day: date


@dataclass(frozen=True, slots=True)
class Relative:
    """`latest`, `first`, `latest-4`, `latest-1Y`: steps from an end of the data, in its own periods or in years."""

    anchor: str
    steps: int = 0
    years: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """`LTM` (the last twelve months up to) or `YTD` (the year up to) a period."""

    kind: str
    end: Point | OnDate | Relative


@dataclass(frozen=True, slots=True)
class PeriodSpan:
    """`2010:2015`: every period from the first to the last."""

    first: Point | OnDate | Relative
    last: Point | OnDate | Relative


PeriodExpression = Point | OnDate | Relative | Window | PeriodSpan
LATEST = Relative("latest")
_RELATIVE = re.compile(r"(latest|first)\s?(?:([+-])\s?(\d{1,3})\s?(Y?))?", re.IGNORECASE)
_WINDOW = re.compile(r"(LTM|YTD)(?:\s(.+))?", re.IGNORECASE)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LAST_YEAR = 2100
_EXCEL_DAY_0 = date(1899, 12, 30)
_AFTER_EXCEL = 2_958_466


def read_period(value: object, calendar: Calendar = CIVIL) -> PeriodExpression:
    """Return what a cell or argument names as the period of figures that count by a calendar. Empty means the latest.

    Whole numbers 1900…2100 are years and −999…0 offsets from the latest. Dates fall into the data's periods, and so do
    numbers beyond 2100, which are dates of Excel (days of its calendar, from 1905-10-01 on). Raises `PeriodError` for
    anything else.
    """
    if value is None or value == "":
        return LATEST
    if isinstance(value, Period):
        return Point(value)
    if isinstance(value, datetime):
        return OnDate(value.date())
    if isinstance(value, date):
        return OnDate(value)
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise PeriodError(f"{quote(value)} is not a period", found=value, allowed=ALLOWED)
    return _read_text(value, calendar) if isinstance(value, str) else _read_number(value, calendar)


def _read_number(value: float, calendar: Calendar) -> PeriodExpression:
    if value != value or abs(value) >= _AFTER_EXCEL:
        raise PeriodError(f"{quote(value)} is not a period", found=value, allowed=ALLOWED)
    if value > _LAST_YEAR:
        return OnDate(_EXCEL_DAY_0 + timedelta(days=int(value)))
    if value == int(value) and 1900 <= value <= _LAST_YEAR:
        return Point(parse_period(str(int(value)), calendar))
    if value == int(value) and -999 <= value <= 0:
        return Relative("latest", int(value))
    raise PeriodError("a number is a year (1900 to 2100), an offset (-999 to 0) or a date of Excel", found=f"{value:g}")


def _read_text(text: str, calendar: Calendar) -> PeriodExpression:
    text = " ".join(text.split())
    if not text:
        return LATEST
    if text.count(":") == 1:
        first, last = (_read_end(half.strip(), calendar) for half in text.split(":"))
        return PeriodSpan(first, last)
    if match := _WINDOW.fullmatch(text):
        return Window(match[1].upper(), _read_end(match[2] or "latest", calendar))
    return _read_end(text, calendar)


def _read_end(text: str, calendar: Calendar) -> Point | OnDate | Relative:
    if match := _RELATIVE.fullmatch(text):
        steps = int(f"{match[2]}{match[3]}") if match[3] else 0
        anchor = match[1].lower()
        return Relative(anchor, years=steps) if match[4] else Relative(anchor, steps)
    if _ISO_DATE.fullmatch(text):
        try:
            return OnDate(date.fromisoformat(text))
        except ValueError:
            raise PeriodError(f"{quote(text)} is not a date", found=text) from None
    return Point(parse_period(text, calendar))
