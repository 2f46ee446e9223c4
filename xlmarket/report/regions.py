"""A region as a report sees it: its members as rows, its history by largest members, its sentences."""

from __future__ import annotations

from collections.abc import Sequence

from xlmarket.errors import XlmarketError
from xlmarket.functions.blocs import STRANGERS
from xlmarket.functions.snapshot import Snapshot
from xlmarket.markets import Market, MarketKind
from xlmarket.package.values import CellError, CellValue
from xlmarket.report import wording
from xlmarket.report.questions import Questions, is_number, size, spoken, summed, with_growth
from xlmarket.report.vocabulary import RegionView, Row, ScaleView
from xlmarket.template.read.filters import over

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
"""The regions a report is made for unless the user names others; those of xlmarket.toml come after them."""


def regions_with_figures(snapshot: Snapshot) -> tuple[str, ...]:
    """Names of the regions that have a figure of their own or a member with one, the user's own regions last.

    Of two regions with the same members (Southeast Asia and ASEAN) the first in the list stands for both, and a
    published bloc for a region that has no other figures. A region of the settings whose members this data set does
    not have is left out: `regions_left_out` says which.
    """
    questions = Questions.about(snapshot, "latest")
    found: dict[tuple[str, ...], str] = {}
    left_out = regions_left_out(snapshot)
    for key in dict.fromkeys((*STANDARD, *snapshot.regions)):
        if key in left_out:
            continue
        market = snapshot.resolve(key)
        members = carried(questions, market)
        if members or market.key in snapshot.panel().row:
            alone = [key for key in members if snapshot.markets[key].is_aggregate and len(members) == 1]
            found.setdefault(members or (market.key,), snapshot.markets[alone[0]].name if alone else market.name)
    return tuple(found.values())


def regions_left_out(snapshot: Snapshot) -> dict[str, XlmarketError]:
    """Regions of the settings that this data set cannot have, each with the error: one file serves several data sets."""
    errors: dict[str, XlmarketError] = {}
    for name in snapshot.regions:
        try:
            snapshot.resolve(name)
        except XlmarketError as error:
            errors[name] = error
    return errors


def carried(questions: Questions, market: Market) -> tuple[str, ...]:
    """The members that the data set has figures for; of the world its disjoint markets without residuals."""
    snapshot = questions.snapshot
    metric = snapshot.metric().name
    if market.kind is MarketKind.WORLD:
        keys = snapshot.partition(metric, questions.day)
        return tuple(key for key in keys if snapshot.markets[key].kind is not MarketKind.RESIDUAL)
    if market.kind is MarketKind.GROUP:
        return tuple(sorted(snapshot.carried(metric, market.key, questions.day)))
    return (market.key,) if market.key in snapshot.panel().row else ()


def rows_of(questions: Questions, keys: Sequence[str], within: str | None = None) -> tuple[Row, ...]:
    """Rows in the order of `keys`; shares, contributions and ranks are those within `within` (none: the world)."""
    label, before = questions.label, questions.a_year_ago
    columns = (
        questions.column("MARKET_VALUE", keys, label),
        questions.column("MARKET_SHARE", keys, label, within),
        questions.column("MARKET_SHARE", keys, label),
        questions.column("MARKET_GROWTH", keys, label),
        questions.column("MARKET_CONTRIBUTION", keys, label, within),
        questions.column("MARKET_SHARE_CHANGE", keys, before, label),
        questions.column("MARKET_RANK", keys, label, within),
    )
    return tuple(_row(questions, key, figures) for key, figures in zip(keys, zip(*columns, strict=True), strict=True))


Figures = tuple[CellValue, CellValue, CellValue, CellValue, CellValue, CellValue, CellValue]


def _row(questions: Questions, key: str, figures: Figures) -> Row:
    market = questions.snapshot.markets[key]
    metric = questions.snapshot.metric().name
    behind = [
        one
        for one in questions.snapshot.observations_of(metric, key)
        if one.period.ordinal == questions.bucket.last.ordinal
    ]
    status = behind[0].status.value if behind else "derived"
    source = behind[0].source if behind else "sum of members"
    if market.is_aggregate:
        figures = (*figures[:-1], CellError("#N/A", f"{market.name} is a region, and regions are not ranked"))
    count = len(carried(questions, market))
    return Row(
        market.name, key, *figures, outlook_of(questions, key), status, source, count, is_region=market.is_aggregate
    )


def outlook_of(questions: Questions, key: str) -> CellValue:
    """The outlook as a word, empty where nobody gave one."""
    found = questions.one("MARKET_OUTLOOK", key)
    return found if isinstance(found, str) else ""


def region_view(questions: Questions, market: Market, scale: ScaleView | None = None) -> RegionView:
    """The region; its sentences give amounts in `scale` (none: in the unit of the metric)."""
    scale = scale or ScaleView(questions.snapshot.metric().unit, 1.0)
    label, key = questions.label, market.key
    keys = carried(questions, market)
    members = tuple(sorted(rows_of(questions, keys or [key], key), key=lambda row: size(row.value)))
    (own,) = rows_of(questions, [key])
    series, parts = series_of(questions, market, members)
    history = questions.history(key, parts)
    metric = questions.snapshot.metric()
    return RegionView(
        market.name,
        key,
        own.value,
        own.growth,
        own.world_share,
        own.share_change,
        own.contribution,
        own.outlook,
        members,
        sum(is_number(row.value) for row in members) if keys else 0,
        is_published(questions, market) and bool(keys),
        basis(questions, market, members),
        f"{market.name}, sum" if len(members) > 1 else market.name,
        wording.summary(
            wording.title_of(metric),
            scale.unit,
            questions.period.name,
            over(own.value, scale.by),
            own.growth,
            own.world_share,
            own.share_change,
            _leader(members),
        ),
        questions.one("MARKET_CONCENTRATION", key, label, "HHI"),
        questions.one("MARKET_CONCENTRATION", key, label, "HHI", None, "bounds=high"),
        questions.one("MARKET_CONCENTRATION", key, label, "CR4"),
        questions.one("MARKET_CONCENTRATION", key, label, "EFFECTIVE"),
        series,
        history,
        with_growth(history),
        members[:TOP],
        wording.missing_parts(series, questions.labels, parts),
    )


