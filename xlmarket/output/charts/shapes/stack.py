"""Columns over the periods, stacked in the order of the series, with their names at the last column."""

from __future__ import annotations

import math

from xlmarket.output.charts.canvas import GAP, LABEL, Canvas, draw_scale, write_periods
from xlmarket.output.charts.plot_area import PlotArea, spread
from xlmarket.output.charts.scene import Bar
from xlmarket.report.charts import Chart, PlotSeries

HEIGHT = 250.0
COLUMN = 0.7
WIDEST = 72.0
LINE = 15.0
NAMES = 0.24
COLOURS = 7


def body_height(chart: Chart, _: float) -> float:
    return max(HEIGHT, LINE * (len(chart.series) + 1) + 30)


def draw(chart: Chart, canvas: Canvas) -> None:
    """Draw the columns. What has no figure is not in its column, and what is below zero hangs from it."""
    parts = [series for series in chart.series if series.role != "whole"]
    lows, highs = _ends(parts, len(chart.labels))
    right = _names_room(canvas, parts) if len(parts) > 1 else 0.0
    area = draw_scale(canvas, chart, min(0.0, *lows), max(0.0, *highs), right=right)
    middles = _columns(canvas, area, parts, len(chart.labels))
    places = [area.slot(place, len(chart.labels)) for place in range(len(chart.labels))]
    write_periods(canvas, area, chart.labels, places)
    if right:
        _names(canvas, area, parts, middles)
    _tops(canvas, area, chart, highs)


def _names_room(canvas: Canvas, parts: list[PlotSeries]) -> float:
    names = max(canvas.room(series.name, bold=True) for series in parts)
    figures = max(canvas.room(series.points[-1].text) for series in parts)
    return min(names, canvas.width * NAMES) + figures + GAP * 3


def _ends(parts: list[PlotSeries], count: int) -> tuple[list[float], list[float]]:
    """Return how far each column reaches below and above zero."""
    columns = [[series.points[place].value or 0.0 for series in parts] for place in range(count)]
    return [sum(min(value, 0.0) for value in column) for column in columns], [
        sum(max(value, 0.0) for value in column) for column in columns
    ]


def _columns(canvas: Canvas, area: PlotArea, parts: list[PlotSeries], count: int) -> list[float]:
    """Draw the columns, and return the middle of each part of the last one."""
    half = min(area.width / count * COLUMN, WIDEST) / 2
    middles = [area.y(0.0)] * len(parts)
    for place in range(count):
        above, below, x = 0.0, 0.0, area.slot(place, count)
        for number, series in enumerate(parts):
            value = series.points[place].value
            start = above if (value or 0.0) >= 0 else below
            middles[number] = area.y(start + (value or 0.0) / 2)
            if value is None:
                continue
            colour = f"series{min(number, COLOURS - 1) + 1}" if len(parts) > 1 else "series2"
            top, bottom = sorted((area.y(start), area.y(start + value)))
            canvas.scene.rects.append(Bar(x - half, top, x + half, bottom, colour))
            above, below = above + max(value, 0.0), below + min(value, 0.0)
    return middles


def _names(canvas: Canvas, area: PlotArea, parts: list[PlotSeries], middles: list[float]) -> None:
    """Write the names at the right, each with the figure of the last period."""
    ys = spread(middles, LINE, canvas.top + LABEL / 2, area.bottom)
    for number, (series, y) in enumerate(zip(parts, ys, strict=True)):
        figure = series.points[-1].text
        most = canvas.right - area.right - GAP * 2 - canvas.room(figure)
        colour = f"label{min(number, COLOURS - 1) + 1}"
        canvas.write(area.right + GAP, y, series.name, colour, bold=True, most=most)
        canvas.write(canvas.right, y, figure, anchor="end")


def _tops(canvas: Canvas, area: PlotArea, chart: Chart, highs: list[float]) -> None:
    """Write the figures of whole columns above them: all if they fit, else the first and the last.

    One that is wider than its slot lies over its neighbour. The first is then left out where that column is higher, and
    the last, the figure of the report, lies above it.
    """
    whole = next((series for series in chart.series if series.role == "whole"), chart.series[0])
    count = len(chart.labels)
    widest = max(canvas.room(point.text) for point in whole.points)
    for place, point in enumerate(whole.points):
        if point.value is None or (widest + 4 > area.width / count and place not in (0, count - 1)):
            continue
        slot = area.width / count
        reach = math.ceil((canvas.room(point.text, bold=True) / 2 + slot * COLUMN / 2) / slot) - 1
        near = highs[max(place - reach, 0) : place + reach + 1]
        top = min(area.y(high) for high in near)
        if place != count - 1 and area.y(highs[place]) - top > 2:
            continue
        y = top - 8
        canvas.write(area.slot(place, count), y, point.text, "ink", anchor="middle", bold=place == count - 1)
