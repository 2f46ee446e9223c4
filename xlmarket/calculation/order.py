"""The order in which formulas are calculated: each after those it reads, and none that reads what is not known.

Runs of formulas are ordered as a whole. Those that read each other row by row (an opening balance is the closing one of
the row above) are taken apart into single cells.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xlmarket.calculation.book import ColumnKey, FormulaRun
from xlmarket.calculation.grammar import CellsRead, CheckedFormula, check_formula
from xlmarket.package.areas import Area

MOST_APART = 10_000
"""Most cells of runs that are taken apart."""

MOST_EDGES = 500_000
"""Most pairs of runs of which one reads the other."""


LAST_COLUMN = 16_000
"""The last column that formulas may read. The columns behind it are those of the engine's own formulas."""


@dataclass(frozen=True, slots=True)
class OrderedRun:
    """A run that can be calculated, with what its first and its last formula read."""

    run: FormulaRun
    first: CheckedFormula
    last: CheckedFormula

    @property
    def reads(self) -> list[CellsRead]:
        """What all its formulas read, from the first to the last."""
        pairs = [
            *zip(self.first.cells, self.last.cells, strict=True),
            *zip(self.first.ranges, self.last.ranges, strict=True),
        ]
        return [CellsRead(one.sheet, _around(one, other)) for one, other in pairs]


def _around(one: CellsRead, other: CellsRead) -> Area:
    a, b = one.area, other.area
    return Area(
        min(a.first_column, b.first_column),
        min(a.first_row, b.first_row),
        max(a.last_column, b.last_column),
        max(a.last_row, b.last_row),
    )


def check_run(run: FormulaRun) -> OrderedRun | None:
    """A run with what it reads, or None where it cannot be calculated."""
    if not run.texts:
        return None
    first = check_formula(run.texts[0])
    if first is None:
        return None
    last = first if run.count == 1 else check_formula(run.texts[-1])
    if last is None or len(last.cells) != len(first.cells) or len(last.ranges) != len(first.ranges):
        return None
    return OrderedRun(run, first, last)


@dataclass
class _Columns:
    """Runs by their columns, to find those in an area."""

    runs: Sequence[FormulaRun]
    by_column: dict[ColumnKey, list[int]] = field(default_factory=dict)
    by_sheet: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number in sorted(range(len(self.runs)), key=lambda number: self.runs[number].row):
            self.by_column.setdefault(self.runs[number].key, []).append(number)
        self.ends = {key: [self.runs[number].last_row for number in numbers] for key, numbers in self.by_column.items()}
        for sheet, column in sorted(self.by_column):
            self.by_sheet.setdefault(sheet, []).append(column)

    def inside(self, sheet: str, area: Area) -> Iterator[int]:
        columns = self.by_sheet.get(sheet, [])
        for column in columns[bisect_left(columns, area.first_column) :]:
            if column > area.last_column:
                return
            key = (sheet, column)
            numbers = self.by_column[key]
            for place in range(bisect_left(self.ends[key], area.first_row), len(numbers)):
                if self.runs[numbers[place]].row > area.last_row:
                    break
                yield numbers[place]


def order_runs(runs: Sequence[FormulaRun], titles: Mapping[str, str]) -> list[OrderedRun]:
    """The runs that can be calculated, each after those it reads. `titles` are the sheets by their casefolded titles.

    A run is left out if it cannot be calculated itself, reads one that was left out, or waits for itself.
    """
    checked = [_check(run, titles) for run in runs]
    ordered, stuck = _sort(runs, checked)
    if not stuck:
        return ordered
    apart = [number for number in stuck if checked[number] is not None]
    if sum(runs[number].count for number in apart) > MOST_APART:
        return ordered
    single = [cell for number in apart for cell in _cells_of(runs[number])]
    whole = [number for number in range(len(runs)) if number not in set(apart)]
    return _sort(
        [*(runs[number] for number in whole), *single],
        [*(checked[number] for number in whole), *(_check(cell, titles) for cell in single)],
    )[0]


def _check(run: FormulaRun, titles: Mapping[str, str]) -> OrderedRun | None:
    item = check_run(run)
    if item is None:
        return None
    sheets = {read.sheet for read in (*item.first.cells, *item.first.ranges) if read.sheet}
    if any(titles.get(sheet.casefold()) != sheet for sheet in sheets):
        return None
    return item if all(read.area.last_column <= LAST_COLUMN for read in item.reads) else None


def _cells_of(run: FormulaRun) -> Iterator[FormulaRun]:
    for place in range(run.count):
        yield FormulaRun(run.sheet, run.column, run.row + place, run.texts[place : place + 1], 1)


def _sort(runs: Sequence[FormulaRun], checked: Sequence[OrderedRun | None]) -> tuple[list[OrderedRun], list[int]]:
    """The runs in order, and those that wait for each other."""
    columns = _Columns(runs)
    readers: list[list[int]] = [[] for _ in runs]
    waits = [0] * len(runs)
    blocked = [item is None for item in checked]
    edges = 0
    for number, item in enumerate(checked):
        if item is None:
            continue
        needs = _needs(item, columns)
        edges += len(needs)
        if edges > MOST_EDGES:
            blocked[number] = True
            continue
        waits[number] = len(needs)
        for need in needs:
            readers[need].append(number)
    ready = [number for number in range(len(runs)) if not waits[number]]
    ordered: list[OrderedRun] = []
    for number in ready:
        item = checked[number]
        if item is not None and not blocked[number]:
            ordered.append(item)
        for reader in readers[number]:
            waits[reader] -= 1
            blocked[reader] = blocked[reader] or item is None or blocked[number]
            if not waits[reader]:
                ready.append(reader)
    return ordered, [number for number, count in enumerate(waits) if count and not blocked[number]]


def _needs(item: OrderedRun, columns: _Columns) -> set[int]:
    own = item.run.key[0]
    needs: set[int] = set()
    for read in item.reads:
        needs.update(columns.inside(read.sheet.casefold() or own, read.area))
    return needs
