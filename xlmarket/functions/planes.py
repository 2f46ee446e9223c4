"""Sheets full of one call: after some calls of a function, the cells of all markets and periods are computed at once.

`call` looks here for what it has not cached. A plane is one array call over every market that has figures of its own and
every period of the data. Only sound cells are taken from it: the sentence behind an error is that of the call alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from xlmarket.errors import XlmarketError
from xlmarket.functions.answer import PARTIAL, Answer
from xlmarket.functions.arguments import Arguments, is_array
from xlmarket.functions.execute import execute
from xlmarket.functions.options import read_options
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.spec import Function
from xlmarket.markets import Market
from xlmarket.measures.panel import Panel
from xlmarket.package.values import CellError, CellRows, CellValue
from xlmarket.periods import Period

FEWEST_CALLS, CELLS_PER_CALL = 2, 500
"""A plane is made after so many calls that differ in market and period alone, and one more for so many cells of it.

It then costs about as much as they did.
"""

MOST_CELLS = 100_000
MOST_PLANES, MOST_COUNTED = 100, 10_000
"""How many planes are kept, and how many sets of other arguments are counted. Beyond that all are forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """The cells of a function [market, period] for one set of other arguments. `columns` is None without periods."""

    metric: str
    answer: Answer
    cells: CellRows
    rows: dict[str, int]
    columns: dict[Period, int] | None
    periods: dict[object, Period | None] = field(default_factory=dict)

    def find(self, snapshot: Snapshot, market: object, period: object) -> Answer | None:
        """Return the answer to a scalar call, or nothing where its cell is not on the plane or not sound.

        Raises any `XlmarketError` of the period.
        """
        outcome = snapshot.lookup(market) if isinstance(market, str) else None
        row = self.rows.get(outcome.key) if isinstance(outcome, Market) else None
        if row is None or not isinstance(outcome, Market):
            return None
        at, column = None, 0
        if self.columns is not None:
            at = self._period(snapshot, period)
            if at is None:
                return None
            column = self.columns[at]
        cell = self.cells[row][column]
        return None if isinstance(cell, CellError) else self._answer(snapshot, cell, outcome, at)

    def _period(self, snapshot: Snapshot, period: object) -> Period | None:
        """The period of the data that an argument means, if it is one that has a column."""
        key = (type(period), period)
        if key not in self.periods:
            buckets = snapshot.buckets(period, self.metric)
            lone = buckets[0].last if len(buckets) == 1 and buckets[0].label == buckets[0].last.label else None
            self.periods[key] = lone if self.columns is not None and lone in self.columns else None
        return self.periods[key]

    def _answer(self, snapshot: Snapshot, cell: CellValue, market: Market, period: Period | None) -> Answer:
        """The cell with what is behind it."""
        whole, label = self.answer, period.label if period else ""
        row = snapshot.row_behind(self.metric, market.key, period) if period else None
        flag = whole.flag
        if flag and period:
            flag = f"{label}{PARTIAL}" if f"{label}{PARTIAL}" in flag.split("; ") else ""
        return Answer(
            cell,
            whole.format,
            unit=whole.unit,
            source=row.source if row else whole.source,
            status=row.status.value if row else snapshot.status_of_sum(market.key),
            vintage=whole.vintage,
            period=label,
            flag=flag,
            down=(market.name,),
            across=(label,),
        )


class Planes:
    """The planes of one snapshot, by function and the arguments that are not market and period."""

    def __init__(self, _: Snapshot) -> None:
        self.made: dict[object, Plane | None] = {}
        self.asked: dict[object, int] = {}

    def answer(self, snapshot: Snapshot, function: Function, arguments: Arguments) -> Answer | None:
        """Return the answer to a scalar call, if it is worth a plane and its cell is sound."""
        along = _dimensions(function)
        if not along or any(map(is_array, arguments)):
            return None
        try:
            plane = self._plane(snapshot, function, arguments[along:])
            return plane.find(snapshot, arguments[0], arguments[1]) if plane else None
        except XlmarketError:  # a name or period that means nothing: the call alone has the sentence
            return None

    def _plane(self, snapshot: Snapshot, function: Function, rest: Arguments) -> Plane | None:
        key = (function.name, rest, tuple(map(type, rest)))
        if key not in self.made:
            if len(self.asked) >= MOST_COUNTED or len(self.made) >= MOST_PLANES:
                self.asked.clear()
                self.made.clear()
            calls = self.asked[key] = self.asked.get(key, 0) + 1
            if calls <= FEWEST_CALLS:
                return None
            panel = _panel_of(snapshot, function, rest)
            if panel is not None and calls <= FEWEST_CALLS + panel.values.size // CELLS_PER_CALL:
                return None
            self.made[key] = None  # a plane that cannot be made is not tried again
            self.made[key] = _make_plane(snapshot, function, rest, panel) if panel else None
        return self.made[key]


@cache
def _dimensions(function: Function) -> int:
    """How many of the first arguments lie on a plane: market and period, the market alone, or none."""
    kinds = [parameter.takes.kind for parameter in function.parameters]
    if function.plain or kinds[:1] != ["markets"] or "periods" in kinds[2:]:
        return 0
    return 2 if kinds[1:2] == ["periods"] else 1


def _panel_of(snapshot: Snapshot, function: Function, rest: Arguments) -> Panel | None:
    """The panel whose markets and periods a plane has, or nothing where the call reads other figures.

    Figures in several units have no plane: the unit of an answer would differ from cell to cell.
    """
    names = [parameter.name for parameter in function.parameters[-len(rest) :]] if rest else []
    given = dict(zip(names, rest, strict=True))
    options, metric = given.get("options") or "", given.get("metric")
    if not isinstance(options, str) or not isinstance(metric, str | None) or _reads_others(options):
        return None
    panel = snapshot.panel(metric)
    return panel if panel.unit is not None and 0 < panel.values.size <= MOST_CELLS else None


def _make_plane(snapshot: Snapshot, function: Function, rest: Arguments, panel: Panel) -> Plane | None:
    """The plane, or nothing where no cell is sound or an answer is not one cell for each market and period."""
    with_periods = _dimensions(function) == 2
    periods = panel.periods if with_periods else panel.periods[:1]
    columns = {period: place for place, period in enumerate(periods)} if with_periods else None
    across = (tuple(period.label for period in periods),) if with_periods else ()
    answer = execute(snapshot, function, (panel.markets, *across, *rest))
    if not _is_sound(answer, len(panel.markets), len(periods)):
        return None
    rows = {market: row for row, market in enumerate(panel.markets)}
    return Plane(metric=panel.metric.name, answer=answer, cells=answer.rows, rows=rows, columns=columns)


def _is_sound(answer: Answer, height: int, width: int) -> bool:
    """Whether an answer has a cell for each market and period, some without an error, and no flag but for its period."""
    cells = answer.rows
    if len(cells) != height or any(len(row) != width for row in cells):
        return False
    if all(isinstance(cell, CellError) for row in cells for cell in row):
        return False
    return all(flag.endswith(PARTIAL) for flag in answer.flag.split("; ") if flag)


def _reads_others(options: str) -> bool:
    """Whether the options bring in other figures, or periods other than the one of the cell."""
    read = read_options(options)
    return bool(read.get("dataset") or read.get("as_of") or read.get("partial") != "no")
