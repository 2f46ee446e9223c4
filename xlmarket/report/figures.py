"""The figures of a report as plain rows with a header: what `export --format csv` writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlmarket.report.views import (
    BriefView,
    HistoryRow,
    MarketRow,
    MarketView,
    MetricView,
    PeriodView,
    RegionView,
    WorldView,
)

ROW = (
    "name",
    "code",
    "value",
    "share",
    "world_share",
    "growth",
    "contribution",
    "share_change",
    "rank",
    "outlook",
    "status",
    "source",
)
MOMENT = ("label", "value", "share", "growth", "rank", "world_value", "world_growth")
STATEMENT = ("name", "code", "metric", "period", "value", "unit", "qualifier", "text", "status", "source", "note")
Table = list[list[object]]


def table_of(context: Mapping[str, object]) -> Table:
    """Return the main table of a context: members of a region, history of a market, a brief, or regions and markets.

    Shares, growth and changes are fractions. A missing figure is `None`. Raises `TypeError` for a context that
    `context_of` did not make.
    """
    period, metric = context["period"], context["metric"]
    if not isinstance(period, PeriodView) or not isinstance(metric, MetricView):
        raise TypeError("a context has a period and a metric")
    region, market, world, brief = (context.get(name) for name in ("region", "market", "world", "brief"))
    if isinstance(brief, BriefView):
        return _statements(brief)
    if isinstance(region, RegionView):
        return _rows("region", [(region.name, row) for row in region.members], period.label, metric)
    if isinstance(market, MarketView):
        return _moments(market.name, market.history, metric)
    rows: list[tuple[str, MarketRow]] = []
    regions = context.get("regions")
    if isinstance(regions, tuple):
        rows += [("regions", row) for row in regions]
    if isinstance(world, WorldView):
        rows += [("markets", row) for row in (*world.largest, world.rest, world.residual) if row.count]
    return _rows("table", rows, period.label, metric)


def _rows(first: str, rows: Sequence[tuple[str, MarketRow]], period: str, metric: MetricView) -> Table:
    header: list[object] = [first, "period", "metric", "unit", *ROW]
    body = [
        [group, period, metric.name, metric.unit, *(_plain(getattr(row, name)) for name in ROW)] for group, row in rows
    ]
    return [header, *body]


def _statements(brief: BriefView) -> Table:
    """Every figure of a brief in the unit of its source, then its judgements, which have a text and no value."""
    figures = [[getattr(figure, key) for key in STATEMENT] for figure in (*brief.shares, *brief.figures)]
    judgements = [
        [
            judgement.name,
            judgement.code,
            judgement.kind,
            "",
            None,
            "",
            "",
            judgement.said,
            "judgement",
            judgement.source,
            judgement.note,
        ]
        for judgement in (*brief.outlooks, *brief.factors, *brief.barriers)
    ]
    return [list(STATEMENT), *figures, *judgements]


def _moments(name: str, history: Sequence[HistoryRow], metric: MetricView) -> Table:
    header: list[object] = ["market", "metric", "unit", "period", *MOMENT[1:]]
    body = [[name, metric.name, metric.unit, *(_plain(getattr(row, key)) for key in MOMENT)] for row in history]
    return [header, *body]


def _plain(value: object) -> object:
    return value if isinstance(value, (str, int, float)) else None
