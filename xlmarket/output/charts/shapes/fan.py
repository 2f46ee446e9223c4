"""A line of figures and the dashed line of their forecast, in a band that holds its bounds."""

from __future__ import annotations

from xlmarket.output.charts.canvas import GAP, LABEL, Canvas, draw_scale, write_periods
from xlmarket.output.charts.plot_area import PlotArea, spread
from xlmarket.output.charts.scene import AreaMark
from xlmarket.output.charts.shapes.lines import draw_course
from xlmarket.report.charts import Chart, PlotPoint, print_figure

HEIGHT = 250.0
ROW = 16.0


def body_height(_: Chart, __: float) -> float:
    return HEIGHT


def draw(chart: Chart, canvas: Canvas) -> None:
    """Draw the figures, the forecast and its band, with the last figure and the last forecast in numbers."""
    figures, ahead = chart.series
    labels = _end_labels(chart, ahead.points[-1])
    right = max(canvas.room(text, bold=True) for _, text, _ in labels) + GAP * 2
    area = draw_scale(canvas, chart, min(0.0, *chart.values), max(0.0, *chart.values), right=right)
    places = [area.stop(place, len(chart.labels)) for place in range(len(chart.labels))]
    write_periods(canvas, area, chart.labels, places)
    canvas.scene.areas.append(AreaMark(_band(area, ahead.points, places), "band"))
    draw_course(canvas, area, ahead.points, places, "series2", is_dashed=True)
    draw_course(canvas, area, figures.points, places, "series1")
    _write_joint(canvas, area, figures.points, places)
    ys = spread([area.y(value) for value, _, _ in labels], ROW, canvas.top, area.bottom)
    for y, (_, text, colour) in zip(ys, labels, strict=True):
        canvas.write(area.right + GAP, y, text, colour, bold=colour != "grey")


def _end_labels(chart: Chart, last: PlotPoint) -> list[tuple[float, str, str]]:
    """Return the labels of the last forecast from the top, each with its value, text and colour."""
    bounds = (("to", last.high, "grey"), ("", last.value, "label2"), ("from", last.low, "grey"))
    return [
        (value, f"{word} {print_figure(value, chart.form)}".strip(), colour)
        for word, value, colour in bounds
        if value is not None
    ]


def _band(area: PlotArea, points: tuple[PlotPoint, ...], places: list[float]) -> tuple[tuple[float, float], ...]:
    """Return the outline of the bounds: the upper ones to the right, then the lower ones back."""
    known = [(x, point) for x, point in zip(places, points, strict=True) if point.low is not None]
    upper = [(x, area.y(point.high or 0.0)) for x, point in known]
    return (*upper, *((x, area.y(point.low or 0.0)) for x, point in reversed(known)))


def _write_joint(canvas: Canvas, area: PlotArea, points: tuple[PlotPoint, ...], places: list[float]) -> None:
    """Write the last figure above the point where the forecast begins."""
    place = max(place for place, point in enumerate(points) if point.value is not None)
    y = area.y(points[place].value or 0.0) - LABEL
    canvas.write(places[place], y, points[place].text, "ink", anchor="middle", bold=True)
