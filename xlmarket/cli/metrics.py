"""The metric of a report: that of `--metric`, the default of the data set, or the one a person chooses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xlmarket.cli.session import is_terminal
from xlmarket.errors import UsageError

if TYPE_CHECKING:
    from xlmarket.functions import Snapshot


def choose_metrics(snapshot: Snapshot, names: Sequence[str]) -> list[Snapshot]:
    """One snapshot per metric: those of `names`, or else the default metric.

    Where the data set has several metrics and no default, a person at a terminal chooses. Raises `UsageError` with the
    list elsewhere, and `UnknownMetric` for an unknown metric.
    """
    if names:
        return [snapshot.measuring(metric) for metric in dict.fromkeys(snapshot.metric(name).name for name in names)]
    if snapshot.has_default or not snapshot.metrics:
        return [snapshot]
    metrics = list(snapshot.metrics)
    if not is_terminal():
        raise UsageError(
            f"the data set {snapshot.holding.dataset.name} has several metrics and no default",
            allowed=metrics,
            remedy="choose one with --metric NAME",
        )
    return [snapshot.measuring(_ask(metrics))]


def _ask(metrics: Sequence[str]) -> str:
    """One of the metrics, by its number in the list or its name."""
    import click

    lines = [f"{number:>3}  {name}" for number, name in enumerate(metrics, 1)]
    click.echo("\n".join(["The data set has several metrics and no default:", *lines]), err=True)
    while True:
        reply = str(click.prompt("Which one", err=True)).strip()
        if reply in metrics:
            return reply
        if reply.isascii() and reply.isdigit() and 1 <= int(reply) <= len(metrics):
            return metrics[int(reply) - 1]
        click.echo(f"give a number from 1 to {len(metrics)}, or a name of the list", err=True)
