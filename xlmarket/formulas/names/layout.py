"""The figures as areas of cells that the LAMBDA names look up; everything that needs the registry's rules is resolved here.

Markets with any figure come first and have the same row in every block of the grid. A block is a metric under one set of
rules: which flagged figures count, and whether missing members are skipped; rules that make no difference share one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from xlmarket.errors import InputError, Reason
from xlmarket.functions.ask import Ask
from xlmarket.functions.options import CallOptions, read_options
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.units import SCALES, is_scalable, magnitude, scaled
from xlmarket.markets import Market, MarketKind
from xlmarket.measures.figures import Figures
from xlmarket.observations import Metric, MetricKind
from xlmarket.package.values import CellError, CellValue
from xlmarket.periods import CIVIL, Bucket, Frequency, Period, through

MISSING = CellError("#NULL!")
"""A missing figure inside the areas: the formulas tell it from one that is there and may not be used (#N/A)."""

WINDOWS = 12
"""The longest run of parts that a total is kept for: the months of a year."""

_KINDS = {MetricKind.FLOW: 1, MetricKind.STOCK: 2, MetricKind.RATIO: 3}
RULES = tuple(f"{quality}{skip}" for skip in ("", "; missing=skip") for quality in ("", "quality=any"))


_RULE_ORDER = [(said, levels) for said in RULES for levels in (False, True)]


@dataclass(frozen=True, slots=True)
class Area:
    """A named rectangle of cells, a row per list; rows may be of different length."""

    name: str
    rows: Sequence[Sequence[CellValue]]

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=1) or 1


@dataclass(frozen=True, slots=True)
class Block:
    """A metric under one set of rules."""

    metric: Metric
    options: CallOptions
    levels: bool


