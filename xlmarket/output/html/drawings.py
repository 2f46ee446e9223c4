"""The charts of a page: each drawn when the template shows it, with the figures that its table lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from xlmarket.errors import NotAvailable
from xlmarket.output.charts import Style, draw_svg
from xlmarket.report.charts import KINDS, Chart, PlotPoint, PlotSeries, charts_of, choose_kind

OTHERS = ("share-change", "ranks", "panels")
"""The kinds of charts that are made of figures that no view of a context holds."""
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
    """The charts of a report by kind, `share-change` also as `share_change`.

    One that has nothing to show is None, which the macro `chart` leaves out. `make` makes those that are no view of the
    context, by kind.
    """

    def __init__(self, context: Mapping[str, object], style: Style, make: Callable[[str], Chart]) -> None:
        self._context, self._style, self._make = context, style, make

    @cached_property
    def _charts(self) -> dict[str, Chart]:
        return charts_of(self._context)

    def __getitem__(self, kind: str) -> DrawnChart | None:
        kind = choose_kind(kind.replace("_", "-"))
        chart = self._charts.get(kind)
        if chart is None and kind in OTHERS:
            with suppress(NotAvailable):
                chart = self._make(kind)
        return None if chart is None else DrawnChart(chart, self._style)

    def __iter__(self) -> Iterator[str]:
        return iter(KINDS)

    def __len__(self) -> int:
        return len(KINDS)
