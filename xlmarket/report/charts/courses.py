"""Charts over the periods: the stacked history of a region or the world, and lines of growth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlmarket.package.values import CellValue, is_number
from xlmarket.report.charts.chart import Chart, PlotSeries
from xlmarket.report.charts.sentences import describe_courses, list_points
from xlmarket.report.charts.subject import Subject, make_chart
from xlmarket.report.query import say_period
from xlmarket.report.views import HistoryRow, MarketView, RegionView, WorldView

WORLD = "World"
LEFT_OVER = ("Other markets", "No market named")


def stacked_history(view: RegionView | WorldView, subject: Subject) -> Chart:
    """Return the value by market and period. Raises `NotAvailable` without a figure."""
    name = view.name if isinstance(view, RegionView) else WORLD
    parts = [_part(subject, view.history, place, part) for place, part in enumerate(view.series) if part]
    whole = PlotSeries(name, tuple(subject.amount(row.label, row.value) for row in view.history), "whole")
    latest = [replace(series.points[-1], label=series.name) for series in parts]
    sentence = (
        f"Stacked columns: {subject.metric.title}, {subject.scale.unit}, by market. {describe_courses([whole])}"
        f" In {subject.period.name}: {list_points(latest)}."
    )
    return make_chart(
        subject, "history", "stack", f"{name} by market", _span(view.history, subject.scale.unit), "amount",
        [*parts, whole], sentence, unit=subject.scale.unit, notes=[view.series_note],
        cells=[row.value for row in view.history],
    )  # fmt: skip


def market_history(view: MarketView, subject: Subject) -> Chart:
    """Return the value of one market by period."""
    series = PlotSeries(view.name, tuple(subject.amount(row.label, row.value) for row in view.history))
    sentence = f"Columns: {subject.metric.title}, {subject.scale.unit}. {describe_courses([series])}"
    return make_chart(
        subject, "history", "stack", view.name, _span(view.history, subject.scale.unit), "amount", [series], sentence,
        unit=subject.scale.unit, cells=[row.value for row in view.history],
    )  # fmt: skip


def growth_lines(view: RegionView | MarketView | WorldView, subject: Subject) -> Chart:
    """Return the growth on a year earlier, next to that of the world. Raises `NotAvailable` without a rate."""
    rows = view.history[
        growth_span([[row.growth for row in view.history], [row.world_growth for row in view.history]]) :
    ]
    name = WORLD if isinstance(view, WorldView) else view.name
    series = [PlotSeries(name, tuple(subject.point(row.label, row.growth, "rate") for row in rows))]
    if name != WORLD:
        world = tuple(subject.point(row.label, row.world_growth, "rate") for row in rows)
        series.append(PlotSeries(WORLD, world, "compare"))
    sentence = f"Line chart: growth on the same period a year earlier. {describe_courses(series)}"
    measure = f"{_span(rows, 'percent')} on a year earlier"
    return make_chart(
        subject, "growth", "lines", f"Growth of {'the world' if name == WORLD else name}", measure, "rate", series, sentence, unit="%",
        cells=[row.growth for row in reversed(rows)],
    )  # fmt: skip


def growth_span(rows: Sequence[Sequence[CellValue]]) -> int:
    """Return the place of the first period in which a row has a rate, or of the last period."""
    columns = list(zip(*rows, strict=True))
    return next((place for place, cells in enumerate(columns) if any(map(is_number, cells))), len(columns) - 1)


def _part(subject: Subject, history: Sequence[HistoryRow], place: int, name: str) -> PlotSeries:
    points = tuple(subject.amount(row.label, row.parts[place]) for row in history)
    return PlotSeries(name, points, "rest" if name in LEFT_OVER else "")


def _span(rows: Sequence[HistoryRow], unit: str) -> str:
    first, last = say_period(rows[0].label), say_period(rows[-1].label)
    return f"{first if first == last else f'{first} to {last}'}, {unit}"
