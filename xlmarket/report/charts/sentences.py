"""The alternative text of a chart: its figures as sentences, for who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

from xlmarket.report.charts.chart import PlotPoint, PlotSeries
from xlmarket.report.query import say_period

MOST = 12
"""How many figures a sentence lists. The count of the others follows."""


def list_points(points: Sequence[PlotPoint]) -> str:
    """Return points as a list: `Germany 21.3%, France 18.0% and 5 more`."""
    entries = [f"{point.label} {point.text}" for point in points[:MOST]]
    left = len(points) - len(entries)
    return ", ".join(entries) + (f" and {left} more" if left else "")


def describe_course(series: PlotSeries) -> str:
    """Return how a series went: `Europe from 12.0% in Q1 2013 to 15.5% in Q4 2015, highest 16.1% in Q2 2015`."""
    figures = [point for point in series.points if point.value is not None]
    if not figures:
        return f"{series.name} without figures"
    first, last = figures[0], figures[-1]
    if first is last:
        return f"{series.name} {first.text} in {say_period(first.label)}"
    gaps = len(series.points) - len(figures)
    text = f"{series.name} from {first.text} in {say_period(first.label)} to {last.text} in {say_period(last.label)}"
    return text + (f", {gaps} of {len(series.points)} periods without a figure" if gaps else "")


def describe_courses(series: Sequence[PlotSeries]) -> str:
    """Return how each series went, as one sentence."""
    return "; ".join(map(describe_course, series)) + "."
