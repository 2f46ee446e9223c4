"""A bump chart: a line for each market, the first rank at the top, names at the right."""

from __future__ import annotations

from xlmarket.output.charts.frame import Frame, spread
from xlmarket.output.charts.scene import Dot
from xlmarket.output.charts.shapes.lines import draw_course
from xlmarket.output.charts.sheet import GAP, LABEL, Sheet, write_periods
from xlmarket.report.charts import Chart, PlotPoint, PlotSeries

ROW = 21.0
NAMES = 0.3
FOOT = 22.0
LOOKS = {"up": 2, "down": 5, "same": 7}
"""The number of the colour by the first word of the remark of a line."""


def body_height(chart: Chart, _: float) -> float:
    return max(_deepest(chart) * ROW + FOOT, 160.0)


def draw(chart: Chart, sheet: Sheet) -> None:
    """Draw the lines: who rose in one colour, who fell in another, who stayed in grey."""
    deepest = _deepest(chart)
    names = min(max(sheet.room(f"{series.name}  ", bold=True) for series in chart.series), sheet.width * NAMES)
    figures = max(sheet.room(f"{series.points[-1].text}  ") for series in chart.series)
    remarks = max(sheet.room(series.remark) for series in chart.series)
    left = sheet.left + max(sheet.room(point.text) for series in chart.series for point in series.points) + GAP * 2
    right = sheet.right - names - figures - remarks - GAP * 2
    frame = Frame(left, sheet.top + LABEL / 2, right, sheet.bottom - FOOT, deepest + 0.5, 0.5)
    places = [frame.stop(place, len(chart.labels)) for place in range(len(chart.labels))]
    write_periods(sheet, frame, chart.labels, places)
    for series in sorted(chart.series, key=lambda one: LOOKS[_word(one)], reverse=True):
        colour = f"series{LOOKS[_word(series)]}"
        draw_course(sheet, frame, series.points, places, colour)
        sheet.scene.dots += [
            Dot(x, frame.y(point.value), colour, 3.2)
            for x, point in zip(places, series.points, strict=True)
            if point.value is not None
        ]
    _write_firsts(sheet, frame, chart)
    _write_lasts(sheet, frame, chart, names, figures)


def _word(series: PlotSeries) -> str:
    return series.remark.split()[0]


def _deepest(chart: Chart) -> float:
    return max(chart.values)


def _write_firsts(sheet: Sheet, frame: Frame, chart: Chart) -> None:
    firsts = [series.points[0] for series in chart.series if series.points[0].value is not None]
    for point, y in zip(firsts, _places(frame, firsts), strict=True):
        sheet.write(frame.left - GAP - 2, y, point.text, "grey", anchor="end")


def _write_lasts(sheet: Sheet, frame: Frame, chart: Chart, names: float, figures: float) -> None:
    x = frame.right + GAP + 4
    ys = _places(frame, [series.points[-1] for series in chart.series])
    for series, y in zip(chart.series, ys, strict=True):
        look = LOOKS[_word(series)]
        sheet.write(x, y, series.points[-1].text, "grey")
        sheet.write(x + figures, y, series.name, bold=look != LOOKS["same"], most=names)
        sheet.write(sheet.right, y, series.remark, "grey" if look == LOOKS["same"] else f"label{look}", anchor="end")


def _places(frame: Frame, points: list[PlotPoint]) -> list[float]:
    """Return where the labels of points lie. Markets that share a rank would have them at the same place."""
    return spread([frame.y(point.value or 0.0) for point in points], 15.0, frame.top, frame.bottom)
