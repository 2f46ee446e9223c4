"""The panel: one metric as a dense array, markets down and periods across, which a snapshot holds and formulas read.

Values stay as the source gave them even where a reason keeps them out of arithmetic (a bound, a doubtful figure, a
partial period), so that they can be printed. `figures` and `take` give only what may be calculated with.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from xlmarket.errors import Reason
from xlmarket.measures.figures import Codes, Figures, Floats
from xlmarket.observations import FigureStatus, Gap, Metric, Observation
from xlmarket.periods import Period, through

Covered = tuple[date, date]
NOTHING = (math.nan, int(Reason.MISSING))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Panel:
    """One metric: `values` float64 and `reasons` uint8, both (markets, periods), periods ascending without gaps.

    `units` holds the unit of each market's figures: that of the metric, or the market's own. `unit` is the one they all
    have, None where they have several. Raises `ValueError` for arrays of another shape and for periods with a gap.
    """

    metric: Metric
    markets: tuple[str, ...]
    periods: tuple[Period, ...]
    values: Floats
    reasons: Codes
    units: tuple[str, ...] = ()
    unit: str | None = field(init=False, repr=False)
    row: Mapping[str, int] = field(init=False, repr=False)
    column: Mapping[int, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.markets), len(self.periods)) or self.reasons.shape != self.values.shape:
            raise ValueError(f"a panel of {self.values.shape} for {len(self.markets)} × {len(self.periods)} cells")
        if any(later.ordinal - one.ordinal != 1 for one, later in zip(self.periods, self.periods[1:], strict=False)):
            raise ValueError("the periods of a panel ascend without gaps")
        if not self.units:
            object.__setattr__(self, "units", (self.metric.unit,) * len(self.markets))
        units = set(self.units) or {self.metric.unit}
        object.__setattr__(self, "unit", units.pop() if len(units) == 1 else None)
        object.__setattr__(self, "row", {market: i for i, market in enumerate(self.markets)})
        object.__setattr__(self, "column", {period.ordinal: j for j, period in enumerate(self.periods)})

    @classmethod
    def build(
        cls,
        metric: Metric,
        observations: Iterable[Observation],
        covered: Covered | None = None,
        gaps: Iterable[Gap] = (),
    ) -> Panel:
        """Return the panel of the rows of `metric` at its frequency. Other rows are left out.

        Of several rows for one cell (two sources) the first that may enter arithmetic counts, else the first. Markets
        of which the source has nothing but gaps are there without a figure. A market's unit is that of its last
        period. Figures of its own in another unit are MIXED_UNITS. `covered` are the first and the last day of the data:
        figures of periods that stick out are PARTIAL.
        """
        rows = [row for row in observations if row.metric == metric.name and _fits(row.period, metric)]
        holes = [gap for gap in gaps if gap.metric == metric.name and _fits(gap.period, metric)]
        markets = tuple(dict.fromkeys([*(row.market for row in rows), *(gap.market for gap in holes)]))
        placed = [row.period for row in rows] or [gap.period for gap in holes]
        ordinals = [period.ordinal for period in placed]
        periods = () if not placed else _span(placed[0], min(ordinals), max(ordinals))
        values = np.full((len(markets), len(periods)), np.nan)
        reasons = np.full(values.shape, Reason.MISSING, dtype=np.uint8)
        place = {market: i for i, market in enumerate(markets)}
        partial, units = _partial(periods, covered), _units(metric, rows)
        for row in rows:
            i, j = place[row.market], row.period.ordinal - periods[0].ordinal
            reason = _reason(row, partial[j], units[row.market])
            if reasons[i, j] == Reason.MISSING or (reason is Reason.OK and reasons[i, j] != Reason.OK):
                values[i, j], reasons[i, j] = row.value, reason
        return cls(
            metric=metric,
            markets=markets,
            periods=periods,
            values=values,
            reasons=reasons,
            units=tuple(units.get(one, metric.unit) for one in markets),
        )

    def at(self, market: str, period: Period) -> tuple[float, int]:
        """Return the value and code of `Reason` of one cell, the fast way for a scalar call. A bound keeps its value."""
        i, j = self.row.get(market), self.column.get(period.ordinal)
        if i is None or j is None or not _fits(period, self.metric):
            return NOTHING
        return self.values.item(i, j), self.reasons.item(i, j)

    @property
    def figures(self) -> Figures:
        """All cells (markets, periods), NaN wherever a reason keeps the value out of arithmetic."""
        return Figures(self.values, self.reasons)

    def take(self, markets: Sequence[str], periods: Sequence[Period]) -> Figures:
        """Return the cells of some markets and periods: array (markets, periods). What the panel does not hold is MISSING."""
        rows = np.array([self.row.get(market, -1) for market in markets], dtype=np.intp)
        return self.take_rows(rows, periods)

    def take_rows(self, rows: NDArray[np.intp], periods: Sequence[Period]) -> Figures:
        """Return the same as `take`, for row numbers that are looked up already (−1: not held)."""
        known = (_fits(period, self.metric) for period in periods)
        columns = np.array(
            [self.column.get(p.ordinal, -1) if ok else -1 for p, ok in zip(periods, known, strict=True)], dtype=np.intp
        )
        if not self.values.size:
            return Figures.none((len(rows), len(columns)))
        held = (rows >= 0)[:, None] & (columns >= 0)[None, :]
        cells = np.ix_(rows, columns)
        return Figures(
            np.where(held, self.values[cells], np.nan), np.where(held, self.reasons[cells], np.uint8(Reason.MISSING))
        )

    def accepting(self, *reasons: Reason) -> Panel:
        """Return the same panel with cells of these reasons let into arithmetic (`quality=any`: DOUBTFUL)."""
        allowed = np.isin(self.reasons, [int(reason) for reason in reasons]) & np.isfinite(self.values)
        return Panel(
            metric=self.metric,
            markets=self.markets,
            periods=self.periods,
            values=self.values,
            reasons=np.where(allowed, np.uint8(Reason.OK), self.reasons),
            units=self.units,
        )

    def with_figures(self, figures: Figures, units: tuple[str, ...]) -> Panel:
        """Return the same markets and periods with other figures, converted to another currency: both (markets, periods)."""
        return Panel(
            metric=self.metric,
            markets=self.markets,
            periods=self.periods,
            values=figures.values,
            reasons=figures.reasons,
            units=units,
        )


def _fits(period: Period, metric: Metric) -> bool:
    return period.frequency is metric.frequency and period.calendar == metric.calendar


def _span(model: Period, first: int, last: int) -> tuple[Period, ...]:
    return through(model.shift(first - model.ordinal), model.shift(last - model.ordinal))


def _partial(periods: Sequence[Period], covered: Covered | None) -> list[bool]:
    if covered is None:
        return [False] * len(periods)
    return [period.start < covered[0] or period.end > covered[1] for period in periods]


def _units(metric: Metric, rows: Iterable[Observation]) -> dict[str, str]:
    """The unit of each market: that of its last row."""
    last: dict[str, Observation] = {}
    for row in rows:
        if row.market not in last or row.period.ordinal > last[row.market].period.ordinal:
            last[row.market] = row
    return {market: row.unit or metric.unit for market, row in last.items()}


def _reason(row: Observation, partial: bool, unit: str) -> Reason:
    if row.unit and row.unit != unit:
        return Reason.MIXED_UNITS
    if row.qualifier.is_bound:
        return Reason.BOUND
    if row.status is FigureStatus.DOUBTFUL:
        return Reason.DOUBTFUL
    return Reason.PARTIAL if partial else Reason.OK
