"""The figures of a batch, opened once per process."""

from __future__ import annotations

from functools import lru_cache

from xlmarket.batch.jobs import FigureSource
from xlmarket.functions.snapshot import Snapshot


def forget_figures() -> None:
    """Open the figures again: there may have been an import or undo since the last run of this process."""
    snapshot_of.cache_clear()
    snapshot_of_metric.cache_clear()


@lru_cache(maxsize=1)
def snapshot_of(figures: FigureSource) -> Snapshot:
    """Return the figures of a batch, opened once per process."""
    from xlmarket.config import load_config
    from xlmarket.functions import open_snapshot

    config = load_config(figures.config)
    return open_snapshot(figures.dataset, store=figures.store, as_of=figures.as_of, config=config)


@lru_cache(maxsize=8)
def snapshot_of_metric(figures: FigureSource, metric: str | None) -> Snapshot:
    """Return the figures with the metric of a job, opened once per process."""
    return snapshot_of(figures).measuring(metric) if metric else snapshot_of(figures)
