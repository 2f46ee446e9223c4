"""The changes between two vintages as a workbook and as plain rows. `xlmarket data diff -o` calls it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlmarket.listing import count_of
from xlmarket.markets import Markets, standard_markets
from xlmarket.observations import Observation
from xlmarket.package.values import CellValue
from xlmarket.report.engine import compile_template
from xlmarket.report.figures import Table
from xlmarket.report.shipped import find_part
from xlmarket.store.changes import Change, ChangeKind, Changes
from xlmarket.store.holdings import Vintage
from xlmarket.template import render

COLUMNS = ("market", "metric", "period", "change", "before", "after", "difference", "ratio", "unit", "note", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One changed cell in a table. `ratio` is a fraction. A difference without a meaning is empty."""

    market: str
    metric: str
    period: str
    change: str
    before: CellValue
    after: CellValue
    difference: CellValue
    ratio: CellValue
    unit: str
    note: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The changes of one metric: how many of each kind, and the sum of the differences."""

    metric: str
    unit: str
    changed: int
    added: int
    removed: int
    withdrawn: int
    other: int
    difference: CellValue
    largest: CellValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two vintages and a summary of their differences."""

    dataset: str
    before: str
    after: str
    summary: str


def revisions_of(changes: Changes) -> tuple[Revision, ...]:
    """Return every change as a row, in the order of `changes`, with the names of markets."""
    book = standard_markets()
    return tuple(_revision(change, book) for change in changes.changes)


def _revision(change: Change, book: Markets) -> Revision:
    cell = change.cell
    return Revision(
        market=book[cell.market].name if cell.market in book else cell.market,
        metric=cell.metric,
        period=cell.period.label,
        change=change.kind.value,
        before=_value(change.before),
        after=_value(change.after),
        difference=change.difference,
        ratio=change.ratio,
        unit=next(
            (observation.unit for observation in (change.after, change.before) if isinstance(observation, Observation)),
            "",
        ),
        note=change.note,
        source=cell.source,
    )


def _value(cell: object) -> CellValue:
    return cell.value if isinstance(cell, Observation) else None


def totals_of(changes: Changes) -> tuple[Total, ...]:
    """Return the changes counted by metric and unit. Differences are added only within one unit."""
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes.changes:
        groups.setdefault((change.cell.metric, getattr(change.cell, "unit", "")), []).append(change)
    return tuple(_total(metric, unit, group) for (metric, unit), group in groups.items())


def _total(metric: str, unit: str, group: Sequence[Change]) -> Total:
    counts = {kind: sum(change.kind is kind for change in group) for kind in ChangeKind}
    differences = [change.difference for change in group if change.kind is ChangeKind.CHANGED]
    ratios = [change.ratio for change in group if change.ratio is not None]
    return Total(
        metric=metric,
        unit=unit,
        changed=counts[ChangeKind.CHANGED],
        added=counts[ChangeKind.ADDED] + counts[ChangeKind.FILLED],
        removed=counts[ChangeKind.REMOVED],
        withdrawn=counts[ChangeKind.WITHDRAWN],
        other=counts[ChangeKind.MARKED],
        difference=math.fsum(value for value in differences if value is not None) if differences else None,
        largest=max(ratios, key=abs, default=None),
    )


def summary_of(changes: Changes) -> str:
    """Return one line: how many cells changed, were added, were removed, and are the same."""
    words = [f"{count:,} {kind.value}" for kind in ChangeKind if (count := changes.count(kind))]
    counts = ", ".join(words) or "nothing changed"
    return f"{counts}; {count_of(changes.same, 'cell')} the same"


def vintage_name(vintage: Vintage) -> str:
    """Return a vintage as in a heading: vintage 3 of 2025-02-20."""
    return f"vintage {vintage.number} of {vintage.published:%Y-%m-%d}"


def revisions_workbook(changes: Changes) -> bytes:
    """Return the changes as a finished workbook: totals by metric, then every cell, the largest first."""
    comparison = Comparison(
        dataset=changes.after.dataset,
        before=vintage_name(changes.before),
        after=vintage_name(changes.after),
        summary=summary_of(changes),
    )
    context = {"comparison": comparison, "totals": totals_of(changes), "revisions": revisions_of(changes)}
    return render(compile_template(find_part("revisions")), context)


def revisions_table(revisions: Iterable[Revision]) -> Table:
    """Return the same rows with a header, for a CSV."""
    return [list(COLUMNS), *([getattr(revision, name) for name in COLUMNS] for revision in revisions)]
