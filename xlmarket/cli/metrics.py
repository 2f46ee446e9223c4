"""The metric of a report: the one of `--metric`, the default of the data set, or the answer of the person asked."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from xlmarket.errors import UsageError

if TYPE_CHECKING:
    from xlmarket.functions import Snapshot


def choose_metrics(snapshot: Snapshot, named: Sequence[str]) -> list[Snapshot]:
    """The figures once per metric named; without a name those of the default metric.

    Where the data set has several metrics and no default, a person at a terminal chooses; a script gets a `UsageError`
    with the list.
    """
    if named:
        return [snapshot.measuring(metric) for metric in dict.fromkeys(snapshot.metric(name).name for name in named)]
    if snapshot.has_default or not snapshot.metrics:
        return [snapshot]
    names = list(snapshot.metrics)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            f"the data set {snapshot.holding.dataset.name} has several metrics and no default",
            allowed=names,
            remedy="say which with --metric NAME",
        )
    return [snapshot.measuring(_ask(names))]


def _ask(names: Sequence[str]) -> str:
    """One of some names, chosen by its number or typed."""
    import typer

    lines = [f"{number:>3}  {name}" for number, name in enumerate(names, 1)]
    typer.echo("\n".join(["The data set has several metrics and no default:", *lines]), err=True)
    while True:
        said = str(typer.prompt("Which one", err=True)).strip()
        if said in names:
            return said
        if said.isascii() and said.isdigit() and 1 <= int(said) <= len(names):
            return names[int(said) - 1]
        typer.echo(f"a number from 1 to {len(names)}, or a name of the list", err=True)
