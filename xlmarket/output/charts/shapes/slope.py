"""Slopes between two periods: names and figures at both ends, and at the right the change."""

from __future__ import annotations

from collections.abc import Sequence

from xlmarket.output.charts.canvas import AXIS, GAP, LABEL, Canvas
from xlmarket.output.charts.plot_area import PlotArea, spread
from xlmarket.output.charts.scene import DotMark, LineMark
from xlmarket.report.charts import Chart, PlotSeries

ROW = 17.0
NAMES = 0.2
HEAD = 22.0
LEADER = 10.0


def body_height(chart: Chart, _: float) -> float:
    return max(220.0, ROW * len(chart.series) * 1.25 + HEAD)


def draw(chart: Chart, canvas: Canvas) -> None:
    """Draw a line for each market: what rose in one colour, what fell in another."""
    area = _area(chart, canvas)
    for x, label in zip((area.left, area.right), chart.labels, strict=True):
        canvas.write(x, canvas.top + AXIS / 2, label, "grey", size=AXIS, anchor="end" if x == area.left else "start")
        canvas.scene.post(x, area.top, area.bottom)
    sides = [[area.y(series.points[side].value or 0.0) for series in chart.series] for side in (0, 1)]
    for series, start, end in zip(chart.series, *sides, strict=True):
        colour = f"series{_look(series)}"
        canvas.scene.lines.append(LineMark(((area.left, start), (area.right, end)), colour, 2.0))
        canvas.scene.dots += [DotMark(area.left, start, colour, 3.2), DotMark(area.right, end, colour, 3.2)]
    _write_left(canvas, area, chart.series, sides[0])
    _write_right(canvas, area, chart.series, sides[1])


def _area(chart: Chart, canvas: Canvas) -> PlotArea:
    figures = max(canvas.room(point.text) for series in chart.series for point in series.points)
    names = min(max(canvas.room(series.name) for series in chart.series), canvas.width * NAMES)
    remarks = max(canvas.room(series.remark, bold=True) for series in chart.series)
    left = canvas.left + names + figures + GAP * 3 + LEADER
    right = canvas.right - remarks - names - figures - GAP * 4 - LEADER
    low, high = min(0.0, *chart.values), max(0.0, *chart.values)
    edge = (high - low) * 0.03 or 1.0
    return PlotArea(left, canvas.top + HEAD, right, canvas.bottom - LABEL / 2, low, high + edge)


def _look(series: PlotSeries) -> int:
    """Return the number of the colour: of a rise, of a fall, or of a share that stayed."""
    return {"+": 2, "-": 5}.get(series.remark[:1], 7)


def _write_left(canvas: Canvas, area: PlotArea, series: Sequence[PlotSeries], ys: list[float]) -> None:
    x = area.left - GAP - LEADER
    for one, y, place in zip(series, ys, _places(canvas, area, ys), strict=True):
        canvas.scene.lines.append(LineMark(((area.left - 5, y), (x + 3, place)), "rule"))
        figure = one.points[0].text
        canvas.write(x, place, figure, anchor="end")
        most = x - canvas.room(figure) - GAP - canvas.left
        canvas.write(x - canvas.room(figure) - GAP, place, one.name, anchor="end", most=most)


def _write_right(canvas: Canvas, area: PlotArea, series: Sequence[PlotSeries], ys: list[float]) -> None:
    x = area.right + GAP + LEADER
    for one, y, place in zip(series, ys, _places(canvas, area, ys), strict=True):
        canvas.scene.lines.append(LineMark(((area.right + 5, y), (x - 3, place)), "rule"))
        figure = one.points[1].text
        canvas.write(x, place, figure)
        start = x + canvas.room(figure) + GAP
        canvas.write(start, place, one.name, most=canvas.right - canvas.room(one.remark, bold=True) - GAP - start)
        canvas.write(canvas.right, place, one.remark, f"label{_look(one)}", anchor="end", bold=True)


def _places(canvas: Canvas, area: PlotArea, ys: list[float]) -> list[float]:
    return spread(ys, ROW, area.top, canvas.bottom - LABEL / 2)
