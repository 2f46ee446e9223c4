"""The one tidy table: what `sources` hand to the `store` and the `store` hands to `functions`.

An observation is keyed by market, metric and period. Two sources that disagree are two observations. Markets are
keys of `xlmarket.markets` (`BRA`, `EU`, `OTHERS`, or the cleaned name of a market the data brings itself).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from xlmarket.errors import InputError
from xlmarket.periods import CIVIL, Calendar, Frequency, Period

if TYPE_CHECKING:
    import pandas as pd


class FigureStatus(StrEnum):
    """Where a figure comes from, and how far to trust it."""

    PUBLISHED = "published"
    DERIVED = "derived"
    ESTIMATED = "estimated"
    ILLUSTRATIVE = "illustrative"
    DOUBTFUL = "doubtful"


class Qualifier(StrEnum):
    """How the value relates to the truth: equal, a lower bound, an upper bound, about."""

    EXACT = "="
    ABOVE = ">"
    BELOW = "<"
    ABOUT = "~"

    @property
    def is_bound(self) -> bool:
        """Whether it is a bound, which is printed and never enters arithmetic. `~` does enter it."""
        return self in (Qualifier.ABOVE, Qualifier.BELOW)


class MetricKind(StrEnum):
    """How a metric adds up over time: flows sum, stocks take the last, ratios are recomputed and never summed."""

    FLOW = "flow"
    STOCK = "stock"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One figure. `unit` is free text (`USD million`, `percent`, `persons`). Raises `InputError` unless `value` is finite."""

    market: str
    metric: str
    period: Period
    value: float
    unit: str = ""
    qualifier: Qualifier = Qualifier.EXACT
    status: FigureStatus = FigureStatus.PUBLISHED
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise InputError("a figure must be a finite number", found=self.value)


COLUMNS = tuple(field.name for field in fields(Observation))
EXPORTED = ("symbol", "reason", "kind", "default", "title", "calendar", "members", "covered")
"""Columns of an exported table that hold what is not in an observation: gaps, metrics, aggregates, days covered."""

JOINED = ("market_name", "level", "frequency", "period_start", "period_end")
"""Columns of an exported table that follow from the others: what other programs group by and join on.

`level` is market, aggregate (holds the figures of other markets) or residual, `frequency` a letter of `Frequency`.
"""

UNKNOWN_MEMBERS = "?"
"""What the column `members` of an exported table holds for a sum whose members are unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What is measured. One metric of a dataset may be its default, the one meant when a call names none."""

    name: str
    unit: str = ""
    kind: MetricKind = MetricKind.FLOW
    frequency: Frequency = Frequency.QUARTER
    default: bool = False
    title: str = ""
    calendar: Calendar = CIVIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A cell of the source with the reason why it has no figure: `(S)` is suppressed, `(NA)` not available.

    `symbol` is the text of the cell, `reason` what it means. A market with gaps and no figures is a known market.
    """

    market: str
    metric: str
    period: Period
    symbol: str
    reason: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """A tidy table with its metrics, the gaps its source explains, its aggregates and the days it covers.

    `covered` are the first and last day the data reach, where the source knows them: a period that sticks out is
    partial, and has no growth. `aggregates` maps each market that is the sum of others to the markets it adds up, or
    to nothing where they are not known. An aggregate is never ranked and never added to its members.
    """

    rows: tuple[Observation, ...]
    metrics: tuple[Metric, ...]
    covered: tuple[date, date] | None = None
    gaps: tuple[Gap, ...] = ()
    aggregates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Observation]:
        return iter(self.rows)

    def columns(self) -> dict[str, list[object]]:
        """The table as plain columns, periods as labels: what CSV, pandas and Arrow take."""
        table: dict[str, list[object]] = {name: [getattr(row, name) for row in self.rows] for name in COLUMNS}
        table["period"] = [row.period.label for row in self.rows]
        return table

    def to_frame(self) -> pd.DataFrame:
        """The table as a pandas data frame, one row per observation."""
        import pandas as pd

        return pd.DataFrame(self.columns(), columns=list(COLUMNS))
