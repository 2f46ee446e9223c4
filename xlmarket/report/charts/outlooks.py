"""Small charts of growth, one for each region or market, and the forecast of one market with its bounds."""

from __future__ import annotations

from xlmarket.errors import NotAvailable
from xlmarket.markets import Market, MarketKind
from xlmarket.report.charts.chart import Chart, PlotPoint, PlotSeries
from xlmarket.report.charts.courses import growth_span
from xlmarket.report.charts.sentences import describe_course, describe_courses
from xlmarket.report.charts.subject import Subject, figure_of, make_chart, print_figure
from xlmarket.report.filters import over
from xlmarket.report.profiles import market_view
from xlmarket.report.query import ReportQuery, by_size, say_period
from xlmarket.report.regions import members_with_figures, regions_with_figures
from xlmarket.report.views import ChartPoint, MarketView


def growth_panels(query: ReportQuery, market: Market, subject: Subject, top: int) -> Chart:
    """Return the growth of each region of the world, or of each market of a region, next to that of the whole.

    The largest come first. Raises `NotAvailable` for one market alone and without a rate.
    """
    if not market.is_aggregate:
        raise NotAvailable("no chart of panels: one market has no parts", found=market.name, remedy="draw its growth")
    is_world = market.kind is MarketKind.WORLD
    regions = _regions(query) if is_world else []
    keys = regions or list(members_with_figures(query, market)) or [market.key]
    values = dict(zip(keys, query.column("MARKET_VALUE", keys, query.label), strict=True))
    chosen = sorted(keys, key=lambda key: by_size(values[key]))[:top]
    *grid, whole = query.grid("MARKET_GROWTH", [*chosen, market.key])
    start = growth_span([*grid, whole])
    labels = query.labels[start:]
    names = [query.snapshot.markets[key].name for key in chosen]
    series = [
        PlotSeries(
            name, tuple(subject.point(label, cell, "rate") for label, cell in zip(labels, cells[start:], strict=True))
        )
        for name, cells in zip(names, grid, strict=True)
    ]
    name = "the world" if is_world else market.name
    compared = tuple(subject.point(label, cell, "rate") for label, cell in zip(labels, whole[start:], strict=True))
    shown = [*series, PlotSeries(market.name, compared, "compare")]
    sentence = f"{len(series)} line charts of growth on a year earlier, each next to {name}. {describe_courses(shown)}"
    things = "regions" if regions else "markets"
    count = f"Shown: the {len(series)} largest of {len(keys)} {things}." if len(keys) > len(series) else ""
    return make_chart(
        subject, "panels", "panels", f"Growth of the {things} of {name}",
        f"{say_period(labels[0])} to {say_period(labels[-1])}, percent on a year earlier; dashed: {name}", "rate", shown,
        sentence, unit="%", notes=[count], cells=whole[::-1],
    )  # fmt: skip


def _regions(query: ReportQuery) -> list[str]:
    return [query.snapshot.resolve(name).key for name in regions_with_figures(query.snapshot)]


def forecast(query: ReportQuery, market: Market, subject: Subject) -> Chart:
    """Return the figures of a market and its forecast with bounds. Raises `NotAvailable` where there is no forecast."""
    return forecast_chart(market_view(query, market, subject.scale), subject)


def forecast_chart(view: MarketView, subject: Subject) -> Chart:
    """Return the path of a market as a fan. Raises `NotAvailable` where there is no forecast."""
    if not view.forecast:
        raise NotAvailable(view.forecast_note.rstrip("."), remedy="choose another market or the latest period")
    row = view.forecast[-1]
    path = view.path[: [point.label for point in view.path].index(row.label) + 1]
    figures = PlotSeries(view.name, tuple(subject.amount(point.label, point.figure) for point in path))
    ahead = PlotSeries("Forecast", tuple(_bounded(subject, point) for point in path), "forecast")
    last = ahead.points[-1]
    low, high = (print_figure(end, "amount") for end in (last.low, last.high))
    bounds = f", between {low} and {high}" if last.low is not None and last.high is not None else ""
    known = PlotSeries(view.name, figures.points[: len(view.history)])
    sentence = (
        f"Line chart: {subject.metric.title}, {subject.scale.unit}. {describe_course(known)}."
        f" Forecast for {row.name}: {last.text}{bounds}."
    )
    span = f"{say_period(view.path[0].label)} to {row.name}, {subject.scale.unit}"
    return make_chart(
        subject, "forecast", "fan", f"Forecast of {'the world' if view.name == 'World' else view.name}", span, "amount",
        [figures, ahead], sentence, unit=subject.scale.unit, notes=[view.forecast_note],
    )  # fmt: skip


def _bounded(subject: Subject, point: ChartPoint) -> PlotPoint:
    value, low, high = (figure_of(over(cell, subject.scale.by)) for cell in (point.forecast, point.low, point.high))
    return PlotPoint(point.label, value, print_figure(value, "amount"), low, high)
