"""One market in depth as a report sees it: history, ranks, forecast, factors and barriers."""

from __future__ import annotations

from xlmarket.markets import Market, MarketKind
from xlmarket.package.values import CellError, CellValue
from xlmarket.report import wording
from xlmarket.report.questions import Questions, is_number, spoken, with_growth
from xlmarket.report.regions import STANDARD, carried, rows_of
from xlmarket.report.vocabulary import Factor, MarketView, Moment, Outcome, Point, ScaleView
from xlmarket.template.read.filters import over

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
"""Indicators of a market's potential; of each, more is better."""


def market_view(questions: Questions, market: Market, scale: ScaleView | None = None) -> MarketView:
    """The market; its sentences give amounts in `scale` (none: in the unit of the metric)."""
    scale = scale or ScaleView(questions.snapshot.metric().unit, 1.0)
    key, label = market.key, questions.label
    (own,) = rows_of(questions, [key])
    history = questions.history(key, rank=True)
    forecast = _forecast(questions, key)
    metric = questions.snapshot.metric()
    return MarketView(
        market.name,
        key,
        own.value,
        own.growth,
        own.world_share,
        own.share_change,
        own.rank,
        len(carried(questions, questions.snapshot.markets["WORLD"])),
        own.outlook,
        questions.one("MARKET_SCORE", key),
        questions.one("MARKET_CAGR", key, history[0].label, label),
        questions.one("MARKET_VOLATILITY", key, history[0].label, label),
        _groups(questions, market),
        wording.summary(
            wording.title_of(metric),
            scale.unit,
            questions.period.name,
            over(own.value, scale.by),
            own.growth,
            own.world_share,
            own.share_change,
            "",
        ),
        history,
        with_growth(history),
        tuple(one for one in forecast if is_number(one.value)),
        _forecast_note(forecast),
        _path(history, forecast),
        _factors(questions, market),
    )


def _groups(questions: Questions, market: Market) -> str:
    """The groups it belongs to, as a list of names."""
    book = questions.snapshot.markets
    shown = [
        key for key in (*STANDARD, *questions.snapshot.regions) if key in book.groups_of(market.key, questions.day)
    ]
    return ", ".join(book[key].name for key in shown)


def _forecast(questions: Questions, key: str) -> tuple[Outcome, ...]:
    """The periods after the last one with figures; a report on an earlier period has no forecast."""
    latest = questions.snapshot.latest()
    if questions.bucket.last != latest:
        return ()
    ahead = [latest.shift(step).label for step in range(1, AHEAD + 1)]
    found = []
    for label in ahead:
        answer = questions.answer("MARKET_FORECAST", key, label, "ETS", None, f"level={LEVEL}")
        value, low, high = answer.rows[0] if len(answer.rows[0]) == 3 else (answer.rows[0][0],) * 3
        found.append(Outcome(label, spoken(label), value, low, high))
    return tuple(found)


def _forecast_note(forecast: tuple[Outcome, ...]) -> str:
    if not forecast:
        return "No forecast: it starts from the latest period with figures, and this report is about an earlier one."
    if isinstance(forecast[0].value, CellError):
        return f"No forecast: {forecast[0].value.sentence}."
    return (
        "The forecast is a calculation from the history alone (exponential smoothing with trend and season); the truth"
        f" is expected between its bounds {LEVEL:.0%} of the time if the past is a guide. It is no published figure."
    )


def _path(history: tuple[Moment, ...], forecast: tuple[Outcome, ...]) -> tuple[Point, ...]:
    """The line of a chart: what was, then what is expected; the last figure is where both meet."""
    last = history[-1]
    known = [Point(one.label, one.value, None, None, None) for one in history[:-1]]
    if not forecast or not is_number(forecast[0].value):
        return (*known, Point(last.label, last.value, None, None, None))
    ahead = [Point(one.label, None, one.value, one.low, one.high) for one in forecast]
    return (*known, Point(last.label, *(last.value,) * 4), *ahead)


def _factors(questions: Questions, market: Market) -> tuple[Factor, ...]:
    return tuple(
        found for name, group in INDICATORS if name in questions.snapshot.metrics
        for found in [_factor(questions, market, name, group)]
    )  # fmt: skip


def _factor(questions: Questions, market: Market, name: str, group: str) -> Factor:
    """An indicator of the year of the report, its rank among the countries that have it, and that as 0 to 1."""
    snapshot = questions.snapshot
    metric = snapshot.metric(name)
    keys = [key for key in snapshot.panel(name).markets if snapshot.markets[key].kind is MarketKind.COUNTRY]
    year = str(questions.bucket.last.year)
    values = dict(zip(keys, questions.column("MARKET_VALUE", keys, year, name), strict=True))
    own: CellValue = (
        values.get(market.key) if market.key in values else questions.one("MARKET_VALUE", market.key, year, name)
    )
    numbers = [float(value) for value in values.values() if isinstance(value, (int, float))]
    title = metric.title or name
    if market.key not in values or not isinstance(own, (int, float)) or not numbers:
        return Factor(
            title,
            group,
            own,
            metric.unit,
            CellError("#N/A", f"{market.name} is not ranked"),
            len(numbers),
            CellError("#N/A"),
        )
    rank = 1 + sum(other > own for other in numbers)
    low, high = min(numbers), max(numbers)
    score = (own - low) / (high - low) if high > low else 1.0
    return Factor(title, group, own, metric.unit, rank, len(numbers), score)
