"""Ranks and concentration: how the members of a whole stand to each other."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from xlmarket.errors import Reason
from xlmarket.functions.ask import Ask
from xlmarket.functions.declarations.shares import adds_up, by_member
from xlmarket.functions.options import FIGURES
from xlmarket.functions.snapshot import NEARLY_ALL
from xlmarket.functions.spec import OMITTED, Many, MetricName, OptionsText, Periods, Takes, Within, function
from xlmarket.measures import concentration as formulas
from xlmarket.measures.aggregation import over_members
from xlmarket.measures.concentration import ResidualBound
from xlmarket.measures.figures import Figures, stack, total
from xlmarket.measures.ranking import rank
from xlmarket.periods import Bucket

MEASURES = ("HHI", "CR4", "GINI", "ENTROPY", "EFFECTIVE")


@function("Structure", "rank", options=FIGURES)
def market_rank(
    ask: Ask,
    market: Many,
    period: Periods = OMITTED,
    within: Within = OMITTED,
    metric: MetricName = OMITTED,
    options: OptionsText = OMITTED,
) -> Figures:
    """The rank among the members of the whole: 1 is the largest, ties share a rank. Residuals are not ranked.

    Example:
        =MARKET_RANK("Brazil", 2015) → 13
        =MARKET_RANK("Brazil") → 7 (cross-border-2015)
    """
    return by_member(ask, market, within, period, rank)


@function("Structure", "index", options=(*FIGURES, "bounds", "as"))
def market_concentration(
    ask: Ask,
    within: Within = OMITTED,
    period: Periods = OMITTED,
    measure: Annotated[str, Takes("choice", "HHI (default), CR4, GINI, ENTROPY or EFFECTIVE", MEASURES)] = "HHI",
    metric: MetricName = OMITTED,
    options: OptionsText = OMITTED,
) -> Figures:
    """How concentrated the members of a whole are.

    HHI is 10,000 times the sum of squared shares, CR4 the share of the four largest, GINI is 0 to 1, ENTROPY is that of
    Shannon in nats, and EFFECTIVE is the number of equal players with the same HHI. A residual (Others) is in the total
    and never a player: HHI is then a lower bound, named members only, and bounds=high splits the residual into firms no
    larger than the smallest named member. MARKET_SOURCE and --json say both bounds.

    Members without a figure make the answer #N/A (missing=skip leaves them out), unless those that have one are 98 % or
    more of a published total: then they stand for the whole, and the flag says how many and how much they are.

    Source: Herfindahl (1950), Hirschman (1964), US Merger Guidelines (2023).

    Examples:
        =MARKET_CONCENTRATION() → 732.1 (cross-border-2015)
        =MARKET_CONCENTRATION(,,,,"bounds=high") → 785.4 (cross-border-2015)
        =MARKET_CONCENTRATION(,2015,"CR4") → 30.8%
    """
    bound = ResidualBound(ask.options.get("bounds"))
    ask.format = "percent" if measure == "CR4" else "index"
    found = [_of_bucket(ask, within, bucket, measure, bound) for bucket in period]
    if measure == "HHI" and len(period) == 1:
        low, high = (_of_bucket(ask, within, period[0], measure, one) for one in ResidualBound)
        if low.present.all() and high.values > low.values:
            ask.source = f"HHI between {low.values:,.1f} and {high.values:,.1f}, as the residual is split"
    return stack(found, axis=0)[None]


def _of_bucket(ask: Ask, within: Within, bucket: Bucket, measure: str, bound: ResidualBound) -> Figures:
    members = ask.members(within, bucket.last.end)
    if not adds_up(ask):
        return Figures.none((), Reason.NOT_MEANINGFUL)
    if not ask.same_unit(members, bucket.last.end):
        return Figures.none((), Reason.MIXED_UNITS)
    named = ask.values([one for one in members if not one.is_residual], [bucket])[:, 0]
    rest = ask.values([one for one in members if one.is_residual], [bucket])[:, 0]
    if ask.options.get("missing") == "skip" or _nearly_all_there(ask, within, bucket, named, rest):
        named = named[np.flatnonzero(named.reasons != Reason.MISSING)]
        residual = over_members(rest, skip_missing=True) if (rest.reasons != Reason.MISSING).any() else None
    else:
        residual = total(rest) if len(rest) else None
    match measure:
        case "HHI":
            return formulas.hhi(named, residual, bound)
        case "CR4":
            return formulas.cr(named, residual, 4, bound)
        case "GINI":
            return formulas.gini(named, residual)
        case "ENTROPY":
            return formulas.entropy(named, residual)
    return formulas.effective(named, residual, bound)


def _nearly_all_there(ask: Ask, within: Within, bucket: Bucket, named: Figures, rest: Figures) -> bool:
    """Whether members lack figures and those that have one still make up the published total.

    They then stand for the whole, as they do where the total is a sum, and the answer says how much they are.
    """
    gone = named.reasons == Reason.MISSING
    if not gone.any() or (named.reasons[~gone] != Reason.OK).any() or (len(rest) and not rest.present.all()):
        return False
    whole = ask.total(within, [bucket])[0, 0]
    there = over_members(Figures.join(named, rest), skip_missing=True)
    if not whole.present or not there.present or not NEARLY_ALL * whole.values <= there.values:
        return False
    covered = float(there.values / whole.values)
    ask.flag(f"{int((~gone).sum())} of {len(named)} members, {covered:.1%} of the published total")
    return True
