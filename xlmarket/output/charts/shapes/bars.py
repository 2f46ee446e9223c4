"""Bars, the first at the top: names at the left, each figure at the end of its bar."""

from __future__ import annotations

from xlmarket.output.charts.canvas import GAP, Canvas
from xlmarket.output.charts.plot_area import PlotArea
from xlmarket.output.charts.scene import Bar
from xlmarket.report.charts import Chart, PlotPoint

ROW = 22.0
BAR = 0.64
"""The part of a row that its bar fills."""
THICKEST = 36.0
NAMES = 0.36
"""The most that names take of the width."""


def body_height(chart: Chart, _: float) -> float:
    return sum(len(series.points) for series in chart.series) * ROW


def draw(chart: Chart, canvas: Canvas) -> None:
    """Draw one bar for each point of each series. What is left over is paler."""
    rows = [
        (point, "series7" if series.role == "rest" else "series2") for series in chart.series for point in series.points
    ]
    area = name_rows(canvas, [point for point, _ in rows])
    height = (canvas.bottom - canvas.top) / len(rows)
    zero = area.across(0.0)
    for number, (point, colour) in enumerate(rows):
        y = canvas.top + (number + 0.5) * height
        if point.value is None:
            canvas.write(zero + GAP, y, point.text, "grey")
            continue
        end = area.across(point.value)
        half = min(height * BAR, THICKEST) / 2
        canvas.scene.rects.append(Bar(min(zero, end), y - half, max(zero, end), y + half, colour))
        side = -1 if point.value < 0 else 1
        canvas.write(end + side * 6, y, point.text, anchor="end" if side < 0 else "start")
    canvas.scene.post(zero, canvas.top, canvas.bottom, "grey")


def name_rows(canvas: Canvas, points: list[PlotPoint]) -> PlotArea:
    """Write the names of rows at the left, and return the area of their bars, with room for the figures."""
    most = canvas.width * NAMES
    left = canvas.left + min(max(canvas.room(point.label) for point in points), most) + GAP
    height = (canvas.bottom - canvas.top) / len(points)
    for number, point in enumerate(points):
        y = canvas.top + (number + 0.5) * height
        canvas.write(left - GAP, y, point.label, anchor="end", most=most)
    values = [end for point in points for end in (point.low, point.high, point.value) if end is not None]
    low, high = min(0.0, *values), max(0.0, *values)
    texts = max(canvas.room(point.text) for point in points) + GAP
    before = texts if low < 0 else 0.0
    return PlotArea(
        left + before, canvas.top, canvas.right - texts, canvas.bottom, low, high if high > low else low + 1
    )
