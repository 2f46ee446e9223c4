"""What all charts of one report have in common: period, metric, scale, data set, and so their subtitles and notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from xlmarket.errors import NotAvailable
from xlmarket.package.number_text import number_text
from xlmarket.package.values import CellValue
from xlmarket.report import filters
from xlmarket.report.charts.chart import Chart, Form, PlotPoint, PlotSeries, Shape
from xlmarket.report.query import reason_of
from xlmarket.report.views import DatasetView, MetricView, PeriodView, ScaleView

AMOUNT = "[>=0.05]#,##0.0;[<=-0.05]-#,##0.0;0.0###"
"""The number format of amounts in the tables of the reports."""
NONE = "n/a"


@dataclass(frozen=True, slots=True)
class Subject:
    """The period, metric, scale and data set of a report."""

    period: PeriodView
    metric: MetricView
    scale: ScaleView
    dataset: DatasetView

    @classmethod
    def of(cls, context: Mapping[str, object]) -> Subject:
        """Return the subject of a context of `context_of`."""
        return cls(
            cast("PeriodView", context["period"]),
            cast("MetricView", context["metric"]),
            cast("ScaleView", context["scale"]),
            cast("DatasetView", context["dataset"]),
        )

    @property
    def note(self) -> str:
        """The line under a chart: the source with its vintage, and that figures are illustrative."""
        text = f"Source: {self.dataset.title}; {self.dataset.vintage}; status: {self.dataset.status}."
        warning = "Illustrative figures, not observed. " if self.dataset.illustrative else ""
        return warning + text

    def amount(self, label: str, value: CellValue) -> PlotPoint:
        """Return a point of an amount in the scale of the report."""
        return self.point(label, filters.over(value, self.scale.by), "amount")

    def point(self, label: str, value: CellValue, form: Form) -> PlotPoint:
        """Return a point with its printed value."""
        figure = figure_of(value)
        return PlotPoint(label, figure, print_figure(figure, form))


def figure_of(value: CellValue) -> float | None:
    """Return a figure as a float, none for what is missing."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def print_figure(value: float | None, form: Form) -> str:
    """Return a figure as the tables of the reports print it: `21.3%`, `+19.2%`, `-1.25 pts`, `4,320.0`."""
    if value is None:
        return NONE
    match form:
        case "percent":
            return str(filters.percent(value))
        case "rate":
            return f"{filters.signed(value * 100)}%"
        case "points":
            return f"{filters.points(value, 2)} pts"
        case "contribution":
            return f"{filters.points(value)} pts"
        case "rank":
            return f"{value:,.0f}"
    return number_text(value, AMOUNT) or f"{value:,.1f}"


def print_tick(value: float, form: Form, ticks: Sequence[float]) -> str:
    """Return a value of an axis with as many decimals as its steps need: `20%`, `2.5%`, `4,000`."""
    step = ticks[1] - ticks[0] if len(ticks) > 1 else abs(value) or 1.0
    size = step * (100 if form in ("percent", "rate", "points", "contribution") else 1)
    decimals = next((places for places in range(6) if abs(round(size, places) - size) < size * 1e-6), 6)
    if form in ("percent", "rate"):
        return str(filters.percent(value, decimals))
    shown = value * 100 if form in ("points", "contribution") else value
    return f"{shown:z,.{decimals}f}"


def make_chart(
    subject: Subject,
    kind: str,
    shape: Shape,
    title: str,
    measure: str,
    form: Form,
    series: Sequence[PlotSeries],
    sentence: str,
    *,
    unit: str = "",
    notes: Sequence[str] = (),
    cells: Iterable[CellValue] = (),
) -> Chart:
    """Return a chart. `measure` is its subtitle before the metric, `sentence` what its alternative text lists.

    Raises `NotAvailable` where no series has a figure, with the reason of the first of `cells` that has one.
    """
    drawn = tuple(series)
    if not any(point.value is not None for one in drawn for point in one.points):
        reason = next(filter(None, map(reason_of, cells)), "")
        what = f"no figures for a chart of {kind}" + (f": {reason}" if reason else "")
        raise NotAvailable(what, found=None if reason else title, remedy="choose another region or period")
    subtitle = f"{measure}  ·  {subject.metric.title}"
    note = " ".join([*filter(None, notes), subject.note])
    warning = " The figures are illustrative." if subject.dataset.illustrative else ""
    return Chart(
        kind=kind,
        shape=shape,
        title=title,
        subtitle=subtitle,
        unit=unit,
        form=form,
        labels=tuple(dict.fromkeys(point.label for one in drawn for point in one.points)),
        series=drawn,
        note=note,
        alt=f"{sentence}{warning}",
    )
