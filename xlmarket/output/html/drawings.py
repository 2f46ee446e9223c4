"""The charts of a page: each drawn when the template shows it, with the figures that its table lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from xlmarket.output.charts import Style, draw_svg
from xlmarket.report.charts import Chart, PlotPoint, PlotSeries, charts_of

WIDTH = 400.0
"""The pixels a chart is laid out for: as wide as half a page, and still legible on a telephone."""


@dataclass(frozen=True)
class DrawnChart:
    """One chart. `rows` are its labels, each with the points of all series in their order."""

    chart: Chart
    style: Style

    @property
    def title(self) -> str:
        return self.chart.title

    @property
    def subtitle(self) -> str:
        return self.chart.subtitle

    @property
    def series(self) -> tuple[PlotSeries, ...]:
        return self.chart.series

    @property
    def rows(self) -> Iterator[tuple[str, list[PlotPoint | None]]]:
        """The labels, each with its point of every series, or None where a series has none."""
        points = [{point.label: point for point in series.points} for series in self.chart.series]
        for label in self.chart.labels:
            yield label, [series.get(label) for series in points]

    @cached_property
    def svg(self) -> Markup:
        """The drawing, whose colours are those of the page."""
        return Markup(draw_svg(self.chart, self.style, width=WIDTH, inline=True))  # noqa: S704 - texts are escaped


class Drawings(Mapping[str, DrawnChart | None]):
    """The charts of a context by kind. One that has nothing to show is None, which the macro `chart` leaves out."""

    def __init__(self, context: Mapping[str, object], style: Style) -> None:
        self._context, self._style = context, style

    @cached_property
    def _charts(self) -> dict[str, Chart]:
        return charts_of(self._context)

    def __getitem__(self, kind: str) -> DrawnChart | None:
        chart = self._charts.get(kind)
        return None if chart is None else DrawnChart(chart, self._style)

    def __iter__(self) -> Iterator[str]:
        return iter(self._charts)

    def __len__(self) -> int:
        return len(self._charts)
