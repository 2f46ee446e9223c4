"""Charts as content: which series, printed values, title, unit and alternative text. `output.charts` draws them.

    chart_of(snapshot, "share", region="Europe")    one chart, as `xlmarket chart` and `data.chart` make it
    charts_of(context)                              the charts of a report by kind, from a context of `context_of`

Both give a `Chart`, frozen data made of the views that the reports print, so a chart shows the figures of a report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from xlmarket.errors import NotAvailable, UsageError
from xlmarket.functions.snapshot import Snapshot
from xlmarket.markets import Market, MarketKind
from xlmarket.report.charts.changes import bridge_chart, contributions, ranks, share_slopes
from xlmarket.report.charts.chart import Chart, PlotPoint, PlotSeries
from xlmarket.report.charts.courses import growth_lines, market_history, stacked_history
from xlmarket.report.charts.outlooks import forecast, forecast_chart, growth_panels
from xlmarket.report.charts.shares import TOP, every_share, market_shares, region_shares, world_shares
from xlmarket.report.charts.subject import Subject, print_figure, print_tick
from xlmarket.report.context import context_of
from xlmarket.report.query import ReportQuery
from xlmarket.report.views import BridgeView, MarketView, RegionView, WorldView
from xlmarket.report.world import LARGEST

__all__ = [
    "KINDS",
    "Chart",
    "PlotPoint",
    "PlotSeries",
    "chart_of",
    "charts_of",
    "choose_kind",
    "print_figure",
    "print_tick",
]

KINDS = {
    "share": "bars of the share of each market, the largest first",
    "history": "the value by market over the periods, stacked",
    "growth": "growth on a year earlier, next to that of the world",
    "share-change": "shares a year ago and now, of the largest changes",
    "contribution": "what each market added to growth, as a waterfall",
    "ranks": "ranks over the periods, of those that lead now",
    "panels": "growth of each region or market in a small chart of its own",
    "forecast": "figures of a market or region, and their forecast with bounds",
}
"""Every kind of chart with what it shows, in the order of the help."""
FROM_VIEWS = ("share", "history", "growth")
"""The kinds that show a view of a report. The others are made of figures that no view holds."""


def choose_kind(text: str) -> str:
    """Return the kind that a text names, in any case. Raises `UsageError` with the kinds and the nearest."""
    word = text.strip().lower()
    if word not in KINDS:
        raise UsageError.unknown("chart", text, KINDS)
    return word


def charts_of(context: Mapping[str, object]) -> dict[str, Chart]:
    """Return the charts of a report by kind: of its region, else of its market, else of the world.

    `context` is one of `context_of`. A kind without figures is not in the result. A region has a `contribution` where
    the context has its `bridge`, and a market has a `forecast`.
    """
    subject = Subject.of(context)
    makers = _makers(context, subject)
    match context:
        case {"bridge": BridgeView() as bridge}:
            makers["contribution"] = lambda: bridge_chart(bridge, subject)
        case {"market": MarketView() as market} if "region" not in context:
            makers["forecast"] = lambda: forecast_chart(market, subject)
    made: dict[str, Chart] = {}
    for kind, make in makers.items():
        with suppress(NotAvailable):
            made[kind] = make()
    return made


def _makers(context: Mapping[str, object], subject: Subject, top: int = TOP) -> dict[str, Callable[[], Chart]]:
    """Return how each kind is made of the view of a context: the charts of a region, a market or the world."""
    view = next((context[name] for name in ("region", "market", "world") if name in context), None)
    match view:
        case RegionView():
            return {
                "share": lambda: region_shares(view, subject, top),
                "history": lambda: stacked_history(view, subject),
                "growth": lambda: growth_lines(view, subject),
            }
        case MarketView():
            return {
                "share": lambda: market_shares(view, subject),
                "history": lambda: market_history(view, subject),
                "growth": lambda: growth_lines(view, subject),
            }
        case WorldView():
            return {
                "share": lambda: world_shares(view, subject, top),
                "history": lambda: stacked_history(view, subject),
                "growth": lambda: growth_lines(view, subject),
            }
    return {}


def chart_of(
    snapshot: Snapshot, kind: str, *, region: str | None = None, period: object = "latest", top: int = TOP
) -> Chart:
    """Return one chart of a region, a market, or without one of the world. `top` is how many markets it has.

    Raises `UsageError` for the kind, `UnknownMarket` for the region, `PeriodError` for the period and `NotAvailable`
    where there is nothing to draw.
    """
    word = choose_kind(kind)
    market = snapshot.resolve(region or "World")
    view = _view_for(market) if word in FROM_VIEWS else "scale"
    context = context_of(snapshot, region=region, period=period, names=frozenset({view}))
    subject = Subject.of(context)
    query = ReportQuery.at(snapshot, period)
    if word == "share" and view == "world" and top > LARGEST:
        return every_share(query, subject, top)
    if word in FROM_VIEWS:
        return _makers(context, subject, top)[word]()
    match word:
        case "share-change":
            return share_slopes(query, market, subject, top)
        case "contribution":
            return contributions(query, market, subject)
        case "ranks":
            return ranks(query, market, subject, top)
        case "panels":
            return growth_panels(query, market, subject, top)
    return forecast(query, market, subject)


def _view_for(market: Market) -> str:
    """Return the name of the view that shows a market: a region with members, one market, or the world."""
    if market.kind is MarketKind.WORLD:
        return "world"
    return "region" if market.is_aggregate else "market"
