"""`xlmarket data diff`: what changed between two vintages of a data set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlmarket.cli.commands import command
from xlmarket.cli.options import AS_OF, dataset_argument, output_option
from xlmarket.cli.session import Session
from xlmarket.cli.targets import check_ending
from xlmarket.errors import NotAvailable

if TYPE_CHECKING:
    from xlmarket.markets import Markets
    from xlmarket.report.revisions import Revision, Total
    from xlmarket.store import DatasetState, Holding, Vintage
    from xlmarket.store.changes import Changes
    from xlmarket.store.database import Store

MOST_LINES = 20


@command("diff", "xlmarket data diff mine", "xlmarket data diff mine 1 3 -o changes.xlsx")
@dataset_argument
@click.argument(
    "before",
    required=False,
    type=AS_OF,
    metavar="[BEFORE]",
    help="A vintage's number or a day (default: the last vintage but one).",
)
@click.argument("after", required=False, type=AS_OF, metavar="[AFTER]", help="The later one (default: the latest).")
@output_option("A workbook (.xlsx) or a CSV file of the changes.")
def diff_vintages(
    session: Session, name: str, before: DatasetState | None, after: DatasetState | None, output: Path | None
) -> None:
    """Show the changes between two vintages, the largest first.

    Compares the data set as it was at both: every market, metric and period whose figure differs, by how much and by
    how many percent. A figure that a later import does not contain keeps its value and is no change.
    """
    from xlmarket.report.revisions import revisions_of, summary_of, totals_of, vintage_name
    from xlmarket.store.changes import compare

    if output is not None:
        check_ending(output, "changes are written as a workbook or CSV", ".xlsx", ".csv")
    url = session.store_url()
    changes = compare(*_states(name, url, before, after))
    revisions, totals = revisions_of(changes), totals_of(changes)
    head = f"{name}: {vintage_name(changes.before)} to {vintage_name(changes.after)}: {summary_of(changes)}"
    data = _data(name, changes, revisions)
    if output is not None:
        _write(output, changes, revisions)
        session.result(f"{head}\n{output}", {**data, "file": str(output)})
        return
    session.result("\n".join([head, *_total_lines(totals), *_lines(revisions)]), data)


def overlay_effects(store: Store, vintage: Vintage, markets: Markets) -> tuple[int, tuple[str, ...]]:
    """How many figures of earlier vintages a new one replaces, and the findings that are new with it."""
    from xlmarket.sources import check_plausible
    from xlmarket.store.changes import ChangeKind, compare

    later = store.read(vintage.dataset, vintage.number)
    if not later.beneath:
        return 0, ()
    earlier = store.read(vintage.dataset, later.beneath[0].number)
    changes = compare(earlier, later)
    kinds = {metric.name: metric.kind for metric in earlier.observations.metrics}
    odd = [
        f"{metric.name} was a {kinds[metric.name]} and is a {metric.kind} from now on"
        for metric in later.observations.metrics
        if kinds.get(metric.name, metric.kind) is not metric.kind
    ]
    before = check_plausible(earlier.observations, markets)
    odd += [line for line in check_plausible(later.observations, markets) if line not in before]
    return changes.count(ChangeKind.CHANGED) + changes.count(ChangeKind.WITHDRAWN), tuple(odd)


def _states(
    name: str, url: str | None, before: DatasetState | None, after: DatasetState | None
) -> tuple[Holding, Holding]:
    """The data set at both ends."""
    from xlmarket.store import read_dataset

    later = read_dataset(name, url, after)
    if before is not None:
        return read_dataset(name, url, before), later
    if not later.beneath:
        raise NotAvailable(f"{name} has only one vintage to compare", found=later.vintage.label)
    return read_dataset(name, url, later.beneath[0].number), later


def _lines(revisions: tuple[Revision, ...]) -> list[str]:
    """The largest changes as a table."""
    rows = [_row(revision) for revision in revisions[:MOST_LINES]]
    widths = [max(len(row[place]) for row in rows) for place in range(8)] if rows else []
    lines = ["  ".join(_align(text, width, n) for n, (text, width) in enumerate(zip(row, widths, strict=True)))
             for row in rows]  # fmt: skip
    more = len(revisions) - MOST_LINES
    return [line.rstrip() for line in lines] + (
        [f"and {more:,} more: -o FILE.xlsx or --json has all"] if more > 0 else []
    )


def _row(revision: Revision) -> tuple[str, ...]:
    ratio = f"{revision.ratio:+.1%}" if isinstance(revision.ratio, float) else ""
    figures = (_number(revision.before), _number(revision.after), _number(revision.difference, sign=True), ratio)
    return revision.market, revision.metric, revision.period, *figures, revision.change + _note(revision)


def _note(revision: Revision) -> str:
    return f" ({revision.note})" if revision.note else ""


def _align(text: str, width: int, column: int) -> str:
    texts_first, figures = 3, 4
    return f"{text:>{width}}" if texts_first <= column < texts_first + figures else f"{text:<{width}}"


def _number(value: object, *, sign: bool = False) -> str:
    if not isinstance(value, (int, float)):
        return ""
    return f"{value:+,.10g}" if sign else f"{value:,.10g}"


def _total_lines(totals: tuple[Total, ...]) -> list[str]:
    """A line for each metric with changed figures."""
    return [
        f"{total.metric}: {total.changed:,} changed by {_number(total.difference, sign=True)} {total.unit}".rstrip()
        + (f", at most {total.largest:+.1%}" if isinstance(total.largest, float) else "")
        for total in totals
        if total.changed
    ]


def _data(name: str, changes: Changes, revisions: tuple[Revision, ...]) -> dict[str, object]:
    from dataclasses import asdict

    from xlmarket.store.changes import ChangeKind

    return {
        "dataset": name,
        "before": changes.before.number,
        "after": changes.after.number,
        **{kind.value: changes.count(kind) for kind in ChangeKind},
        "same": changes.same,
        "changes": [asdict(revision) for revision in revisions],
    }


def _write(output: Path, changes: Changes, revisions: tuple[Revision, ...]) -> None:
    from xlmarket.files import write_whole
    from xlmarket.output import csv_bytes
    from xlmarket.report.revisions import revisions_table, revisions_workbook

    is_workbook = output.suffix.lower() == ".xlsx"
    write_whole(output, revisions_workbook(changes) if is_workbook else csv_bytes(revisions_table(revisions)))
