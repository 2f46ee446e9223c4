"""The view of a region: its members as rows, the history of the largest, its sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from xlmarket.errors import XlmarketError
from xlmarket.functions.blocs import STRANGERS
from xlmarket.functions.snapshot import Snapshot
from xlmarket.markets import Market, MarketKind
from xlmarket.package.values import CellError, CellValue, is_number
from xlmarket.report import wording
from xlmarket.report.query import ReportQuery, add_up, by_size, say_period, with_growth
from xlmarket.report.views import MarketRow, RegionView, ScaleView

PARTS = 7
TOP = 10
OTHER = "Other markets"
STANDARD = (
    "NORTH_AMERICA",
    "LATIN_AMERICA",
    "EU",
    "EASTERN_EUROPE",
    "EUROPE",
    "MIDDLE_EAST",
    "AFRICA",
    "EAST_ASIA",
    "SOUTHEAST_ASIA",
    "ASEAN",
    "SOUTH_ASIA",
    "OCEANIA",
)
"""The regions a batch makes reports for by default. Those of xlmarket.toml come after them."""

ROW_CALLS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "value": ("MARKET_VALUE", "label"),
        "share": ("MARKET_SHARE", "label", "within"),
        "world_share": ("MARKET_SHARE", "label"),
        "growth": ("MARKET_GROWTH", "label"),
        "contribution": ("MARKET_CONTRIBUTION", "label", "within"),
        "share_change": ("MARKET_SHARE_CHANGE", "before", "label"),
        "rank": ("MARKET_RANK", "label", "within"),
    }
)
"""The figures of a row, each with its function and what follows the market: the period, that of a year ago, the region."""


def regions_with_figures(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the names of the regions that have a figure of their own or a member with one, regions of the user last.

    Of two regions with the same members (Southeast Asia and ASEAN) only the first is returned. A region whose only
    figure is that of a published bloc is returned as the bloc. A region of the settings without members in this data
    set is left out, see `regions_left_out`.
    """
    query = ReportQuery.at(snapshot, "latest")
    names: dict[tuple[str, ...], str] = {}
    left_out = regions_left_out(snapshot)
    for key in dict.fromkeys((*STANDARD, *snapshot.regions)):
        if key in left_out:
            continue
        market = snapshot.resolve(key)
        members = members_with_figures(query, market)
        if members or market.key in snapshot.panel().row:
            alone = [key for key in members if snapshot.markets[key].is_aggregate and len(members) == 1]
            names.setdefault(members or (market.key,), snapshot.markets[alone[0]].name if alone else market.name)
    return tuple(names.values())


def regions_left_out(snapshot: Snapshot) -> dict[str, XlmarketError]:
    """Return the regions of the settings that this data set does not have, each with its error.

    One settings file serves several data sets, so this is no fault of the file.
    """
    errors: dict[str, XlmarketError] = {}
    for name in snapshot.regions:
        try:
            snapshot.resolve(name)
        except XlmarketError as error:
            errors[name] = error
    return errors


def members_with_figures(query: ReportQuery, market: Market) -> tuple[str, ...]:
    """Return the keys of the members with figures. Those of the world are its disjoint markets without residuals."""
    snapshot = query.snapshot
    metric = snapshot.metric().name
    if market.kind is MarketKind.WORLD:
        keys = snapshot.partition(metric, query.day)
        return tuple(key for key in keys if snapshot.markets[key].kind is not MarketKind.RESIDUAL)
    if market.kind is MarketKind.GROUP:
        return tuple(sorted(snapshot.members_held(metric, market.key, query.day)))
    return (market.key,) if market.key in snapshot.panel().row else ()


def member_rows(query: ReportQuery, market: Market) -> tuple[MarketRow, ...]:
    """Return the members of a region as rows, largest first. One without members is its own only row."""
    keys = members_with_figures(query, market) or [market.key]
    return tuple(sorted(rows_of(query, keys, market.key), key=lambda row: by_size(row.value)))


