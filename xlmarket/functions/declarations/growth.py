"""Growth, its sources and its spread."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import numpy as np

from xlmarket.errors import ArgumentError, Reason
from xlmarket.functions.ask import Ask
from xlmarket.functions.declarations.shares import adds_up, in_one_unit, lying_inside
from xlmarket.functions.ends import PeriodPairs, ends, total_ends
from xlmarket.functions.options import RATES
from xlmarket.functions.spec import (
    FIRST,
    OMITTED,
    End,
    Many,
    MetricName,
    OptionsText,
    Periods,
    Start,
    Takes,
    Within,
    function,
)
from xlmarket.measures import growth as formulas
from xlmarket.measures.decomposition import shift_share
from xlmarket.measures.figures import Figures, stack
from xlmarket.measures.growth import GrowthKind, spans
from xlmarket.measures.volatility import volatility
from xlmarket.periods import Bucket, Period, through

GrowthName = Annotated[
    str, Takes("choice", "YOY (default), POP, LTM, YTD, ANN, LOG or CC", tuple(kind.value for kind in GrowthKind))
]


@function("Growth", "percent", options=(*RATES, "as"))
def market_growth(
    ask: Ask,
    market: Many,
    period: Periods = OMITTED,
    kind: GrowthName = "YOY",
    metric: MetricName = OMITTED,
    options: OptionsText = OMITTED,
) -> Figures:
    """The growth rate, periods matched by calendar.

    YOY compares with the same period a year before, POP with the period before, LTM the last twelve months with the
    twelve before, and YTD the year so far with the same part of the year before. ANN is the period-on-period rate
    compounded to a year, and LOG is ln(current / base). CC is growth in constant currency: both periods at the base
    period's average rate (with currency=). Where only the rate is published (a metric of the same name ending in
    _growth), that rate is used. A period the data cover only partly is #N/A, and partial=likeforlike compares the parts
    that are covered in both.

    Examples:
        =MARKET_GROWTH("Brazil", "2015Q4") → 11.7%
        =MARKET_GROWTH("Brazil") → #N/A (cross-border-2015)
        =MARKET_GROWTH("India", "2015Q4", "POP") → 36.8%
    """
    which = GrowthKind(kind)
    pairs = [_pair(ask, bucket, which) for bucket in period]
    if len(ask.panel(levels=True).periods) == 1:
        ask.note("one period has no growth")
    current, base = ends(ask, market, _sides(pairs, _rates_ago(ask, which)))
    per_year = np.array([now.last.frequency.per_year / len(now.parts) for now, _ in pairs])
    rates = _with_base(formulas.growth(current, base, which, per_year), period, which)
    return _or_published(ask, rates, market, period) if which is GrowthKind.YOY else rates


@function("Growth", "percent", options=(*RATES, "as"))
def market_cagr(
    ask: Ask,
    market: Many,
    from_: Start,
    to: End = OMITTED,
    metric: MetricName = OMITTED,
    options: OptionsText = OMITTED,
) -> Figures:
    """Compound annual growth rate. The years are the distance of the periods, which are of one length.

    Source: (end / start) ^ (1 / years) − 1.

    Example:
        =MARKET_CAGR("India", 2013, 2015) → 47.6%
    """
    years = from_.distance(to)
    if years <= 0:
        ask.note(f"{to.label} is not later than {from_.label}", Reason.UNDEFINED)
    end, start = ends(ask, market, PeriodPairs([to], [from_]))
    return formulas.cagr(start, end, years)


@function("Growth", "percent", options=(*RATES, "as"))
def market_contribution(
    ask: Ask,
    market: Many,
    period: Periods = OMITTED,
    within: Within = OMITTED,
    kind: GrowthName = "YOY",
    metric: MetricName = OMITTED,
    options: OptionsText = OMITTED,
) -> Figures:
    """What a market contributes to the growth of the whole. Members and residual add up to that growth exactly.

    A market that does not lie in `within` contributes nothing to it (#N/A).

    Source: (current − base) / base of the whole.

    Example:
        =MARKET_CONTRIBUTION("United States", 2015) → 2.7%
    """
    which = GrowthKind(kind)
    pairs = _sides([_pair(ask, bucket, which) for bucket in period], _rates_ago(ask, which))
    if not adds_up(ask):
        return Figures.none((len(market), len(period)), Reason.NOT_MEANINGFUL)
    current, base = ends(ask, market, pairs)
    parts = formulas.contribution(current, base, total_ends(ask, within, pairs)[1])
    days = [bucket.last.end for bucket in period]
    parts = parts.where(lying_inside(ask, market, within, days), Reason.NOT_MEANINGFUL)
    return in_one_unit(ask, market, within, _with_base(parts, period, which))


@function("Growth", "number", options=(*RATES, "method", "scale"))
def market_decomp(
    ask: Ask,
    market: Many,
    from_: Start,
    to: End = OMITTED,
    within: Within = OMITTED,
    metric: MetricName = OMITTED,
    options: OptionsText = OMITTED,
) -> Figures:
    r"""Two cells: how much of the change the whole market brought, and how much the market's own share.

    The two add up to the change (midpoint shift-share). method=classic weighs with the first period and adds a third
    cell, the interaction. Source: Marshall-Edgeworth weights, and Dunn (1960) for classic.

    Example:
        =MARKET_DECOMP("India", 2014, 2015) → 185.84\t244.19
    """
    classic = ask.options.get("method") == "classic"
    if not adds_up(ask):
        return Figures.none((len(market), 2 + classic), Reason.NOT_MEANINGFUL)
    pairs = PeriodPairs([to], [from_])
    (end, start), (whole_end, whole_start) = ends(ask, market, pairs), total_ends(ask, within, pairs)
    effects = shift_share(start[:, 0], end[:, 0], whole_start[:, 0], whole_end[:, 0], classic=classic)
    parts = [effects.market, effects.share] + ([effects.interaction] if effects.interaction is not None else [])
    day = [max(from_.last.end, to.last.end)]
    cells = stack(parts, axis=1).where(lying_inside(ask, market, within, day), Reason.NOT_MEANINGFUL)
    return in_one_unit(ask, market, within, cells)


@function("Growth", "index", options=RATES)
def market_index(
    ask: Ask,
    market: Many,
    period: Periods = OMITTED,
    base: Annotated[Bucket, Takes("period", "the period that is 100; default: the first")] = FIRST,
    metric: MetricName = OMITTED,
    options: OptionsText = OMITTED,
) -> Figures:
    """The figure as an index: the base period, of the same length, is 100.

    Example:
        =MARKET_INDEX("Brazil", 2015, 2013) → 133.4
    """
    return formulas.index(*ends(ask, market, PeriodPairs(period, [base] * len(period))))


@function("Growth", "percent", options=(*RATES, "as"))
def market_volatility(
    ask: Ask,
    market: Many,
    from_: Annotated[Bucket, Takes("period", "the first period; default: the first there is")] = FIRST,
    to: End = OMITTED,
    metric: MetricName = OMITTED,
    options: OptionsText = OMITTED,
) -> Figures:
    """The standard deviation of log growth from period to period, per year. Gaps break the chain.

    Source: n − 1 standard deviation of ln(v / previous v), times the square root of the periods in a year.

    Example:
        =MARKET_VOLATILITY("Brazil") → 35.8%
    """
    first, last = from_.parts[0], to.last
    buckets = [Bucket(one.label, (one,)) for one in through(first, last)]
    later, earlier = ends(ask, market, PeriodPairs(buckets[1:], buckets[:-1]))
    return volatility(earlier, later, first.frequency.per_year)[:, None]


def _pair(ask: Ask, bucket: Bucket, kind: GrowthKind) -> tuple[Bucket, Bucket]:
    """The buckets to compare. Like for like, they have only parts the data cover in both."""
    now, before = spans(kind, bucket.parts)
    covered = ask.snapshot.holding.observations.covered
    if ask.options.get("partial") == "likeforlike" and covered:
        whole = [(a, b) for a, b in zip(now, before, strict=True) if _inside(a, covered) and _inside(b, covered)]
        now, before = (tuple(side) for side in zip(*whole, strict=True)) if whole else (now, before)
    return Bucket(bucket.label, now), Bucket(bucket.label, before)


def _inside(period: Period, covered: tuple[date, date]) -> bool:
    return covered[0] <= period.start and period.end <= covered[1]


def _or_published(ask: Ask, rates: Figures, market: Many, period: Periods) -> Figures:
    """Rates that could not be computed, taken from a published metric of rates where there is one."""
    name = f"{ask.metric.name}_growth"
    if name not in ask.snapshot.metrics or rates.present.all():
        return rates
    published = ask.values(market, period, metric=name)
    parts = 100.0 if ask.snapshot.metrics[name].unit.startswith("percent") else 1.0
    kept = Figures(published.values / parts, published.reasons)
    missing = np.isin(rates.reasons, (Reason.MISSING, Reason.NO_PARTNER))
    taken = missing & (published.reasons != Reason.MISSING)
    return Figures(np.where(taken, kept.values, rates.values), np.where(taken, kept.reasons, rates.reasons))


def _rates_ago(ask: Ask, kind: GrowthKind) -> int:
    """How many years older than the later figures the rates are that convert them."""
    if kind is GrowthKind.CC and not ask.options.get("currency"):
        raise ArgumentError("CC, growth in constant currency, needs the currency", allowed="currency=USD")
    return 1 if kind is GrowthKind.CC else 0


def _with_base(rates: Figures, period: Periods, kind: GrowthKind) -> Figures:
    """Rates [market, period], none for a week that the year before does not have."""
    return rates.where([formulas.has_base(kind, bucket.parts) for bucket in period], Reason.NO_PARTNER)


def _sides(pairs: list[tuple[Bucket, Bucket]], rates_ago: int) -> PeriodPairs:
    return PeriodPairs([now for now, _ in pairs], [base for _, base in pairs], rates_ago)
