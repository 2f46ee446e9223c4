"""Frequencies and calendars: where years begin, what a fiscal year is named by, and years made of whole weeks.

A period counts by its calendar: `FY2015Q1` of a calendar that begins in April is April to June 2014. The calendar year
is the calendar of all periods that say nothing else.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from xlmarket.errors import ConfigError, PeriodError, quote
from xlmarket.periods.months import MONTHS

NAMED_BY = ("end", "start")
WEEKS = ("4-4-5", "4-5-4", "5-4-4")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
YEAR_ENDS = tuple(f"{which} {day}" for which in ("nearest", "last") for day in DAYS)
_TEXT = re.compile(rf"|(1[0-2]|[1-9]) (end|start)(?: ({'|'.join(WEEKS)}) ({'|'.join(YEAR_ENDS)}))?")
NEAREST_SATURDAY = "nearest saturday"
"""How the retail calendar of the NRF ends its year: on the Saturday nearest to the end of January."""


class Frequency(StrEnum):
    """How often a metric is observed. The value is the letter used in tables and in `Period.label`."""

    YEAR = "A"
    HALF = "H"
    QUARTER = "Q"
    MONTH = "M"
    WEEK = "W"

    @property
    def per_year(self) -> int:
        """Periods in a year (weeks: 52, the length of most)."""
        return _PER_YEAR[self]

    @property
    def months(self) -> int:
        """Months in a period of any frequency but weeks."""
        return 12 // _PER_YEAR[self]

    @property
    def noun(self) -> str:
        """Its name in a sentence: `quarter`."""
        return _NOUNS[self]


_PER_YEAR = {
    Frequency.YEAR: 1,
    Frequency.HALF: 2,
    Frequency.QUARTER: 4,
    Frequency.MONTH: 12,
    Frequency.WEEK: 52,
}
_NOUNS = {
    Frequency.YEAR: "year",
    Frequency.HALF: "half-year",
    Frequency.QUARTER: "quarter",
    Frequency.MONTH: "month",
    Frequency.WEEK: "week",
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Years of twelve whole months that begin in `first_month`, named by the calendar year they end or start in."""

    first_month: int = 1
    named: str = "end"

    def start(self, frequency: Frequency, ordinal: int) -> date:
        """The first day of a period. Weeks are those of ISO 8601."""
        if frequency is Frequency.WEEK:
            return date.fromordinal(ordinal * 7 + 1)
        month = ordinal * frequency.months + self._offset
        return date(month // 12, month % 12 + 1, 1)

    def holding(self, day: date, frequency: Frequency) -> int:
        """The ordinal of the period a day falls into."""
        if frequency is Frequency.WEEK:
            return (day.toordinal() - 1) // 7
        return (day.year * 12 + day.month - 1 - self._offset) // frequency.months

    def week_of_year(self, ordinal: int) -> tuple[int, int]:
        """The year of a week and its number there."""
        iso = self.start(Frequency.WEEK, ordinal).isocalendar()
        return iso.year, iso.week

    def week(self, year: int, number: int) -> int | None:
        """The ordinal of a week of a year. None if the year has no such week."""
        try:
            return self.holding(date.fromisocalendar(year, number, 1), Frequency.WEEK)
        except ValueError:
            return None

    def of(self, frequency: Frequency) -> Calendar:
        """The calendar that periods of a frequency count by: weeks of ISO 8601 belong to no fiscal year."""
        return CIVIL if frequency is Frequency.WEEK else self

    @property
    def holds_weeks(self) -> bool:
        """Whether years, quarters and months are made of whole weeks."""
        return False

    @property
    def text(self) -> str:
        """The calendar as the store keeps it. Empty for the calendar year."""
        return "" if self == CIVIL else f"{self.first_month} {self.named}"

    def __str__(self) -> str:
        if self == CIVIL:
            return "calendar years"
        return f"fiscal years from {MONTHS[self.first_month - 1]}, named by the year they {self.named} in"

    @property
    def _offset(self) -> int:
        """Months from the first month of calendar year N to that of fiscal year N."""
        return self.first_month - 1 - (12 if self._begins_before else 0)

    @property
    def _begins_before(self) -> bool:
        return self.named == "end" and self.first_month > 1


CIVIL = Calendar()
"""The calendar year."""


@dataclass(frozen=True, slots=True)
class WeekCalendar(Calendar):
    """Years of 52 or 53 whole weeks, quarters of months of 4, 4 and 5 weeks. The 53rd week belongs to the last month.

    The year ends on the weekday of `ends` that is nearest to the last day of the month before `first_month`, or on the
    last such weekday of that month. The retail calendar of the NRF: first_month 2, named "start", weeks "4-5-4",
    ends "nearest saturday".
    """

    weeks: str = "4-5-4"
    ends: str = NEAREST_SATURDAY

    def start(self, frequency: Frequency, ordinal: int) -> date:
        if frequency is Frequency.WEEK:
            return date.fromordinal(ordinal * 7 + self._phase)
        year, place = divmod(ordinal, frequency.per_year)
        return self._first_day(year) + timedelta(weeks=self._weeks_before(place * frequency.months))

    def holding(self, day: date, frequency: Frequency) -> int:
        if frequency is Frequency.WEEK:
            return (day.toordinal() - self._phase) // 7
        year = self._year(day)
        week = (day - self._first_day(year)).days // 7
        month = max(month for month in range(12) if self._weeks_before(month) <= week)
        return (year * 12 + month) // frequency.months

    def week_of_year(self, ordinal: int) -> tuple[int, int]:
        first = self.start(Frequency.WEEK, ordinal)
        year = self._year(first)
        return year, (first - self._first_day(year)).days // 7 + 1

    def week(self, year: int, number: int) -> int | None:
        first, following = (self.holding(self._first_day(start), Frequency.WEEK) for start in (year, year + 1))
        return first + number - 1 if 1 <= number <= following - first else None

    def of(self, frequency: Frequency) -> Calendar:  # noqa: ARG002 - all frequencies count by this calendar
        return self

    @property
    def holds_weeks(self) -> bool:
        return True

    @property
    def text(self) -> str:
        return f"{self.first_month} {self.named} {self.weeks} {self.ends}"

    def __str__(self) -> str:
        end = f"{self.ends.split()[0]} {self.ends.split()[1].capitalize()}"
        about = f"{self.weeks} weeks that end on the {end} of {MONTHS[self.first_month - 2]}"
        return f"fiscal years of {about}, named by the year they {self.named} in"

    @property
    def _phase(self) -> int:
        """Ordinals of the first days of weeks are this much more than multiples of seven."""
        closing = DAYS.index(self.ends.split()[1])
        return (closing + 2) % 7

    def _first_day(self, year: int) -> date:
        return self._last_day(year - 1) + timedelta(days=1)

    def _last_day(self, year: int) -> date:
        ends_in = year + (self.first_month > 1 and self.named == "start")
        month = (self.first_month - 2) % 12 + 1
        last = date(ends_in, month, monthrange(ends_in, month)[1])
        which, weekday = self.ends.split()
        back = (last.weekday() - DAYS.index(weekday)) % 7
        return last + timedelta(days=7 - back if which == "nearest" and back > 3 else -back)

    def _year(self, day: date) -> int:
        """The fiscal year a day lies in: the end of a year lies within a week of the end of a month."""
        return next(year for year in range(day.year - 1, day.year + 3) if day <= self._last_day(year))

    def _weeks_before(self, month: int) -> int:
        """Weeks of a year before its month, counted from 0."""
        lengths = [int(length) for length in self.weeks.split("-")]
        return month // 3 * 13 + sum(lengths[: month % 3])


def calendar_of(fiscal_start: int | None, named: str = "", weeks: str = "", year_end: str = "") -> Calendar:
    """Return the calendar that the keys of a mapping declare. Raises `ConfigError` for keys that do not fit together."""
    if fiscal_start is None:
        if named or weeks or year_end:
            raise ConfigError(
                "a calendar needs the month in which its years begin",
                found=named or weeks or year_end,
                remedy="add fiscal_start = 4, or the name of a month",
            )
        return CIVIL
    if not weeks:
        if year_end:
            raise ConfigError("year_end goes with weeks", found=year_end, remedy='add weeks = "4-5-4"')
        return Calendar(fiscal_start, named or "end") if fiscal_start > 1 else CIVIL
    if not named and fiscal_start > 1:
        raise ConfigError(
            "weeks need fiscal_name: what a year is named by",
            allowed=[f'fiscal_name = "{end}"' for end in NAMED_BY],
            remedy='the retail calendar of the NRF has "start", most companies "end"',
        )
    return WeekCalendar(fiscal_start, named or "end", weeks, year_end or NEAREST_SATURDAY)


def read_calendar(text: str) -> Calendar:
    """Return the calendar of a `Calendar.text`. Raises `PeriodError` for any other text."""
    match = _TEXT.fullmatch(text)
    if not match:
        raise PeriodError(
            f"not a calendar: {quote(text)}", found=text, allowed='"4 end", "2 start 4-5-4 nearest saturday"'
        )
    return calendar_of(int(match[1]), match[2], match[3] or "", match[4] or "") if text else CIVIL
