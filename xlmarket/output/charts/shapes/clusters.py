"""Columns of several series side by side at each label, with the names of the series above the plot."""

from __future__ import annotations

from xlmarket.output.charts.canvas import AXIS, GAP, Canvas, draw_scale, write_periods
from xlmarket.output.charts.plot_area import PlotArea
from xlmarket.output.charts.scene import Bar
from xlmarket.report.charts import Chart

HEIGHT = 250.0
GROUP = 0.76
"""The part of a slot that its columns fill."""
WIDEST = 48.0
LINE = 16.0
KEY = 9.0
"""The side of the square of a colour."""
COLOURS = 7


def body_height(chart: Chart, _: float) -> float:
    return HEIGHT + LINE * len(chart.series) / 3


def draw(chart: Chart, canvas: Canvas) -> None:
    """Draw the columns. What has no figure has none, and what is below zero hangs from it."""
    lines = _write_key(chart, canvas)
    lowered = Canvas(canvas.scene, canvas.font, canvas.left, canvas.top + lines * LINE + 4, canvas.right, canvas.bottom)
    values = chart.values
    area = draw_scale(lowered, chart, min(0.0, *values), max(0.0, *values), right=0.0)
    _columns(lowered, area, chart)
    places = [area.slot(place, len(chart.labels)) for place in range(len(chart.labels))]
    write_periods(lowered, area, chart.labels, places)


def _write_key(chart: Chart, canvas: Canvas) -> int:
    """Write the names of the series with their colours, and return the number of lines that they take."""
    x, line = canvas.left, 0
    for number, series in enumerate(chart.series):
        room = KEY + GAP + min(canvas.room(series.name, AXIS), canvas.width - KEY - GAP)
        if x > canvas.left and x + room > canvas.right:
            x, line = canvas.left, line + 1
        y = canvas.top + line * LINE + LINE / 2
        canvas.scene.rects.append(Bar(x, y - KEY / 2, x + KEY, y + KEY / 2, _colour(number)))
        canvas.write(x + KEY + GAP / 2, y, series.name, size=AXIS, most=canvas.width - KEY - GAP)
        x += room + GAP
    return line + 1


def _columns(canvas: Canvas, area: PlotArea, chart: Chart) -> None:
    count = len(chart.labels)
    width = min(area.width / count * GROUP / len(chart.series), WIDEST)
    for place in range(count):
        left = area.slot(place, count) - width * len(chart.series) / 2
        for number, series in enumerate(chart.series):
            value = series.points[place].value
            if value is None:
                continue
            top, bottom = sorted((area.y(0.0), area.y(value)))
            start = left + number * width
            canvas.scene.rects.append(Bar(start, top, start + width * 0.94, bottom, _colour(number)))


def _colour(number: int) -> str:
    return f"series{min(number, COLOURS - 1) + 1}"
