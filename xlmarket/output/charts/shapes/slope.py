"""Slopes between two periods: names and figures at both ends, and at the right the change."""

from __future__ import annotations

from collections.abc import Sequence

from xlmarket.output.charts.frame import Frame, spread
from xlmarket.output.charts.scene import Dot, Line
from xlmarket.output.charts.sheet import AXIS, GAP, LABEL, Sheet
from xlmarket.report.charts import Chart, PlotSeries

ROW = 17.0
NAMES = 0.2
HEAD = 22.0
LEADER = 10.0


def body_height(chart: Chart, _: float) -> float:
    return max(220.0, ROW * len(chart.series) * 1.25 + HEAD)


def draw(chart: Chart, sheet: Sheet) -> None:
    """Draw a line for each market: what rose in one colour, what fell in another."""
    frame = _frame(chart, sheet)
    for x, label in zip((frame.left, frame.right), chart.labels, strict=True):
        sheet.write(x, sheet.top + AXIS / 2, label, "grey", size=AXIS, anchor="end" if x == frame.left else "start")
        sheet.scene.post(x, frame.top, frame.bottom)
    sides = [[frame.y(series.points[side].value or 0.0) for series in chart.series] for side in (0, 1)]
    for series, start, end in zip(chart.series, *sides, strict=True):
        colour = f"series{_look(series)}"
        sheet.scene.lines.append(Line(((frame.left, start), (frame.right, end)), colour, 2.0))
        sheet.scene.dots += [Dot(frame.left, start, colour, 3.2), Dot(frame.right, end, colour, 3.2)]
    _write_left(sheet, frame, chart.series, sides[0])
    _write_right(sheet, frame, chart.series, sides[1])


def _frame(chart: Chart, sheet: Sheet) -> Frame:
    figures = max(sheet.room(point.text) for series in chart.series for point in series.points)
    names = min(max(sheet.room(series.name) for series in chart.series), sheet.width * NAMES)
    remarks = max(sheet.room(series.remark, bold=True) for series in chart.series)
    left = sheet.left + names + figures + GAP * 3 + LEADER
    right = sheet.right - remarks - names - figures - GAP * 4 - LEADER
    low, high = min(0.0, *chart.values), max(0.0, *chart.values)
    edge = (high - low) * 0.03 or 1.0
    return Frame(left, sheet.top + HEAD, right, sheet.bottom - LABEL / 2, low, high + edge)


def _look(series: PlotSeries) -> int:
    """Return the number of the colour: of a rise, of a fall, or of a share that stayed."""
    return {"+": 2, "-": 5}.get(series.remark[:1], 7)


def _write_left(sheet: Sheet, frame: Frame, series: Sequence[PlotSeries], ys: list[float]) -> None:
    x = frame.left - GAP - LEADER
    for one, y, place in zip(series, ys, _places(sheet, frame, ys), strict=True):
        sheet.scene.lines.append(Line(((frame.left - 5, y), (x + 3, place)), "rule"))
        figure = one.points[0].text
        sheet.write(x, place, figure, anchor="end")
        most = x - sheet.room(figure) - GAP - sheet.left
        sheet.write(x - sheet.room(figure) - GAP, place, one.name, anchor="end", most=most)


def _write_right(sheet: Sheet, frame: Frame, series: Sequence[PlotSeries], ys: list[float]) -> None:
    x = frame.right + GAP + LEADER
    for one, y, place in zip(series, ys, _places(sheet, frame, ys), strict=True):
        sheet.scene.lines.append(Line(((frame.right + 5, y), (x - 3, place)), "rule"))
        figure = one.points[1].text
        sheet.write(x, place, figure)
        start = x + sheet.room(figure) + GAP
        sheet.write(start, place, one.name, most=sheet.right - sheet.room(one.remark, bold=True) - GAP - start)
        sheet.write(sheet.right, place, one.remark, f"label{_look(one)}", anchor="end", bold=True)


def _places(sheet: Sheet, frame: Frame, ys: list[float]) -> list[float]:
    return spread(ys, ROW, frame.top, sheet.bottom - LABEL / 2)
