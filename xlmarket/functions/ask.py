"""One call of a function on its way: the metric, markets and periods asked for, and the figures they come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from xlmarket.errors import Reason
from xlmarket.functions.bounds import describe_qualifier
from xlmarket.functions.cells import Cell, CellError, Rows
from xlmarket.functions.currency import converted
from xlmarket.functions.options import Options
from xlmarket.functions.snapshot import Snapshot
from xlmarket.markets import Market, MarketKind
from xlmarket.measures.aggregation import over_members, over_time
from xlmarket.measures.figures import Figures
from xlmarket.measures.panel import Panel
from xlmarket.observations import Kind, Metric
from xlmarket.periods import Bucket, Period

WORLD = "WORLD"


@dataclass(eq=False)
class Ask:
    """What a declared function works with, and what it may say of its answer.

    `format`, `unit` and `source` start as the function's and the metric's; `notes` collects sentences that say more
    about a missing figure.
    """

    snapshot: Snapshot
    metric: Metric
    options: Options
    format: str
    unit: str = ""
    source: str = ""
    notes: list[str] = field(default_factory=list)

    def panel(self, *, levels: bool, metric: str | None = None) -> Panel:
        """The metric's figures: for levels a partial period counts, for rates only if asked for."""
        reasons = [Reason.DOUBTFUL] if self.options.get("quality") == "any" else []
        if levels or self.options.get("partial") == "any":
            reasons.append(Reason.PARTIAL)
        panel = self.snapshot.panel_accepting(metric or self.metric.name, tuple(reasons))
        currency = self.options.get("currency")
        return converted(self, panel, currency) if currency and metric is None else panel

    def values(
        self, markets: Sequence[Market], buckets: Sequence[Bucket], *, levels: bool = True, metric: str | None = None
    ) -> Figures:
        """Figures [market, bucket]: published ones, sums of members for groups, parts of a period taken together."""
        panel = self.panel(levels=levels, metric=metric)
        periods = sorted({part for bucket in buckets for part in bucket.parts}, key=lambda part: part.ordinal)
        if not periods or not markets:
            return Figures.none((len(markets), len(buckets)))
        cells = self._cells(panel, [market.key for market in markets], periods)
        place = {part: number for number, part in enumerate(periods)}
        if all(len(bucket.parts) == 1 for bucket in buckets):
            return cells[:, [place[bucket.last] for bucket in buckets]]
        kind = panel.metric.kind
        columns = [over_time(cells[:, [place[part] for part in bucket.parts]], kind) for bucket in buckets]
        return stacked(columns, axis=1)

    def total(self, within: Market | None, buckets: Sequence[Bucket], *, levels: bool = True) -> Figures:
        """The total of `within` [1, bucket]: published if it is, else the sum of its disjoint members."""
        if within is not None and within.kind is not MarketKind.WORLD:
            return self.values([within], buckets, levels=levels)
        panel = self.panel(levels=levels)
        if WORLD in panel.row:
            published = self.values([self.snapshot.markets[WORLD]], buckets, levels=levels)
            return published if published.present.all() else self._filled_with_sums(published, buckets, levels=levels)
        columns = [self._sum_of_parts(bucket, levels=levels) for bucket in buckets]
        return stacked(columns, axis=0)[None]

    def _filled_with_sums(self, published: Figures, buckets: Sequence[Bucket], *, levels: bool) -> Figures:
        """Published totals; where one is not there, the sum of the parts, period by period."""
        columns = [
            published[0, place] if there else self._sum_of_parts(buckets[place], levels=levels)
            for place, there in enumerate(published.present[0].tolist())
        ]
        return stacked(columns, axis=0)[None]

    def members(self, within: Market | None, day: date) -> list[Market]:
        """The disjoint markets of `within` that have figures, residuals included; a market without members is alone."""
        markets = self.snapshot.markets
        if within is None or within.kind is MarketKind.WORLD:
            return [markets[key] for key in self.snapshot.partition(self.metric.name, day)]
        if within.kind is not MarketKind.GROUP:
            return [within]
        return [markets[key] for key in self.snapshot.carried(self.metric.name, within.key, day)]

    def inside(self, market: Market, within: Market | None, day: date) -> bool:
        """Whether a share of `market` in `within` has a meaning."""
        if within is None or within.kind is not MarketKind.GROUP or market.kind is MarketKind.CUSTOM:
            return True
        if market.key in self.snapshot.carried(self.metric.name, within.key, day):
            return True
        return self.snapshot.markets.countries(market.key, day) <= self.snapshot.markets.countries(within.key, day)

    def cells(self, column: Figures, markets: Sequence[Market], bucket: Bucket) -> list[Cell]:
        """Figures of one period as cells, for functions that answer a table."""
        pairs = zip(column.values.tolist(), column.reasons.tolist(), markets, strict=True)
        return [
            value / self.options.divisor if reason == 0 else self.missing(Reason(reason), market, bucket)
            for value, reason, market in pairs
        ]

    def missing(self, reason: Reason, market: Market | None, bucket: Bucket | None) -> Cell:
        """What stands in the place of a figure that is not there: `fill=`, else an error that says why."""
        fill = self.options.get("fill")
        if fill and reason is Reason.MISSING:
            return _number_or_text(fill)
        about = " ".join(part for part in (market.name if market else "", bucket.label if bucket else "") if part)
        more = "".join(f"; {note}" for note in (*self._bound(reason, market, bucket), *self.notes))
        sentence = f"{self.metric.name}{f' of {about}' if about else ''}: {reason.sentence}{more}"
        return CellError(reason.error.cell_error, sentence, reason.error.__name__)

    def _bound(self, reason: Reason, market: Market | None, bucket: Bucket | None) -> list[str]:
        """What a bound says, which no cell holds as a number."""
        if reason is not Reason.BOUND or market is None or bucket is None:
            return []
        row = self.snapshot.row_behind(self.metric.name, market.key, bucket.last)
        return [describe_qualifier(row)] if row else []

    def _sum_of_parts(self, bucket: Bucket, *, levels: bool) -> Figures:
        """The sum of all disjoint markets, remembered as most calls ask for it."""
        key = (self.metric.name, bucket, levels, self.options)
        if key not in self.snapshot.totals:
            before = len(self.notes)
            parts = self.members(None, bucket.last.end)
            figures = self.values(parts, [bucket], levels=levels)
            self._note_missing(parts, figures, bucket.label)
            summed = over_members(figures[:, 0], skip_missing=self._skips)
            self.snapshot.totals[key] = (summed, tuple(self.notes[before:]))
        summed, notes = self.snapshot.totals[key]
        for note in notes:
            self._note(note)
        return summed

    @property
    def _skips(self) -> bool:
        return self.options.get("missing") == "skip"

    def _cells(self, panel: Panel, keys: Sequence[str], periods: Sequence[Period]) -> Figures:
        """[market, period], a group without a published figure filled with the sum of its members."""
        taken = panel.take(keys, periods)
        values, reasons = taken.values.copy(), taken.reasons.copy()
        for row, key in enumerate(keys):
            market = self.snapshot.markets[key]
            if not market.is_aggregate or not (reasons[row] == Reason.MISSING).any():
                continue
            summed = self._sums(panel, market, periods)
            values[row] = np.where(reasons[row] == Reason.MISSING, summed.values, values[row])
            reasons[row] = np.where(reasons[row] == Reason.MISSING, summed.reasons, reasons[row])
        return Figures(values, reasons)

    def _sums(self, panel: Panel, group: Market, periods: Sequence[Period]) -> Figures:
        if panel.metric.kind is Kind.RATIO:
            return Figures.none(len(periods), Reason.NOT_MEANINGFUL)
        if group.kind is MarketKind.WORLD:
            buckets = [Bucket(period.label, (period,)) for period in periods]
            ask = self._about(panel.metric)
            return stacked([ask._sum_of_parts(bucket, levels=True) for bucket in buckets], axis=0)
        return stacked([self._sum(panel, group, period) for period in periods], axis=0)

    def _about(self, metric: Metric) -> Ask:
        """The same question about another metric, whose amounts are in no currency."""
        if metric.name == self.metric.name:
            return self
        return Ask(self.snapshot, metric, self.options.without("currency"), self.format, notes=self.notes)

    def _sum(self, panel: Panel, group: Market, period: Period) -> Figures:
        """The sum of a group's members that the data carry; a treaty group wants all of them."""
        carried = self.snapshot.carried(panel.metric.name, group.key, period.end)
        everyone = self.snapshot.markets.countries(group.key, period.end)
        absent = everyone.difference(*(self.snapshot.markets.countries(key, period.end) for key in carried))
        if not carried or (absent and self.snapshot.markets.is_closed(group.key) and not self._skips):
            if carried:
                self._note(f"{len(absent)} of the {len(everyone)} members of {group.name} have no figures at all")
            return Figures.none(())
        figures = panel.take(carried, [period])
        self._note_missing([self.snapshot.markets[key] for key in carried], figures, period.label)
        return over_members(figures, skip_missing=self._skips)[0]

    def _note_missing(self, markets: Sequence[Market], figures: Figures, label: str) -> None:
        if self._skips or figures.present.all():
            return
        names = [market.name for market, there in zip(markets, figures.present[:, 0], strict=True) if not there]
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        self._note(f"no figure to add up for {shown} in {label}; missing=skip sums the others")

    def _note(self, sentence: str) -> None:
        if sentence not in self.notes and len(self.notes) < 3:
            self.notes.append(sentence)


def headed(ask: Ask, header: tuple[Cell, ...], rows: Rows) -> Rows:
    """Rows under a header, as STOCKHISTORY has it: headers=0 none, 1 the header, 2 a title row above it."""
    match ask.options.get("headers"):
        case "0":
            return rows
        case "2":
            title = f"{ask.metric.title or ask.metric.name}, {ask.metric.unit}"
            return ((title, *[None] * (len(header) - 1)), header, *rows)
    return (header, *rows)


def stacked(figures: Iterable[Figures], axis: int) -> Figures:
    """Several figures side by side along a new axis."""
    listed = list(figures)
    return Figures(
        np.stack([one.values for one in listed], axis=axis), np.stack([one.reasons for one in listed], axis=axis)
    )


def _number_or_text(text: str) -> Cell:
    try:
        return float(text)
    except ValueError:
        return text
