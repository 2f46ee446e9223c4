"""Rows that are sums of other rows, found by arithmetic, so that no such market is imported unnoticed.

A row is a sum where, in every period it has a figure for, it equals the figures of the others within rounding: of all
others, or of those directly above or below it. Few figures can be equal by chance, so a sum has three parts or more and
holds in two periods or more, or else five digits or more agree. In less than eight periods, it may be off by a
ten-thousandth at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from xlmarket.observations import Observation

PARTS = 3
CELLS = 2
FEWEST, DIGITS, DIGITS_OF_TOTAL = 2, 5.0, 3.5
MANY_CELLS = 8
_CLOSE, _LOOSE = 1e-4, 5e-3
Array = npt.NDArray[np.float64]


@dataclass
class _MetricTable:
    """Figures of one metric. `values` has a row per market, in the order of the file, and a column per period.

    A missing figure is 0. `rounding` is the unit of the last decimal place.
    """

    markets: list[str]
    values: Array
    rounding: float
    sums: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def is_sum(self, row: int, parts: Sequence[int], digits: float = DIGITS) -> bool:
        """Whether a row equals the sum of parts in all its periods. With few periods, `digits` must agree as well."""
        whole = self.values[row]
        cells = whole != 0
        filled = (self.values[list(parts)] != 0).any(axis=1).sum() if len(parts) else 0
        if not cells.any() or filled < FEWEST:
            return False
        total = self.values[list(parts)].sum(axis=0)
        relative = _LOOSE if cells.sum() >= MANY_CELLS else _CLOSE
        if (np.abs(total - whole)[cells] > self.tolerance(whole, len(parts), relative)[cells]).any():
            return False
        return bool(cells.sum() >= CELLS and filled >= PARTS) or self.digits(whole[cells]) >= digits

    def digits(self, whole: Array) -> float:
        """The number of digits of different figures that agree where a row is a sum. Many never agree by chance."""
        return float(np.log10(np.maximum(np.abs(np.unique(whole)) * 2 / self.rounding, 1.0)).sum())

    def tolerance(self, whole: Array, parts: int, relative: float = _LOOSE) -> Array:
        """Array of the largest difference per period that rounding of the parts explains, and at most a part of the sum."""
        exact: Array = 1e-9 * np.abs(whole)
        return np.minimum(self.rounding * (parts + 1) / 2, relative * np.abs(whole)) + exact


def find_sums(rows: Iterable[Observation], known: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the markets whose figures are sums of others in some metric, with their parts, without the `known` sums."""
    aside = set(known)
    sums: dict[str, tuple[str, ...]] = {}
    by_metric: dict[str, list[Observation]] = {}
    for row in rows:
        if row.market not in aside:
            by_metric.setdefault(row.metric, []).append(row)
    for table in map(_table, by_metric.values()):
        _find_neighbours(table)
        _find_totals(table)
        sums = {**table.sums, **sums}
    return sums


def _table(rows: list[Observation]) -> _MetricTable:
    markets = {market: n for n, market in enumerate(dict.fromkeys(row.market for row in rows))}
    periods = {period: n for n, period in enumerate(dict.fromkeys(row.period for row in rows))}
    values = np.zeros((len(markets), len(periods)))
    for row in rows:
        values[markets[row.market], periods[row.period]] = row.value
    return _MetricTable(list(markets), values, 10.0 ** -max(map(_decimals, rows), default=0))


def _decimals(row: Observation) -> int:
    _, _, places = f"{row.value:.9f}".rstrip("0").partition(".")
    return len(places)


def _find_neighbours(table: _MetricTable) -> None:
    """Find sums of the rows directly above, then of those directly below. No sum is a part of another."""
    for step in (1, -1):
        order = [n for n in range(len(table.markets)) if table.markets[n] not in table.sums][::step]
        _find_runs(table, order)


def _find_runs(table: _MetricTable, order: list[int]) -> None:
    leaves: list[int] = []
    for row in order:
        parts = _run_before(table, row, leaves)
        if parts:
            table.sums[table.markets[row]] = tuple(table.markets[n] for n in sorted(parts))
        else:
            leaves.append(row)


def _run_before(table: _MetricTable, row: int, leaves: list[int]) -> list[int]:
    """The last leaves so far that sum to a row: candidates by its largest figure, then tested on all its figures."""
    if len(leaves) < FEWEST:
        return []
    whole = table.values[row]
    column = int(np.abs(whole).argmax())
    if whole[column] == 0:
        return []
    sums = np.cumsum(table.values[leaves[::-1], column])
    near = np.abs(sums - whole[column]) <= table.tolerance(np.abs(whole[[column]]), len(leaves))[0]
    for length in np.flatnonzero(near) + 1:
        parts = leaves[-int(length) :]
        if table.is_sum(row, parts):
            return parts
    return []


def _find_totals(table: _MetricTable) -> None:
    """Find the sum of all rows that are not sums: a row that is half of the sum of all, itself included."""
    free = [n for n, market in enumerate(table.markets) if market not in table.sums]
    values = table.values[free]
    near = np.abs(values.sum(axis=0) - 2 * values) <= table.tolerance(values, len(free))
    for row in np.array(free, dtype=int)[(near | (values == 0)).all(axis=1)].tolist():
        leaves = [n for n in free if n != row]
        if table.is_sum(row, leaves, DIGITS_OF_TOTAL if len(leaves) >= PARTS else DIGITS):
            table.sums[table.markets[row]] = tuple(table.markets[n] for n in leaves)
            return
