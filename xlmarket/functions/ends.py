"""The two ends of a rate or change: figures of a later and an earlier period, of groups with the same members at both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from xlmarket.errors import Reason
from xlmarket.functions.ask import WORLD, Ask
from xlmarket.markets import Market, MarketKind
from xlmarket.measures.aggregation import over_members
from xlmarket.measures.figures import Figures, stack
from xlmarket.observations import MetricKind
from xlmarket.periods import Bucket

Ends = tuple[Figures, Figures]
"""The later and the earlier figures, each [market, pair]."""


@dataclass(frozen=True, slots=True)
class PeriodPairs:
    """Pairs of a later and an earlier bucket. `rates_ago`: later figures are converted at rates so many years older."""

    nows: Sequence[Bucket]
    bases: Sequence[Bucket]
    rates_ago: int = 0

    @property
    def days(self) -> list[date]:
        """The last day of the later bucket of each pair."""
        return [max(now.last.end, base.last.end) for now, base in zip(self.nows, self.bases, strict=True)]


def ends(ask: Ask, markets: Sequence[Market], pairs: PeriodPairs) -> Ends:
    """Return the later and the earlier figures, each [market, pair], groups with the same members at both ends.

    The members are those of the later end, as Eurostat has it. With `missing=skip` they are those that have figures at
    both ends, with `members=then` each end has its own.
    """
    days = None
    if ask.options.get("members") != "then" and any(market.is_aggregate for market in markets):
        days = pairs.days
    current = ask.values(markets, pairs.nows, levels=False, members_on=days, rates_ago=pairs.rates_ago)
    before = ask.values(markets, pairs.bases, levels=False, members_on=days)
    if days is not None and ask.skips:
        current, before = _match(ask, current, before, markets, pairs)
    _keep_baseless(ask, current, before, markets, pairs)
    return _of_one_length(ask, current, pairs), _of_one_length(ask, before, pairs)


def total_ends(ask: Ask, within: Market | None, pairs: PeriodPairs) -> Ends:
    """Return the later and the earlier total of `within`, each [1, pair], as in `ends`."""
    if within is not None and within.kind is not MarketKind.WORLD:
        return ends(ask, [within], PeriodPairs(pairs.nows, pairs.bases))
    current, before = ask.total(None, pairs.nows, levels=False), ask.total(None, pairs.bases, levels=False)
    if ask.skips and ask.options.get("members") != "then":
        world = ask.snapshot.markets[WORLD]
        current, before = _match(ask, current, before, [world], PeriodPairs(pairs.nows, pairs.bases))
    return _of_one_length(ask, current, pairs), _of_one_length(ask, before, pairs)


def _keep_baseless(ask: Ask, current: Figures, before: Figures, markets: Sequence[Market], pairs: PeriodPairs) -> None:
    """Keep which figures have none to be compared with, for the sentence of the error."""
    for row, column in np.argwhere(current.present & (before.reasons == Reason.MISSING)).tolist():
        now, base = pairs.nows[column], pairs.bases[column]
        for label in (now.label, "" if len(pairs.nows) == 1 else now.label):
            ask.baseless[markets[row].key, label] = base.span


def _of_one_length(ask: Ask, figures: Figures, pairs: PeriodPairs) -> Figures:
    """Figures [market, pair], none where the two periods of a pair are of different length."""
    differ = [now.length != base.length for now, base in zip(pairs.nows, pairs.bases, strict=True)]
    if not any(differ):
        return figures
    for now, base, other in zip(pairs.nows, pairs.bases, differ, strict=True):
        if other:
            ask.note(f"{now.label} is {now.length}, {base.label} is {base.length}", Reason.OTHER_LENGTH)
    return Figures(figures.values, np.where(differ, np.uint8(Reason.OTHER_LENGTH), figures.reasons))


def _match(ask: Ask, current: Figures, before: Figures, markets: Sequence[Market], pairs: PeriodPairs) -> Ends:
    """The same ends, sums of members replaced by those of the members that have figures at both."""
    values, reasons = np.stack([current.values, before.values]), np.stack([current.reasons, before.reasons])
    for row, market in enumerate(markets):
        if not market.is_aggregate or ask.metric.kind is MetricKind.RATIO:
            continue
        for column, (now, base) in enumerate(zip(pairs.nows, pairs.bases, strict=True)):
            summed = _sum_of_matched(ask, market, now, base, pairs.rates_ago)
            if summed is not None:
                values[:, row, column], reasons[:, row, column] = summed.values, summed.reasons
    return Figures(values[0], reasons[0]), Figures(values[1], reasons[1])


def _sum_of_matched(ask: Ask, group: Market, now: Bucket, base: Bucket, rates_ago: int) -> Figures | None:
    """The sums [end] of the members with figures at both ends, or nothing where that changes nothing.

    An end that is published stays, and so does a sum to which every member has a figure. Where no member has figures
    at both ends there is no sum to compare.
    """
    panel = ask.panel(levels=False)
    if any(panel.at(group.key, part)[1] != Reason.MISSING for part in (*now.parts, *base.parts)):
        return None
    day = max(now.last.end, base.last.end)
    parts = ask.members(group, day)
    later = ask.values(parts, [now], levels=False, rates_ago=rates_ago)
    figures = stack([later[:, 0], ask.values(parts, [base], levels=False)[:, 0]], axis=1)
    missing = (figures.reasons == Reason.MISSING).any(axis=1)
    if not missing.any() or not ask.same_unit(parts, day):
        return None
    if missing.all():
        ask.note(f"no member of {group.name} has figures in {now.label} and the period before", Reason.MISSING)
        return Figures.none(2)
    ask.flag(f"{group.name}: the {int((~missing).sum())} of {len(parts)} members with figures at both ends")
    return over_members(figures[np.flatnonzero(~missing)])
