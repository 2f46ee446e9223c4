"""`Period`: one year, half, quarter, month or week of a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from xlmarket.errors import NotAvailable, PeriodError
from xlmarket.periods.calendar import CIVIL, Calendar, Frequency


@dataclass(frozen=True, slots=True)
class Period:
    """One period. `ordinal` counts periods of its frequency and calendar, so that neighbours differ by one."""

    frequency: Frequency
    ordinal: int
    calendar: Calendar = CIVIL

    def __hash__(self) -> int:
        """The ordinal alone: tables hash a period per figure, and hold few of one ordinal in different frequencies."""
        return self.ordinal

    @classmethod
    def of(
        cls, year: int, frequency: Frequency | str = Frequency.YEAR, number: int = 1, calendar: Calendar = CIVIL
    ) -> Period:
        """Return the `number`-th period (from 1) of `year`: `Period.of(2015, "Q", 4)`.

        Raises `PeriodError` for a number that the year does not have.
        """
        frequency = Frequency(frequency)
        calendar = calendar.of(frequency)
        if frequency is Frequency.WEEK:
            week = calendar.week(year, number)
            if week is None:
                raise PeriodError(f"{year} does not have this week", found=f"{year}W{number:02d}", allowed="2015W07")
            return cls(frequency, week, calendar)
        size = frequency.per_year
        if not 1 <= number <= size:
            raise PeriodError(f"a year has {size} periods of this frequency", found=f"{year}{frequency}{number}")
        return cls(frequency, year * size + number - 1, calendar)

    @classmethod
    def holding(cls, day: date, frequency: Frequency | str, calendar: Calendar = CIVIL) -> Period:
        """Return the period of `frequency` that `day` falls into."""
        frequency = Frequency(frequency)
        calendar = calendar.of(frequency)
        return cls(frequency, calendar.holding(day, frequency), calendar)

    @property
    def year(self) -> int:
        if self.frequency is Frequency.WEEK:
            return self.calendar.week_of_year(self.ordinal)[0]
        return self.ordinal // self.frequency.per_year

    @property
    def number(self) -> int:
        """Its place in its year, from 1."""
        if self.frequency is Frequency.WEEK:
            return self.calendar.week_of_year(self.ordinal)[1]
        return self.ordinal % self.frequency.per_year + 1

    @property
    def start(self) -> date:
        """Its first day."""
        return self.calendar.start(self.frequency, self.ordinal)

    @property
    def end(self) -> date:
        """Its last day."""
        return self.calendar.start(self.frequency, self.ordinal + 1) - timedelta(days=1)

    @property
    def label(self) -> str:
        """The one spelling used in tables: `2015`, `2015H2`, `2015Q4`, `2015-11`, `2015W07`, `FY2015`, `FY2015M03`."""
        fiscal = self.calendar != CIVIL
        year = f"FY{self.year}" if fiscal else str(self.year)
        match self.frequency:
            case Frequency.YEAR:
                return year
            case Frequency.MONTH if not fiscal:
                return f"{year}-{self.number:02d}"
            case Frequency.MONTH | Frequency.WEEK:
                return f"{year}{self.frequency}{self.number:02d}"
        return f"{year}{self.frequency}{self.number}"

    def __str__(self) -> str:
        return self.label

    def shift(self, steps: int) -> Period:
        """Return the period `steps` later (earlier when negative)."""
        return Period(self.frequency, self.ordinal + steps, self.calendar)

    def years_ago(self, years: int = 1) -> Period:
        """Return the same period of an earlier year. Raises `NotAvailable` for a week 53 that the earlier year lacks."""
        if self.frequency is not Frequency.WEEK:
            return self.shift(-years * self.frequency.per_year)
        week = self.calendar.week(self.year - years, self.number)
        if week is None:
            raise NotAvailable(f"{self} has no partner: {self.year - years} does not have week {self.number}")
        return Period(self.frequency, week, self.calendar)

    def has_partner(self, years: int = 1) -> bool:
        """Whether an earlier year has the same period: a week 53 is in few years."""
        if self.frequency is not Frequency.WEEK:
            return True
        return self.calendar.week(self.year - years, self.number) is not None

    def inside(self, frequency: Frequency | str) -> Period:
        """Return the longer period of the same calendar in which this one lies.

        Raises `PeriodError` for a frequency that periods like this do not make up, as weeks of ISO 8601 make up none.
        """
        frequency = Frequency(frequency)
        if not self.nests_in(frequency):
            raise PeriodError(f"a period of frequency {self.frequency} does not lie in one of {frequency}", found=self)
        return Period.holding(self.start, frequency, self.calendar)

    def nests_in(self, frequency: Frequency | str) -> bool:
        """Whether periods like this make up those of a frequency, by the same calendar."""
        frequency = Frequency(frequency)
        if frequency is Frequency.WEEK:
            return self.frequency is frequency
        if self.frequency is Frequency.WEEK:
            return self.calendar.holds_weeks
        return self.frequency.per_year % frequency.per_year == 0

    def parts(self, frequency: Frequency | str, calendar: Calendar | None = None) -> tuple[Period, ...]:
        """Return the shorter periods that make this one up: the four quarters of a year.

        They may be of another calendar: calendar year 2015 is four quarters of a fiscal calendar that begins in April, and
        not a whole number of its years. Raises `PeriodError` where they do not make it up.
        """
        frequency = Frequency(frequency)
        first = Period.holding(self.start, frequency, calendar or self.calendar)
        last = Period.holding(self.end, frequency, calendar or self.calendar)
        if not first.nests_in(self.frequency) or first.start != self.start or last.end != self.end:
            raise PeriodError(f"periods of frequency {frequency} do not make up {self}", found=self)
        return through(first, last)

    def distance(self, other: Period) -> float:
        """Return the years from this period to `other`. Raises `PeriodError` unless both have one frequency and calendar."""
        self.compare(other)
        return other.year - self.year + (other.number - self.number) / self.frequency.per_year

    def compare(self, other: Period) -> None:
        """Raise `PeriodError` unless both have one frequency and one calendar, and so an order."""
        if self.frequency is not other.frequency:
            raise PeriodError(f"{self} and {other} have different frequencies and no order", found=other)
        if self.calendar != other.calendar:
            raise PeriodError(f"{self} and {other} have different calendars and no order", found=other)

    def __lt__(self, other: Period) -> bool:
        self.compare(other)
        return self.ordinal < other.ordinal

    def __le__(self, other: Period) -> bool:
        self.compare(other)
        return self.ordinal <= other.ordinal

    def __gt__(self, other: Period) -> bool:
        return other < self

    def __ge__(self, other: Period) -> bool:
        return other <= self


def through(first: Period, last: Period) -> tuple[Period, ...]:
    """Return all periods from `first` to `last`, both included. Empty when `last` is earlier.

    Raises `PeriodError` unless both have one frequency and calendar.
    """
    first.compare(last)
    return tuple(Period(first.frequency, n, first.calendar) for n in range(first.ordinal, last.ordinal + 1))
