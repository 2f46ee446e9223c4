"""Sums of a group's members on a day, as `Ask` fills them in for groups without a published figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xlmarket.errors import Reason
from xlmarket.functions.remarks import Remarks
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.units import currency_of
from xlmarket.listing import list_names
from xlmarket.markets import Market, MarketKind
from xlmarket.measures.aggregation import over_members, over_time
from xlmarket.measures.figures import Figures, stack
from xlmarket.measures.panel import Panel
from xlmarket.observations import MetricKind
from xlmarket.periods import Bucket, Period


@dataclass(frozen=True, slots=True)
class GroupSums:
    """Adds up members of groups and remarks on those that are missing. `skips`: members without a figure are left out."""

    snapshot: Snapshot
    remarks: Remarks
    skips: bool

    def over_periods(self, panel: Panel, group: Market, periods: Sequence[Period]) -> Figures:
        """Sums [period] of the members of each period's last day. Ratios do not add up."""
        if panel.metric.kind is MetricKind.RATIO:
            self.remarks.note("ratios do not add up", Reason.NOT_MEANINGFUL)
            return Figures.none(len(periods), Reason.NOT_MEANINGFUL)
        return stack([self.on_day(panel, group, period, period.end) for period in periods], axis=0)

    def on_day(self, panel: Panel, group: Market, period: Period, day: date) -> Figures:
        """The sum [] of those members on a day that the data carry. A treaty group needs all of them."""
        carried = self.snapshot.members_held(panel.metric.name, group.key, day)
        everyone = self.snapshot.markets.countries(group.key, day)
        absent = everyone.difference(*(self.snapshot.markets.countries(key, day) for key in carried))
        if not carried or (absent and self.snapshot.markets.is_closed(group.key) and not self.skips):
            self._note_absent(group, len(absent), len(everyone))
            return Figures.none(())
        units = list(dict.fromkeys(panel.units[panel.row[key]] for key in carried))
        if len(units) > 1:
            self.note_units(units)
            return Figures.none((), Reason.MIXED_UNITS)
        figures = panel.take(carried, [period])
        self.note_missing([self.snapshot.markets[key] for key in carried], figures, period.label)
        return over_members(figures, skip_missing=self.skips)[0]

    def with_members_on(
        self,
        panel: Panel,
        figures: Figures,
        markets: Sequence[Market],
        buckets: Sequence[Bucket],
        days: Sequence[date],
    ) -> Figures:
        """Figures [market, bucket], groups whose members differed then added up from those of the given days."""
        if panel.metric.kind is MetricKind.RATIO:
            return figures
        values, reasons = figures.values.copy(), figures.reasons.copy()
        for row, group in enumerate(markets):
            for column, (bucket, day) in enumerate(zip(buckets, days, strict=True)):
                if group.kind is MarketKind.GROUP and self._had_others(panel, group, bucket, day):
                    parts = stack([self._part_on(panel, group, part, day) for part in bucket.parts], axis=0)
                    figure = over_time(parts[None], panel.metric.kind)[0]
                    values[row, column], reasons[row, column] = figure.values, figure.reasons
        return Figures(values, reasons)

    def _had_others(self, panel: Panel, group: Market, bucket: Bucket, day: date) -> bool:
        """Whether a part that is the sum of members had others than those of a day."""
        name, snapshot = panel.metric.name, self.snapshot
        for part in bucket.parts:
            if part.end == day:
                continue
            now, then = snapshot.members_held(name, group.key, day), snapshot.members_held(name, group.key, part.end)
            if now != then and panel.at(group.key, part)[1] == Reason.MISSING:
                self._flag_members(group, part, day, len(now))
                return True
        return False

    def _part_on(self, panel: Panel, group: Market, part: Period, day: date) -> Figures:
        published = panel.take([group.key], [part])[0, 0]
        return published if published.reasons != Reason.MISSING else self.on_day(panel, group, part, day)

    def _flag_members(self, group: Market, part: Period, day: date, count: int) -> None:
        changes = self.snapshot.markets.groups.changes(group.key, part.end, day)
        when = f"; membership changed {', '.join(map(str, changes))}" if changes else ""
        self.remarks.flag(f"{group.name}: the same {count} members at both ends{when}")

    def note_missing(self, markets: Sequence[Market], figures: Figures, label: str) -> None:
        """Name the members without a figure. Those kept out for another reason have a sentence of their own."""
        gone = figures.reasons[:, 0] == Reason.MISSING
        if self.skips or not gone.any():
            return
        names = [market.name for market, missing in zip(markets, gone.tolist(), strict=True) if missing]
        sentence = f"no figure to add up for {list_names(names)} in {label}; missing=skip sums the others"
        self.remarks.note(sentence, Reason.MISSING)

    def note_units(self, units: Sequence[str]) -> None:
        """Name the units that keep figures from being added up."""
        advice = "; currency=USD or another one adds them up" if all(map(currency_of, units)) else ""
        self.remarks.note(f"they are in {list_names(units, 4)}{advice}", Reason.MIXED_UNITS)

    def note_unknown_members(self, group: Market | None) -> None:
        """Say of a group without members that they are not known."""
        if group is None or group.kind is not MarketKind.GROUP:
            return
        if not self.snapshot.markets.groups.memberships.get(group.key):
            self.remarks.note(f"the members of {group.name} are not known", Reason.MISSING)

    def _note_absent(self, group: Market, absent: int, count: int) -> None:
        self.note_unknown_members(group)
        if absent < count:
            sentence = f"{absent} of the {count} members of {group.name} have no figures at all"
            self.remarks.note(sentence, Reason.MISSING)
