"""Which figures of a data set may be added up: what a pivot table holds, and what it leaves out, with the reason.

A pivot table adds whatever it is given. So ratios and stocks, bounds, doubtful figures, second sources and periods of
another length stay out of it, and each figure says whether it adds up or lies inside another (`level`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xlmarket.functions import Snapshot
from xlmarket.observations import FigureStatus, Metric, MetricKind, Observation

MARKET, PART, AGGREGATE = "market", "part of another", "aggregate"
"""Levels. Figures of the first add up to the total: markets, residuals, and blocs in the place of their members."""

CONTINENTS = ("AFRICA", "ASIA", "EUROPE", "NORTH_AMERICA", "LATIN_AMERICA", "OCEANIA")
NO_CONTINENT = "Not in a region"
_MOST_OF = 0.9
"""The part of a bloc's countries that puts it into a region: the European Union has one in Asia, Cyprus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedFigure:
    """A figure that may be added to others of its measure and level."""

    row: Observation
    market: str
    region: str
    measure: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A figure that is not added, and why."""

    row: Observation
    market: str
    why: str


def split_figures(snapshot: Snapshot) -> tuple[list[AddedFigure], list[LeftOut]]:
    """Return the figures that may be added, and those that may not."""
    added: list[AddedFigure] = []
    left: list[LeftOut] = []
    metrics = snapshot.metrics
    for row in snapshot.holding.observations:
        name = snapshot.markets[row.market].name
        if why := _why_not(snapshot, row, metrics[row.metric]):
            left.append(LeftOut(row=row, market=name, why=why))
            continue
        added.append(
            AddedFigure(
                row=row,
                market=name,
                region=region_of(snapshot, row.market),
                measure=_measure(metrics[row.metric], row.unit),
                level=_level(snapshot, row),
            )
        )
    return added, left


def _why_not(snapshot: Snapshot, row: Observation, metric: Metric) -> str:
    """Why a figure is not added, or an empty text. A cell gives no sum of it either."""
    if metric.kind is not MetricKind.FLOW:
        return f"a {metric.kind.value}: only flows add up over markets and periods"
    if row.qualifier.is_bound:
        return "a bound"
    if row.status is FigureStatus.DOUBTFUL:
        return "doubtful"
    if row.period.frequency is not metric.frequency:
        return f"a period of another length than the {metric.frequency.noun} of the metric"
    if snapshot.row_behind(row.metric, row.market, row.period) is not row:
        return "another source has a figure for it"
    return ""


def _measure(metric: Metric, unit: str) -> str:
    """The metric with its unit: amounts in two currencies are two measures."""
    title = metric.title or metric.name
    return f"{title}, {unit}" if unit else title


def _level(snapshot: Snapshot, row: Observation) -> str:
    if row.market in snapshot.partition(row.metric, row.period.end):
        return MARKET
    return AGGREGATE if snapshot.markets[row.market].is_aggregate else PART


def region_of(snapshot: Snapshot, key: str) -> str:
    """Return the name of the continent in which a market lies."""
    return snapshot.derive(_regions).get(key, NO_CONTINENT)


def _regions(snapshot: Snapshot) -> Mapping[str, str]:
    """The continent of each market with figures, on the last day of its figures."""
    last = {row.market: row.period.end for row in snapshot.holding.observations}
    found: dict[str, str] = {}
    for key, day in last.items():
        countries = snapshot.markets.countries(key, day)
        for continent in CONTINENTS if countries else ():
            inside = countries & snapshot.markets.countries(continent, day)
            if len(inside) >= _MOST_OF * len(countries):
                found[key] = snapshot.markets[continent].name
    return found


def measures_of(figures: Iterable[AddedFigure], snapshot: Snapshot) -> list[str]:
    """Return the measures, those of the default metric first."""
    default = snapshot.metric().name if snapshot.has_default else ""
    ordered = sorted(figures, key=lambda figure: figure.row.metric != default)
    return list(dict.fromkeys(figure.measure for figure in ordered))
