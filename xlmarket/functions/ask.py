"""What a declared function works with: the metric, markets and periods of a call, and the figures they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from xlmarket.errors import ArgumentError, Reason
from xlmarket.functions.answer import PARTIAL
from xlmarket.functions.currency import convert_panel
from xlmarket.functions.options import CallOptions
from xlmarket.functions.remarks import Remark, Remarks
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.sums import GroupSums
from xlmarket.functions.units import currency_of, is_scalable, magnitude, scale_unit
from xlmarket.markets import Market, MarketKind
from xlmarket.measures.aggregation import over_members, over_time
from xlmarket.measures.figures import Figures, stack
from xlmarket.measures.panel import Panel
from xlmarket.observations import Metric, MetricKind
from xlmarket.package.values import CellRows, CellValue
from xlmarket.periods import Bucket, Period

WORLD = "WORLD"

_Key = tuple[str, Bucket, bool, int, CallOptions]
_NotedSum = tuple[Figures, tuple[Remark, ...]]


@dataclass(eq=False, kw_only=True)
class Ask:
    """One call of a function: what it reads, and what its answer has besides the value.

    `format`, `unit` and `source` start as those of the function and the metric, and the function may set them. `takes`
    are the options of the function. `baseless` holds by market and period the earlier period without a figure.
    """

    snapshot: Snapshot
    metric: Metric
    options: CallOptions
    format: str = "number"
    unit: str = ""
    source: str = ""
    takes: tuple[str, ...] = ()
    remarks: Remarks = field(default_factory=Remarks)
    baseless: dict[tuple[str, str], str] = field(default_factory=dict)

    def note(self, sentence: str, reason: Reason | None = None) -> None:
        """Say more about figures that are missing for a reason (none: for any)."""
        self.remarks.note(sentence, reason)

    def flag(self, sentence: str) -> None:
        """Say what else there is to know of the figures."""
        self.remarks.flag(sentence)

    @property
    def skips(self) -> bool:
        """Whether members without a figure are left out of sums."""
        return self.options.get("missing") == "skip"

    @cached_property
    def sums(self) -> GroupSums:
        """Sums of the members of groups."""
        return GroupSums(self.snapshot, self.remarks, self.skips)

    def panel(self, *, levels: bool, metric: str | None = None, rates_ago: int = 0) -> Panel:
        """The metric's figures: for levels a partial period counts, for rates only if asked for.

        `rates_ago`: so many years before the period, amounts are converted at the rate of that time.
        """
        reasons = [Reason.DOUBTFUL] if self.options.get("quality") == "any" else []
        if levels or self.options.get("partial") == "any":
            reasons.append(Reason.PARTIAL)
        panel = self.snapshot.panel_accepting(metric or self.metric.name, tuple(reasons))
        currency = self.options.get("currency")
        if not currency or (panel.metric.name != self.metric.name and not _is_money(panel)):
            return panel
        rate = self.options.get("rate")
        converted, notes = convert_panel(self.snapshot, panel, tuple(reasons), currency, rate, rates_ago)
        for sentence in notes:
            self.note(sentence, Reason.NO_RATE)
        return converted

    def values(
        self,
        markets: Sequence[Market],
        buckets: Sequence[Bucket],
        *,
        levels: bool = True,
        metric: str | None = None,
        members_on: Sequence[date] | None = None,
        rates_ago: int = 0,
    ) -> Figures:
        """Figures [market, bucket]: published ones, sums of members for groups, parts of a period taken together.

        `members_on` has for each bucket the day on which a group's members are those to add up. Default: each part's.
        """
        panel = self.panel(levels=levels, metric=metric, rates_ago=rates_ago)
        periods = sorted({part for bucket in buckets for part in bucket.parts}, key=lambda part: part.ordinal)
        if not periods or not markets:
            return Figures.none((len(markets), len(buckets)))
        self._flag_partial(buckets)
        cells = self._cells(panel, markets, periods, levels, rates_ago)
        figures = self._by_bucket(panel, cells, periods, buckets)
        if self.skips:
            figures = self._of_whole_members(panel, figures, markets, buckets, levels, rates_ago)
        if members_on is None:
            return figures
        return self.sums.with_members_on(panel, figures, markets, buckets, members_on)

    def total(self, within: Market | None, buckets: Sequence[Bucket], *, levels: bool = True) -> Figures:
        """The total of `within` [1, bucket]: published if it is, else the sum of its disjoint members."""
        if within is not None and within.kind is not MarketKind.WORLD:
            return self.values([within], buckets, levels=levels)
        published = Figures.none((1, len(buckets)))
        if WORLD in self.panel(levels=levels).row:
            published = self.values([self.snapshot.markets[WORLD]], buckets, levels=levels)
        absent = [bucket for bucket, there in zip(buckets, published.present[0].tolist(), strict=True) if not there]
        sums = dict(zip(absent, self._sums_of_parts(absent, levels=levels), strict=True))
        columns = [sums.get(bucket, published[0, place]) for place, bucket in enumerate(buckets)]
        return stack(columns, axis=0)[None]

    def members(self, within: Market | None, day: date) -> list[Market]:
        """The disjoint markets of `within` that have figures, residuals included. A market without members is alone."""
        markets = self.snapshot.markets
        if within is None or within.kind is MarketKind.WORLD:
            return [markets[key] for key in self.snapshot.partition(self.metric.name, day)]
        if within.kind is not MarketKind.GROUP:
            return [within]
        return [markets[key] for key in self.snapshot.members_held(self.metric.name, within.key, day)]

    def inside(self, market: Market, within: Market | None, day: date) -> bool:
        """Whether a share of `market` in `within` has a meaning."""
        if within is None or within.kind is not MarketKind.GROUP:
            return True
        if market.kind is MarketKind.CUSTOM and not self.snapshot.is_listed(within):
            return True
        if market.key in self.snapshot.members_held(self.metric.name, within.key, day):
            return True
        return self.snapshot.markets.countries(market.key, day) <= self.snapshot.markets.countries(within.key, day)

    def unit_of(self, market: Market, day: date | None = None) -> str | None:
        """The unit of a market's figures, before `scale=`, or nothing where a group's members have several."""
        panel = self.panel(levels=True)
        if panel.unit is not None:
            return panel.unit
        if market.key in panel.row:
            return panel.units[panel.row[market.key]]
        if not market.is_aggregate:
            return panel.metric.unit
        when = day or panel.periods[-1].end
        units = {panel.units[panel.row[one.key]] for one in self.members(market, when) if one.key in panel.row}
        return units.pop() if len(units) == 1 else None

    def same_unit(self, markets: Sequence[Market], day: date | None = None) -> bool:
        """Whether the figures of markets may be added up and compared. If not, a note says which units they have."""
        if self.panel(levels=True).unit is not None:
            return True
        units = list(dict.fromkeys(self.unit_of(market, day) or "several units" for market in markets))
        if len(units) > 1:
            self.sums.note_units(units)
        return len(units) <= 1

    def scale(self, market: Market | None = None) -> float:
        """What the figures of a market are multiplied by for `scale=`. Raises `ArgumentError` where it has no meaning."""
        size = self.options.size
        if size is None:
            return 1.0
        panel = self.panel(levels=True)
        unit = (self.unit_of(market) if market else None) or panel.unit or next(iter(panel.units), "")
        if not is_scalable(unit, self.metric.kind):
            raise ArgumentError(f"the option scale has no meaning for {self.metric.name}", found=unit or "no unit")
        return magnitude(unit) / size

    def unit_shown(self, market: Market | None = None) -> str:
        """The unit of a market's figures after `currency=` and `scale=`."""
        unit = self.unit_of(market) if market else self.panel(levels=True).unit
        return scale_unit(unit or "", self.options.get("scale"))

    def _flag_partial(self, buckets: Sequence[Bucket]) -> None:
        for bucket in buckets:
            if self.snapshot.sticks_out(bucket.parts):
                self.flag(f"{bucket.label}{PARTIAL}")

    def _by_bucket(self, panel: Panel, cells: Figures, periods: Sequence[Period], buckets: Sequence[Bucket]) -> Figures:
        """Figures [market, period] as figures [market, bucket]."""
        place = {part: number for number, part in enumerate(periods)}
        if all(len(bucket.parts) == 1 for bucket in buckets):
            return cells[:, [place[bucket.last] for bucket in buckets]]
        kind = panel.metric.kind
        columns = [over_time(cells[:, [place[part] for part in bucket.parts]], kind) for bucket in buckets]
        return stack(columns, axis=1)

    def _cells(
        self, panel: Panel, markets: Sequence[Market], periods: Sequence[Period], levels: bool, rates_ago: int
    ) -> Figures:
        """[market, period], a group without a published figure filled with the sum of its members."""
        taken = panel.take([market.key for market in markets], periods)
        aggregates = [row for row, market in enumerate(markets) if market.is_aggregate]
        if not aggregates:
            return taken
        values, reasons = taken.values.copy(), taken.reasons.copy()
        for row in aggregates:
            market, missing = markets[row], reasons[row] == Reason.MISSING
            if not missing.any():
                continue
            summed = self._sum(panel, market, periods, levels, rates_ago)
            values[row] = np.where(missing, summed.values, values[row])
            reasons[row] = np.where(missing, summed.reasons, reasons[row])
        return Figures(values, reasons)

    def _sum(self, panel: Panel, group: Market, periods: Sequence[Period], levels: bool, rates_ago: int) -> Figures:
        """The sums [period] of a group, or of all disjoint markets for the world."""
        if group.kind is not MarketKind.WORLD or panel.metric.kind is MetricKind.RATIO:
            return self.sums.over_periods(panel, group, periods)
        ask = self._about(panel.metric)
        buckets = [Bucket(period.label, (period,)) for period in periods]
        return stack(ask._sums_of_parts(buckets, levels=levels, rates_ago=rates_ago), axis=0)

    def _about(self, metric: Metric) -> Ask:
        """The same call about another metric."""
        if metric.name == self.metric.name:
            return self
        return Ask(snapshot=self.snapshot, metric=metric, options=self.options, remarks=self.remarks)

    def _sums_of_parts(self, buckets: Sequence[Bucket], *, levels: bool, rates_ago: int = 0) -> list[Figures]:
        """The sums [] of all disjoint markets, one for each bucket, cached with their notes: most calls need them."""
        cache = self.snapshot.derive(_world_sums)
        keys = [(self.metric.name, bucket, levels, rates_ago, self.options) for bucket in buckets]
        absent = {key: bucket for key, bucket in zip(keys, buckets, strict=True) if key not in cache}
        if len(absent) > 1:
            cache |= self._add_up_at_once(absent, levels=levels, rates_ago=rates_ago)
        for key, bucket in absent.items():
            if key not in cache:
                ask = Ask(snapshot=self.snapshot, metric=self.metric, options=self.options)
                figure = ask._add_up(ask.members(None, bucket.last.end), bucket, levels=levels, rates_ago=rates_ago)
                cache[key] = (figure, tuple(ask.remarks.notes))
        for key in keys:
            for reason, sentence in cache[key][1]:
                self.note(sentence, reason)
        return [cache[key][0] for key in keys]

    def _add_up_at_once(self, absent: dict[_Key, Bucket], *, levels: bool, rates_ago: int) -> dict[_Key, _NotedSum]:
        """The sums of buckets with the same markets in one step, where nothing is missing that needs a note."""
        sums: dict[_Key, _NotedSum] = {}
        by_parts: dict[tuple[str, ...], list[_Key]] = {}
        for key, bucket in absent.items():
            by_parts.setdefault(self.snapshot.partition(self.metric.name, bucket.last.end), []).append(key)
        for parts, keys in by_parts.items():
            ask = Ask(snapshot=self.snapshot, metric=self.metric, options=self.options)
            markets = [self.snapshot.markets[key] for key in parts]
            figures = ask.values(markets, [absent[key] for key in keys], levels=levels, rates_ago=rates_ago)
            if figures.present.all() and not ask.remarks.notes and ask.same_unit(markets):
                total = over_members(figures)
                sums |= {key: (total[place], ()) for place, key in enumerate(keys)}
        return sums

    def _add_up(self, parts: Sequence[Market], bucket: Bucket, *, levels: bool, rates_ago: int) -> Figures:
        if not self.same_unit(parts, bucket.last.end):
            return Figures.none((), Reason.MIXED_UNITS)
        figures = self.values(parts, [bucket], levels=levels, rates_ago=rates_ago)
        self.sums.note_missing(parts, figures, bucket.label)
        return over_members(figures[:, 0], skip_missing=self.skips)

    def _of_whole_members(
        self,
        panel: Panel,
        figures: Figures,
        markets: Sequence[Market],
        buckets: Sequence[Bucket],
        levels: bool,
        rates_ago: int,
    ) -> Figures:
        """The same figures, sums over several parts of a period without the members that lack one of the parts.

        A member with three quarters has no year. It is left out of the year of its group as it is out of the whole.
        """
        values, reasons = figures.values.copy(), figures.reasons.copy()
        for row, group in enumerate(markets):
            for column, bucket in enumerate(buckets):
                if not group.is_aggregate or not _is_summed_twice(panel, group, bucket):
                    continue
                members = self.members(group, bucket.last.end)
                parts = self._about(panel.metric).values(members, [bucket], levels=levels, rates_ago=rates_ago)[:, 0]
                if (parts.reasons == Reason.MISSING).any() and self.same_unit(members, bucket.last.end):
                    figure = over_members(parts, skip_missing=True)
                    values[row, column], reasons[row, column] = figure.values, figure.reasons
        return Figures(values, reasons)


def _world_sums(_: Snapshot) -> dict[_Key, _NotedSum]:
    """The cache of sums of all disjoint markets of a snapshot, with the notes of adding them up."""
    return {}


def add_header(ask: Ask, header: tuple[CellValue, ...], rows: CellRows) -> CellRows:
    """Return rows under a header, as STOCKHISTORY has it: headers=0 none, 1 the header, 2 a title row above it."""
    match ask.options.get("headers"):
        case "0":
            return rows
        case "2":
            title = f"{ask.metric.title or ask.metric.name}, {ask.unit_shown()}"
            return ((title, *[None] * (len(header) - 1)), header, *rows)
    return (header, *rows)


def _is_summed_twice(panel: Panel, group: Market, bucket: Bucket) -> bool:
    """Whether a group's figure is a sum over several parts of a period and, in all of them, over its members."""
    published = any(panel.at(group.key, part)[1] != Reason.MISSING for part in bucket.parts)
    return panel.metric.kind is MetricKind.FLOW and len(bucket.parts) > 1 and not published


def _is_money(panel: Panel) -> bool:
    return any(map(currency_of, panel.units))
