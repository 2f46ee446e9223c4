"""A waterfall of rows: each bar begins where the one above it ends, and the last one is the whole."""

from __future__ import annotations

from xlmarket.output.charts.canvas import GAP, Canvas
from xlmarket.output.charts.plot_area import PlotArea
from xlmarket.output.charts.scene import Bar
from xlmarket.output.charts.shapes.bars import BAR, NAMES, ROW, THICKEST
from xlmarket.report.charts import Chart, PlotPoint

Row = tuple[PlotPoint, str]


def body_height(chart: Chart, _: float) -> float:
    return sum(len(series.points) for series in chart.series) * ROW


def draw(chart: Chart, canvas: Canvas) -> None:
    """Draw the steps, rises and falls in two colours, with a thin line from the end of each to the next."""
    rows = [(point, _colour(point, series.role)) for series in chart.series for point in series.points]
    area = _area(canvas, rows)
    height = (canvas.bottom - canvas.top) / len(rows)
    zero = area.across(0.0)
    for number, (point, colour) in enumerate(rows):
        y = canvas.top + (number + 0.5) * height
        half = min(height * BAR, THICKEST) / 2
        start, end = area.across(point.low or 0.0), area.across(point.high or 0.0)
        is_whole = colour == "series1"
        canvas.scene.rects.append(Bar(min(start, end), y - half, max(start, end), y + half, colour))
        if not is_whole:
            canvas.scene.post(end, y + half, y + height - half)
        side = -1 if end < start else 1
        canvas.write(end + side * 6, y, point.text, anchor="end" if side < 0 else "start", bold=is_whole)
        width = side * (canvas.room(point.text, bold=is_whole) + 10)
        if not min(end, end + width) < zero - 1 < max(end, end + width):
            canvas.scene.post(zero, y - height / 2, y + height / 2, "grey")


def _colour(point: PlotPoint, role: str) -> str:
    return "series1" if role == "whole" else "series5" if (point.value or 0.0) < 0 else "series2"


def _area(canvas: Canvas, rows: list[Row]) -> PlotArea:
    """Write the names, and return the area of the bars with room for each figure at the end of its bar."""
    most = canvas.width * NAMES
    left = canvas.left + min(max(canvas.room(point.label) for point, _ in rows), most) + GAP
    height = (canvas.bottom - canvas.top) / len(rows)
    for number, (point, colour) in enumerate(rows):
        y = canvas.top + (number + 0.5) * height
        canvas.write(left - GAP, y, point.label, anchor="end", most=most, bold=colour == "series1")
    ends = [end for point, _ in rows for end in (point.low or 0.0, point.high or 0.0)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    size = (high - low) or 1.0
    texts = max(canvas.room(point.text, bold=True) for point, _ in rows) + GAP
    width = canvas.right - left - texts
    before = max((texts - (_lower(point) - low) / size * width for point, _ in rows if _is_fall(point)), default=0.0)
    return PlotArea(left + max(before, 0.0), canvas.top, canvas.right - texts, canvas.bottom, low, low + size)


def _is_fall(point: PlotPoint) -> bool:
    return (point.high or 0.0) < (point.low or 0.0)


def _lower(point: PlotPoint) -> float:
    return min(point.low or 0.0, point.high or 0.0)
