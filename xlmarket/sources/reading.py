"""The outcome of reading a file: observations, rejects, places that are not used, questions, and what looks odd."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from xlmarket.csv_texts import quoted_rows
from xlmarket.errors import Place
from xlmarket.files import write_whole
from xlmarket.markets import Markets
from xlmarket.observations import Metric, MetricKind, Observation, Observations
from xlmarket.periods import Period

if TYPE_CHECKING:
    import pandas as pd

_MOST_SENTENCES = 50
_ROUNDING = 0.005
"""The part of the world by which rounding may keep its parts from summing to it."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row or cell that cannot be imported: its place, its text, the reason, and names that are near."""

    place: Place
    found: str
    why: str
    offered: Sequence[str] = ()

    def __str__(self) -> str:
        offered = f"; did you mean {', '.join(self.offered[:4])}?" if self.offered else ""
        return f'{self.place}: {self.why}; found "{self.found}"{offered}'


@dataclass(frozen=True, slots=True)
class Unused:
    """A sheet, row, column or cell of the file that is not imported though nothing is wrong with it, and why.

    `kind` groups the places of one reason ("title row", "hidden sheet"), `why` is the sentence about this place.
    `count` is how many rows or cells one entry counts, from this place on.
    """

    place: Place
    kind: str
    why: str
    count: int = 1

    def __str__(self) -> str:
        return f"{self.place}: {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What only a person can decide about a file, before it is imported.

    `topic` is `kind` or `aggregate`, `name` the metric or market in question, `what` the sentence about it, `remedy`
    the option and the key that decide it.
    """

    topic: str
    name: str
    what: str
    remedy: str
    place: Place
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The outcome of one file: what is imported, what is rejected, and what is not used, each with its place.

    `new_names` are markets that the file brings itself, each with the nearest known name or nothing. `findings` are
    sentences about what looks odd. While `questions` are open the observations must not be imported: a total may be
    among the markets. `fingerprint` is a hash over the file and its mapping, or, with `is_state`, over what a table that
    changes held just now.
    """

    observations: Observations
    file: str
    fingerprint: str
    rejects: tuple[Reject, ...] = ()
    unused: tuple[Unused, ...] = ()
    new_names: dict[str, str] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    is_state: bool = False

    def to_frame(self) -> pd.DataFrame:
        """The observations as a pandas data frame, one row each."""
        return self.observations.to_frame()


def write_rejects(reading: Reading, path: Path) -> None:
    """Write the rejected rows as CSV: file, sheet, cell, row, column, found, why."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("file", "sheet", "cell", "row", "column", "found", "why"))
    writer.writerows(quoted_rows(_reject_row(reject) for reject in reading.rejects))
    write_whole(path, text.getvalue().encode())


def _reject_row(reject: Reject) -> tuple[object, ...]:
    place = reject.place
    return (place.file, place.sheet, place.cell, place.row, place.column, reject.found, reject.why)


def check_plausible(table: Observations, markets: Markets) -> tuple[str, ...]:
    """Sentences about parts that do not sum to their published world, shares beyond 100 % and periods of two lengths.

    At most 50. Figures are not changed.
    """
    sentences: list[str] = []
    by_metric: dict[str, list[Observation]] = {}
    for row in table.rows:
        by_metric.setdefault(row.metric, []).append(row)
    for metric in table.metrics:
        rows = by_metric.get(metric.name, [])
        sentences += _other_periods(metric, rows)
        if metric.unit == "percent" and metric.kind is MetricKind.FLOW:
            sentences += [f"{r.market} {r.period}: a share of {r.value:g} %" for r in rows if not 0 <= r.value <= 100]
        sentences += _against_world(table, metric, rows, markets)
    return tuple(sentences[:_MOST_SENTENCES])


def _other_periods(metric: Metric, rows: Sequence[Observation]) -> Iterator[str]:
    """Figures for periods of another length than the metric's, which no calculation uses."""
    others = [row for row in rows if row.period.frequency is not metric.frequency]
    if others:
        count = f"{len(others):,} figures" if len(others) > 1 else "1 figure"
        yield (
            f"{metric.name}: {count} for periods of another length than {metric.frequency.value} ({others[0].period}, …) "
            "will not be used: a metric has one frequency, so give them a metric of their own"
        )


def _against_world(table: Observations, metric: Metric, rows: Sequence[Observation], markets: Markets) -> Iterator[str]:
    sums: dict[Period, float] = {}
    leaves: dict[Period, float] = {}
    world = {row.period: row.value for row in rows if row.market == "WORLD"}
    for row in rows if world else ():
        period, key = row.period, row.market
        if key != "WORLD" and period in world:
            sums[period] = sums.get(period, 0.0) + row.value
            is_sum = key in table.aggregates or (key in markets and markets[key].is_aggregate)
            leaves[period] = leaves.get(period, 0.0) + (0.0 if is_sum else row.value)
    one_unit = metric.kind is not MetricKind.RATIO and len({row.unit for row in rows}) == 1
    for period, whole in world.items():
        if period in sums and sums[period] < whole * (1 - _ROUNDING):
            yield f"{metric.name} {period}: the parts sum to {sums[period]:g}, the world is {whole:g}"
        elif one_unit and 0 < whole * (1 + _ROUNDING) < leaves.get(period, 0.0):
            yield f"{metric.name} {period}: the parts sum to {leaves[period]:g}, more than the world, {whole:g}"
