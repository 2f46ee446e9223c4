"""What reading a file comes to: the observations that are right, every row that is not, and what looks odd."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlmarket.errors import Place
from xlmarket.files import write_whole
from xlmarket.markets import Markets
from xlmarket.observations import Kind, Metric, Observation, Observations
from xlmarket.periods import Period


@dataclass(frozen=True, slots=True)
class Reject:
    """A row or cell that is not imported: where, what was found, why, and what is near or allowed."""

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
    `count` is how many rows or cells one entry stands for: those from this place on.
    """

    place: Place
    kind: str
    why: str
    count: int = 1

    def __str__(self) -> str:
        return f"{self.place}: {self.why}"


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person can say of a file, and has to say before it is imported.

    `topic` is `kind` or `aggregate`, `name` the metric or market in question, `what` the sentence about it, `remedy`
    the option and the key that answer it.
    """

    topic: str
    name: str
    what: str
    remedy: str
    place: Place
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of one file: what is imported, what is rejected, and what is not used, each with its place.

    `new_names` are markets of the file's own, each with the nearest known name or nothing. While there are `questions`,
    the observations are not to be imported: a total may be among the markets.
    """

    observations: Observations
    rejects: tuple[Reject, ...]
    unused: tuple[Unused, ...]
    new_names: dict[str, str]
    findings: tuple[str, ...]
    file: str
    fingerprint: str
    questions: tuple[Question, ...] = ()


def write_rejects(reading: Reading, path: Path) -> None:
    """Write the rejected rows as CSV: file, sheet, cell, row, column, found, why."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("file", "sheet", "cell", "row", "column", "found", "why"))
    for reject in reading.rejects:
        place = reject.place
        writer.writerow((place.file, place.sheet, place.cell, place.row, place.column, reject.found, reject.why))
    write_whole(path, text.getvalue().encode())


def plausible(table: Observations, markets: Markets) -> tuple[str, ...]:
    """What looks odd: parts that do not sum to their published world, shares beyond the whole, periods of two lengths.

    Nothing is changed.
    """
    found: list[str] = []
    by_metric: dict[str, list[Observation]] = {}
    for row in table.rows:
        by_metric.setdefault(row.metric, []).append(row)
    for metric in table.metrics:
        rows = by_metric.get(metric.name, [])
        found += _other_periods(metric, rows)
        if metric.unit == "percent" and metric.kind is Kind.FLOW:
            found += [f"{r.market} {r.period}: a share of {r.value:g} %" for r in rows if not 0 <= r.value <= 100]
        found += _against_world(table, metric, rows, markets)
    return tuple(found[:50])


def _other_periods(metric: Metric, rows: Sequence[Observation]) -> Iterator[str]:
    """Figures for periods of another length than the metric's: its answers are made of one length only."""
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
    one_unit = metric.kind is not Kind.RATIO and len({row.unit for row in rows}) == 1
    for period, whole in world.items():
        if period in sums and sums[period] < whole * 0.995:
            yield f"{metric.name} {period}: the parts sum to {sums[period]:g}, the world is {whole:g}"
        elif one_unit and 0 < whole * 1.005 < leaves.get(period, 0.0):
            yield f"{metric.name} {period}: the parts sum to {leaves[period]:g}, more than the world, {whole:g}"
