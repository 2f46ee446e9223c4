"""One data set laid out for the LAMBDA names: its metrics, its markets in order, and the blocks of its figures.

Markets with any figure come first and have the same row in every block of the grid. A block is a metric under one set of
rules: which flagged figures count, and whether missing members are skipped. Rules that make no difference share one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from xlmarket.errors import InputError, Reason
from xlmarket.functions.ask import Ask
from xlmarket.functions.options import CallOptions, read_options
from xlmarket.functions.snapshot import Snapshot
from xlmarket.markets import Market, MarketKind
from xlmarket.measures.figures import Figures
from xlmarket.observations import Metric
from xlmarket.package.values import CellError, CellValue
from xlmarket.periods import CIVIL, Bucket, Frequency, Period

MISSING = CellError("#NULL!")
"""A missing figure inside the areas: the formulas tell it from one that is there and may not be used (#N/A)."""

RULES = tuple(f"{quality}{skip}" for skip in ("", "; missing=skip") for quality in ("", "quality=any"))


@dataclass(frozen=True, slots=True)
class NamedArea:
    """A named rectangle of cells, a row per list. Rows may be of different length."""

    name: str
    rows: Sequence[Sequence[CellValue]]

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=1) or 1


@dataclass(frozen=True, slots=True)
class FigureBlock:
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
        """Metrics with figures in one unit. Formulas count calendar years, so those by week or fiscal year are left out.

        Raises `InputError` if the default metric is among those left out.
        """
        held = [metric for metric in self.snapshot.metrics.values() if self.periods(metric)]
        alike = [metric for metric in held if self.snapshot.panel(metric.name).unit is not None]
        fitting = [metric for metric in alike if metric.frequency is not Frequency.WEEK and metric.calendar == CIVIL]
        if self.snapshot.metric() not in fitting:
            raise InputError(
                "the default metric cannot live in a workbook",
                found=self.snapshot.metric().name,
                allowed="a metric by month, quarter, half-year or year of the calendar with figures, all in one unit",
            )
        return fitting

    @cached_property
    def block_of(self) -> dict[tuple[str, str, bool], FigureBlock]:
        """The block of a metric under rules. Rules that make no difference give the same block."""
        found: dict[tuple[str, str, bool], FigureBlock] = {}
        same: dict[object, FigureBlock] = {}
        for metric in self.metrics:
            reasons = set(self.snapshot.panel(metric.name).reasons.ravel().tolist())
            for said in RULES:
                for levels in (False, True):
                    options = read_options(said)
                    doubtful = options.get("quality") == "any" and Reason.DOUBTFUL in reasons
                    key = (metric.name, doubtful, levels and Reason.PARTIAL in reasons, options.get("missing"))
                    found[metric.name, said, levels] = same.setdefault(key, FigureBlock(metric, options, levels))
        return found

    @cached_property
    def blocks(self) -> list[FigureBlock]:
        return list(dict.fromkeys(self.block_of.values()))

    @cached_property
    def figures(self) -> dict[FigureBlock, Figures]:
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
        """Groups with the members of a time: the key, and the days with these members. The first day stands for all."""
        ends = sorted({one.end for metric in self.metrics for one in self.periods(metric)})
        found = []
        for group in (one for one in self.present if one.kind is MarketKind.GROUP):
            by_members: dict[object, list[date]] = {}
            for day in ends:
                carried = tuple(self.snapshot.members_held(metric.name, group.key, day) for metric in self.metrics)
                by_members.setdefault(carried, []).append(day)
            found += [(group.key, days) for days in by_members.values()] if len(by_members) > 1 else []
        return found

    def version_figures(self, block: FigureBlock) -> list[Figures]:
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
