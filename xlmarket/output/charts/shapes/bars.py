"""Bars, the first at the top: names at the left, each figure at the end of its bar."""

from __future__ import annotations

from xlmarket.output.charts.frame import Frame
from xlmarket.output.charts.scene import Rect
from xlmarket.output.charts.sheet import GAP, Sheet
from xlmarket.report.charts import Chart, PlotPoint

ROW = 22.0
BAR = 0.64
"""The part of a row that its bar fills."""
THICKEST = 36.0
NAMES = 0.36
"""The most that names take of the width."""


def body_height(chart: Chart, _: float) -> float:
    return sum(len(series.points) for series in chart.series) * ROW


def draw(chart: Chart, sheet: Sheet) -> None:
    """Draw one bar for each point of each series. What is left over is paler."""
    rows = [
        (point, "series7" if series.role == "rest" else "series2") for series in chart.series for point in series.points
    ]
    frame = name_rows(sheet, [point for point, _ in rows])
    height = (sheet.bottom - sheet.top) / len(rows)
    zero = frame.across(0.0)
    for number, (point, colour) in enumerate(rows):
        y = sheet.top + (number + 0.5) * height
        if point.value is None:
            sheet.write(zero + GAP, y, point.text, "grey")
            continue
        end = frame.across(point.value)
        half = min(height * BAR, THICKEST) / 2
        sheet.scene.rects.append(Rect(min(zero, end), y - half, max(zero, end), y + half, colour))
        side = -1 if point.value < 0 else 1
        sheet.write(end + side * 6, y, point.text, anchor="end" if side < 0 else "start")
    sheet.scene.post(zero, sheet.top, sheet.bottom, "grey")


def name_rows(sheet: Sheet, points: list[PlotPoint]) -> Frame:
    """Write the names of rows at the left, and return the frame of their bars, with room for the figures."""
    most = sheet.width * NAMES
    left = sheet.left + min(max(sheet.room(point.label) for point in points), most) + GAP
    height = (sheet.bottom - sheet.top) / len(points)
    for number, point in enumerate(points):
        y = sheet.top + (number + 0.5) * height
        sheet.write(left - GAP, y, point.label, anchor="end", most=most)
    values = [end for point in points for end in (point.low, point.high, point.value) if end is not None]
    low, high = min(0.0, *values), max(0.0, *values)
    texts = max(sheet.room(point.text) for point in points) + GAP
    before = texts if low < 0 else 0.0
    return Frame(left + before, sheet.top, sheet.right - texts, sheet.bottom, low, high if high > low else low + 1)
