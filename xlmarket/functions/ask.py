"""One call of a function on its way: the metric, markets and periods asked for, and the figures they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from xlmarket.errors import ArgumentError, Reason
from xlmarket.functions.bounds import describe_qualifier
from xlmarket.functions.cells import PARTIAL
from xlmarket.functions.currency import converted
from xlmarket.functions.options import CHOICES, Options
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.units import currency_of, is_scalable, magnitude, scaled
from xlmarket.listing import list_names
from xlmarket.markets import Market, MarketKind
from xlmarket.measures.aggregation import over_members, over_time
from xlmarket.measures.figures import Figures, stacked
from xlmarket.measures.panel import Panel
from xlmarket.observations import Kind, Metric
from xlmarket.package.values import CellError, CellRows, CellValue
from xlmarket.periods import Bucket, Period

WORLD = "WORLD"
MOST_NOTES = 3


@dataclass(eq=False)
class Ask:
    """What a declared function works with, and what it may say of its answer.

    `format`, `unit` and `source` start as the function's and the metric's. `notes` collects sentences that say more
    about a missing figure, each with the reason it explains (none: all). `flags` say what else there is to know of the
    figures that are there: a partial period, the members that were compared. `takes` are the options of the function.
    `baseless` holds per market and period the earlier period that it cannot be compared with.
    """

    snapshot: Snapshot
    metric: Metric
    options: Options
    format: str
    unit: str = ""
    source: str = ""
    notes: list[tuple[Reason | None, str]] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    takes: tuple[str, ...] = ()
    baseless: dict[tuple[str, str], str] = field(default_factory=dict)

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
        found, notes = converted(self.snapshot, panel, tuple(reasons), currency, self.options.get("rate"), rates_ago)
        for sentence in notes:
            self.note(sentence, Reason.NO_RATE)
        return found

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

        `members_on` says for each bucket on which day a group's members are those to add up. Default: each part's own.
        """
        panel = self.panel(levels=levels, metric=metric, rates_ago=rates_ago)
        periods = sorted({part for bucket in buckets for part in bucket.parts}, key=lambda part: part.ordinal)
        if not periods or not markets:
            return Figures.none((len(markets), len(buckets)))
        self._flag_partial(buckets)
        found = self._bucketed(panel, self._cells(panel, markets, periods, levels, rates_ago), periods, buckets)
        if self._skips:
            found = self._of_whole_members(panel, found, markets, buckets, levels, rates_ago)
        if members_on is None:
            return found
        return self._with_members_on(panel, found, markets, buckets, members_on)

    def ends(
        self, markets: Sequence[Market], nows: Sequence[Bucket], bases: Sequence[Bucket], *, rates_ago: int = 0
    ) -> tuple[Figures, Figures]:
        """The later and the earlier figures of rates, [market, pair], groups with the same members at both ends.

        The members are those of the later end. With `missing=skip` they are those that have figures at both ends, with
        `members=then` each end has its own. `rates_ago`: the later figures are converted at rates so many years older.
        """
        days = None
        if self.options.get("members") != "then" and any(one.is_aggregate for one in markets):
            days = _later_days(nows, bases)
        current = self.values(markets, nows, levels=False, members_on=days, rates_ago=rates_ago)
        before = self.values(markets, bases, levels=False, members_on=days)
        if days is not None and self._skips:
            current, before = self._matched(current, before, markets, nows, bases, rates_ago)
        self._keep_baseless(current, before, markets, nows, bases)
        return self._of_one_length(current, nows, bases), self._of_one_length(before, nows, bases)

    def _keep_baseless(
        self,
        current: Figures,
        before: Figures,
        markets: Sequence[Market],
        nows: Sequence[Bucket],
        bases: Sequence[Bucket],
    ) -> None:
        """Note the figures that are there and have none to be compared with, for the sentence of the error."""
        for row, column in np.argwhere(current.present & (before.reasons == Reason.MISSING)).tolist():
            now, base = nows[column], bases[column]
            for label in (now.label, "" if len(nows) == 1 else now.label):
                self.baseless[markets[row].key, label] = base.span

    def _of_one_length(self, figures: Figures, nows: Sequence[Bucket], bases: Sequence[Bucket]) -> Figures:
        """Figures [market, pair], none where the two periods of a pair are of different length."""
        differ = [now.length != base.length for now, base in zip(nows, bases, strict=True)]
        if not any(differ):
            return figures
        for now, base, other in zip(nows, bases, differ, strict=True):
            if other:
                self.note(f"{now.label} is {now.length}, {base.label} is {base.length}", Reason.OTHER_LENGTH)
        return Figures(figures.values, np.where(differ, np.uint8(Reason.OTHER_LENGTH), figures.reasons))

    def total_ends(
        self, within: Market | None, nows: Sequence[Bucket], bases: Sequence[Bucket]
    ) -> tuple[Figures, Figures]:
        """The later and the earlier total of `within`, each [1, pair], as in `ends`."""
        if within is not None and within.kind is not MarketKind.WORLD:
            return self.ends([within], nows, bases)
        current, before = self.total(None, nows, levels=False), self.total(None, bases, levels=False)
        if self._skips and self.options.get("members") != "then":
            world = self.snapshot.markets[WORLD]
            current, before = self._matched(current, before, [world], nows, bases)
        return self._of_one_length(current, nows, bases), self._of_one_length(before, nows, bases)

    def total(self, within: Market | None, buckets: Sequence[Bucket], *, levels: bool = True) -> Figures:
        """The total of `within` [1, bucket]: published if it is, else the sum of its disjoint members."""
        if within is not None and within.kind is not MarketKind.WORLD:
            return self.values([within], buckets, levels=levels)
        published = Figures.none((1, len(buckets)))
        if WORLD in self.panel(levels=levels).row:
            published = self.values([self.snapshot.markets[WORLD]], buckets, levels=levels)
        columns = [
            published[0, place] if there else self._sum_of_parts(buckets[place], levels=levels)
            for place, there in enumerate(published.present[0].tolist())
        ]
        return stacked(columns, axis=0)[None]

    def members(self, within: Market | None, day: date) -> list[Market]:
        """The disjoint markets of `within` that have figures, residuals included. A market without members is alone."""
        markets = self.snapshot.markets
        if within is None or within.kind is MarketKind.WORLD:
            return [markets[key] for key in self.snapshot.partition(self.metric.name, day)]
        if within.kind is not MarketKind.GROUP:
            return [within]
        return [markets[key] for key in self.snapshot.carried(self.metric.name, within.key, day)]

    def inside(self, market: Market, within: Market | None, day: date) -> bool:
        """Whether a share of `market` in `within` has a meaning."""
        if within is None or within.kind is not MarketKind.GROUP:
            return True
        if market.kind is MarketKind.CUSTOM and not self.snapshot.is_listed(within):
            return True
        if market.key in self.snapshot.carried(self.metric.name, within.key, day):
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
        units = list(dict.fromkeys(self.unit_of(one, day) or "several units" for one in markets))
        if len(units) > 1:
            self._note_units(units)
        return len(units) <= 1

    def scale(self, market: Market | None = None) -> float:
        """What the figures of a market are multiplied by for `scale=`."""
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
        return scaled(unit or "", self.options.get("scale"))

    def cells(self, column: Figures, markets: Sequence[Market], bucket: Bucket) -> list[CellValue]:
        """Figures of one period as cells, for functions that answer a table."""
        pairs = zip(column.values.tolist(), column.reasons.tolist(), markets, strict=True)
        return [
            value * self.scale(market) if reason == 0 else self.missing(Reason(reason), market, bucket)
            for value, reason, market in pairs
        ]

    def missing(self, reason: Reason, market: Market | None, bucket: Bucket | None) -> CellValue:
        """What stands in the place of a figure that is not there: `fill=`, else an error that says why."""
        fill = self.options.get("fill")
        if fill and reason is Reason.MISSING:
            return _number_or_text(fill)
        about = " ".join(part for part in (market.name if market else "", bucket.label if bucket else "") if part)
        more = [self._gap(market, bucket)] if reason is Reason.MISSING else self._bound(reason, market, bucket)
        more += [said for explained, said in self.notes if explained in (None, reason)]
        more.append(self._remedy(reason, bucket))
        said = self._lacking(market, bucket) if reason is Reason.MISSING else reason.sentence
        sentence = f"{self.metric.name}{f' of {about}' if about else ''}: {said}"
        return CellError(reason.error.cell_error, "; ".join([sentence, *filter(None, more)]), reason.error.__name__)

    def _remedy(self, reason: Reason, bucket: Bucket | None) -> str:
        """The option that may give a figure all the same; one period has no covered part to compare."""
        key, value, effect = reason.remedy
        if reason is Reason.PARTIAL and bucket and len(bucket.parts) == 1:
            value, effect = "any", "takes it as it is"
        used = self.options.get(key) if key else ""
        return f"{key}={value} {effect}" if key in self.takes and used in ("", CHOICES[key][0]) else ""

    def _lacking(self, market: Market | None, bucket: Bucket | None) -> str:
        """Which figure is missing: the market's own, the one to compare it with, or another one."""
        base = self.baseless.get((market.key if market else "", bucket.label if bucket else ""))
        if base:
            return f"there is no figure for {base} to compare it with"
        own = self.panel(levels=True).take([market.key], bucket.parts) if market and bucket else None
        return "a figure it needs is missing" if own is None or own.present.all() else Reason.MISSING.sentence

    def _bound(self, reason: Reason, market: Market | None, bucket: Bucket | None) -> list[str]:
        """What a bound says, which no cell holds as a number."""
        if reason is not Reason.BOUND or market is None or bucket is None:
            return []
        row = self.snapshot.row_behind(self.metric.name, market.key, bucket.last)
        return [describe_qualifier(row)] if row else []

    def note(self, sentence: str, reason: Reason | None = None) -> None:
        """Say more about figures that are missing for a reason (none: for any)."""
        kept = [one for one in self.notes if one[0] == reason]
        if (reason, sentence) not in self.notes and len(kept) < MOST_NOTES:
            self.notes.append((reason, sentence))

    def flag(self, sentence: str) -> None:
        """Say what else there is to know of the figures."""
        if sentence not in self.flags:
            self.flags.append(sentence)

    def note_unknown_members(self, group: Market | None) -> None:
        if (
            group is not None
            and group.kind is MarketKind.GROUP
            and not self.snapshot.markets.groups.memberships.get(group.key)
        ):
            self.note(f"the members of {group.name} are not known", Reason.MISSING)

    def _gap(self, market: Market | None, bucket: Bucket | None) -> str:
        """What the source prints in the place of the figure."""
        gaps = self.snapshot.gaps_of(self.metric.name, market.key, bucket.parts) if market and bucket else []
        return f'the source prints "{gaps[0].symbol}": {gaps[0].reason}' if gaps else ""

    def _flag_partial(self, buckets: Sequence[Bucket]) -> None:
        for bucket in buckets:
            if self.snapshot.sticks_out(bucket.parts):
                self.flag(f"{bucket.label}{PARTIAL}")

    def _bucketed(self, panel: Panel, cells: Figures, periods: Sequence[Period], buckets: Sequence[Bucket]) -> Figures:
        """Figures [market, period] as figures [market, bucket]."""
        place = {part: number for number, part in enumerate(periods)}
        if all(len(bucket.parts) == 1 for bucket in buckets):
            return cells[:, [place[bucket.last] for bucket in buckets]]
        kind = panel.metric.kind
        columns = [over_time(cells[:, [place[part] for part in bucket.parts]], kind) for bucket in buckets]
        return stacked(columns, axis=1)

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
            summed = self._sums(panel, market, periods, levels, rates_ago)
            values[row] = np.where(missing, summed.values, values[row])
            reasons[row] = np.where(missing, summed.reasons, reasons[row])
        return Figures(values, reasons)

    def _sums(self, panel: Panel, group: Market, periods: Sequence[Period], levels: bool, rates_ago: int) -> Figures:
        if panel.metric.kind is Kind.RATIO:
            self.note("ratios do not add up", Reason.NOT_MEANINGFUL)
            return Figures.none(len(periods), Reason.NOT_MEANINGFUL)
        if group.kind is MarketKind.WORLD:
            ask = self._about(panel.metric)
            buckets = [Bucket(period.label, (period,)) for period in periods]
            return stacked(
                [ask._sum_of_parts(bucket, levels=levels, rates_ago=rates_ago) for bucket in buckets], axis=0
            )
        return stacked([self._sum(panel, group, period, period.end) for period in periods], axis=0)

    def _about(self, metric: Metric) -> Ask:
        """The same question about another metric."""
        if metric.name == self.metric.name:
            return self
        return Ask(self.snapshot, metric, self.options, self.format, notes=self.notes, flags=self.flags)

    def _sum_of_parts(self, bucket: Bucket, *, levels: bool, rates_ago: int = 0) -> Figures:
        """The sum of all disjoint markets, remembered as most calls ask for it."""
        key = (self.metric.name, bucket, levels, rates_ago, self.options)
        if key not in self.snapshot.totals:
            ask = Ask(self.snapshot, self.metric, self.options, self.format)
            figure = ask._added(ask.members(None, bucket.last.end), bucket, levels=levels, rates_ago=rates_ago)
            self.snapshot.totals[key] = (figure, tuple(ask.notes))
        figure, notes = self.snapshot.totals[key]
        for reason, sentence in notes:
            self.note(sentence, reason)
        return figure

    def _added(self, parts: Sequence[Market], bucket: Bucket, *, levels: bool, rates_ago: int) -> Figures:
        if not self.same_unit(parts, bucket.last.end):
            return Figures.none((), Reason.MIXED_UNITS)
        figures = self.values(parts, [bucket], levels=levels, rates_ago=rates_ago)
        self._note_missing(parts, figures, bucket.label)
        return over_members(figures[:, 0], skip_missing=self._skips)

    @property
    def _skips(self) -> bool:
        return self.options.get("missing") == "skip"

    def _sum(self, panel: Panel, group: Market, period: Period, day: date) -> Figures:
        """The sum of a group's members on a day that the data carry. A treaty group wants all of them."""
        carried = self.snapshot.carried(panel.metric.name, group.key, day)
        everyone = self.snapshot.markets.countries(group.key, day)
        absent = everyone.difference(*(self.snapshot.markets.countries(key, day) for key in carried))
        if not carried or (absent and self.snapshot.markets.is_closed(group.key) and not self._skips):
            self._note_absent(group, len(absent), len(everyone))
            return Figures.none(())
        units = list(dict.fromkeys(panel.units[panel.row[key]] for key in carried))
        if len(units) > 1:
            self._note_units(units)
            return Figures.none((), Reason.MIXED_UNITS)
        figures = panel.take(carried, [period])
        self._note_missing([self.snapshot.markets[key] for key in carried], figures, period.label)
        return over_members(figures, skip_missing=self._skips)[0]

    def _of_whole_members(
        self,
        panel: Panel,
        found: Figures,
        markets: Sequence[Market],
        buckets: Sequence[Bucket],
        levels: bool,
        rates_ago: int,
    ) -> Figures:
        """The same figures, sums over several parts of a period without the members that lack one of the parts.

        A member with three quarters has no year. It is left out of the year of its group as it is out of the whole.
        """
        values, reasons = found.values.copy(), found.reasons.copy()
        for row, group in enumerate(markets):
            for column, bucket in enumerate(buckets):
                if not group.is_aggregate or not self._is_summed_twice(panel, group, bucket):
                    continue
                members = self.members(group, bucket.last.end)
                figures = self._about(panel.metric).values(members, [bucket], levels=levels, rates_ago=rates_ago)[:, 0]
                if (figures.reasons == Reason.MISSING).any() and self.same_unit(members, bucket.last.end):
                    figure = over_members(figures, skip_missing=True)
                    values[row, column], reasons[row, column] = figure.values, figure.reasons
        return Figures(values, reasons)

    @staticmethod
    def _is_summed_twice(panel: Panel, group: Market, bucket: Bucket) -> bool:
        """Whether a group's figure is a sum over several parts of a period and, in all of them, over its members."""
        published = any(panel.at(group.key, part)[1] != Reason.MISSING for part in bucket.parts)
        return panel.metric.kind is Kind.FLOW and len(bucket.parts) > 1 and not published

    def _with_members_on(
        self,
        panel: Panel,
        found: Figures,
        markets: Sequence[Market],
        buckets: Sequence[Bucket],
        days: Sequence[date],
    ) -> Figures:
        """The same figures, groups whose members were others then added up from those of the given days."""
        if panel.metric.kind is Kind.RATIO:
            return found
        values, reasons = found.values.copy(), found.reasons.copy()
        for row, group in enumerate(markets):
            for column, (bucket, day) in enumerate(zip(buckets, days, strict=True)):
                if group.kind is MarketKind.GROUP and self._had_others(panel, group, bucket, day):
                    parts = stacked([self._part_on(panel, group, part, day) for part in bucket.parts], axis=0)
                    figure = over_time(parts[None], panel.metric.kind)[0]
                    values[row, column], reasons[row, column] = figure.values, figure.reasons
        return Figures(values, reasons)

    def _had_others(self, panel: Panel, group: Market, bucket: Bucket, day: date) -> bool:
        """Whether a part that is the sum of members had others than those of a day."""
        name, book = panel.metric.name, self.snapshot
        for part in bucket.parts:
            alike = part.end == day or book.carried(name, group.key, part.end) == book.carried(name, group.key, day)
            if not alike and panel.at(group.key, part)[1] == Reason.MISSING:
                self._flag_members(group, part, day, len(book.carried(name, group.key, day)))
                return True
        return False

    def _part_on(self, panel: Panel, group: Market, part: Period, day: date) -> Figures:
        published = panel.take([group.key], [part])[0, 0]
        return published if published.reasons != Reason.MISSING else self._sum(panel, group, part, day)

    def _flag_members(self, group: Market, part: Period, day: date, count: int) -> None:
        changes = self.snapshot.markets.groups.changes(group.key, part.end, day)
        when = f"; membership changed {', '.join(str(one) for one in changes)}" if changes else ""
        self.flag(f"{group.name}: the same {count} members at both ends{when}")

    def _matched(
        self,
        current: Figures,
        before: Figures,
        markets: Sequence[Market],
        nows: Sequence[Bucket],
        bases: Sequence[Bucket],
        rates_ago: int = 0,
    ) -> tuple[Figures, Figures]:
        """The same ends, sums of members replaced by those of the members that have figures at both."""
        values, reasons = np.stack([current.values, before.values]), np.stack([current.reasons, before.reasons])
        for row, market in enumerate(markets):
            if not market.is_aggregate or self.metric.kind is Kind.RATIO:
                continue
            for column, pair in enumerate(zip(nows, bases, strict=True)):
                summed = self._sum_of_matched(market, *pair, rates_ago)
                if summed is not None:
                    values[:, row, column], reasons[:, row, column] = summed.values, summed.reasons
        return Figures(values[0], reasons[0]), Figures(values[1], reasons[1])

    def _sum_of_matched(self, group: Market, now: Bucket, base: Bucket, rates_ago: int) -> Figures | None:
        """The sums [end] of the members with figures at both ends, or nothing where that changes nothing.

        An end that is published stays, and so does a sum to which every member has a figure. Where no member has
        figures at both ends there is no sum to compare.
        """
        panel = self.panel(levels=False)
        if any(panel.at(group.key, part)[1] != Reason.MISSING for part in (*now.parts, *base.parts)):
            return None
        day = max(now.last.end, base.last.end)
        parts = self.members(group, day)
        later = self.values(parts, [now], levels=False, rates_ago=rates_ago)
        figures = stacked([later[:, 0], self.values(parts, [base], levels=False)[:, 0]], axis=1)
        missing = (figures.reasons == Reason.MISSING).any(axis=1)
        if not missing.any() or not self.same_unit(parts, day):
            return None
        if missing.all():
            self.note(f"no member of {group.name} has figures in {now.label} and the period before", Reason.MISSING)
            return Figures.none(2)
        self.flag(f"{group.name}: the {int((~missing).sum())} of {len(parts)} members with figures at both ends")
        return over_members(figures[np.flatnonzero(~missing)])

    def _note_missing(self, markets: Sequence[Market], figures: Figures, label: str) -> None:
        """Name the members without a figure. Those kept out for another reason have their own sentence."""
        gone = figures.reasons[:, 0] == Reason.MISSING
        if self._skips or not gone.any():
            return
        names = [market.name for market, missing in zip(markets, gone.tolist(), strict=True) if missing]
        self.note(
            f"no figure to add up for {list_names(names)} in {label}; missing=skip sums the others", Reason.MISSING
        )

    def _note_absent(self, group: Market, absent: int, count: int) -> None:
        self.note_unknown_members(group)
        if absent < count:
            self.note(f"{absent} of the {count} members of {group.name} have no figures at all", Reason.MISSING)

    def _note_units(self, units: Sequence[str]) -> None:
        advice = "; currency=USD or another one adds them up" if all(map(currency_of, units)) else ""
        self.note(f"they are in {list_names(units, 4)}{advice}", Reason.MIXED_UNITS)


def headed(ask: Ask, header: tuple[CellValue, ...], rows: CellRows) -> CellRows:
    """Rows under a header, as STOCKHISTORY has it: headers=0 none, 1 the header, 2 a title row above it."""
    match ask.options.get("headers"):
        case "0":
            return rows
        case "2":
            title = f"{ask.metric.title or ask.metric.name}, {ask.unit_shown()}"
            return ((title, *[None] * (len(header) - 1)), header, *rows)
    return (header, *rows)


def _later_days(nows: Sequence[Bucket], bases: Sequence[Bucket]) -> list[date]:
    """The last day of the later bucket of each pair."""
    return [max(now.last.end, base.last.end) for now, base in zip(nows, bases, strict=True)]


def _is_money(panel: Panel) -> bool:
    return any(map(currency_of, panel.units))


def _number_or_text(text: str) -> CellValue:
    try:
        return float(text)
    except ValueError:
        return text
