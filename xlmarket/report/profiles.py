"""The view of one market: history, ranks, forecast, factors and barriers."""

from __future__ import annotations

from xlmarket.markets import Market, MarketKind
from xlmarket.package.values import CellError, CellValue, is_number
from xlmarket.report import wording
from xlmarket.report.query import ReportQuery, say_period, with_growth
from xlmarket.report.regions import STANDARD, members_with_figures, rows_of
from xlmarket.report.views import ChartPoint, FactorView, ForecastRow, HistoryRow, MarketView, ScaleView

AHEAD = 4
LEVEL = 0.95
INDICATORS = (
    ("population", "Factor"),
    ("consumption_per_head", "Factor"),
    ("logistics_index", "Factor and barrier"),
    ("payment_index", "Barrier"),
    ("customs_index", "Barrier"),
    ("law_index", "Barrier"),
)
"""Indicators of the potential of a market. More is better for each."""


def market_view(query: ReportQuery, market: Market, scale: ScaleView | None = None) -> MarketView:
    """Return the view of a market. Its sentences give amounts in `scale`, by default in the unit of the metric."""
    scale = scale or ScaleView(query.snapshot.metric().unit, 1.0)
    key, label = market.key, query.label
    (row,) = rows_of(query, [key])
    history = query.history(key, rank=True)
    forecast = _forecast(query, key)
    return MarketView(
        name=market.name,
        code=key,
        value=row.value,
        growth=row.growth,
        world_share=row.world_share,
        share_change=row.share_change,
        rank=row.rank,
        among=len(members_with_figures(query, query.snapshot.markets["WORLD"])),
        outlook=row.outlook,
        score=query.cell("MARKET_SCORE", key),
        cagr=query.cell("MARKET_CAGR", key, history[0].label, label),
        volatility=query.cell("MARKET_VOLATILITY", key, history[0].label, label),
        groups=_groups(query, market),
        summary=wording.summary(query, row, scale),
        history=history,
        growth_history=with_growth(history),
        forecast=tuple(period for period in forecast if is_number(period.value)),
        forecast_note=_forecast_note(forecast),
        path=_path(history, forecast),
        factors=_factors(query, market),
    )


def _groups(query: ReportQuery, market: Market) -> str:
    """Return the names of the groups it belongs to, separated by commas."""
    book = query.snapshot.markets
    shown = [key for key in (*STANDARD, *query.snapshot.regions) if key in book.groups_of(market.key, query.day)]
    return ", ".join(book[key].name for key in shown)


def _forecast(query: ReportQuery, key: str) -> tuple[ForecastRow, ...]:
    """Return the forecasts after the latest period with figures. A report on an earlier period has none."""
    latest = query.snapshot.latest()
    if query.bucket.last != latest:
        return ()
    ahead = [latest.shift(step).label for step in range(1, AHEAD + 1)]
    rows = []
    for label in ahead:
        answer = query.answer("MARKET_FORECAST", key, label, "ETS", None, f"level={LEVEL}")
        value, low, high = answer.rows[0] if len(answer.rows[0]) == 3 else (answer.rows[0][0],) * 3
        rows.append(ForecastRow(label=label, name=say_period(label), value=value, low=low, high=high))
    return tuple(rows)


def _forecast_note(forecast: tuple[ForecastRow, ...]) -> str:
    if not forecast:
        return "No forecast: it starts from the latest period with figures, and this report is about an earlier one."
    if isinstance(forecast[0].value, CellError):
        return f"No forecast: {forecast[0].value.sentence}."
    return (
        "The forecast is a calculation from the history alone (exponential smoothing with trend and season); the truth"
        f" is expected between its bounds {LEVEL:.0%} of the time if the past is a guide. It is no published figure."
    )


def _path(history: tuple[HistoryRow, ...], forecast: tuple[ForecastRow, ...]) -> tuple[ChartPoint, ...]:
    """The points of a chart: the figures, then the forecast. The last figure belongs to both lines."""
    *earlier, last = history
    figures = [_figure_point(row) for row in earlier]
    if not forecast or not is_number(forecast[0].value):
        return (*figures, _figure_point(last))
    joint = ChartPoint(label=last.label, figure=last.value, forecast=last.value, low=last.value, high=last.value)
    ahead = [
        ChartPoint(label=row.label, figure=None, forecast=row.value, low=row.low, high=row.high) for row in forecast
    ]
    return (*figures, joint, *ahead)


def _figure_point(row: HistoryRow) -> ChartPoint:
    return ChartPoint(label=row.label, figure=row.value, forecast=None, low=None, high=None)


def _factors(query: ReportQuery, market: Market) -> tuple[FactorView, ...]:
    present = [(name, group) for name, group in INDICATORS if name in query.snapshot.metrics]
    return tuple(_factor(query, market, name, group) for name, group in present)


def _factor(query: ReportQuery, market: Market, name: str, group: str) -> FactorView:
    """An indicator in the year of the report, its rank among the countries that have it, and its score from 0 to 1."""
    metric, year = query.snapshot.metric(name), str(query.bucket.last.year)
    keys = [key for key in query.snapshot.panel(name).markets if query.snapshot.markets[key].kind is MarketKind.COUNTRY]
    cells = dict(zip(keys, query.column("MARKET_VALUE", keys, year, name), strict=True))
    figure = cells[market.key] if market.key in cells else query.cell("MARKET_VALUE", market.key, year, name)
    figures = [float(cell) for cell in cells.values() if isinstance(cell, (int, float))]
    rank: CellValue = CellError("#N/A", f"{market.name} is not ranked")
    score: CellValue = CellError("#N/A")
    if market.key in cells and isinstance(figure, (int, float)):
        low, high = min(figures), max(figures)
        rank = 1 + sum(other > figure for other in figures)
        score = (figure - low) / (high - low) if high > low else 1.0
    return FactorView(
        name=metric.title or name,
        group=group,
        value=figure,
        unit=metric.unit,
        rank=rank,
        among=len(figures),
        score=score,
    )
