"""A bump chart: a line for each market, the first rank at the top, names at the right."""

from __future__ import annotations

from xlmarket.output.charts.canvas import GAP, LABEL, Canvas, write_periods
from xlmarket.output.charts.plot_area import PlotArea, spread
from xlmarket.output.charts.scene import DotMark
from xlmarket.output.charts.shapes.lines import draw_course
from xlmarket.report.charts import Chart, PlotPoint, PlotSeries

ROW = 21.0
NAMES = 0.3
FOOT = 22.0
LOOKS = {"up": 2, "down": 5, "same": 7}
"""The number of the colour by the first word of the remark of a line."""


def body_height(chart: Chart, _: float) -> float:
    return max(_deepest(chart) * ROW + FOOT, 160.0)


def draw(chart: Chart, canvas: Canvas) -> None:
    """Draw the lines: who rose in one colour, who fell in another, who stayed in grey."""
    deepest = _deepest(chart)
    names = min(max(canvas.room(f"{series.name}  ", bold=True) for series in chart.series), canvas.width * NAMES)
    figures = max(canvas.room(f"{series.points[-1].text}  ") for series in chart.series)
    remarks = max(canvas.room(series.remark) for series in chart.series)
    left = canvas.left + max(canvas.room(point.text) for series in chart.series for point in series.points) + GAP * 2
    right = canvas.right - names - figures - remarks - GAP * 2
    area = PlotArea(left, canvas.top + LABEL / 2, right, canvas.bottom - FOOT, deepest + 0.5, 0.5)
    places = [area.stop(place, len(chart.labels)) for place in range(len(chart.labels))]
    write_periods(canvas, area, chart.labels, places)
    for series in sorted(chart.series, key=lambda one: LOOKS[_word(one)], reverse=True):
        colour = f"series{LOOKS[_word(series)]}"
        draw_course(canvas, area, series.points, places, colour)
        canvas.scene.dots += [
            DotMark(x, area.y(point.value), colour, 3.2)
            for x, point in zip(places, series.points, strict=True)
            if point.value is not None
        ]
    _write_firsts(canvas, area, chart)
    _write_lasts(canvas, area, chart, names, figures)


def _word(series: PlotSeries) -> str:
    return series.remark.split()[0]


def _deepest(chart: Chart) -> float:
    return max(chart.values)


def _write_firsts(canvas: Canvas, area: PlotArea, chart: Chart) -> None:
    firsts = [series.points[0] for series in chart.series if series.points[0].value is not None]
    for point, y in zip(firsts, _places(area, firsts), strict=True):
        canvas.write(area.left - GAP - 2, y, point.text, "grey", anchor="end")


def _write_lasts(canvas: Canvas, area: PlotArea, chart: Chart, names: float, figures: float) -> None:
    x = area.right + GAP + 4
    ys = _places(area, [series.points[-1] for series in chart.series])
    for series, y in zip(chart.series, ys, strict=True):
        look = LOOKS[_word(series)]
        canvas.write(x, y, series.points[-1].text, "grey")
        canvas.write(x + figures, y, series.name, bold=look != LOOKS["same"], most=names)
        canvas.write(canvas.right, y, series.remark, "grey" if look == LOOKS["same"] else f"label{look}", anchor="end")


def _places(area: PlotArea, points: list[PlotPoint]) -> list[float]:
    """Return where the labels of points lie. Markets that share a rank would have them at the same place."""
    return spread([area.y(point.value or 0.0) for point in points], 15.0, area.top, area.bottom)
