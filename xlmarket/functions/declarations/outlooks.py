"""Looking ahead: forecasts, opportunity scores and the outlook of regions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np

from xlmarket.errors import ArgumentError, NotAvailable, Reason, XlmarketError
from xlmarket.functions.answer import Answer, CellGrid
from xlmarket.functions.arguments import flat, is_array, read_count
from xlmarket.functions.ask import Ask, add_header
from xlmarket.functions.declarations.names import each
from xlmarket.functions.judgements import find_outlook
from xlmarket.functions.options import FIGURES, SETS, CallOptions
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.spec import OMITTED, Many, MetricName, OptionsText, Periods, Takes, function
from xlmarket.markets import Market, MarketKind
from xlmarket.measures.figures import Figures, Floats
from xlmarket.measures.forecast import Forecast, ets, run_rate
from xlmarket.measures.potential import Scores, normalise, score
from xlmarket.package.values import CellError, CellRows, CellValue
from xlmarket.periods import Bucket, Frequency, Period

MODELS = ("OPPORTUNITY", "FACTORS", "BARRIERS")
FACTORS = ("population", "consumption_per_head", "logistics_index")
BARRIERS = ("logistics_index", "payment_index", "customs_index", "law_index")

Model = Annotated[str, Takes("choice", "OPPORTUNITY (default: factors and barriers), FACTORS or BARRIERS", MODELS)]


@function("Outlook", "number", options=(*FIGURES, "partial", "level", "scale"))
def market_forecast(
    ask: Ask,
    market: Many,
    period: Annotated[Any, Takes("periods", "a period after the latest: 2016Q1, latest+2, 2016Q1:2016Q4")],
    method: Annotated[str, Takes("choice", "ETS (default) or RUNRATE", ("ETS", "RUNRATE"))] = "ETS",
    metric: MetricName = OMITTED,
    options: OptionsText = OMITTED,
) -> CellGrid:
    """A forecast of one period or several, never in place of a published figure, never further than the history is long.

    ETS is exponential smoothing with additive error, trend and season, the interface and errors of FORECAST.ETS.
    RUNRATE carries on the mean of the last year. level=0.95 with one period gives three cells: value, low, high.
    Whether it is as close as Excel's own has not been measured.

    Source: Hyndman, Koehler, Ord, Snyder (2008), Forecasting with Exponential Smoothing.

    Example:
        =MARKET_FORECAST("Brazil", "2016Q1") → 541.35
    """
    width = _width(ask, period)
    rows = tuple(
        tuple(cell for bucket in period for cell in _forecast_cells(ask, one, bucket, method)) for one in market
    )
    return CellGrid(rows, width)


def _width(ask: Ask, period: Sequence[Bucket]) -> int:
    """How many cells a market has: one for each period, or value, low and high."""
    if ask.options.level is None:
        return len(period)
    if len(period) != 1:
        raise ArgumentError("level= goes with one period", found=len(period))
    return 3


def _forecast_cells(ask: Ask, market: Market, bucket: Bucket, method: str) -> tuple[CellValue, ...]:
    """The forecast of one market and period, with its bounds where level= is given, or the error it meets."""
    level = ask.options.level
    try:
        found = _forecast(ask, market, bucket, method, level)
    except XlmarketError as error:
        return (CellError.of(error),) * (1 if level is None else 3)
    figures = (found.value,) if level is None else (found.value, found.low, found.high)
    return tuple(float(figure) * ask.scale(market) for figure in figures)


def _forecast(ask: Ask, market: Market, bucket: Bucket, method: str, level: float | None) -> Forecast:
    """The forecast of one market and one period."""
    history, last = _history(ask, market)
    if len(bucket.parts) != 1:
        raise ArgumentError("a forecast is of one period of the data's frequency", found=bucket.label)
    steps = bucket.last.ordinal - last.ordinal
    if steps < 1:
        raise NotAvailable("there is a published figure, and a forecast never takes its place", found=bucket.label)
    season = last.frequency.per_year if last.frequency is not Frequency.WEEK else 52
    if method == "RUNRATE":
        return Forecast(run_rate(history, season), 0.0)
    return ets(history, steps, season if len(history) >= 2 * season else 1, level or 0.95)


def _history(ask: Ask, market: Market) -> tuple[Floats, Period]:
    """The unbroken run of figures that ends with the last one."""
    periods = ask.panel(levels=False).periods
    days = [periods[-1].end] * len(periods)  # a group has the members of the last period all along
    figures = ask.values([market], [Bucket(one.label, (one,)) for one in periods], levels=False, members_on=days)[0]
    there = figures.present
    if not there.any():
        raise NotAvailable(f"{market.name} has no figures to forecast from")
    end = int(np.flatnonzero(there)[-1])
    gaps = np.flatnonzero(~there[: end + 1])
    start = int(gaps[-1]) + 1 if len(gaps) else 0
    return figures.values[start : end + 1], periods[end]


@function("Outlook", "number", options=(*SETS, "fill", "weights"))
def market_score(
    ask: Ask, market: Many, model: Model = "OPPORTUNITY", period: Periods = OMITTED, options: OptionsText = OMITTED
) -> Figures:
    """The opportunity score of a country, 0 to 100, among all countries that have its indicators.

    Factors: population, consumption per head, reach of logistics. Barriers: logistics, payment, customs, law. Each
    indicator is scaled from the worst to the best candidate and counts once, also where it is both. The score is their
    mean weighted by weights=population:2,law_index:1 (default: equal).

    Source: OECD and JRC (2008), Handbook on Constructing Composite Indicators.

    Example:
        =MARKET_SCORE("Singapore") → 73.39
    """
    columns = []
    for bucket in period:
        candidates, scores, _ = score_candidates(ask.snapshot, model, bucket.last.year, ask.options, None)
        place = {key: number for number, key in enumerate(candidates)}
        rows = np.array([place.get(one.key, -1) for one in market], dtype=np.intp)
        columns.append(scores.score[rows].where(rows >= 0, Reason.MISSING))
    ask.unit = "score 0 to 100"
    values, reasons = [one.values for one in columns], [one.reasons for one in columns]
    return Figures(np.stack(values, axis=1), np.stack(reasons, axis=1))


@function("Outlook", "text", options=(*SETS, "weights", "headers"))
def market_screen(
    ask: Ask,
    model: Model = "OPPORTUNITY",
    candidates: Annotated[Any, Takes("any", "names of countries; default: all that have the indicators")] = OMITTED,
    top: Annotated[Any, Takes("any", "how many rows; default: 10")] = OMITTED,
    options: OptionsText = OMITTED,
) -> CellRows:
    r"""The best countries by opportunity score, as rows: market, score, coverage, rank, best and worst rank.

    Coverage is the share of the weight whose indicators are there. The range of the rank comes from turning each
    weight up and down by a quarter.

    Example:
        =MARKET_SCREEN("FACTORS",, 3, "headers=0") → United States\t69.94\t1\t1\t1\t1\nSwitzerland\t63.16\t1\t2\t2\t2\nLuxembourg\t59.63\t1\t3\t3\t4
    """
    named = None if candidates is None else [ask.snapshot.resolve(str(one)).key for one in flat(candidates)]
    year = ask.snapshot.latest(FACTORS[0]).year
    keys, scores, coverage = score_candidates(ask.snapshot, model, year, ask.options, named)
    scored_ones = np.flatnonzero(scores.score.present).tolist()
    order = sorted(scored_ones, key=lambda i: (scores.rank.values[i], keys[i]))[
        : 10 if top is None else read_count(top, "top")
    ]
    names = [ask.snapshot.markets[key].name for key in keys]
    body: CellRows = tuple(
        (
            names[i],
            float(scores.score.values[i]),
            float(coverage[i]),
            *(int(figures.values[i]) for figures in (scores.rank, scores.best, scores.worst)),
        )
        for i in order
    )
    header = ("Market", "Score", "Coverage", "Rank", "Best rank", "Worst rank")
    return add_header(ask, header, body)


@function("Outlook", "text", plain=True)
def market_outlook(
    snapshot: Snapshot, market: Annotated[Any, Takes("any", "a market or region; several spill")]
) -> Any:
    """The outlook of a market or region as its source judges it: mature, fast-growing, contested or prospective.

    A market without one of its own takes that of the smallest region named in which it lies: Romania that of Eastern
    Europe, not that of Europe. The flag of the answer and MARKET_WHY then say "by region". A region of which only parts
    have an outlook is #N/A, and MARKET_WHY names the parts.

    Example:
        =MARKET_OUTLOOK("Brazil") → contested
        =MARKET_OUTLOOK("Latin America") → fast-growing
        =MARKET_OUTLOOK("Viet Nam") → fast-growing
        =MARKET_OUTLOOK("European Union") → mature
    """
    if is_array(market):
        return each(market, lambda name: find_outlook(snapshot, snapshot.resolve(str(name))).word)
    outlook = find_outlook(snapshot, snapshot.resolve(str(market)))
    return Answer(
        outlook.word,
        "text",
        source=outlook.source,
        status=outlook.status,
        vintage=snapshot.vintage,
        flag=outlook.flag,
    )


def indicators(model: str) -> tuple[str, ...]:
    """The indicators of a model. One that is a factor and a barrier is there once."""
    return {"FACTORS": FACTORS, "BARRIERS": BARRIERS}.get(model, tuple(dict.fromkeys(FACTORS + BARRIERS)))


def score_candidates(
    snapshot: Snapshot, model: str, year: int, options: CallOptions, candidates: list[str] | None
) -> tuple[list[str], Scores, Floats]:
    """Return the keys of the candidates, their scores [candidate] and coverage [candidate] for a model.

    Raises `NotAvailable` where the data set has none of its indicators, `ArgumentError` for weights that cannot be read.
    """
    names = indicators(model)
    held = [name for name in names if name in snapshot.metrics]
    if not held:
        raise NotAvailable("the data set has none of the model's indicators", allowed=names)
    panels = [snapshot.panel(name) for name in held]
    keys = candidates or list(dict.fromkeys(key for panel in panels for key in panel.markets))
    keys = [key for key in keys if snapshot.markets[key].kind is MarketKind.COUNTRY]
    raw = [panel.take(keys, [_at(panel.periods, year)])[:, 0] for panel in panels]
    scaled = [normalise(one) for one in raw]
    stack = Figures(np.stack([one.values for one in scaled]), np.stack([one.reasons for one in scaled]))
    scores = score(stack, _weights(options, held))
    return keys, scores, scores.coverage


def _at(periods: tuple[Period, ...], year: int) -> Period:
    return Period.holding(Period.of(year).end, periods[-1].frequency)


def _weights(options: CallOptions, indicators: list[str]) -> Floats:
    weights = dict.fromkeys(indicators, 1.0)
    for part in filter(None, options.get("weights").split(",")):
        name, _, weight = (piece.strip() for piece in part.partition(":"))
        try:
            value = float(weight)
        except ValueError:
            value = -1.0
        if name not in weights or value < 0:
            raise ArgumentError("weights are written indicator:number", found=part, allowed=indicators)
        weights[name] = value
    return np.array(list(weights.values()))
