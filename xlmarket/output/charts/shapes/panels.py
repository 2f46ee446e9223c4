"""Small charts side by side on one scale, each with its name, its last figure and the line to compare with."""

from __future__ import annotations

import math
from collections.abc import Iterator

from xlmarket.output.charts.frame import Frame, choose_ticks
from xlmarket.output.charts.shapes.lines import draw_course
from xlmarket.output.charts.sheet import AXIS, GAP, LABEL, Sheet
from xlmarket.report.charts import Chart, PlotSeries, print_tick

PANEL, HEIGHT = 180.0, 118.0
"""About how wide a panel is, and how high."""
HEAD, FOOT = 20.0, 18.0
SPACE = 20.0


def body_height(chart: Chart, width: float) -> float:
    count = len(_panels(chart))
    return HEIGHT * math.ceil(count / _columns(width, count))


def draw(chart: Chart, sheet: Sheet) -> None:
    """Draw the panels in rows. The first of each row has the axis, the last row the periods."""
    panels, compared = _panels(chart), [series for series in chart.series if series.role == "compare"]
    ticks = choose_ticks(min(0.0, *chart.values), max(0.0, *chart.values), 3)
    axis = max(sheet.room(print_tick(tick, chart.form, ticks), AXIS) for tick in ticks) + GAP
    for number, (series, frame) in enumerate(zip(panels, _frames(sheet, len(panels), axis, ticks), strict=True)):
        _draw_grid(sheet, frame, chart, ticks)
        places = [frame.stop(place, len(chart.labels)) for place in range(len(chart.labels))]
        for other in compared:
            draw_course(sheet, frame, other.points, places, "grey", is_dashed=True, width=1.2, has_end=False)
        draw_course(sheet, frame, series.points, places, "series2", width=2.0)
        last = series.last
        text = "n/a" if last is None else last.text
        sheet.write(frame.right, frame.top - HEAD / 2 - 2, text, anchor="end", bold=True)
        room = frame.width - sheet.room(text, bold=True) - GAP
        sheet.write(frame.left, frame.top - HEAD / 2 - 2, series.name, "ink", most=room)
        if number >= len(panels) - _columns(sheet.width, len(panels)):
            _write_ends(sheet, frame, chart)


def _panels(chart: Chart) -> list[PlotSeries]:
    return [series for series in chart.series if series.role != "compare"]


def _columns(width: float, count: int) -> int:
    return max(1, min(count, round(width / PANEL)))


def _frames(sheet: Sheet, count: int, axis: float, ticks: list[float]) -> Iterator[Frame]:
    columns = _columns(sheet.width, count)
    width = (sheet.width - axis - SPACE * (columns - 1)) / columns
    height = (sheet.bottom - sheet.top) / math.ceil(count / columns)
    for number in range(count):
        row, column = divmod(number, columns)
        left, top = sheet.left + axis + column * (width + SPACE), sheet.top + row * height
        yield Frame(left, top + HEAD, left + width, top + height - FOOT, ticks[0], ticks[-1])


def _draw_grid(sheet: Sheet, frame: Frame, chart: Chart, ticks: list[float]) -> None:
    is_first = frame.left - sheet.left < frame.width / 2
    for tick in ticks:
        sheet.scene.rule(frame.left, frame.right, frame.y(tick), "grey" if tick == 0 and ticks[0] < 0 else "rule")
        if is_first:
            text = print_tick(tick, chart.form, ticks)
            sheet.write(frame.left - GAP, frame.y(tick), text, "grey", size=AXIS, anchor="end")


def _write_ends(sheet: Sheet, frame: Frame, chart: Chart) -> None:
    """Write the first and the last period, or the last alone where there is no room."""
    y = frame.bottom + LABEL / 2 + 4
    sheet.write(frame.right, y, chart.labels[-1], "grey", size=AXIS, anchor="end")
    if len(chart.labels) > 1 and frame.width > 2.4 * sheet.room(chart.labels[-1], AXIS):
        sheet.write(frame.left, y, chart.labels[0], "grey", size=AXIS)
