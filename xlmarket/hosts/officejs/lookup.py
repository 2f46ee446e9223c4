"""The look-ups of the task pane, as plain data: the data set, markets by name, a market's series, the manual."""

from __future__ import annotations

from importlib import metadata
from typing import Any

from xlmarket.errors import AmbiguousMarket, UnknownMarket
from xlmarket.functions import CellError, Snapshot, call, manual, registry
from xlmarket.functions.wire import cell_out
from xlmarket.hosts.officejs.limits import MOST_FOUND, MOST_POINTS
from xlmarket.markets import Market


def status(snapshot: Snapshot, prefix: str) -> dict[str, Any]:
    """The data set, its metrics and periods."""
    default = snapshot.metric().name if snapshot.has_default else ""
    return {
        "version": metadata.version("xlmarket"),
        "dataset": snapshot.holding.dataset.name,
        "fingerprint": snapshot.version,
        "vintage": snapshot.vintage,
        "prefix": prefix,
        "functions": len(registry()),
        "metrics": [
            {
                "name": one.name,
                "unit": one.unit,
                "kind": one.kind.value,
                "frequency": one.frequency.value,
                "default": one.name == default,
            }
            for one in snapshot.metrics.values()
        ],
        "periods": {name: [one.label for one in snapshot.panel(name).periods] for name in snapshot.metrics},
    }


def markets(snapshot: Snapshot, text: str) -> list[dict[str, Any]]:
    """The markets a text may mean, best first. Without a text, those with figures of the default metric, if any."""
    held = {key for name in snapshot.metrics for key in snapshot.panel(name).markets}
    if not text.strip():
        panels = [snapshot.panel()] if snapshot.has_default else [snapshot.panel(name) for name in snapshot.metrics]
        keys = dict.fromkeys(key for panel in panels for key in panel.markets)
        return [_market(snapshot.markets[key], held) for key in list(keys)[:MOST_FOUND]]
    found = {market.key: market for market in (*_matches(snapshot, text), *snapshot.markets.find(text, MOST_FOUND))}
    return [_market(market, held) for market in list(found.values())[:MOST_FOUND]]


def _matches(snapshot: Snapshot, text: str) -> list[Market]:
    """The market a text means, or the choices of a name that means several."""
    try:
        return [snapshot.resolve(text)]
    except AmbiguousMarket as fault:
        return [snapshot.resolve(name) for name in fault.allowed]
    except UnknownMarket as fault:
        return [snapshot.resolve(name) for name in fault.nearest]


def _market(market: Market, held: set[str]) -> dict[str, Any]:
    return {
        "name": market.name,
        "code": market.iso3 or None,
        "group": market.is_aggregate,
        "inside": market.key in held,
    }


def series(snapshot: Snapshot, market: str, metric: str | None) -> dict[str, Any]:
    """A market's figures of a metric by period, with source, status and vintage of the last one. Raises `UnknownName`."""
    found, measured = snapshot.resolve(market), snapshot.metric(metric or None)
    labels = [one.label for one in snapshot.panel(measured.name).periods][-MOST_POINTS:]
    last = call(snapshot, "MARKET_VALUE", found.key, labels[-1] if labels else None, measured.name)
    cells = [call(snapshot, "MARKET_VALUE", found.key, label, measured.name).value for label in labels]
    return {
        "market": found.name,
        "metric": measured.name,
        "unit": last.unit or measured.unit,
        "source": last.source,
        "status": last.status,
        "vintage": last.vintage,
        "points": [_point(label, cell) for label, cell in zip(labels, cells, strict=True)],
    }


def _point(label: str, cell: Any) -> dict[str, Any]:
    if isinstance(cell, CellError):
        return {"period": label, "value": None, "why": cell.sentence}
    return {"period": label, "value": cell_out(cell), "why": None}


def pages() -> dict[str, Any]:
    """The manual of every function."""
    return {"functions": manual.data()}
