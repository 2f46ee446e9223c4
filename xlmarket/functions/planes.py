"""Sheets full of one call: when a function is asked for cell after cell, all markets and periods are worked out at once.

`call` asks here for what it does not remember. A plane is one array call over every market that has figures of its own and
every period of the data. Only sound cells are taken from it, the sentence behind an error is the call's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from xlmarket.errors import XlmarketError
from xlmarket.functions.cells import PARTIAL, Answer, is_array
from xlmarket.functions.options import read_options
from xlmarket.functions.spec import Function
from xlmarket.package.values import CellError, CellRows, CellValue
from xlmarket.periods import Period

if TYPE_CHECKING:
    from xlmarket.functions.snapshot import Snapshot

WORTH_IT = 16
"""How many calls that differ in market and period alone it takes: an array call costs about as much as some of them."""

MOST_CELLS = 100_000
MOST_PLANES, MOST_COUNTED = 100, 10_000
"""How many planes are kept, and how many sets of other arguments are counted; then all are forgotten."""

ArrayCall = Callable[..., Answer]


@dataclass(frozen=True, slots=True)
class Plane:
    """The cells of a function [market, period] for one set of other arguments. `columns` is None without periods."""

    metric: str
    answer: Answer
    cells: CellRows
    rows: dict[str, int]
    columns: dict[Period, int] | None
    read: dict[object, Period | None] = field(default_factory=dict)

    def told(self, snapshot: Snapshot, market: object, period: object) -> Answer | None:
        """The answer to a scalar call, or nothing where its cell is not on the plane or not sound."""
        row = self.rows.get(snapshot.resolve(market).key) if isinstance(market, str) else None
        at = self._period(snapshot, period) if self.columns is not None else None
        if row is None or (at is None and self.columns is not None):
            return None
        cell = self.cells[row][self.columns[at] if self.columns is not None and at is not None else 0]
        return (
            None if isinstance(cell, CellError) else self._answer(snapshot, cell, snapshot.resolve(str(market)).key, at)
        )

    def _period(self, snapshot: Snapshot, said: object) -> Period | None:
        """The period of the data that an argument means, if it is one that has a column."""
        key = (type(said), said)
        if key not in self.read:
            buckets = snapshot.buckets(said, self.metric)
            lone = buckets[0].last if len(buckets) == 1 and buckets[0].label == buckets[0].last.label else None
            self.read[key] = lone if self.columns is not None and lone in self.columns else None
        return self.read[key]

    def _answer(self, snapshot: Snapshot, cell: CellValue, market: str, period: Period | None) -> Answer:
        """The cell with what stands behind it."""
        row = snapshot.row_behind(self.metric, market, period) if period else None
        label = period.label if period else ""
        flag = self.answer.flag
        if self.columns is not None:
            flag = f"{label}{PARTIAL}" if f"{label}{PARTIAL}" in flag.split("; ") else ""
        if row is None:
            return replace(self.answer, value=cell, period=label, flag=flag, status=snapshot.status_of_sum(market))
        return replace(self.answer, value=cell, period=label, flag=flag, source=row.source, status=row.status.value)


@dataclass(slots=True)
class Planes:
    """The planes of one snapshot, by function and the arguments that are not market and period."""

    made: dict[object, Plane | None] = field(default_factory=dict)
    asked: dict[object, int] = field(default_factory=dict)

    def answer(self, snapshot: Snapshot, spec: Function, given: Sequence[Any], ask: ArrayCall) -> Answer | None:
        """The answer to a scalar call, if it is worth a plane and its cell is sound."""
        along = _axes(spec)
        if not along or any(map(is_array, given)) or len(given) > len(spec.parameters):
            return None
        padded = [*given, *[None] * (len(spec.parameters) - len(given))]
        try:
            plane = self._plane(snapshot, spec, along, padded[along:], ask)
            return plane.told(snapshot, padded[0], padded[1]) if plane else None
        except XlmarketError:  # a name or period that means nothing: the call itself says so
            return None

    def _plane(
        self, snapshot: Snapshot, spec: Function, along: int, rest: Sequence[Any], ask: ArrayCall
    ) -> Plane | None:
        key = (spec.name, tuple((type(one), one) for one in rest))
        if key not in self.made:
            if len(self.asked) >= MOST_COUNTED or len(self.made) >= MOST_PLANES:
                self.asked.clear()
                self.made.clear()
            self.asked[key] = self.asked.get(key, 0) + 1
            if self.asked[key] < WORTH_IT:
                return None
            self.made[key] = None
            self.made[key] = _made(snapshot, spec, along, rest, ask)
        return self.made[key]


def _axes(spec: Function) -> int:
    """How many of the first arguments lie on a plane: market and period, the market alone, or none."""
    kinds = [parameter.takes.kind for parameter in spec.parameters]
    if spec.plain or kinds[:1] != ["markets"] or "periods" in kinds[2:]:
        return 0
    return 2 if kinds[1:2] == ["periods"] else 1


def _made(snapshot: Snapshot, spec: Function, along: int, rest: Sequence[Any], ask: ArrayCall) -> Plane | None:
    """The plane, or nothing where no cell is sound, the call reads other figures, or does not answer cell by cell."""
    said = dict(zip([parameter.name for parameter in spec.parameters[along:]], rest, strict=True))
    options, metric = said.get("options") or "", said.get("metric") or None
    if not isinstance(options, str) or not isinstance(metric, str | None) or _reads_others(options):
        return None
    panel = snapshot.panel(metric)
    periods = panel.periods if along == 2 else panel.periods[:1]
    if not periods or len(panel.markets) * len(periods) > MOST_CELLS:
        return None
    columns = {period: place for place, period in enumerate(periods)} if along == 2 else None
    answer = ask([[key] for key in panel.markets], *([[[one.label for one in periods]]] if columns else []), *rest)
    cells = answer.rows
    if len(cells) != len(panel.markets) or any(len(row) != len(periods) for row in cells):
        return None
    if all(isinstance(cell, CellError) for row in cells for cell in row):
        return None
    if panel.unit is None or any(not one.endswith(PARTIAL) for one in answer.flag.split("; ") if one):
        return None  # the unit, or the members that were compared, differ from cell to cell
    return Plane(panel.metric.name, answer, cells, dict(zip(panel.markets, range(len(cells)), strict=True)), columns)


def _reads_others(options: str) -> bool:
    """Whether the options bring in other figures, or periods other than the one of the cell."""
    read = read_options(options)
    return bool(read.get("dataset") or read.get("as_of") or read.get("partial") != "no")
