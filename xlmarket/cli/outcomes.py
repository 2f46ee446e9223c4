"""The outcomes of a batch in the terminal: a progress bar while it runs, the counts and failures at its end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from xlmarket.cli.session import Session, console
from xlmarket.errors import BatchFailed
from xlmarket.listing import list_names

if TYPE_CHECKING:
    from xlmarket.batch.run import JobOutcome

MOST_NAMES = 10
STATES = ("written", "unchanged", "failed")


@contextmanager
def show_progress(session: Session, total: int) -> Iterator[Callable[[JobOutcome], None]]:
    """A progress bar on standard error, if that is a terminal."""
    if session.quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(), transient=True) as bar:
        task = bar.add_task("reports", total=total)
        yield lambda outcome: bar.update(
            task, advance=1, description=f"{outcome.job.region or outcome.job.template.stem} {outcome.job.period}"[:40]
        )


def summarize_outcomes(session: Session, outcomes: Sequence[JobOutcome], output: Path, stale: Sequence[str]) -> None:
    """Print how many reports were written. Raises `BatchFailed` where one failed."""
    states = [outcome.state for outcome in outcomes]
    counts = {state: states.count(state) for state in STATES}
    summary = ", ".join(f"{count} {state}" for state, count in counts.items() if count or state == "written")
    files = [_file_fields(outcome, output) for outcome in outcomes]
    session.result(f"{output}: {summary}", {"folder": str(output), **counts, "files": files, "stale": list(stale)})
    if stale:
        session.message(_stale_message(output, stale))
    failures = [outcome for outcome in outcomes if outcome.state == "failed"]
    if failures:
        sys.stdout.flush()
        for outcome in failures[1:]:
            sys.stderr.write(f"xlmarket: {outcome.job.title}: {outcome.error}\n")
        raise BatchFailed(f"{failures[0].job.title}: {failures[0].error}")


def _file_fields(outcome: JobOutcome, output: Path) -> dict[str, object]:
    fields: dict[str, object] = {"file": str(output / outcome.job.target), "state": outcome.state}
    return fields | ({"error": outcome.error} if outcome.error else {})


def _stale_message(output: Path, stale: Sequence[str]) -> str:
    return (
        f"xlmarket: {output} has files made from figures that no longer exist (undone, renamed or deleted):"
        f" {list_names(stale, MOST_NAMES)}; remove them or export them again"
    )
