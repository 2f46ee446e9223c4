"""What a chart shows, as plain frozen data: `report.charts` makes it of views, `output.charts` draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Shape = Literal["bars", "stack", "lines", "slope", "waterfall", "ranks", "panels", "fan", "clusters"]
Form = Literal["percent", "rate", "points", "contribution", "amount", "rank"]
Role = Literal["", "rest", "whole", "compare", "forecast"]


@dataclass(frozen=True, slots=True)
class PlotPoint:
    """One point: the market or period it stands at, its value, and the value as it is printed.

    Without a figure `value` is `None` and nothing is drawn. `low` and `high` are the bounds of a forecast, or where the
    bar of a waterfall begins and ends. Shares, rates and changes are fractions, amounts are in the unit of the chart.
    """

    label: str
    value: float | None
    text: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class PlotSeries:
    """Points in the order of the labels of the chart. `role` says what is not an ordinary series.

    `rest` is what is left over, `whole` a total, `compare` a line to compare with, `forecast` not a figure.
    `remark` is printed next to its last figure.
    """

    name: str
    points: tuple[PlotPoint, ...]
    role: Role = ""
    remark: str = ""

    @property
    def last(self) -> PlotPoint | None:
        """The last point with a figure."""
        return next((point for point in reversed(self.points) if point.value is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart: what it shows (`title`, `subtitle` with period and unit, `note` with source and status) and its series.

    `kind` is one of `KINDS`, `shape` how it is drawn, `form` how its values are printed on an axis. `labels` are the
    periods or markets of the points. `alt` describes it to who cannot see it.
    """

    kind: str
    shape: Shape
    title: str
    subtitle: str
    unit: str
    form: Form
    labels: tuple[str, ...]
    series: tuple[PlotSeries, ...]
    note: str
    alt: str

    @property
    def values(self) -> tuple[float, ...]:
        """All its figures, with bounds."""
        points = [point for series in self.series for point in series.points]
        cells = [cell for point in points for cell in (point.value, point.low, point.high)]
        return tuple(cell for cell in cells if cell is not None)