@dataclass(frozen=True, eq=False)
class Frame:
    """One data set laid out: its metrics, the blocks of figures, and the markets in their order."""

    snapshot: Snapshot

    @cached_property
    def metrics(self) -> list[Metric]:
        """Metrics with figures in one unit; formulas count calendar years, so those by week or fiscal year are left out."""
        held = [one for one in self.snapshot.metrics.values() if self.periods(one)]
        alike = [one for one in held if self.snapshot.panel(one.name).unit is not None]
        found = [one for one in alike if one.frequency is not Frequency.WEEK and one.calendar == CIVIL]
        if self.snapshot.metric() not in found:
            raise InputError(
                "the default metric cannot live in a workbook",
                found=self.snapshot.metric().name,
                allowed="a metric by month, quarter, half-year or year of the calendar with figures, all in one unit",
            )
        return found

    @cached_property
    def block_of(self) -> dict[tuple[str, str, bool], Block]:
        """The block of a metric under rules; rules that make no difference give the same block."""
        found: dict[tuple[str, str, bool], Block] = {}
        same: dict[object, Block] = {}
        for metric in self.metrics:
            reasons = set(self.snapshot.panel(metric.name).reasons.ravel().tolist())
            for said in RULES:
                for levels in (False, True):
                    options = read_options(said)
                    doubtful = options.get("quality") == "any" and Reason.DOUBTFUL in reasons
                    key = (metric.name, doubtful, levels and Reason.PARTIAL in reasons, options.get("missing"))
                    found[metric.name, said, levels] = same.setdefault(key, Block(metric, options, levels))
        return found

    @cached_property
    def blocks(self) -> list[Block]:
        return list(dict.fromkeys(self.block_of.values()))

    @cached_property
    def figures(self) -> dict[Block, Figures]:
        """The figures of every block, [candidate, period]."""
        return {
            one: self.ask(one.metric, one.options).values(
                self._candidates, _each(self.periods(one.metric)), levels=one.levels
            )
            for one in self.blocks
        }

    @cached_property
    def _candidates(self) -> list[Market]:
        """The markets that may have figures: those the data name, and whatever has members."""
        named = {key for metric in self.metrics for key in self.snapshot.panel(metric.name).markets}
        return [one for one in self.snapshot.markets if one.is_aggregate or one.key in named]

    @cached_property
    def rows(self) -> list[int]:
        """The places among the candidates of those with any figure, or gaps that their source explains."""
        there = [(figures.reasons != Reason.MISSING).any(axis=1) for figures in self.figures.values()]
        explained = {gap.market for gap in self.snapshot.holding.observations.gaps}
        there.append(np.array([one.key in explained for one in self._candidates]))
        return np.flatnonzero(np.any(there, axis=0)).tolist()

    @cached_property
    def present(self) -> list[Market]:
        """The markets with any figure."""
        return [self._candidates[place] for place in self.rows]

    @cached_property
    def markets(self) -> list[Market]:
        """Every market there is, those with any figure first."""
        held = {one.key for one in self.present}
        return self.present + [one for one in self.snapshot.markets if one.key not in held]

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each market, from 1."""
        return {one.key: place for place, one in enumerate(self.markets, start=1)}

    @cached_property
    def turns(self) -> dict[date, dict[str, int]]:
        """From each day on (the first of its members), per group the line of the grid whose sums have these members.

        A group whose figures are the same with the members of any other day has none.
        """
        found: dict[date, dict[str, int]] = {}
        for day in sorted({one.end for metric in self.metrics for one in self.periods(metric)}):
            lines = {key: place for place, (key, days) in enumerate(self.versions, start=1) if day in days}
            if not found or lines != found[max(found)]:
                found[day] = lines
        return found

    @cached_property
    def versions(self) -> list[tuple[str, list[date]]]:
        """Groups with the members of a time: the key, and the days with these members; the first day stands for all."""
        ends = sorted({one.end for metric in self.metrics for one in self.periods(metric)})
        found = []
        for group in (one for one in self.present if one.kind is MarketKind.GROUP):
            by_members: dict[object, list[date]] = {}
            for day in ends:
                carried = tuple(self.snapshot.carried(metric.name, group.key, day) for metric in self.metrics)
                by_members.setdefault(carried, []).append(day)
            found += [(group.key, days) for days in by_members.values()] if len(by_members) > 1 else []
        return found

    def version_figures(self, block: Block) -> list[Figures]:
        """The figures [period] of every version under the rules of a block."""
        periods = self.periods(block.metric)
        ask, buckets = self.ask(block.metric, block.options), _each(periods)
        return [
            ask.values(
                [self.snapshot.markets[key]], buckets, levels=block.levels, members_on=[days[-1]] * len(periods)
            )[0]
            for key, days in self.versions
        ]

    @cached_property
    def groups(self) -> list[Market]:
        """The markets that have members of their own."""
        return [one for one in self.markets if one.kind is MarketKind.GROUP]

    def holds(self, metric: Metric, market: Market) -> bool:
        """Whether a market has a figure of a metric, of its own or as a sum."""
        figures = self.figures[self.block_of[metric.name, "", True]]
        return bool((figures.reasons[self._place[market.key]] != Reason.MISSING).any())

    @cached_property
    def _place(self) -> dict[str, int]:
        return {one.key: place for place, one in enumerate(self._candidates)}

    def periods(self, metric: Metric) -> tuple[Period, ...]:
        return self.snapshot.panel(metric.name).periods

    def ask(self, metric: Metric, options: CallOptions | None = None) -> Ask:
        return Ask(snapshot=self.snapshot, metric=metric, options=options or CallOptions())


def _each(periods: Sequence[Period]) -> list[Bucket]:
    return [Bucket(one.label, (one,)) for one in periods]


def cell(value: float, reason: int) -> CellValue:
    """A figure as the areas hold it."""
    if reason == Reason.OK:
        return value
    return MISSING if reason == Reason.MISSING else CellError(Reason(reason).error.cell_error)


def rows_of(figures: Figures) -> list[list[CellValue]]:
    """Figures [row, column] as cells."""
    pairs = zip(figures.values.tolist(), figures.reasons.tolist(), strict=True)
    return [[cell(*pair) for pair in zip(values, reasons, strict=True)] for values, reasons in pairs]


def figure_areas(frame: Frame) -> Iterator[Area]:
    """The areas with numbers: metrics, the grid of figures and the totals by window."""
    yield Area("Metrics", [*(_metric(frame, one) for one in frame.metrics), _months(frame)])
    grid: list[list[CellValue]] = []
    totals: list[list[CellValue]] = []
    index: list[list[CellValue]] = []
    for block in frame.blocks:
        periods = frame.periods(block.metric)
        first = periods[0].ordinal
        decimals = _decimals(frame.figures[block])
        index.append([len(grid), first, len(periods), _KINDS[block.metric.kind], decimals, _plain(frame, block)])
        rows = rows_of(frame.figures[block][frame.rows])
        grid += [[*row, _outside(block, one)] for row, one in zip(rows, frame.present, strict=True)]
        for (key, _), figures in zip(frame.versions, frame.version_figures(block), strict=True):
            grid.append([*rows_of(figures[None])[0], _outside(block, frame.snapshot.markets[key])])
        totals += _totals(frame.ask(block.metric, block.options), periods, levels=block.levels)
    yield Area("Blocks", index)
    yield Area("Grid", grid)
    yield Area("Totals", totals)


def _plain(frame: Frame, block: Block) -> int:
    """The number of the block in which sums want every member, for one in which they skip those without a figure."""
    if block.options.get("missing") != "skip":
        return 0
    quality = "quality=any" if block.options.get("quality") == "any" else ""
    return frame.blocks.index(frame.block_of[block.metric.name, quality, block.levels]) + 1


def _outside(block: Block, market: Market) -> CellValue:
    """What stands for the periods beyond the data: a ratio of members has no meaning at any time."""
    return CellError("#N/A") if block.metric.kind is MetricKind.RATIO and market.is_aggregate else MISSING


def _decimals(figures: Figures) -> int:
    """The places after the point that figures were given with: sums are rounded to them, so that equal ones are equal."""
    texts = [repr(value) for value in figures.values[figures.present].tolist()]
    return 15 if any("e" in text for text in texts) else max((len(text.partition(".")[2]) for text in texts), default=0)


def _metric(frame: Frame, metric: Metric) -> list[CellValue]:
    periods = frame.periods(metric)
    names = [one.name for one in frame.metrics]
    growth = next((one for one in frame.metrics if one.name == f"{metric.name}_growth"), None)
    fits = growth is not None and growth.frequency is metric.frequency
    blocks = [frame.blocks.index(frame.block_of[metric.name, said, levels]) + 1 for said, levels in _RULE_ORDER]
    return [
        metric.name,
        metric.title or metric.name,
        metric.unit,
        _KINDS[metric.kind],
        metric.frequency.per_year,
        periods[0].ordinal,
        len(periods),
        magnitude(metric.unit),
        names.index(growth.name) + 1 if growth is not None and fits else 0,
        100.0 if growth is not None and growth.unit.startswith("percent") else 1.0,
        *blocks,
        int(is_scalable(metric.unit, metric.kind)),
        *_whole_periods(frame, periods),
        *(scaled(metric.unit, scale) for scale in SCALES),
    ]


def _whole_periods(frame: Frame, periods: Sequence[Period]) -> tuple[int, int]:
    """The first and the last period that the data cover wholly, as numbers; all where nothing is partial."""
    covered = frame.snapshot.holding.observations.covered
    if covered is None:
        return 0, 10**6
    first, last = (Period.holding(day, periods[0].frequency, periods[0].calendar) for day in covered)
    return first.ordinal + (first.start < covered[0]), last.ordinal - (last.end > covered[1])


def _months(frame: Frame) -> list[CellValue]:
    """A row that reads periods of any length as months, for membership, which needs no figures."""
    periods = frame.periods(frame.snapshot.metric())
    first, last = (Period.holding(day, Frequency.MONTH) for day in (periods[0].start, periods[-1].end))
    return ["", "", "", 1, 12, first.ordinal, last.ordinal - first.ordinal + 1]


def _totals(ask: Ask, periods: Sequence[Period], *, levels: bool) -> list[list[CellValue]]:
    """The total of the data set by length of the window [parts, last part]; windows that begin too early are missing."""
    longest = periods[0].frequency.per_year
    found: list[list[CellValue]] = []
    for parts in range(1, WINDOWS + 1):
        row: list[CellValue] = []
        for place, last in enumerate(periods if parts <= longest else ()):
            if place + 1 < parts:
                row.append(MISSING)
                continue
            bucket = Bucket(last.label, through(last.shift(1 - parts), last))
            figure = ask.total(None, [bucket], levels=levels)[0, 0]
            row.append(cell(*figure.item()))
        found.append(row)
    return found


def member_areas(frame: Frame) -> Iterator[Area]:
    """The areas of membership: who counts as member of a whole, and who lies in one."""
    lists: list[int] = []
    known: dict[tuple[int, ...], int] = {}

    def place(members: Sequence[Market]) -> int:
        named = [frame.number[one.key] for one in members if not one.is_residual]
        rest = [frame.number[one.key] for one in members if one.is_residual]
        listed = (len(named), len(rest), *named, *rest)
        if listed not in known:
            known[listed] = len(lists) + 1
            lists.extend(listed)
        return known[listed]

    yield Area("Sets", list(_sets(frame, place)))
    yield Area("Lists", [[one] for one in lists])
    yield from _inside(frame)
    yield from _versions(frame)


def _versions(frame: Frame) -> Iterator[Area]:
    """Since when groups have which members, as months, and the lines of the grid with the sums of these."""
    yield Area("Turns", [[day.year * 12 + day.month - 1 for day in frame.turns]])
    lines = [[at.get(one.key, 0) for at in frame.turns.values()] for one in frame.groups]
    yield Area("Versions", lines or [[0]])


def _sets(frame: Frame, place: Callable[[Sequence[Market]], int]) -> Iterator[list[CellValue]]:
    for metric in frame.metrics:
        ask = frame.ask(metric)
        for whole in (None, *frame.groups):
            yield [place(ask.members(whole, one.end)) for one in frame.periods(metric)]


def _counts_in(frame: Frame, metrics: Sequence[str], market: Market, group: Market, day: date) -> bool:
    """Whether a bloc is added up in a group by all its metrics, although not all of its countries lie there."""
    if market.kind is not MarketKind.GROUP or not metrics:
        return False
    return all(market.key in frame.snapshot.carried(metric, group.key, day) for metric in metrics)


def _inside(frame: Frame) -> Iterator[Area]:
    """Per whole and time, a sign per market: 1 where a share of it has a meaning. Times with the same members are one."""
    ends = {one.end for metric in frame.metrics for one in frame.periods(metric)}
    markets = frame.snapshot.markets
    additive = [metric for metric in frame.metrics if metric.kind is not MetricKind.RATIO]
    published = {one.key: [metric.name for metric in additive if frame.holds(metric, one)] for one in frame.present}
    epochs: list[int] = []
    columns: list[list[str]] = []
    for day in sorted(ends):
        leaves = {one.key: markets.countries(one.key, day) for one in {*frame.present, *frame.groups}}
        column = [
            "".join(
                "01"[
                    (one.kind is MarketKind.CUSTOM and not frame.snapshot.is_listed(group))
                    or leaves[one.key] <= leaves[group.key]
                    or _counts_in(frame, published[one.key], one, group, day)
                ]
                for one in frame.present
            )
            for group in frame.groups
        ]
        if not columns or column != columns[-1]:
            epochs.append(day.year * 12 + day.month - 1)
            columns.append(column)
    place = {group.key: number for number, group in enumerate(frame.groups)}
    yield Area("Epochs", [epochs])
    yield Area(
        "Inside",
        [[column[place[one.key]] if one.key in place else None for column in columns] for one in frame.markets],
    )
