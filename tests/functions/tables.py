"""Snapshots of small tables made in a test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from xlmarket.functions import Snapshot, call
from xlmarket.observations import Metric, MetricKind, Observation, Observations
from xlmarket.package.values import CellError
from xlmarket.periods import Period
from xlmarket.store import Dataset, Holding, Vintage


def snapshot(rows: Iterable[Observation], metrics: Sequence[Metric], **more: Any) -> Snapshot:
    """A snapshot of a table; `more` are covered, gaps or aggregates."""
    table, day = Observations(rows=tuple(rows), metrics=tuple(metrics), **more), datetime(2026, 1, 1, tzinfo=UTC)
    vintage = Vintage(dataset="test", number=1, published=day, imported=day, file="", fingerprint="", rows=len(table))
    return Snapshot(Holding(dataset=Dataset(name="test", title="Test"), vintage=vintage, observations=table))


def annual(
    figures: dict[str, Sequence[float | None]], first: int = 2014, unit: str = "USD million", **more: Any
) -> Snapshot:
    """Yearly sales: per market the figures from the first year on."""
    rows = [
        Observation(market=market, metric="sales", period=Period.of(first + n), value=value, unit=unit)
        for market, values in figures.items()
        for n, value in enumerate(values)
        if value is not None
    ]
    metric = Metric(
        name="sales",
        unit=unit,
        kind=more.pop("kind", MetricKind.FLOW),
        frequency=Period.of(2014).frequency,
        default=True,
    )
    return snapshot(rows, [metric], **more)


def ask(figures: Snapshot, name: str, *arguments: Any) -> Any:
    """The value of a call."""
    return call(figures, f"MARKET_{name}", *arguments).value


def why(figures: Snapshot, name: str, *arguments: Any) -> str:
    """The sentence behind an error."""
    found = ask(figures, name, *arguments)
    found = found[0][0] if isinstance(found, tuple) else found
    assert isinstance(found, CellError), found
    return f"{found.code} {found.sentence}"