def rows_of(query: ReportQuery, keys: Sequence[str], within: str | None = None) -> tuple[MarketRow, ...]:
    """Return rows in the order of `keys`. Shares, contributions and ranks are within `within`, by default the world."""
    label, before = query.label, query.a_year_ago
    given = {"label": label, "before": before, "within": within}
    columns = {
        name: query.column(function, keys, *(given[each] for each in arguments))
        for name, (function, *arguments) in ROW_CALLS.items()
    }
    return tuple(
        _row(query, key, {name: column[place] for name, column in columns.items()}) for place, key in enumerate(keys)
    )


def _row(query: ReportQuery, key: str, figures: dict[str, CellValue]) -> MarketRow:
    market = query.snapshot.markets[key]
    metric = query.snapshot.metric().name
    observations = [
        observation
        for observation in query.snapshot.observations_of(metric, key)
        if observation.period.ordinal == query.bucket.last.ordinal
    ]
    if market.is_aggregate:
        figures |= {"rank": CellError("#N/A", f"{market.name} is a region, and regions are not ranked")}
    return MarketRow(
        name=market.name,
        code=key,
        **figures,
        outlook=outlook_of(query, key),
        status=observations[0].status.value if observations else "derived",
        source=observations[0].source if observations else "sum of members",
        count=len(members_with_figures(query, market)),
        is_region=market.is_aggregate,
    )


def outlook_of(query: ReportQuery, key: str) -> CellValue:
    """Return the outlook as a word, empty where there is none."""
    outlook = query.cell("MARKET_OUTLOOK", key)
    return outlook if isinstance(outlook, str) else ""


def region_view(query: ReportQuery, market: Market, scale: ScaleView | None = None) -> RegionView:
    """Return the view of a region. Its sentences give amounts in `scale`, by default in the unit of the metric."""
    scale = scale or ScaleView(query.snapshot.metric().unit, 1.0)
    label, key = query.label, market.key
    keys = members_with_figures(query, market)
    members = member_rows(query, market)
    (region,) = rows_of(query, [key])
    series, parts = series_of(query, market, members)
    history = query.history(key, parts)
    return RegionView(
        name=market.name,
        code=key,
        value=region.value,
        growth=region.growth,
        world_share=region.world_share,
        share_change=region.share_change,
        contribution=region.contribution,
        outlook=region.outlook,
        members=members,
        count=sum(is_number(row.value) for row in members) if keys else 0,
        published=is_published(query, market) and bool(keys),
        basis=basis(query, market, members),
        total_label=f"{market.name}, sum" if len(members) > 1 else market.name,
        summary=wording.summary(query, region, scale, leader=_leader(members)),
        hhi=query.cell("MARKET_CONCENTRATION", key, label, "HHI"),
        hhi_high=query.cell("MARKET_CONCENTRATION", key, label, "HHI", None, "bounds=high"),
        cr4=query.cell("MARKET_CONCENTRATION", key, label, "CR4"),
        effective=query.cell("MARKET_CONCENTRATION", key, label, "EFFECTIVE"),
        series=series,
        history=history,
        growth_history=with_growth(history),
        top=members[:TOP],
        series_note=wording.missing_parts(series, query.labels, parts),
    )


def is_published(query: ReportQuery, market: Market) -> bool:
    """Whether the source published a figure of the region itself."""
    return market.is_aggregate and market.key in query.snapshot.panel().row


def series_of(
    query: ReportQuery, whole: Market, rows: Sequence[MarketRow], count: int = PARTS
) -> tuple[tuple[str, ...], list[Sequence[CellValue]]]:
    """Return names and histories of the largest markets, and of the others as one: always `count`, the last ones empty.

    A market is empty in the periods before it was a member, so that the parts add up to the whole.
    """
    names, grid = [row.name for row in rows], _while_members(query, whole, [row.code for row in rows])
    if len(rows) <= count:
        empty = count - len(rows)
        return (*names, *[""] * empty), [*grid, *[()] * empty]
    late = [[value for value in column if value is not None] for column in zip(*grid[count - 1 :], strict=True)]
    return (*names[: count - 1], OTHER), [*grid[: count - 1], [add_up(values) for values in late]]


