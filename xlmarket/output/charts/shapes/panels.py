"""Small charts side by side on one scale, each with its name, its last figure and the line to compare with."""

from __future__ import annotations

import math
from collections.abc import Iterator

from xlmarket.output.charts.canvas import AXIS, GAP, LABEL, Canvas
from xlmarket.output.charts.plot_area import PlotArea, choose_ticks
from xlmarket.output.charts.shapes.lines import draw_course
from xlmarket.report.charts import Chart, PlotSeries, print_tick

PANEL, HEIGHT = 180.0, 118.0
"""About how wide a panel is, and how high."""
HEAD, FOOT = 20.0, 18.0
SPACE = 20.0


def body_height(chart: Chart, width: float) -> float:
    count = len(_panels(chart))
    return HEIGHT * math.ceil(count / _columns(width, count))


def draw(chart: Chart, canvas: Canvas) -> None:
    """Draw the panels in rows. The first of each row has the axis, the last row the periods."""
    panels, compared = _panels(chart), [series for series in chart.series if series.role == "compare"]
    ticks = choose_ticks(min(0.0, *chart.values), max(0.0, *chart.values), 3)
    axis = max(canvas.room(print_tick(tick, chart.form, ticks), AXIS) for tick in ticks) + GAP
    for number, (series, area) in enumerate(zip(panels, _areas(canvas, len(panels), axis, ticks), strict=True)):
        _draw_grid(canvas, area, chart, ticks)
        places = [area.stop(place, len(chart.labels)) for place in range(len(chart.labels))]
        for other in compared:
            draw_course(canvas, area, other.points, places, "grey", is_dashed=True, width=1.2, has_end=False)
        draw_course(canvas, area, series.points, places, "series2", width=2.0)
        last = series.last
        text = "n/a" if last is None else last.text
        canvas.write(area.right, area.top - HEAD / 2 - 2, text, anchor="end", bold=True)
        room = area.width - canvas.room(text, bold=True) - GAP
        canvas.write(area.left, area.top - HEAD / 2 - 2, series.name, "ink", most=room)
        if number >= len(panels) - _columns(canvas.width, len(panels)):
            _write_ends(canvas, area, chart)


def _panels(chart: Chart) -> list[PlotSeries]:
    return [series for series in chart.series if series.role != "compare"]


def _columns(width: float, count: int) -> int:
    return max(1, min(count, round(width / PANEL)))


def _areas(canvas: Canvas, count: int, axis: float, ticks: list[float]) -> Iterator[PlotArea]:
    columns = _columns(canvas.width, count)
    width = (canvas.width - axis - SPACE * (columns - 1)) / columns
    height = (canvas.bottom - canvas.top) / math.ceil(count / columns)
    for number in range(count):
        row, column = divmod(number, columns)
        left, top = canvas.left + axis + column * (width + SPACE), canvas.top + row * height
        yield PlotArea(left, top + HEAD, left + width, top + height - FOOT, ticks[0], ticks[-1])


def _draw_grid(canvas: Canvas, area: PlotArea, chart: Chart, ticks: list[float]) -> None:
    is_first = area.left - canvas.left < area.width / 2
    for tick in ticks:
        canvas.scene.rule(area.left, area.right, area.y(tick), "grey" if tick == 0 and ticks[0] < 0 else "rule")
        if is_first:
            text = print_tick(tick, chart.form, ticks)
            canvas.write(area.left - GAP, area.y(tick), text, "grey", size=AXIS, anchor="end")


def _write_ends(canvas: Canvas, area: PlotArea, chart: Chart) -> None:
    """Write the first and the last period, or the last alone where there is no room."""
    y = area.bottom + LABEL / 2 + 4
    canvas.write(area.right, y, chart.labels[-1], "grey", size=AXIS, anchor="end")
    if len(chart.labels) > 1 and area.width > 2.4 * canvas.room(chart.labels[-1], AXIS):
        canvas.write(area.left, y, chart.labels[0], "grey", size=AXIS)
