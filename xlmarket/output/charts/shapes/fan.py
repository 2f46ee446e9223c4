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
    last = ahead.points[-1]
    texts = [f"{last.text}", *_bounds(chart)]
    right = max(canvas.room(text, bold=True) for text in texts) + GAP * 2
    area = draw_scale(canvas, chart, min(0.0, *chart.values), max(0.0, *chart.values), right=right)
    places = [area.stop(place, len(chart.labels)) for place in range(len(chart.labels))]
    write_periods(canvas, area, chart.labels, places)
    canvas.scene.areas.append(AreaMark(_band(area, ahead.points, places), "band"))
    draw_course(canvas, area, ahead.points, places, "series2", is_dashed=True)
    draw_course(canvas, area, figures.points, places, "series1")
    _write_joint(canvas, area, figures.points, places)
    wanted = [area.y(value) for value in (last.high, last.value, last.low) if value is not None]
    x = area.right + GAP
    lines = [(texts[1], "grey", False), (texts[0], "label2", True), (texts[2], "grey", False)] if len(texts) > 2 else [
        (texts[0], "label2", True)
    ]  # fmt: skip
    for y, (text, colour, is_bold) in zip(spread(wanted, ROW, canvas.top, area.bottom), lines, strict=True):
        canvas.write(x, y, text, colour, bold=is_bold)


def _bounds(chart: Chart) -> list[str]:
    last = chart.series[1].points[-1]
    if last.high is None or last.low is None:
        return []
    return [f"to {print_figure(last.high, chart.form)}", f"from {print_figure(last.low, chart.form)}"]


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
