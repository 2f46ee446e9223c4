"""Several vintages read as one table: a later figure or gap replaces the earlier one of its cell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from xlmarket.observations import Gap, Metric, Observation, Observations
from xlmarket.periods import Period


def overlay(newest_first: Sequence[Observations], files: Collection[str]) -> Observations:
    """Several vintages as one table: for each figure the newest one, be it a value or a gap.

    A figure whose source is the name of a file of the data set has no source of its own: `sales-v2.csv` replaces what
    `sales-v1.csv` says.
    """
    kept: dict[tuple[str, str, Period, str], Observation | Gap] = {}
    for table in newest_first:
        cells: tuple[Observation | Gap, ...] = (*table.rows, *table.gaps)
        for cell in cells:
            source = "" if cell.source in files else cell.source
            kept.setdefault((cell.market, cell.metric, cell.period, source), cell)
    days = [day for table in newest_first for day in table.covered or ()]
    oldest_first = newest_first[::-1]
    return Observations(
        rows=tuple(cell for cell in kept.values() if isinstance(cell, Observation)),
        metrics=_overlay_metrics(newest_first),
        covered=(min(days), max(days)) if days else None,
        gaps=tuple(cell for cell in kept.values() if isinstance(cell, Gap)),
        aggregates={market: members for table in oldest_first for market, members in table.aggregates.items()},
    )


def _overlay_metrics(newest_first: Sequence[Observations]) -> tuple[Metric, ...]:
    """The metrics of several vintages, each as the newest has it. The default is the one declared last."""
    metrics = {metric.name: metric for table in newest_first[::-1] for metric in table.metrics}
    declared = (metric.name for table in newest_first for metric in table.metrics if metric.default)
    default = next(declared, None)
    return tuple(replace(metric, default=metric.name == default) for metric in metrics.values())
