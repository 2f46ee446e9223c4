"""A snapshot: one data set at one vintage, opened once, immutable. Every answer is a function of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeVar, cast

import numpy as np

from xlmarket.errors import ArgumentError, NotAvailable, Reason, UnknownMetric, XlmarketError
from xlmarket.functions.answer import Answer
from xlmarket.functions.blocs import blocs_inside
from xlmarket.markets import Market, MarketKind, Markets, standard_markets
from xlmarket.markets.names import cleaned, key_of
from xlmarket.measures.panel import Panel
from xlmarket.observations import FigureStatus, Gap, Metric, Observation
from xlmarket.periods import Bucket, Period, read_period, resolve
from xlmarket.store import DatasetState, Holding, read_dataset, vintages

Made = TypeVar("Made")

NEARLY_ALL = 0.98
"""How much of a published group its members must make up to be taken in its place."""

MOST_REOPENED, MOST_TEXTS = 16, 200_000
"""Sizes of the caches of other snapshots and of texts read as markets and periods: a host may stay open for weeks."""

Regions = Mapping[str, Sequence[str]]


def open_snapshot_of(
    dataset: str | None, store: str | None, as_of: DatasetState | None, regions: Regions, aliases: Mapping[str, str]
) -> Snapshot:
    """Read a data set and make its snapshot."""
    return Snapshot(read_dataset(dataset, store, as_of), store, as_of, dict(regions), dict(aliases))


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The figures every function answers from. Open one with `open_snapshot`.

    `chosen` is the metric a call means that names none, in place of the data set's default: see `measuring`.
    """

    holding: Holding
    store: str | None = field(default=None, repr=False)
    as_of: DatasetState | None = None
    regions: Regions = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    chosen: str = ""
    memo: dict[object, Answer] = field(default_factory=dict, init=False, repr=False)
    derived: dict[object, object] = field(default_factory=dict, init=False, repr=False)
    _outcomes: dict[str, Market | XlmarketError] = field(default_factory=dict, init=False, repr=False)
    _buckets: dict[object, tuple[Bucket, ...]] = field(default_factory=dict, init=False, repr=False)
    _panels: dict[object, Panel] = field(default_factory=dict, init=False, repr=False)
    _partitions: dict[tuple[str, date], tuple[str, ...]] = field(default_factory=dict, init=False, repr=False)
    _members_held: dict[tuple[str, str, date], tuple[str, ...]] = field(default_factory=dict, init=False, repr=False)
    _reopened: dict[object, Snapshot] = field(default_factory=dict, init=False, repr=False)

    def derive(self, make: Callable[[Snapshot], Made]) -> Made:
        """Return what a function makes of this snapshot, made once."""
        if make not in self.derived:
            self.derived[make] = make(self)
        return cast("Made", self.derived[make])

    @cached_property
    def markets(self) -> Markets:
        """The book of names: the standard ones, those of the data, and the user's names and regions."""
        return self._book[0]

    @cached_property
    def _book(self) -> tuple[Markets, dict[str, XlmarketError]]:
        """The book, and what is wrong with names and regions of the settings whose markets this data set lacks.

        One settings file serves several data sets, so such a name is an error only where somebody asks for it.
        """
        table, book = self.holding.observations, standard_markets()
        members = [one for listed in table.aggregates.values() for one in listed]
        own = [*(row.market for row in table.rows), *(gap.market for gap in table.gaps)]
        keys = dict.fromkeys([*own, *table.aggregates, *members])
        book = book.including(keys).with_aggregates(table.aggregates)
        faults: dict[str, XlmarketError] = {}
        for alias, meant in self.aliases.items():
            try:
                book = book.including((), {alias: meant})
            except XlmarketError as error:
                faults[key_of(alias)] = error.replace()
        for region, inside in self.regions.items():
            try:
                book = book.with_regions({region: inside})
            except XlmarketError as error:
                faults[key_of(region)] = error.replace()
        return book, faults

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        return {metric.name: metric for metric in self.holding.observations.metrics}

    @cached_property
    def fingerprint(self) -> str:
        """Hash over the figures of this snapshot and what its names mean: same fingerprint, same answers."""
        vintages = [(one.fingerprint, one.number) for one in (self.holding.vintage, *self.holding.beneath)]
        text = repr((vintages, self.as_of, self.regions, self.aliases, self.chosen))
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def version(self) -> str:
        """Hash over every data set an answer can use, those of `dataset=` too: same version, same answers.

        Hosts that stay open read it as soon as they have opened a snapshot.
        """
        others = [(one.dataset, one.number, one.fingerprint) for one in vintages(self.store)]
        return hashlib.sha256(repr((self.fingerprint, others)).encode()).hexdigest()

    def reopen(self, dataset: str | None, as_of: DatasetState | None) -> Snapshot:
        """Another data set or another day, with the same regions.

        The number of a vintage means nothing in another data set: its day is taken there.
        """
        name = dataset or self.holding.dataset.name
        own = self.as_of
        if isinstance(own, int) and name != self.holding.dataset.name:
            own = self.holding.vintage.published.date()
        key = (name, as_of or own)
        if key not in self._reopened:
            if len(self._reopened) >= MOST_REOPENED:
                del self._reopened[next(iter(self._reopened))]
            opened = open_snapshot_of(name, self.store, key[1], self.regions, self.aliases)
            same = name == self.holding.dataset.name and self.chosen in opened.metrics
            self._reopened[key] = opened.measuring(self.chosen) if same else opened
        return self._reopened[key]

    def measuring(self, metric: str) -> Snapshot:
        """The same figures with another default metric: what a report with `--metric` reads."""
        return replace(self, chosen=self.metric(metric).name)

    def resolve(self, text: str) -> Market:
        """Return the market a text means. Raises `UnknownMarket` with the nearest, `AmbiguousMarket` with the choices."""
        outcome = self.lookup(text)
        if isinstance(outcome, XlmarketError):
            raise outcome.replace()
        return outcome

    def lookup(self, text: str) -> Market | XlmarketError:
        """Return the market a text means, or the error. The error is kept: raise a copy, or its traceback grows."""
        outcome = self._outcomes.get(text)
        if outcome is None:
            if len(self._outcomes) >= MOST_TEXTS:
                self._outcomes.clear()
            outcome = self._outcomes[text] = self._look_up(text)
        return outcome

    def _look_up(self, text: str) -> Market | XlmarketError:
        book, faults = self._book
        try:
            return faults.get(key_of(text)) or book.resolve(text)
        except XlmarketError as error:
            return error.replace()

    def metric(self, name: str | None = None) -> Metric:
        """Return a metric by name or title, or the default one. Raises `UnknownMetric`."""
        if name is None:
            return self._default_metric
        key = name.strip().lower().replace(" ", "_")
        for known in self.metrics.values():
            if key in (known.name.lower().replace(" ", "_"), known.title.lower().replace(" ", "_")):
                return known
        raise UnknownMetric.named(name, self.metrics)

    @property
    def has_default(self) -> bool:
        """Whether a call may leave the metric out."""
        return len(self._defaults) == 1

    @cached_property
    def _defaults(self) -> list[Metric]:
        """The metric a call means that names none, or several where none is chosen."""
        if self.chosen:
            return [self.metrics[self.chosen]]
        return [metric for metric in self.metrics.values() if metric.default] or list(self.metrics.values())

    @cached_property
    def _default_metric(self) -> Metric:
        if not self._defaults:
            raise NotAvailable("the data set holds no metric", found=self.holding.dataset.name)
        if not self.has_default:
            raise ArgumentError(
                "the data set has several metrics and no default: name one",
                found=self.holding.dataset.name,
                allowed=[metric.name for metric in self._defaults],
            )
        return self._defaults[0]

    def panel(self, name: str | None = None) -> Panel:
        """The dense array of a metric."""
        metric = self.metric(name)
        if metric.name not in self._panels:
            rows = self._rows_by_metric.get(metric.name, [])
            table = self.holding.observations
            self._panels[metric.name] = Panel.build(metric, rows, table.covered, table.gaps)
        return self._panels[metric.name]

    def panel_accepting(self, name: str, reasons: tuple[Reason, ...]) -> Panel:
        """A metric's panel with some reasons let into arithmetic."""
        key = (name, reasons)
        if key not in self._panels:
            self._panels[key] = self.panel(name).accepting(*reasons)
        return self._panels[key]

    @cached_property
    def _rows_by_metric(self) -> dict[str, list[Observation]]:
        rows: dict[str, list[Observation]] = {}
        for row in self.holding.observations:
            rows.setdefault(row.metric, []).append(row)
        return rows

    def gaps_of(self, metric: str, market: str, periods: Sequence[Period]) -> list[Gap]:
        """The cells of the source that say why there is no figure."""
        return [one for period in periods for one in self._gaps.get((metric, market, period), ())]

    @cached_property
    def _gaps(self) -> dict[tuple[str, str, Period], list[Gap]]:
        gaps: dict[tuple[str, str, Period], list[Gap]] = {}
        for gap in self.holding.observations.gaps:
            gaps.setdefault((gap.metric, gap.market, gap.period), []).append(gap)
        return gaps

    def sticks_out(self, periods: Sequence[Period]) -> bool:
        """Whether the data cover some of these periods only partly."""
        covered = self.holding.observations.covered
        return covered is not None and any(one.start < covered[0] or one.end > covered[1] for one in periods)

    def observations_of(self, metric: str, market: str) -> list[Observation]:
        """The rows behind a market's figures, those of the latest vintage first."""
        return self._rows_by_cell.get((metric, market), [])

    def row_behind(self, metric: str, market: str, period: Period) -> Observation | None:
        """The observation behind one figure, the first of several, or nothing."""
        return self._row_by_figure.get((metric, market, period))

    @cached_property
    def _row_by_figure(self) -> dict[tuple[str, str, Period], Observation]:
        rows: dict[tuple[str, str, Period], Observation] = {}
        for row in self.holding.observations:
            rows.setdefault((row.metric, row.market, row.period), row)
        return rows

    @cached_property
    def _rows_by_cell(self) -> dict[tuple[str, str], list[Observation]]:
        rows: dict[tuple[str, str], list[Observation]] = {}
        for row in self.holding.observations:
            rows.setdefault((row.metric, row.market), []).append(row)
        return rows

    def buckets(self, period: object, metric: str | None = None) -> tuple[Bucket, ...]:
        """Return what a period expression means for a metric. Raises `PeriodError`, or `NotAvailable` without figures."""
        key = (type(period), period, metric)
        if key not in self._buckets:
            panel = self.panel(metric)
            if len(self._buckets) >= MOST_TEXTS:
                self._buckets.clear()
            self._buckets[key] = resolve(read_period(period, panel.metric.calendar), panel.periods)
        return self._buckets[key]

    def period_labels(self, period: object) -> tuple[str, ...]:
        """The labels of the periods an expression means for the default metric."""
        return tuple(bucket.label for bucket in self.buckets(period))

    def partition(self, metric: str, day: date) -> tuple[str, ...]:
        """Markets of a metric that do not overlap and together make up its total, residuals included.

        A published group stands for its members unless these are there themselves and make up its figure. A group
        whose members are not known is never counted. A market of which the source prints nothing but gaps is there,
        so that the total is missing too.
        """
        key = (metric, day)
        if key not in self._partitions:
            self._partitions[key] = self._split_up(self.panel(metric), day)
        return self._partitions[key]

    def _split_up(self, panel: Panel, day: date) -> tuple[str, ...]:
        held = [market for market in panel.markets if self._counts(panel, market)]
        groups = [key for key in held if self.markets[key].kind is MarketKind.GROUP]
        leaves = {key for key in held if not self.markets[key].is_aggregate}
        chosen: list[str] = []
        inside = {key: self.markets.countries(key, day) - {key} for key in groups}
        for group in sorted(groups, key=lambda key: -len(inside[key])):
            members = inside[group]
            if not members or any(self.markets.overlap(group, one, day) for one in chosen):
                continue
            if not self._make_up(panel, members & leaves, group):
                chosen.append(group)
                leaves -= members
        return tuple(key for key in held if key in leaves or key in chosen)

    @staticmethod
    def _make_up(panel: Panel, members: frozenset[str], group: str) -> bool:
        """Whether the members' figures came near the group's own in any period, or never stood beside it.

        In any period: one member that stopped reporting does not turn the detail of all others into one sum.
        """
        if not members:
            return False
        whole = panel.take([group], panel.periods).values[0]
        parts = panel.take(sorted(members), panel.periods).values
        both = ~np.isnan(whole) & ~np.isnan(parts).all(axis=0)
        near = np.nansum(parts, axis=0) >= NEARLY_ALL * np.where(both, whole, np.inf)
        return bool(near.any() or not both.any())

    def _counts(self, panel: Panel, market: str) -> bool:
        """Whether a market has any figure that is not a bound, or gaps that explain why it has none."""
        if (panel.metric.name, market) in self._with_gaps_alone:
            return True
        return bool(np.isin(panel.reasons[panel.row[market]], (Reason.MISSING, Reason.BOUND), invert=True).any())

    @cached_property
    def _with_gaps_alone(self) -> set[tuple[str, str]]:
        """Metric and market of those without any figure whose gaps the source explains."""
        return {(gap.metric, gap.market) for gap in self.holding.observations.gaps} - set(self._rows_by_cell)

    def is_listed(self, group: Market) -> bool:
        """Whether the user or the data list the members of a group, so that a name of their own is in it or is not.

        Nobody knows whether a brand or a city lies in a group of countries.
        """
        return group.key in self._groups_with_members

    @cached_property
    def _groups_with_members(self) -> frozenset[str]:
        declared = {key for key, members in self.holding.observations.aggregates.items() if members}
        return frozenset(declared.union(map(cleaned, self.regions)))

    def members_held(self, metric: str, group: str, day: date) -> tuple[str, ...]:
        """The members of a group that a metric has figures for, none of them inside another.

        A group among the members counts as itself where it has figures of its own, else as its members. A published
        bloc that lies in the group counts too, unless its members are there themselves and make up its figure.
        """
        at = (metric, group, day)
        if at not in self._members_held:
            self._members_held[at] = self._not_inside(self.panel(metric), group, day)
        return self._members_held[at]

    def _not_inside(self, panel: Panel, group: str, day: date) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for key in self.markets.members(group, day):
            found |= dict.fromkeys([key] if key in panel.row else self.members_held(panel.metric.name, key, day))
        found |= dict.fromkeys(self._blocs(panel, found, group, day))
        inner = {one for key in found for one in self.markets.countries(key, day) if one != key}
        return tuple(key for key in found if key not in inner)

    def _blocs(self, panel: Panel, found: Iterable[str], group: str, day: date) -> list[str]:
        """Published blocs of a group that share no country with another, and whose members do not make them up."""
        taken = [key for key in found if self.markets[key].is_aggregate]
        chosen: list[str] = []
        for bloc in blocs_inside(self.markets, panel.markets, group, day):
            members = self.markets.countries(bloc, day)
            if not self._counts(panel, bloc) or any(
                members & self.markets.countries(key, day) for key in (*taken, *chosen)
            ):
                continue
            if not self._make_up(panel, members.intersection(found), bloc):
                chosen.append(bloc)
        return chosen

    def status_of_sum(self, key: str | None) -> str:
        """The status of an answer that no one observation is behind: a sum of published figures is derived."""
        status = self.holding.dataset.status
        is_sum = key is not None and self.markets[key].is_aggregate
        return FigureStatus.DERIVED.value if is_sum and status == FigureStatus.PUBLISHED else status

    @property
    def vintage(self) -> str:
        return self.holding.vintage.label

    def latest(self, metric: str | None = None) -> Period:
        """Return the last period of a metric. Raises `NotAvailable` where it has no figures."""
        periods = self.panel(metric).periods
        if not periods:
            raise NotAvailable("there are no figures at all", found=self.metric(metric).name)
        return periods[-1]
