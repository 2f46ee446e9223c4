"""Values and shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated

import numpy as np

from xlmarket.errors import Reason
from xlmarket.functions.ask import Ask
from xlmarket.functions.ends import PeriodPairs, ends, total_ends
from xlmarket.functions.options import FIGURES, RATES
from xlmarket.functions.spec import OMITTED, End, Many, MetricName, OptionsText, Periods, Start, Takes, Within, function
from xlmarket.functions.units import magnitude, numerator
from xlmarket.markets import Market
from xlmarket.measures import share as formulas
from xlmarket.measures.figures import Figures, Flags, stack
from xlmarket.observations import MetricKind
from xlmarket.periods import Bucket

WORLD_NAME = "the world"
PER = {"POP": "population", "GDP": "gdp", "INTERNET": "internet_users", "BUYERS": "online_buyers"}
MemberFormula = Callable[[Figures, Flags], Figures]
"""Figures [member] and flags [member] of residuals in, figures [member] out."""
Per = Annotated[str, Takes("choice", "POP, GDP, INTERNET or BUYERS", tuple(PER))]


@function("Values and shares", "number", options=(*FIGURES, "scale"))
def market_value(
    ask: Ask, market: Many, period: Periods = OMITTED, metric: MetricName = OMITTED, options: OptionsText = OMITTED
) -> Figures:
    """The figure itself, in the unit of the metric.

    A group's figure is the published one, else the sum of its members. With currency=USD it is converted at the
    average rate of the period (rate=end: its last), and a missing rate is #N/A. scale=k, m or bn divides it.

    Example:
        =MARKET_VALUE("Brazil", "2015Q4") → 684.45
    """
    return ask.values(market, period)


@function("Values and shares", "percent", options=(*FIGURES, "as"))
def market_share(
    ask: Ask,
    market: Many,
    period: Periods = OMITTED,
    within: Within = OMITTED,
    metric: MetricName = OMITTED,
    options: OptionsText = OMITTED,
) -> Figures:
    """The share of a market in a whole, as a fraction: 0.022 for 2.2 %.

    The whole is the published total if there is one, else the sum of its disjoint members with the residual. A market
    that does not lie in `within` has no share of it (#N/A).

    Example:
        =MARKET_SHARE("Brazil") → 2.2% (cross-border-2015)
        =MARKET_SHARE("Brazil", 2015) → 2.2%
    """
    if not adds_up(ask):
        return Figures.none((len(market), len(period)), Reason.NOT_MEANINGFUL)
    shares = formulas.share(ask.values(market, period), ask.total(within, period))
    days = [bucket.last.end for bucket in period]
    return in_one_unit(
        ask, market, within, shares.where(lying_inside(ask, market, within, days), Reason.NOT_MEANINGFUL)
    )


@function("Values and shares", "points", options=(*RATES, "as"))
def market_share_change(
    ask: Ask,
    market: Many,
    from_: Start,
    to: End = OMITTED,
    within: Within = OMITTED,
    metric: MetricName = OMITTED,
    options: OptionsText = OMITTED,
) -> Figures:
    """The change of a share between two periods, in share points: 0.003 is 0.3 points. Never a percentage.

    Example:
        =MARKET_SHARE_CHANGE("India", 2014, 2015) → +0.3 pts
    """
    if not adds_up(ask):
        return Figures.none((len(market), 1), Reason.NOT_MEANINGFUL)
    pairs = PeriodPairs([to], [from_])
    (end, start), (whole_end, whole_start) = ends(ask, market, pairs), total_ends(ask, within, pairs)
    change = formulas.share_change(formulas.share(end, whole_end), formulas.share(start, whole_start))
    day = [max(from_.last.end, to.last.end)]
    return in_one_unit(ask, market, within, change.where(lying_inside(ask, market, within, day), Reason.NOT_MEANINGFUL))


@function("Values and shares", "number", options=FIGURES)
def market_relative_share(
    ask: Ask,
    market: Many,
    period: Periods = OMITTED,
    within: Within = OMITTED,
    metric: MetricName = OMITTED,
    options: OptionsText = OMITTED,
) -> Figures:
    """The share over that of the largest other member. The leader is above 1. Residuals are no competitor.

    Source: Henderson (1970), the growth-share matrix.

    Example:
        =MARKET_RELATIVE_SHARE("United States", 2015) → 2.5
    """
    if not adds_up(ask):
        return Figures.none((len(market), len(period)), Reason.NOT_MEANINGFUL)
    return by_member(ask, market, within, period, formulas.relative_share)


@function("Values and shares", "number", options=(*FIGURES, "as"))
def market_penetration(
    ask: Ask,
    market: Many,
    period: Periods = OMITTED,
    per: Per = "POP",
    metric: MetricName = OMITTED,
    options: OptionsText = OMITTED,
) -> Figures:
    """The figure over population, gross domestic product, internet users or buyers.

    Both are taken in whole units (dollars, persons), so that sales over buyers are dollars per buyer. Over GDP it is a
    fraction. A quarter or month is set against the whole year it lies in, as the base is annual.

    Example:
        =MARKET_PENETRATION("Japan", 2015, "BUYERS") → 88.01
    """
    base = ask.snapshot.metric(PER[per])
    years = [_year_of(bucket, base.frequency) for bucket in period]
    value, over = ask.values(market, period), ask.values(market, years, metric=base.name)
    ratio = formulas.penetration(value, over)
    if per == "GDP":
        ask.format = "percent"
    unit = ask.unit_shown()
    ask.unit = f"{numerator(unit)} per {numerator(base.unit).rstrip('s')}"
    sizes = np.array([[magnitude(ask.unit_of(one) or unit)] for one in market])
    return Figures(ratio.values * sizes / magnitude(base.unit), ratio.reasons)


def _year_of(bucket: Bucket, frequency: str) -> Bucket:
    last = bucket.last
    return Bucket(bucket.label, (last.inside(frequency) if last.frequency != frequency else last,))


def adds_up(ask: Ask) -> bool:
    """Whether figures of the metric add up, so that there is a whole and a share of it."""
    if ask.metric.kind is MetricKind.RATIO:
        ask.note("a ratio does not add up, so it has no shares", Reason.NOT_MEANINGFUL)
    return ask.metric.kind is not MetricKind.RATIO


def in_one_unit(ask: Ask, market: Many, within: Within, figures: Figures) -> Figures:
    """Figures [market, …] of those that are in the unit of the whole. The others have no part of it."""
    whole = within or ask.snapshot.markets["WORLD"]
    alike = np.array([ask.same_unit([one, whole]) for one in market], dtype=np.bool_)
    return figures.where(alike[:, None], Reason.MIXED_UNITS)


def lying_inside(ask: Ask, market: Many, within: Within, days: Sequence[date]) -> Flags:
    """Which markets lie in the whole, [market, day]."""
    if within is not None:
        ask.note(f"only what lies in {within.name} has a part of it", Reason.NOT_MEANINGFUL)
    return np.array([[ask.inside(one, within, day) for day in days] for one in market]).reshape(len(market), len(days))


def by_member(ask: Ask, market: Many, within: Within, period: Periods, formula: MemberFormula) -> Figures:
    """A formula over all members of the whole, read off for the markets asked, [market, period]."""
    return stack([_of_bucket(ask, market, within, bucket, formula) for bucket in period], axis=1)


def _of_bucket(ask: Ask, market: Many, within: Within, bucket: Bucket, formula: MemberFormula) -> Figures:
    members: list[Market] = ask.members(within, bucket.last.end)
    row = {member.key: number for number, member in enumerate(members)}
    places = np.array([row.get(one.key, -1) for one in market], dtype=np.intp)
    if not len(members):
        ask.sums.note_unknown_members(within)
        return Figures.none(len(market))
    if not ask.same_unit(members, bucket.last.end):
        return Figures.none(len(market), Reason.MIXED_UNITS)
    results = formula(ask.values(members, [bucket]), np.array([member.is_residual for member in members]))[:, 0]
    ask.note(f"only the named members of {within.name if within else WORLD_NAME} are compared", Reason.NOT_MEANINGFUL)
    outside = np.where(places < 0, np.uint8(Reason.NOT_MEANINGFUL), results.reasons[places])
    return Figures(results.values[places], outside)