def is_published(questions: Questions, market: Market) -> bool:
    """Whether the region has a figure of its own beside those of its members."""
    return market.is_aggregate and market.key in questions.snapshot.panel().row


def series_of(
    questions: Questions, whole: Market, rows: Sequence[Row], count: int = PARTS
) -> tuple[tuple[str, ...], list[Sequence[CellValue]]]:
    """Names and histories of the largest markets and of the rest taken together: always `count`, empty where fewer.

    A market is empty in the periods in which it was no member, so that the parts add up to the whole.
    """
    names, grid = [row.name for row in rows], _while_members(questions, whole, [row.code for row in rows])
    if len(rows) <= count:
        empty = count - len(rows)
        return (*names, *[""] * empty), [*grid, *[()] * empty]
    late = [[value for value in column if value is not None] for column in zip(*grid[count - 1 :], strict=True)]
    return (*names[: count - 1], OTHER), [*grid[: count - 1], [summed(values) for values in late]]


def _while_members(questions: Questions, whole: Market, keys: Sequence[str]) -> list[Sequence[CellValue]]:
    grid = questions.grid("MARKET_VALUE", keys)
    if whole.kind is not MarketKind.GROUP:
        return list(grid)
    inside = [members_at(questions, whole, label) for label in questions.labels]
    return [
        [value if key in then or key == whole.key else None for value, then in zip(row, inside, strict=True)]
        for key, row in zip(keys, grid, strict=True)
    ]


def members_at(questions: Questions, group: Market, label: str) -> frozenset[str]:
    """Members of a group in a period, with the published blocs that its sum counts."""
    snapshot, day = questions.snapshot, questions.snapshot.buckets(label)[-1].last.end
    blocs = snapshot.carried(snapshot.metric().name, group.key, day)
    return frozenset((*snapshot.markets.members(group.key, day), *blocs))


def _late_members(questions: Questions, group: Market, members: Sequence[Row]) -> str:
    """A sentence on members that came in during the history of the report."""
    found = []
    for row in members:
        inside = [row.code in members_at(questions, group, label) for label in questions.labels]
        if True in inside and False in inside:
            found.append(f"{row.name} from {spoken(questions.labels[inside.index(True)])}")
    if not found:
        return ""
    return f" Membership follows the date: {wording.listed(found)}; rates across that date compare different members."


def basis(questions: Questions, market: Market, members: Sequence[Row]) -> str:
    """What the region's figure is: published, or the sum of which markets, and what it leaves out."""
    if not market.is_aggregate:
        return ""
    if is_published(questions, market):
        return f"The figure of {market.name} is the one its source published."
    if not carried(questions, market):
        return f"The data set has no figure of {market.name}, nor of any of its members."
    count, names = len(members), [row.name for row in members]
    markets, day = questions.snapshot.markets, questions.day
    everyone = markets.countries(market.key, day)
    covered = frozenset[str]().union(*(markets.countries(row.code, day) for row in members))
    text = (
        f"{market.name} is the sum of the {count} markets with figures"
        if count != 1
        else f"{market.name} is {names[0]} alone, its one market with figures"
    )
    if 1 < count <= 4:
        text += f" ({wording.listed(names)})"
    if without := everyone - covered:
        text += f"; for {len(without)} of its {len(everyone)} members the data set has none"
    if strangers := sorted(STRANGERS.get(market.key, frozenset()) & covered):
        outside = wording.listed([markets[key].name for key in strangers])
        text += f". In it, because published only as part of a whole: {outside}, outside of {market.name}"
    apart = _apart(questions, market, {row.code for row in members})
    if apart:
        text += f". Not in it, because published only as a whole: {wording.listed(apart)}"
    absent = [row.name for row in members if not is_number(row.value)]
    if absent:
        text += f". No sum in {questions.period.name}, because figures are missing for {wording.listed(absent)}"
    return text + "." + _late_members(questions, market, members)


def _apart(questions: Questions, market: Market, members: set[str]) -> list[str]:
    """Published groups that hold members of this region which have no figures of their own."""
    snapshot, day = questions.snapshot, questions.day
    covered = (snapshot.markets.countries(key, day) for key in members)
    own = snapshot.markets.countries(market.key, day).difference(*covered)
    groups = [key for key in snapshot.panel().markets if snapshot.markets[key].kind is MarketKind.GROUP]
    return [
        snapshot.markets[key].name for key in groups if key != market.key and own & snapshot.markets.countries(key, day)
    ]


def _leader(members: Sequence[Row]) -> str:
    if len(members) < 2 or not is_number(members[0].value):
        return ""
    first = members[0]
    share = f", with {wording.percent(first.share)} of the region" if is_number(first.share) else ""
    rates = [(row.growth, row) for row in members if isinstance(row.growth, float)]
    fastest = max(rates, key=lambda pair: pair[0])[1] if rates else None
    text = f"The largest market is {first.name}{share}"
    if fastest is not None and fastest is not first:
        text += f"; {fastest.name} grew fastest ({wording.signed(fastest.growth)})"
    return text + "."
