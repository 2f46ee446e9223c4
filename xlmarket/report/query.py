"""The figures of a report, read through the functions, so that a report and a cell show the same.

A column of figures is one call. `context` and the views are made from it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from xlmarket.errors import NotAvailable, PeriodError
from xlmarket.functions.answer import Answer
from xlmarket.functions.call import call
from xlmarket.functions.snapshot import Snapshot
from xlmarket.package.values import CellError, CellValue, is_number
from xlmarket.periods import MONTHS, Bucket, Calendar, Frequency, Period, parse_period, read_label
from xlmarket.report.views import HistoryRow, PeriodView

HISTORY = 12


@dataclass(frozen=True)
class ReportQuery:
    """A snapshot and the period of a report. `labels` are the periods of its history, its own last."""

    snapshot: Snapshot
    bucket: Bucket
    labels: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", self._labels())

    @classmethod
    def at(cls, snapshot: Snapshot, period: object) -> ReportQuery:
        """Return the query of one period.

        Raises `PeriodError` for a range of periods, `NotAvailable` for a period before or after all figures.
        """
        buckets = snapshot.buckets(period)
        if len(buckets) != 1:
            raise PeriodError("a report is about one period, not a range", found=period, allowed="2015Q4")
        _check_within(snapshot, buckets[0])
        return cls(snapshot, buckets[0])

    @property
    def label(self) -> str:
        return self.bucket.label

    @property
    def day(self) -> date:
        return self.bucket.last.end

    @property
    def period(self) -> PeriodView:
        return PeriodView(self.label, say_period(self.label), self.bucket.last.year, self.a_year_ago)

    @property
    def timeline(self) -> tuple[PeriodView, ...]:
        """All periods that have figures, the latest first."""
        periods = reversed(self.snapshot.panel().periods)
        return tuple(
            PeriodView(period.label, say_period(period.label), period.year, self._year_before(period))
            for period in periods
        )

    @property
    def a_year_ago(self) -> str:
        """The label of the same period of the year before, empty where there is none."""
        return self.year_before(self.label)

    def year_before(self, label: str) -> str:
        """The label of the same period of the year before a period of the history, empty where there is none."""
        *window, last = label.split()
        before = self._year_before(parse_period(last, self._calendar))
        return " ".join([*window, before]) if before else ""

    @property
    def _calendar(self) -> Calendar:
        return self.bucket.last.calendar

    def _year_before(self, period: Period) -> str:
        try:
            return self._label_of(period.years_ago())
        except NotAvailable:
            return ""

    def _label_of(self, period: Period) -> str:
        """Return the label that formulas on these figures take: a calendar year of fiscal figures is CY2015."""
        return period.label if period.calendar == self._calendar else f"CY{period.label}"

    def _labels(self) -> tuple[str, ...]:
        """Return the labels of the history, at most twelve, from the first period with figures on."""
        periods = self.snapshot.panel().periods
        last = self.bucket.last
        with suppress(PeriodError):
            last = parse_period(self.label, self._calendar)
        history = [last.shift(-back) for back in range(HISTORY)]
        return tuple(self._label_of(period) for period in reversed(history) if period.start >= periods[0].start)

    def cell(self, function: str, *arguments: object) -> CellValue:
        """Return one cell of a function."""
        value = call(self.snapshot, function, *arguments).value
        return value[0][0] if isinstance(value, tuple) else value

    def answer(self, function: str, *arguments: object) -> Answer:
        return call(self.snapshot, function, *arguments)

    def column(self, function: str, keys: Sequence[str], *arguments: object) -> list[CellValue]:
        """Return one cell per market, from one call."""
        if not keys:
            return []
        value = call(self.snapshot, function, list(keys), *arguments).value
        return [row[0] for row in value] if isinstance(value, tuple) else [value] * len(keys)

    def grid(self, function: str, keys: Sequence[str], *arguments: object) -> list[tuple[CellValue, ...]]:
        """Return the cells of the history of each market, from one call."""
        if not keys:
            return []
        value = call(self.snapshot, function, [[key] for key in keys], [list(self.labels)], *arguments).value
        if isinstance(value, tuple):
            return list(value)
        return [(value,) * len(self.labels)] * len(keys)

    def history(
        self, key: str | None, parts: Sequence[Sequence[CellValue]] = (), rank: bool = False
    ) -> tuple[HistoryRow, ...]:
        """Return value, growth and share of a market over the periods, with the figures of the world.

        Without a key it is the history of the world. `parts` are further columns, `rank` adds the rank.
        """
        keys = ["WORLD"] if key is None else [key, "WORLD"]
        values, growth = self.grid("MARKET_VALUE", keys), self.grid("MARKET_GROWTH", keys)
        shares = self.grid("MARKET_SHARE", keys)
        ranks = self.grid("MARKET_RANK", keys[:1])[0] if rank else (None,) * len(self.labels)
        return tuple(
            HistoryRow(
                label=label,
                name=say_period(label),
                value=values[0][n],
                growth=growth[0][n],
                share=shares[0][n],
                rank=ranks[n],
                world_value=values[-1][n],
                world_growth=growth[-1][n],
                parts=tuple(part[n] if part else None for part in parts),
                year_ago=self.year_before(label),
            )
            for n, label in enumerate(self.labels)
        )


def _check_within(snapshot: Snapshot, bucket: Bucket) -> None:
    """Refuse a period that lies before or after all figures: a report on it would hold nothing."""
    metric, periods = snapshot.metric(), snapshot.panel().periods
    if not periods:
        raise NotAvailable("the data set has no figures of this metric", found=metric.name)
    first, last = periods[0], periods[-1]
    if bucket.last.end < first.start or bucket.parts[0].start > last.end:
        others = [name for name in snapshot.metrics if _has_figures(snapshot, name, bucket)]
        raise NotAvailable(
            f"there are no figures of {metric.name} in this period",
            found=bucket.label,
            allowed=first.label if first == last else f"{first.label} to {last.label}",
            remedy=f"choose another with --metric, in Python metric=; with figures then: {', '.join(others)}"
            if others
            else "",
        )


def _has_figures(snapshot: Snapshot, metric: str, bucket: Bucket) -> bool:
    panel = snapshot.panel(metric)
    return any(part in panel.periods for part in bucket.parts)


def with_growth(history: Sequence[HistoryRow]) -> tuple[HistoryRow, ...]:
    """Return a history from its first to its last growth rate, with the gaps between them, at least its last period.

    A period without a rate stays, so that a chart shows a gap there.
    """
    places = [place for place, row in enumerate(history) if is_number(row.growth) or is_number(row.world_growth)]
    return tuple(history[places[0] : places[-1] + 1] if places else history[-1:])


def add_up(values: Sequence[CellValue]) -> CellValue:
    """Return the sum of figures, or the first that is missing: a missing figure is never zero.

    The sum is rounded once (`math.fsum`), because Python 3.12 and later add floats in another way than 3.11.
    """
    missing = next((value for value in values if not is_number(value)), None)
    if missing is not None:
        return missing
    return math.fsum(value for value in values if isinstance(value, (int, float)))


def by_size(value: CellValue) -> tuple[bool, float]:
    """Return a sort key: the largest figure first, missing figures last."""
    return (not is_number(value), -float(value) if isinstance(value, (int, float)) else 0.0)


def reason_of(value: object) -> str:
    """Return the reason of a missing figure in at most two clauses, empty for a figure."""
    return "; ".join(value.sentence.split("; ")[:2]) if isinstance(value, CellError) else ""


def say_period(label: str) -> str:
    """Return a period in words: Q4 2015, November 2015, LTM Q4 2015."""
    *window, last = label.split()
    period = read_label(last)
    if period is None:
        return label
    match period.frequency:
        case Frequency.MONTH if not period.is_fiscal:
            name = f"{MONTHS[period.number - 1]} {period.year}"
        case Frequency.YEAR:
            name = period.year
        case Frequency.WEEK | Frequency.MONTH:
            name = f"{period.frequency.noun} {period.number} of {period.year}"
        case _:
            name = f"{period.frequency}{period.number} {period.year}"
    return " ".join([*window, name])
