"""Lines over the periods, each with its name and last figure at its end. A line breaks where a figure is missing."""

from __future__ import annotations

from collections.abc import Sequence

from xlmarket.output.charts.canvas import GAP, Canvas, draw_scale, write_periods
from xlmarket.output.charts.plot_area import PlotArea, spread
from xlmarket.output.charts.scene import DotMark, LineMark
from xlmarket.report.charts import Chart, PlotPoint, PlotSeries

HEIGHT = 230.0
ROW = 15.0
NAMES = 0.3
WIDTH = 2.4
DASH = (5.0, 4.0)


def body_height(chart: Chart, _: float) -> float:
    return max(HEIGHT, ROW * len(chart.series) + 40)


def draw(chart: Chart, canvas: Canvas) -> None:
    """Draw the lines. The one to compare with is grey and dashed."""
    shown = [series for series in chart.series if series.last is not None]
    texts = [_end_text(chart, series) for series in shown]
    names = max(canvas.room(f"{series.name}  ", bold=True) for series in shown)
    right = min(names, canvas.width * NAMES) + max(map(canvas.room, texts)) + GAP * 2
    area = draw_scale(canvas, chart, min(0.0, *chart.values), max(0.0, *chart.values), right=right)
    places = [area.stop(place, len(chart.labels)) for place in range(len(chart.labels))]
    write_periods(canvas, area, chart.labels, places)
    for number, series in enumerate(shown):
        draw_course(canvas, area, series.points, places, colour_of(series, number), is_dashed=series.role == "compare")
    ends = [area.y(series.last.value or 0.0) for series in shown if series.last]
    most = canvas.width * NAMES
    for number, (series, y, text) in enumerate(
        zip(shown, spread(ends, ROW, canvas.top, area.bottom), texts, strict=True)
    ):
        x = area.right + GAP * 1.5
        name = f"{series.name}  "
        canvas.write(x, y, series.name, label_of(series, number), bold=True, most=most)
        canvas.write(x + min(canvas.room(name, bold=True), most), y, text)


def draw_course(
    canvas: Canvas,
    area: PlotArea,
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
            run.append((x, area.y(point.value)))
        if point.value is None or place == len(points) - 1:
            if len(run) > 1:
                canvas.scene.lines.append(LineMark(tuple(run), colour, width, DASH if is_dashed else ()))
            elif run:
                canvas.scene.dots.append(DotMark(*run[0], colour, width))
            run = []
    if last >= 0 and has_end:
        canvas.scene.dots.append(DotMark(places[last], area.y(points[last].value or 0.0), colour, width * 1.5))


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
