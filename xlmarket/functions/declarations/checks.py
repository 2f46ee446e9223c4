"""How a whole adds up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xlmarket.errors import Reason
from xlmarket.functions.ask import WORLD, Ask
from xlmarket.functions.declarations.shares import adds_up
from xlmarket.functions.options import SETS
from xlmarket.functions.spec import OMITTED, MetricName, OptionsText, Periods, Within, function
from xlmarket.markets import Market, MarketKind
from xlmarket.measures.aggregation import over_members, over_time
from xlmarket.measures.figures import Figures, difference
from xlmarket.observations import MetricKind
from xlmarket.package.values import CellError, CellRows, CellValue
from xlmarket.periods import Bucket

FEWEST_PARTS, ROUNDING = 2, 1e-4
"""How many others a sum has at least, and how far rounding may take it from them."""


@function("Origins", "text", options=(*SETS, "quality", "currency", "rate", "scale"))
def market_check(
    ask: Ask,
    within: Within = OMITTED,
    period: Periods = OMITTED,
    metric: MetricName = OMITTED,
    options: OptionsText = OMITTED,
) -> CellRows:
    r"""How a whole adds up, as rows: published total, sum of members, residual, difference, overlaps, missing, coverage.

    Overlaps are markets left out of the sum because their members are in it, or are not known, and markets that are
    in it and equal the sum of all others. Coverage is the share of the members that have a figure. Members of a group
    are its countries, and those that the data never had are missing.

    Example:
        =MARKET_CHECK() → Published total\t#N/A\nSum of members\t61.6\nResidual\t38.4\nDifference\t#N/A\nOverlaps\tnone\nMissing\tnone\nCoverage\t1 (cross-border-2015)
    """
    bucket = period[0]
    members = ask.members(within, bucket.last.end)
    figures = ask.values(members, [bucket])[:, 0]
    sums = figures if adds_up(ask) else Figures.none(len(members), Reason.NOT_MEANINGFUL)
    if not ask.same_unit(members, bucket.last.end):
        sums = Figures.none(len(members), Reason.MIXED_UNITS)
    named = [n for n, one in enumerate(members) if not one.is_residual]
    rest = [n for n, one in enumerate(members) if one.is_residual]
    whole = within or ask.snapshot.markets[WORLD]
    published = over_time(ask.panel(levels=True).take([whole.key], bucket.parts), ask.metric.kind)[0]
    summed, residual, everything = (over_members(part, skip_missing=True) for part in (sums[named], sums[rest], sums))
    missing, coverage = _coverage(ask, whole, [members[n] for n in named], figures[named], bucket)
    return (
        ("Published total", _number(ask, published, whole)),
        ("Sum of members", _number(ask, summed, whole)),
        ("Residual", _number(ask, residual, whole) if rest else 0.0),
        ("Difference", _number(ask, difference(published, everything), whole)),
        ("Overlaps", ", ".join(_overlaps(ask, bucket)) or "none"),
        ("Missing", ", ".join(missing) or "none"),
        ("Coverage", coverage),
    )


def _coverage(
    ask: Ask, whole: Market, members: Sequence[Market], figures: Figures, bucket: Bucket
) -> tuple[list[str], float]:
    """The members of a whole without a figure, and the share of those with one. Of a group its countries count.

    A bloc that stands for its members covers them, and a country of the group that the data never had is missing.
    """
    gone = [one.name for one, there in zip(members, figures.present.tolist(), strict=True) if not there]
    if whole.kind is not MarketKind.GROUP:
        return gone, 1 - len(gone) / len(members) if members else 0.0
    markets, day = ask.snapshot.markets, bucket.last.end
    everyone = markets.countries(whole.key, day) - {whole.key}
    held = {key for one in members for key in markets.countries(one.key, day)}
    there = {
        key
        for one, present in zip(members, figures.present.tolist(), strict=True)
        if present
        for key in markets.countries(one.key, day)
    }
    absent = sorted(markets[key].name for key in everyone - held)
    return [*gone, *absent], len(everyone & there) / len(everyone) if everyone else 0.0


def _number(ask: Ask, figure: Figures, market: Market) -> CellValue:
    value, reason = figure.item()
    return value * ask.scale(market) if reason is Reason.OK else CellError("#N/A", reason.sentence)


def _overlaps(ask: Ask, bucket: Bucket) -> list[str]:
    """Aggregates that are left out of the sum, and markets in it that equal the sum of all others."""
    panel, markets = ask.panel(levels=True), ask.snapshot.markets
    kept = ask.snapshot.partition(ask.metric.name, bucket.last.end)
    held = [markets[key] for key in panel.markets if key not in kept and markets[key].kind is not MarketKind.WORLD]
    left_out = [one.name for one in held if one.is_aggregate]
    return left_out + [f"{one.name} (equals the sum of the others)" for one in _totals(ask, kept, bucket)]


def _totals(ask: Ask, kept: Sequence[str], bucket: Bucket) -> list[Market]:
    """Counted markets whose figure is the sum of all others that are counted, within rounding."""
    counted = [ask.snapshot.markets[key] for key in kept]
    figures = ask.values(counted, [bucket])[:, 0].values
    there = np.nan_to_num(figures)
    if ask.metric.kind is MetricKind.RATIO or np.count_nonzero(there) < FEWEST_PARTS + 1:
        return []
    alike = np.isclose(there, there.sum() - there, rtol=ROUNDING, atol=0.0)
    return [one for one, total in zip(counted, alike.tolist(), strict=True) if total and not one.is_residual]
