"""Expressions become buckets: the periods of the data to take together for each period asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlmarket.errors import NotAvailable, PeriodError
from xlmarket.listing import count_of
from xlmarket.periods.calendar import Frequency
from xlmarket.periods.expression import OnDate, PeriodExpression, PeriodSpan, Point, Relative, Window
from xlmarket.periods.period import Period, through


@dataclass(frozen=True, slots=True)
class Bucket:
    """What one asked-for period comes to: the periods of the data to take together, in order.

    `whole` is the frequency of the period asked for where it is longer than those of the data: a year of quarters.
    """

    label: str
    parts: tuple[Period, ...]
    whole: Frequency | None = None

    @property
    def last(self) -> Period:
        return self.parts[-1]

    @property
    def span(self) -> str:
        """The periods of the data in it: `2015Q1`, `2014Q1 to 2014Q4`."""
        first, last = self.parts[0].label, self.parts[-1].label
        return first if first == last else f"{first} to {last}"

    @property
    def length(self) -> str:
        """How long it is: `12 months` for a year, four quarters and a year of 52 or 53 weeks, `4 weeks`."""
        frequency = self.last.frequency
        if self.whole is None and frequency is Frequency.WEEK:
            return count_of(len(self.parts), "week")
        return count_of(self.whole.months if self.whole else len(self.parts) * frequency.months, "month")

    def distance(self, other: Bucket) -> float:
        """Return the years from its end to that of another bucket: one from a year of 52 weeks to the next one of 53."""
        if self.whole and other.whole and self.last.frequency is Frequency.WEEK:
            return self.last.inside(self.whole).distance(other.last.inside(other.whole))
        return self.last.distance(other.last)


def resolve(expression: PeriodExpression, available: Sequence[Period]) -> tuple[Bucket, ...]:
    """Return the buckets an expression means for data that has `available` periods (ascending, one frequency).

    Only the frequency and the two ends of `available` matter: a gap inside shows later, as a missing figure. Raises
    `PeriodError` for a period shorter than those of the data and for a range that ends before it begins, and
    `NotAvailable` where there are no data at all.
    """
    if not available:
        raise NotAvailable("there are no figures")
    match expression:
        case PeriodSpan(first, last):
            start, stop = _bucket(first, available), _bucket(last, available)
            return _between(first, last, start, stop)
        case Window(kind, end):
            return (_window(kind, _bucket(end, available)),)
        case _:
            return (_bucket(expression, available),)


def _bucket(expression: Point | OnDate | Relative, available: Sequence[Period]) -> Bucket:
    frequency, calendar = available[0].frequency, available[0].calendar
    match expression:
        case OnDate(day):
            period = Period.holding(day, frequency, calendar)
        case Relative(anchor, steps, years):
            period = (available[-1] if anchor == "latest" else available[0]).shift(steps).years_ago(-years)
        case Point(period):
            return _of_parts(period, available[0])
    return Bucket(period.label, (period,))


def _of_parts(period: Period, held: Period) -> Bucket:
    """A period as those of the data, whose frequency and calendar are those of `held`."""
    if period.frequency is held.frequency and period.calendar == held.calendar:
        return Bucket(period.label, (period,))
    label = period.label if period.calendar == held.calendar else f"CY{period.label}"
    try:
        parts = period.parts(held.frequency, held.calendar)
    except PeriodError:
        counted = f" and count {held.calendar}" if held.calendar != period.calendar else ""
        raise PeriodError(
            f"the figures have frequency {held.frequency}{counted}, which does not give this period", found=label
        ) from None
    return Bucket(label, parts, period.frequency)


def _window(kind: str, end: Bucket) -> Bucket:
    last = end.last
    size = last.frequency.per_year
    first = last.shift(1 - size) if kind == "LTM" else Period.of(last.year, last.frequency, 1, last.calendar)
    return Bucket(f"{kind} {end.label}", through(first, last))


def _between(
    first: Point | OnDate | Relative, last: Point | OnDate | Relative, start: Bucket, stop: Bucket
) -> tuple[Bucket, ...]:
    if isinstance(first, Point) and isinstance(last, Point) and first.period.frequency is last.period.frequency:
        chosen = tuple(_of_parts(period, start.last) for period in through(first.period, last.period))
    else:
        chosen = tuple(Bucket(p.label, (p,)) for p in through(start.parts[0], stop.last))
    if not chosen:
        raise PeriodError("the range ends before it begins", found=f"{start.label}:{stop.label}")
    return chosen
