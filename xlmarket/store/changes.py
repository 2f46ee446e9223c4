"""What changed in a data set between two vintages, cell by cell: `compare` gives it, `xlmarket data diff` prints it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from xlmarket.observations import Gap, Observation, Observations
from xlmarket.periods import Period
from xlmarket.store.holdings import Holding, Vintage

StoredCell = Observation | Gap
CellKey = tuple[str, str, Period]


class ChangeKind(StrEnum):
    """How a cell changed: `marked` has the same value with another unit, qualifier or status."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"
    FILLED = "filled"
    MARKED = "marked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One cell that changed. `before` and `after` are figures, gaps (the source gives a reason for none) or None."""

    kind: ChangeKind
    before: StoredCell | None
    after: StoredCell | None

    @property
    def cell(self) -> StoredCell:
        """Where it is: the later of the two."""
        cell = self.after or self.before
        assert cell is not None  # noqa: S101 - a change has a side
        return cell

    @property
    def difference(self) -> float | None:
        """How much more it is, where both sides are figures in one unit."""
        before, after = self.before, self.after
        if not isinstance(before, Observation) or not isinstance(after, Observation) or before.unit != after.unit:
            return None
        return after.value - before.value

    @property
    def ratio(self) -> float | None:
        """The difference as a fraction of the earlier figure: 0.02 is 2 %. None where that is zero."""
        before = self.before
        if self.difference is None or not isinstance(before, Observation) or before.value == 0:
            return None
        return self.difference / abs(before.value)

    @property
    def note(self) -> str:
        """What else differs: unit, qualifier, status, the reason of a gap."""
        return "; ".join(_differences(self.before, self.after))


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All changes of a data set between two vintages, the largest of each metric first. `same` cells have none."""

    before: Vintage
    after: Vintage
    changes: tuple[Change, ...]
    same: int

    def count(self, kind: ChangeKind) -> int:
        return sum(change.kind is kind for change in self.changes)


def compare(before: Holding, after: Holding) -> Changes:
    """What differs between two states of a data set."""
    earlier, later = _cells(before.observations), _cells(after.observations)
    order = [metric.name for metric in (*after.observations.metrics, *before.observations.metrics)]
    changes: list[Change] = []
    same = 0
    for key in dict.fromkeys((*later, *earlier)):
        pairs = list(_pairs(earlier.get(key, {}), later.get(key, {})))
        found = [change for pair in pairs if (change := _change(*pair))]
        changes += found
        same += not found
    changes.sort(key=lambda change: _size(change, order))
    return Changes(before=before.vintage, after=after.vintage, changes=tuple(changes), same=same)


def _cells(table: Observations) -> dict[CellKey, dict[str, StoredCell]]:
    """The figures and gaps of each cell by source, the one that is used first."""
    cells: dict[CellKey, dict[str, StoredCell]] = {}
    everything: Iterable[StoredCell] = (*table.rows, *table.gaps)
    for cell in everything:
        cells.setdefault((cell.market, cell.metric, cell.period), {}).setdefault(cell.source, cell)
    return cells


def _pairs(
    before: dict[str, StoredCell], after: dict[str, StoredCell]
) -> Iterator[tuple[StoredCell | None, StoredCell | None]]:
    """What to compare in one cell: the figure that is used on either side, and the others source by source.

    A release often names itself in `source`: its figure then replaces the one used before.
    """
    first_before, first_after = next(iter(before.values()), None), next(iter(after.values()), None)
    yield first_before, first_after
    done = {one.source for one in (first_before, first_after) if one is not None}
    for source in dict.fromkeys((*after, *before)):
        if source not in done:
            yield before.get(source), after.get(source)


def _change(before: StoredCell | None, after: StoredCell | None) -> Change | None:
    kind = _kind(before, after)
    return Change(kind=kind, before=before, after=after) if kind else None


def _kind(before: StoredCell | None, after: StoredCell | None) -> ChangeKind | None:
    if before is None:
        return ChangeKind.ADDED
    if after is None:
        return ChangeKind.REMOVED
    if isinstance(after, Gap) or isinstance(before, Gap):
        if isinstance(before, Gap) and isinstance(after, Gap):
            return None if before.symbol == after.symbol and before.reason == after.reason else ChangeKind.MARKED
        return ChangeKind.WITHDRAWN if isinstance(after, Gap) else ChangeKind.FILLED
    if before.value != after.value:
        return ChangeKind.CHANGED
    marks = [(one.unit, one.qualifier, one.status) for one in (before, after)]
    return ChangeKind.MARKED if marks[0] != marks[1] else None


def _differences(before: StoredCell | None, after: StoredCell | None) -> Iterator[str]:
    for cell, word in ((before, "was"), (after, "")):
        if isinstance(cell, Gap):
            yield f"{word} {cell.symbol} ({cell.reason})".strip() if cell.reason else f"{word} {cell.symbol}".strip()
    if not isinstance(before, Observation) or not isinstance(after, Observation):
        return
    for name in ("unit", "qualifier", "status"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield f"{name} {old or 'none'} → {new or 'none'}"


def _size(change: Change, order: list[str]) -> tuple[object, ...]:
    """Metric by metric. In each the changed figures by size, then what came, went and was marked, by size."""
    cell = change.cell
    value = change.difference if change.difference is not None else getattr(cell, "value", 0.0)
    return order.index(cell.metric), list(ChangeKind).index(change.kind), -abs(value), cell.market, cell.period.ordinal