def _while_members(query: ReportQuery, whole: Market, keys: Sequence[str]) -> list[Sequence[CellValue]]:
    grid = query.grid("MARKET_VALUE", keys)
    if whole.kind is not MarketKind.GROUP:
        return list(grid)
    inside = [members_at(query, whole, label) for label in query.labels]
    return [
        [value if key in then or key == whole.key else None for value, then in zip(row, inside, strict=True)]
        for key, row in zip(keys, grid, strict=True)
    ]


def members_at(query: ReportQuery, group: Market, label: str) -> frozenset[str]:
    """Return the members of a group in a period, with the published blocs in its sum."""
    snapshot, day = query.snapshot, query.snapshot.buckets(label)[-1].last.end
    blocs = snapshot.members_held(snapshot.metric().name, group.key, day)
    return frozenset((*snapshot.markets.members(group.key, day), *blocs))


def _late_members(query: ReportQuery, group: Market, members: Sequence[MarketRow]) -> str:
    """Return a sentence on the members that joined during the history of the report."""
    entries = []
    for row in members:
        inside = [row.code in members_at(query, group, label) for label in query.labels]
        if True in inside and False in inside:
            entries.append(f"{row.name} from {say_period(query.labels[inside.index(True)])}")
    if not entries:
        return ""
    return f" Membership follows the date: {wording.join_names(entries)}; rates across that date compare different members."


def basis(query: ReportQuery, market: Market, members: Sequence[MarketRow]) -> str:
    """Return what the figure of the region is: published, or the sum of which markets, and what it leaves out."""
    if not market.is_aggregate:
        return ""
    if is_published(query, market):
        return f"The figure of {market.name} is the one its source published."
    if not members_with_figures(query, market):
        return f"The data set has no figure of {market.name}, nor of any of its members."
    count, names = len(members), [row.name for row in members]
    markets, day = query.snapshot.markets, query.day
    everyone = markets.countries(market.key, day)
    covered = frozenset[str]().union(*(markets.countries(row.code, day) for row in members))
    text = (
        f"{market.name} is the sum of the {count} markets with figures"
        if count != 1
        else f"{market.name} is {names[0]} alone, its one market with figures"
    )
    if 1 < count <= 4:
        text += f" ({wording.join_names(names)})"
    without = everyone - covered if everyone & covered else frozenset()  # markets of the user's own lie in no country
    if without:
        text += f"; for {len(without)} of its {len(everyone)} members the data set has none"
    if strangers := sorted(STRANGERS.get(market.key, frozenset()) & covered):
        outside = wording.join_names([markets[key].name for key in strangers])
        text += f". In it, because published only as part of a whole: {outside}, outside of {market.name}"
    apart = _apart(query, market, {row.code for row in members})
    if apart:
        text += f". Not in it, because published only as a whole: {wording.join_names(apart)}"
    absent = [row.name for row in members if not is_number(row.value)]
    if absent:
        text += f". No sum in {query.period.name}, because figures are missing for {wording.join_names(absent)}"
    return text + "." + _late_members(query, market, members)


def _apart(query: ReportQuery, market: Market, members: set[str]) -> list[str]:
    """Return the published groups that contain members of this region without figures of their countries."""
    snapshot, day = query.snapshot, query.day
    covered = (snapshot.markets.countries(key, day) for key in members)
    countries = snapshot.markets.countries(market.key, day).difference(*covered)
    groups = [key for key in snapshot.panel().markets if snapshot.markets[key].kind is MarketKind.GROUP]
    return [
        snapshot.markets[key].name
        for key in groups
        if key != market.key and countries & snapshot.markets.countries(key, day)
    ]


def _leader(members: Sequence[MarketRow]) -> str:
    if len(members) < 2 or not is_number(members[0].value):
        return ""
    first = members[0]
    share = f", with {wording.percent(first.share)} of the region" if is_number(first.share) else ""
    rates = [(row.growth, row) for row in members if isinstance(row.growth, float)]
    fastest = max(rates, key=lambda pair: pair[0])[1] if rates else None
    text = f"The largest market is {first.name}{share}"
    if fastest is not None and fastest is not first:
        text += f"; {fastest.name} grew fastest ({wording.format_signed(fastest.growth)})"
    return text + "."
