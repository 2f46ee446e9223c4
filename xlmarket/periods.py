"""Periods: years, halves, quarters, months and ISO weeks; how they are written, ordered, shifted and chosen.

`Period.parse` reads one period; `read_period` reads all that a formula may say (`latest-4`, `LTM 2015Q4`,
`2010:2015`), and `resolve` turns that into buckets of periods at the frequency the data has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from xlmarket.errors import NotAvailable, PeriodError

ALLOWED = ("2015", "2015H2", "2015Q4", "2015-11", "2015W07", "FY2015", "latest-4", "LTM 2015Q4", "2010:2015")


class Frequency(StrEnum):
    """How often a metric is observed; the value is the letter used in tables and in `Period.label`."""

    YEAR = "A"
    HALF = "H"
    QUARTER = "Q"
    MONTH = "M"
    WEEK = "W"

    @property
    def per_year(self) -> int:
        """Periods in a year (weeks: 52, the length of most)."""
        return _PER_YEAR[self]


_PER_YEAR = {
    Frequency.YEAR: 1,
    Frequency.HALF: 2,
    Frequency.QUARTER: 4,
    Frequency.MONTH: 12,
    Frequency.WEEK: 52,
}


@dataclass(frozen=True, slots=True)
class Period:
    """One period; `ordinal` counts periods of its frequency, so that neighbours differ by one."""

    frequency: Frequency
    ordinal: int

    @classmethod
    def of(cls, year: int, frequency: Frequency | str = Frequency.YEAR, number: int = 1) -> Period:
        """The `number`-th period (from 1) of `year`: `Period.of(2015, "Q", 4)`."""
        frequency = Frequency(frequency)
        if frequency is Frequency.WEEK:
            return cls.holding(_week_start(year, number), frequency)
        size = frequency.per_year
        if not 1 <= number <= size:
            raise PeriodError(f"a year has {size} such periods", found=f"{year}{frequency}{number}", allowed=ALLOWED)
        return cls(frequency, year * size + number - 1)

    @classmethod
    def holding(cls, day: date, frequency: Frequency | str) -> Period:
        """The period of `frequency` that `day` falls into."""
        frequency = Frequency(frequency)
        if frequency is Frequency.WEEK:
            return cls(frequency, (day.toordinal() - 1) // 7)
        size = frequency.per_year
        return cls(frequency, day.year * size + (day.month - 1) * size // 12)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read one period as users write it; raises `PeriodError`."""
        found = _parse_plain(text)
        if found is None:
            raise PeriodError("this is not a period", found=text, allowed=ALLOWED)
        return found

    @property
    def year(self) -> int:
        if self.frequency is Frequency.WEEK:
            return self.start.isocalendar().year
        return self.ordinal // self.frequency.per_year

    @property
    def number(self) -> int:
        """Its place in its year, from 1."""
        if self.frequency is Frequency.WEEK:
            return self.start.isocalendar().week
        return self.ordinal % self.frequency.per_year + 1

    @property
    def start(self) -> date:
        """Its first day."""
        if self.frequency is Frequency.WEEK:
            return date.fromordinal(self.ordinal * 7 + 1)
        size = self.frequency.per_year
        return date(self.ordinal // size, (self.ordinal % size) * (12 // size) + 1, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return self.shift(1).start - timedelta(days=1)

    @property
    def label(self) -> str:
        """The one spelling used in tables: `2015`, `2015H2`, `2015Q4`, `2015-11`, `2015W07`."""
        match self.frequency:
            case Frequency.YEAR:
                return str(self.year)
            case Frequency.MONTH:
                return f"{self.year}-{self.number:02d}"
            case Frequency.WEEK:
                return f"{self.year}W{self.number:02d}"
        return f"{self.year}{self.frequency}{self.number}"

    def __str__(self) -> str:
        return self.label

    def shift(self, steps: int) -> Period:
        """The period `steps` later (earlier when negative)."""
        return Period(self.frequency, self.ordinal + steps)

    def years_ago(self, years: int = 1) -> Period:
        """The same period of an earlier year (a week 53 has none in most years: the 52nd is taken)."""
        if self.frequency is Frequency.WEEK:
            return Period.of(self.year - years, self.frequency, min(self.number, 52))
        return self.shift(-years * self.frequency.per_year)

    def inside(self, frequency: Frequency | str) -> Period:
        """The longer period this one lies in; weeks and shorter targets have none."""
        frequency = Frequency(frequency)
        if not self.nests_in(frequency):
            raise PeriodError(f"a period of frequency {self.frequency} does not lie in one of {frequency}", found=self)
        return Period.holding(self.start, frequency)

    def nests_in(self, frequency: Frequency | str) -> bool:
        frequency = Frequency(frequency)
        if Frequency.WEEK in (self.frequency, frequency):
            return self.frequency is frequency
        return self.frequency.per_year % frequency.per_year == 0

    def parts(self, frequency: Frequency | str) -> tuple[Period, ...]:
        """The shorter periods that make this one up: the four quarters of a year."""
        frequency = Frequency(frequency)
        first = Period.holding(self.start, frequency)
        if not first.nests_in(self.frequency):
            raise PeriodError(f"periods of frequency {frequency} do not make up {self}", found=self)
        last = Period.holding(self.end, frequency)
        return through(first, last)

    def distance(self, other: Period) -> float:
        """Years from this period to `other`, of the same frequency."""
        self._comparable(other)
        return (other.ordinal - self.ordinal) / self.frequency.per_year

    def __lt__(self, other: Period) -> bool:
        self._comparable(other)
        return self.ordinal < other.ordinal

    def __le__(self, other: Period) -> bool:
        self._comparable(other)
        return self.ordinal <= other.ordinal

    def __gt__(self, other: Period) -> bool:
        return other < self

    def __ge__(self, other: Period) -> bool:
        return other <= self

    def _comparable(self, other: Period) -> None:
        if self.frequency is not other.frequency:
            raise PeriodError(f"{self} and {other} have different frequencies and no order", found=other)


def through(first: Period, last: Period) -> tuple[Period, ...]:
    """All periods from `first` to `last`, both included; empty when `last` is earlier."""
    first._comparable(last)
    return tuple(Period(first.frequency, n) for n in range(first.ordinal, last.ordinal + 1))


def _week_start(year: int, week: int) -> date:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        raise PeriodError("this year has no such ISO week", found=f"{year}W{week:02d}", allowed=ALLOWED) from None


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_YEAR = re.compile(r"(?:FY\s?)?(\d{4})", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})[\s-]?([HQMW])(\d{1,2})", re.IGNORECASE)
_YEAR_LAST = re.compile(r"([HQMW])(\d{1,2})[\s-]?(\d{4})", re.IGNORECASE)
_BROKER = re.compile(r"(\d)([HQ])(\d{2})", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_MONTH_NAME = re.compile(r"(?:(\d{4})\s([a-z]{3,9})|([a-z]{3,9})\s(\d{4}))", re.IGNORECASE)
_CENTURY_PIVOT = 70


def _parse_plain(text: str) -> Period | None:
    text = " ".join(text.split())
    if found := _YEAR.fullmatch(text):
        return _within_centuries(Period.of(int(found[1])), text)
    if found := _YEAR_FIRST.fullmatch(text):
        return Period.of(int(found[1]), found[2].upper(), int(found[3]))
    if found := _YEAR_LAST.fullmatch(text):
        return Period.of(int(found[3]), found[1].upper(), int(found[2]))
    if found := _BROKER.fullmatch(text):
        short = int(found[3])
        return Period.of(short + (1900 if short >= _CENTURY_PIVOT else 2000), found[2].upper(), int(found[1]))
    if found := _MONTH.fullmatch(text):
        return Period.of(int(found[1]), Frequency.MONTH, int(found[2]))
    if (found := _MONTH_NAME.fullmatch(text)) and (number := _MONTHS.get((found[2] or found[3]).lower())):
        return Period.of(int(found[1] or found[4]), Frequency.MONTH, number)
    return None


def _within_centuries(period: Period, text: str) -> Period:
    if not 1900 <= period.year <= 2100:
        raise PeriodError("years run from 1900 to 2100", found=text)
    return period


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
class Span:
    """`2010:2015`: every period from the first to the last."""

    first: Point | OnDate | Relative
    last: Point | OnDate | Relative


Expression = Point | OnDate | Relative | Window | Span


@dataclass(frozen=True, slots=True)
class Bucket:
    """What one asked-for period comes to: the periods of the data to take together, in order."""

    label: str
    parts: tuple[Period, ...]

    @property
    def last(self) -> Period:
        return self.parts[-1]


LATEST = Relative("latest")
_RELATIVE = re.compile(r"(latest|first)\s?(?:([+-])\s?(\d{1,3})\s?(Y?))?", re.IGNORECASE)
_WINDOW = re.compile(r"(LTM|YTD)(?:\s(.+))?", re.IGNORECASE)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LAST_YEAR = 2100
_EXCEL_DAY_0 = date(1899, 12, 30)
_AFTER_EXCEL = 2_958_466


def read_period(value: object) -> Expression:
    """What a cell or argument says of a period; empty means the latest.

    Whole numbers 1900…2100 are years and −999…0 offsets from the latest; dates fall into the data's periods, and so do
    numbers beyond 2100, which are Excel's dates (days of its calendar, from 1905-10-01 on).
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
        raise PeriodError("this is not a period", found=value, allowed=ALLOWED)
    return _read_text(value) if isinstance(value, str) else _read_number(value)


def _read_number(value: float) -> Expression:
    if value != value or abs(value) >= _AFTER_EXCEL:
        raise PeriodError("this is not a period", found=value, allowed=ALLOWED)
    if value > _LAST_YEAR:
        return OnDate(_EXCEL_DAY_0 + timedelta(days=int(value)))
    if value == int(value) and 1900 <= value <= _LAST_YEAR:
        return Point(Period.of(int(value)))
    if value == int(value) and -999 <= value <= 0:
        return Relative("latest", int(value))
    raise PeriodError("a number is a year (1900 to 2100), an offset (-999 to 0) or a date of Excel", found=f"{value:g}")


def _read_text(text: str) -> Expression:
    text = " ".join(text.split())
    if not text:
        return LATEST
    if text.count(":") == 1:
        first, last = (_read_end(half.strip(), text) for half in text.split(":"))
        return Span(first, last)
    if found := _WINDOW.fullmatch(text):
        return Window(found[1].upper(), _read_end(found[2] or "latest", text))
    return _read_end(text, text)


def _read_end(text: str, whole: str) -> Point | OnDate | Relative:
    if found := _RELATIVE.fullmatch(text):
        steps = int(f"{found[2]}{found[3]}") if found[3] else 0
        anchor = found[1].lower()
        return Relative(anchor, years=steps) if found[4] else Relative(anchor, steps)
    if _ISO_DATE.fullmatch(text):
        try:
            return OnDate(date.fromisoformat(text))
        except ValueError:
            raise PeriodError("there is no such day", found=text) from None
    period = _parse_plain(text)
    if period is None:
        raise PeriodError("this is not a period", found=whole, allowed=ALLOWED)
    return Point(period)


def resolve(expression: Expression, available: Sequence[Period]) -> tuple[Bucket, ...]:
    """The buckets an expression means for data that has `available` periods (ascending, one frequency).

    Only the frequency and the two ends of `available` matter: a gap inside is found later, as a missing figure.
    A period shorter than the data's is a `PeriodError`; no data at all is `NotAvailable`.
    """
    if not available:
        raise NotAvailable("there are no figures at all")
    match expression:
        case Span(first, last):
            start, stop = _bucket(first, available), _bucket(last, available)
            return _between(first, last, start, stop)
        case Window(kind, end):
            return (_window(kind, _bucket(end, available)),)
        case _:
            return (_bucket(expression, available),)


def _bucket(expression: Point | OnDate | Relative, available: Sequence[Period]) -> Bucket:
    frequency = available[0].frequency
    match expression:
        case OnDate(day):
            period = Period.holding(day, frequency)
        case Relative(anchor, steps, years):
            period = (available[-1] if anchor == "latest" else available[0]).shift(steps).years_ago(-years)
        case Point(period):
            if period.frequency is not frequency:
                return _coarser(period, frequency)
    return Bucket(period.label, (period,))


def _coarser(period: Period, frequency: Frequency) -> Bucket:
    try:
        return Bucket(period.label, period.parts(frequency))
    except PeriodError:
        raise PeriodError(
            f"the figures have frequency {frequency}, which does not give this period", found=period.label
        ) from None


def _window(kind: str, end: Bucket) -> Bucket:
    last = end.last
    size = last.frequency.per_year
    first = last.shift(1 - size) if kind == "LTM" else Period.of(last.year, last.frequency, 1)
    return Bucket(f"{kind} {end.label}", through(first, last))


def _between(
    first: Point | OnDate | Relative, last: Point | OnDate | Relative, start: Bucket, stop: Bucket
) -> tuple[Bucket, ...]:
    if isinstance(first, Point) and isinstance(last, Point) and first.period.frequency is last.period.frequency:
        frequency = start.parts[0].frequency
        whole = through(first.period, last.period)
        chosen = tuple(Bucket(p.label, (p,) if p.frequency is frequency else p.parts(frequency)) for p in whole)
    else:
        chosen = tuple(Bucket(p.label, (p,)) for p in through(start.parts[0], stop.last))
    if not chosen:
        raise PeriodError("the range ends before it begins", found=f"{start.label}:{stop.label}")
    return chosen
