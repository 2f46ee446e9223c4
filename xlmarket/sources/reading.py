"""What reading a file comes to: the observations that are right, every row that is not, and what looks odd."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlmarket.errors import Place
from xlmarket.files import write_whole
from xlmarket.observations import Kind, Observation, Observations
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


def plausible(table: Observations) -> tuple[str, ...]:
    """What looks odd: parts that do not sum to their published world, shares beyond the whole. Nothing is changed."""
    found = []
    by_metric: dict[str, list[Observation]] = {}
    for row in table.rows:
        by_metric.setdefault(row.metric, []).append(row)
    for metric in table.metrics:
        rows = by_metric.get(metric.name, [])
        if metric.unit == "percent" and metric.kind is Kind.FLOW:
            found += [f"{r.market} {r.period}: a share of {r.value:g} %" for r in rows if not 0 <= r.value <= 100]
        world = {row.period: row.value for row in rows if row.market == "WORLD"}
        sums: dict[Period, float] = {}
        for row in rows:
            if row.market != "WORLD" and row.period in world:
                sums[row.period] = sums.get(row.period, 0.0) + row.value
        found += [
            f"{metric.name} {period}: the parts sum to {sums[period]:g}, the world is {whole:g}"
            for period, whole in world.items()
            if period in sums and sums[period] < whole * 0.995
        ]
    return tuple(found[:50])
