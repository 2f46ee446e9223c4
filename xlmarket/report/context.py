"""The context of a template: `context_of` makes the views of a snapshot by name. `build` calls it.

Members of a region are those with figures in the data set, largest first. The figure of a geographic region is the
published one or the sum of these members, and its `basis` says which. A group by treaty needs all its members.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache, partial

from xlmarket.errors import InputError
from xlmarket.functions.call import call
from xlmarket.functions.registry import registry
from xlmarket.functions.snapshot import Snapshot
from xlmarket.markets import Market
from xlmarket.observations import Metric
from xlmarket.package.values import CellError, is_number
from xlmarket.report import wording
from xlmarket.report.bridge import bridge_view
from xlmarket.report.brief import brief_view
from xlmarket.report.profiles import market_view
from xlmarket.report.query import ReportQuery, by_size, reason_of
from xlmarket.report.regions import (
    member_rows,
    members_with_figures,
    region_view,
    regions_left_out,
    regions_with_figures,
    rows_of,
)
from xlmarket.report.scale import scale_of
from xlmarket.report.views import (
    DatasetView,
    MarketRow,
    MetricView,
    RegionRow,
    RegionView,
    ScaleView,
    SourceView,
    WorldView,
)
from xlmarket.report.world import world_view

BY_REGION = frozenset({"region", "market", "bridge"})
ONLY_IF_NAMED = frozenset({"brief"})
"""Views that not every data set can give. They are made only for templates that use them."""


def context_of(
    snapshot: Snapshot, *, region: str | None, period: object = "latest", names: frozenset[str] | None = None
) -> dict[str, object]:
    """Return the context. `names` are the variables of the template, by default all. Other views are not made.

    The last contexts are kept, because a report in several formats has the same one. Raises `InputError` if the template
    uses a region or market and none is given, and the errors of unknown names.
    """
    make = _context if isinstance(period, Hashable) else _context.__wrapped__
    return dict(make(snapshot, region, period, names))


@lru_cache(maxsize=4, typed=True)
def _context(
    snapshot: Snapshot, region: str | None, period: object, names: frozenset[str] | None
) -> Mapping[str, object]:
    query = ReportQuery.at(snapshot, period)
    market = None if region is None else snapshot.resolve(region)
    scale = _scale(query, market, names)
    made: dict[str, Callable[[], object]] = {
        "region": lambda: _region(query, market, scale),
        "bridge": lambda: bridge_view(query, _require(market, "region")),
        "market": lambda: market_view(query, _require(market, "market"), scale),
        "world": lambda: world_view(query, scale),
        "regions": lambda: region_rows(query),
        "brief": lambda: brief_view(query),
    }
    context = {name: make() for name, make in made.items() if _is_used(name, names, market)}
    context |= {
        "period": query.period,
        "periods": query.labels,
        "timeline": query.timeline,
        "metric": metric_view(snapshot.metric()),
        "metrics": metrics(snapshot),
        "scale": scale,
        "dataset": dataset_view(query, market),
        "generated_from": snapshot.vintage,
    }
    left_out = _left_out(snapshot) if "regions" in context else []
    return context | {"notes": (*left_out, *notes(context))} | functions_of(snapshot)


def _left_out(snapshot: Snapshot) -> list[str]:
    """Return a sentence for each region of the settings that the table of regions leaves out."""
    return [f"Not among the regions: {name}, because {error}." for name, error in regions_left_out(snapshot).items()]


def _scale(query: ReportQuery, market: Market | None, names: frozenset[str] | None) -> ScaleView:
    """Return the scale of the amounts: of the region in a region report, of the world too in others."""
    alone = market is not None and names is not None and not names & {"market", "world", "regions"}
    return scale_of(query, [market.key] if alone and market else [*([market.key] if market else []), "WORLD"])


def _is_used(name: str, names: frozenset[str] | None, market: Market | None) -> bool:
    if names is not None or name in ONLY_IF_NAMED:
        return name in (names or ())
    return market is not None or name not in BY_REGION


def _require(market: Market | None, what: str) -> Market:
    if market is None:
        raise InputError(f"this template asks for a {what}", remedy='give --region NAME, in Python region="NAME"')
    return market


def _region(query: ReportQuery, market: Market | None, scale: ScaleView) -> RegionView:
    return region_view(query, _require(market, "region"), scale)


def region_rows(query: ReportQuery) -> tuple[RegionRow, ...]:
    """Return every region with figures as a row of the world, largest first. Regions may overlap."""
    markets = [query.snapshot.resolve(name) for name in regions_with_figures(query.snapshot)]
    rows = zip(rows_of(query, [market.key for market in markets]), markets, strict=True)
    regions = (_with_members(row, partial(member_rows, query, market)) for row, market in rows)
    return tuple(sorted(regions, key=lambda row: by_size(row.value)))


def _with_members(row: MarketRow, find: Callable[[], tuple[MarketRow, ...]]) -> RegionRow:
    return RegionRow(**{column.name: getattr(row, column.name) for column in fields(row)}, _find=find)


def metrics(snapshot: Snapshot) -> tuple[MetricView, ...]:
    """Return the metrics of the same frequency as the default metric, which comes first."""
    default = snapshot.metric()
    others = [
        metric for metric in snapshot.metrics.values() if metric.frequency == default.frequency and metric != default
    ]
    return tuple(metric_view(metric) for metric in (default, *others))


def metric_view(metric: Metric) -> MetricView:
    return MetricView(metric.name, wording.title_of(metric), metric.unit)


def dataset_view(query: ReportQuery, market: Market | None) -> DatasetView:
    """Return the data set with the sources of the figures of its default metric, of the region if there is one."""
    holding = query.snapshot.holding
    metric = query.snapshot.metric().name
    keys = None if market is None else {market.key, *members_with_figures(query, market)}
    counts: dict[tuple[str, str], int] = {}
    for row in holding.observations:
        if row.metric == metric and (keys is None or row.market in keys):
            place = (row.source or holding.dataset.source, row.status.value)
            counts[place] = counts.get(place, 0) + 1
    sources = tuple(SourceView(n, *place, count) for n, (place, count) in enumerate(counts.items(), 1))
    status = holding.dataset.status
    illustrative = status == "illustrative" or any(source.status == "illustrative" for source in sources)
    return DatasetView(
        name=holding.dataset.name,
        title=holding.dataset.title or holding.dataset.name,
        status=status,
        licence=holding.dataset.licence or "not stated",
        vintage=query.snapshot.vintage,
        illustrative=illustrative,
        sources=sources,
    )


def notes(context: Mapping[str, object]) -> tuple[str, ...]:
    """Return the notes on the figures of this report, one or two sentences each."""
    sentences: list[str] = []
    dataset = context["dataset"]
    if isinstance(dataset, DatasetView) and dataset.illustrative:
        sentences.append(
            "The figures of this report are illustrative: they come from a documented generator, not from observation."
        )
    for name in ("region", "market", "world"):
        sentences += _notes_of(context.get(name))
    sentences += getattr(context.get("brief"), "notes", ())
    if isinstance(world := context.get("world"), WorldView) and any(row.is_region for row in world.largest):
        sentences.append("A region that is published as one market has no rank; the ranks of the others count it.")
    sentences.append(
        "n/a: there is no figure, or none with a meaning. A missing figure is never counted as zero, guessed or filled."
    )
    sentences.append(
        "Shares are of the published total where there is one, else of the sum of all markets that do not overlap,"
        " with what no market is named for. Changes of share and contributions are in percentage points."
    )
    return tuple(dict.fromkeys(sentences))


def _notes_of(view: object) -> list[str]:
    sentences = [
        getattr(view, "basis", ""),
        wording.concentration(getattr(view, "hhi", None), getattr(view, "hhi_high", None)),
    ]
    sentences += [getattr(view, "forecast_note", "")]
    for what in ("value", "growth", "world_share"):
        figure = getattr(view, what, None)
        if view is not None and not is_number(figure) and reason_of(figure):
            sentences.append(f"Why n/a: {reason_of(figure)}.")
    return [text for text in sentences if text]


def functions_of(snapshot: Snapshot) -> dict[str, Callable[..., object]]:
    """Return every worksheet function by its name in lower case: `market_share("Brazil", period)`."""
    return {name.lower(): _bind(snapshot, name) for name in registry()}


def _bind(snapshot: Snapshot, name: str) -> Callable[..., object]:
    def function(*arguments: object) -> object:
        return call(snapshot, name, *(plain_argument(argument) for argument in arguments)).value

    function.__name__ = name.lower()
    return function


def plain_argument(argument: object) -> object:
    """Return an argument as the functions take it: rows, regions and periods by their codes or labels, errors as they are."""
    if argument is None or isinstance(argument, (str, int, float, CellError)):
        return argument
    if isinstance(argument, Sequence):
        return [plain_argument(item) for item in argument]
    return getattr(argument, "code", None) or str(argument)
