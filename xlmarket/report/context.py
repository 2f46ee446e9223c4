"""What a template sees of a snapshot: `context_of` gives the vocabulary by name; `build` and the tests call it.

Members of a region are those the data set has figures for, largest first. A geographic region is the published figure
or the sum of these members, and says so in its `basis`; a group by treaty needs all its members.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from xlmarket.errors import InputError
from xlmarket.functions.registry import call, registry
from xlmarket.functions.snapshot import Snapshot
from xlmarket.markets import Market
from xlmarket.observations import Metric
from xlmarket.package.values import CellError
from xlmarket.report import wording
from xlmarket.report.brief import brief_view
from xlmarket.report.profiles import market_view
from xlmarket.report.query import ReportQuery, is_number, reason_of, size
from xlmarket.report.regions import members_with_figures, region_view, regions_left_out, regions_with_figures, rows_of
from xlmarket.report.scale import scale_of
from xlmarket.report.views import DatasetView, MarketRow, MetricView, RegionView, ScaleView, SourceView, WorldView
from xlmarket.report.world import world_view

BY_REGION = frozenset({"region", "market"})
ONLY_IF_NAMED = frozenset({"brief"})
"""What not every data set has: it is made for the templates that use it."""


def context_of(
    snapshot: Snapshot, *, region: str | None, period: object = "latest", names: frozenset[str] | None = None
) -> dict[str, object]:
    """The vocabulary as a mapping; `names` are those the template uses (none: all), others are not worked out."""
    query = ReportQuery.at(snapshot, period)
    market = None if region is None else snapshot.resolve(region)
    scale = _scale(query, market, names)
    made: dict[str, Callable[[], object]] = {
        "region": lambda: _region(query, market, scale),
        "market": lambda: market_view(query, _wanted(market, "market"), scale),
        "world": lambda: world_view(query, scale),
        "regions": lambda: region_rows(query),
        "brief": lambda: brief_view(query),
    }
    context = {name: make() for name, make in made.items() if _asked(name, names, market)}
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
    """A sentence for each region of the settings that the table of regions lacks."""
    return [f"Not among the regions: {name}, because {error}." for name, error in regions_left_out(snapshot).items()]


def _scale(query: ReportQuery, market: Market | None, names: frozenset[str] | None) -> ScaleView:
    """The scale of what the report shows: a region report its region, the others the world too."""
    alone = market is not None and names is not None and not names & {"market", "world", "regions"}
    return scale_of(query, [market.key] if alone and market else [*([market.key] if market else []), "WORLD"])


def _asked(name: str, names: frozenset[str] | None, market: Market | None) -> bool:
    if names is not None or name in ONLY_IF_NAMED:
        return name in (names or ())
    return market is not None or name not in BY_REGION


def _wanted(market: Market | None, what: str) -> Market:
    if market is None:
        raise InputError(f"this template asks for a {what}", remedy="give --region NAME")
    return market


def _region(query: ReportQuery, market: Market | None, scale: ScaleView) -> RegionView:
    return region_view(query, _wanted(market, "region"), scale)


def region_rows(query: ReportQuery) -> tuple[MarketRow, ...]:
    """Every region with figures as a row of the world, largest first; they may overlap."""
    keys = [query.snapshot.resolve(name).key for name in regions_with_figures(query.snapshot)]
    return tuple(sorted(rows_of(query, keys), key=lambda row: size(row.value)))


def metrics(snapshot: Snapshot) -> tuple[MetricView, ...]:
    """The metrics that have figures for the same kind of periods as the default one, which comes first."""
    default = snapshot.metric()
    others = [one for one in snapshot.metrics.values() if one.frequency == default.frequency and one != default]
    return tuple(metric_view(one) for one in (default, *others))


def metric_view(metric: Metric) -> MetricView:
    return MetricView(metric.name, wording.title_of(metric), metric.unit)


def dataset_view(query: ReportQuery, market: Market | None) -> DatasetView:
    """The data set, with the sources of the figures of the period's metric (of the region, where there is one)."""
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
    """What to know about the figures of this report, one sentence or two each."""
    found: list[str] = []
    dataset = context["dataset"]
    if isinstance(dataset, DatasetView) and dataset.illustrative:
        found.append(
            "The figures of this report are illustrative: they come from a documented generator, not from observation."
        )
    for name in ("region", "market", "world"):
        found += _notes_of(context.get(name))
    found += getattr(context.get("brief"), "notes", ())
    if isinstance(world := context.get("world"), WorldView) and any(row.is_region for row in world.largest):
        found.append("A region that is published as one market has no rank; the ranks of the others count it.")
    found.append(
        "n/a: there is no figure, or none with a meaning. A missing figure is never counted as zero, guessed or filled."
    )
    found.append(
        "Shares are of the published total where there is one, else of the sum of all markets that do not overlap,"
        " with what no market is named for. Changes of share and contributions are in percentage points."
    )
    return tuple(dict.fromkeys(found))


def _notes_of(view: object) -> list[str]:
    found = [
        getattr(view, "basis", ""),
        wording.concentration(getattr(view, "hhi", None), getattr(view, "hhi_high", None)),
    ]
    found += [getattr(view, "forecast_note", "")]
    for what in ("value", "growth", "world_share"):
        figure = getattr(view, what, None)
        if view is not None and not is_number(figure) and reason_of(figure):
            found.append(f"Why n/a: {reason_of(figure)}.")
    return [text for text in found if text]


def functions_of(snapshot: Snapshot) -> dict[str, Callable[..., object]]:
    """Every worksheet function under its name in lower case: `market_share("Brazil", period)`."""
    return {name.lower(): _bound(snapshot, name) for name in registry()}


def _bound(snapshot: Snapshot, name: str) -> Callable[..., object]:
    def asked(*arguments: object) -> object:
        return call(snapshot, name, *(_plain(argument) for argument in arguments)).value

    asked.__name__ = name.lower()
    return asked


def _plain(argument: object) -> object:
    """Rows, regions and periods are meant by their names; an error stays itself."""
    if argument is None or isinstance(argument, (str, int, float, CellError)):
        return argument
    if isinstance(argument, Sequence):
        return [_plain(one) for one in argument]
    return getattr(argument, "code", None) or str(argument)
