"""Which figures a request selects: by market, region, metric, period, status and level."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from xlmarket.errors import UsageError
from xlmarket.functions import Snapshot
from xlmarket.hosts.officejs.rest.parameters import Parameter, Query
from xlmarket.observations import FigureStatus, Gap, MetricKind, Observation
from xlmarket.periods import Period, parse_period
from xlmarket.store.export import TidyRow, tidy_rows

LATEST = "latest"
LEVELS = ("market", "aggregate", "residual")
FILTERS = (
    Parameter(name="market", help="A market by name or code: Brazil, BRA, Brasil.", repeated=True),
    Parameter(name="region", help="The members of a region in the period of each figure: Europe.", repeated=True),
    Parameter(name="metric", help="A metric by name or title.", repeated=True),
    Parameter(name="period", help="A period, with those that lie in it: 2015Q4, 2015, latest.", repeated=True),
    Parameter(name="from", help="Periods that begin with this one or later."),
    Parameter(name="to", help="Periods that end with this one or earlier."),
    Parameter(name="status", help="The status of the figure.", repeated=True, choices=tuple(FigureStatus)),
    Parameter(
        name="level", help="Whether the market holds figures of others. Never add levels up.", repeated=True,
        choices=LEVELS,
    ),
    Parameter(name="kind", help="The kind of the metric.", repeated=True, choices=tuple(MetricKind)),
)  # fmt: skip

Cell = Observation | Gap
Test = Callable[[Cell, TidyRow], bool]


def select_figures(snapshot: Snapshot, query: Query) -> list[TidyRow]:
    """Return the tidy rows that pass every filter, in the order of the data set, gaps last.

    Raises `UnknownName` for a market, region or metric, and `PeriodError`.
    """
    tests = list(_tests(snapshot, query))
    cells, rows = snapshot.derive(_table)
    return [row for cell, row in zip(cells, rows, strict=True) if all(test(cell, row) for test in tests)]


def _table(snapshot: Snapshot) -> tuple[list[Cell], list[TidyRow]]:
    table = snapshot.holding.observations
    return [*table.rows, *table.gaps], tidy_rows(table, snapshot.markets)


def _tests(snapshot: Snapshot, query: Query) -> Iterable[Test]:
    if names := query.all("market"):
        keys = {snapshot.resolve(name).key for name in names}
        yield lambda cell, _: cell.market in keys
    if names := query.all("region"):
        yield _in_regions(snapshot, names)
    if names := query.all("metric"):
        metrics = {snapshot.metric(name).name for name in names}
        yield lambda cell, _: cell.metric in metrics
    if texts := query.all("period"):
        periods = [_period_test(snapshot, text) for text in texts]
        yield lambda cell, row: any(test(cell, row) for test in periods)
    if text := query["from"]:
        first = _read(text, "from").start
        yield lambda cell, _: cell.period.start >= first
    if text := query["to"]:
        last = _read(text, "to").end
        yield lambda cell, _: cell.period.end <= last
    for name in ("status", "level", "kind"):
        if texts := query.all(name):
            yield _field_test(name, texts)


def _field_test(name: str, texts: Sequence[str]) -> Test:
    return lambda _, row: row[name] in texts


def _in_regions(snapshot: Snapshot, names: Sequence[str]) -> Test:
    """Whether a market is a member in the period of the figure: membership changes with time."""
    regions = [snapshot.resolve(name) for name in names]
    for region in regions:
        if not region.is_aggregate:
            raise UsageError("not a region with members", found=region.name, remedy="give it as market=")
    members: dict[Period, frozenset[str]] = {}

    def test(cell: Cell, _: TidyRow) -> bool:
        if cell.period not in members:
            inside = [key for region in regions for key in snapshot.markets.members(region.key, cell.period)]
            members[cell.period] = frozenset(inside)
        return cell.market in members[cell.period]

    return test


def _period_test(snapshot: Snapshot, text: str) -> Test:
    if text == LATEST:
        last = {name: panel.periods[-1] for name in snapshot.metrics if (panel := snapshot.panel(name)).periods}
        return lambda cell, _: cell.period == last.get(cell.metric)
    if any(metric.calendar.text for metric in snapshot.metrics.values()) and text.startswith("FY"):
        return lambda cell, _: cell.period.label == text
    period = _read(text, "period")
    return lambda cell, _: period.start <= cell.period.start and cell.period.end <= period.end


def _read(text: str, name: str) -> Period:
    """Read a period. Raises `UsageError` for a span, which `from` and `to` select, and `PeriodError`."""
    if ":" in text:
        raise UsageError(f"{name} is one period", found=text, remedy="give the first as from= and the last as to=")
    return parse_period(text)
