"""Lines over the periods, each with its name and last figure at its end. A line breaks where a figure is missing."""

from __future__ import annotations

from collections.abc import Sequence

from xlmarket.output.charts.frame import Frame, spread
from xlmarket.output.charts.scene import Dot, Line
from xlmarket.output.charts.sheet import GAP, Sheet, draw_scale, write_periods
from xlmarket.report.charts import Chart, PlotPoint, PlotSeries

HEIGHT = 230.0
ROW = 15.0
NAMES = 0.3
WIDTH = 2.4
DASH = (5.0, 4.0)


def body_height(chart: Chart, _: float) -> float:
    return max(HEIGHT, ROW * len(chart.series) + 40)


def draw(chart: Chart, sheet: Sheet) -> None:
    """Draw the lines. The one to compare with is grey and dashed."""
    shown = [series for series in chart.series if series.last is not None]
    texts = [_end_text(chart, series) for series in shown]
    names = max(sheet.room(f"{series.name}  ", bold=True) for series in shown)
    right = min(names, sheet.width * NAMES) + max(map(sheet.room, texts)) + GAP * 2
    frame = draw_scale(sheet, chart, min(0.0, *chart.values), max(0.0, *chart.values), right=right)
    places = [frame.stop(place, len(chart.labels)) for place in range(len(chart.labels))]
    write_periods(sheet, frame, chart.labels, places)
    for number, series in enumerate(shown):
        draw_course(sheet, frame, series.points, places, colour_of(series, number), is_dashed=series.role == "compare")
    ends = [frame.y(series.last.value or 0.0) for series in shown if series.last]
    most = sheet.width * NAMES
    for number, (series, y, text) in enumerate(
        zip(shown, spread(ends, ROW, sheet.top, frame.bottom), texts, strict=True)
    ):
        x = frame.right + GAP * 1.5
        name = f"{series.name}  "
        sheet.write(x, y, series.name, label_of(series, number), bold=True, most=most)
        sheet.write(x + min(sheet.room(name, bold=True), most), y, text)


def draw_course(
    sheet: Sheet,
    frame: Frame,
    points: Sequence[PlotPoint],
    places: Sequence[float],
    colour: str,
    *,
    is_dashed: bool = False,
    has_end: bool = True,
    width: float = WIDTH,
) -> None:
    """Draw one line in pieces without gaps, with a dot at its end. A figure between two gaps is a dot."""
    run: list[tuple[float, float]] = []
    last = max((place for place, point in enumerate(points) if point.value is not None), default=-1)
    for place, (point, x) in enumerate(zip(points, places, strict=True)):
        if point.value is not None:
            run.append((x, frame.y(point.value)))
        if point.value is None or place == len(points) - 1:
            if len(run) > 1:
                sheet.scene.lines.append(Line(tuple(run), colour, width, DASH if is_dashed else ()))
            elif run:
                sheet.scene.dots.append(Dot(*run[0], colour, width))
            run = []
    if last >= 0 and has_end:
        sheet.scene.dots.append(Dot(places[last], frame.y(points[last].value or 0.0), colour, width * 1.5))


def colour_of(series: PlotSeries, number: int) -> str:
    return "grey" if series.role == "compare" else ("series2", "series1", "series5", "series4")[number % 4]


def label_of(series: PlotSeries, number: int) -> str:
    return "grey" if series.role == "compare" else ("label2", "label1", "label5", "label4")[number % 4]


def _end_text(chart: Chart, series: PlotSeries) -> str:
    """Return the last figure, with its period if the line ends before the others."""
    last = series.last
    if last is None:
        return ""
    return last.text if last.label == chart.labels[-1] else f"{last.text} ({last.label})"
