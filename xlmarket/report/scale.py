"""The scale of a report: one for all its amounts, so that they fit their columns and keep their digits."""

from __future__ import annotations

from xlmarket.functions.units import SCALES, is_scalable, magnitude, scale_unit
from xlmarket.observations import Metric
from xlmarket.package.values import is_number
from xlmarket.report.query import ReportQuery
from xlmarket.report.views import ScaleView

MOST = 2_000_000.0
"""The largest figure that is not scaled: with one decimal it fits the columns of the templates, bounds included."""


def scale_of(query: ReportQuery, keys: list[str]) -> ScaleView:
    """Return the scale of a report on some markets, chosen by the largest of their figures in its history."""
    metric = query.snapshot.metric()
    cells = [cell for row in query.grid("MARKET_VALUE", keys) for cell in row]
    return choose_scale(metric, max((abs(cell) for cell in cells if is_number(cell)), default=0.0))


def choose_scale(metric: Metric, largest: float) -> ScaleView:
    """Return the unit of the metric if its figures fit, else the smallest scale in which they fit.

    Figures that are all below 1 take a smaller scale, where the unit has one. Ratios, indices and percentages keep theirs.
    """
    as_it_is = ScaleView(metric.unit, 1.0)
    if 1 <= largest < MOST or not largest or not is_scalable(metric.unit, metric.kind):
        return as_it_is
    current = magnitude(metric.unit)
    larger = largest >= MOST
    sizes = {name: size for name, (_, size) in SCALES.items() if (size > current if larger else size < current)}
    fitting = [name for name, size in sizes.items() if 1 <= largest * current / size < MOST]
    if not sizes:
        return as_it_is
    name = (fitting or [*sizes][-1:] if larger else fitting[::-1] or [*sizes][:1])[0]
    return ScaleView(scale_unit(metric.unit, name), sizes[name] / current)
