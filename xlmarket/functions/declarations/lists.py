"""Spilled lists and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from xlmarket.errors import ArgumentError, PeriodError, Reason
from xlmarket.functions.arguments import read_count
from xlmarket.functions.ask import Ask, add_header
from xlmarket.functions.declarations.growth import market_contribution, market_growth
from xlmarket.functions.declarations.shares import market_share, market_value
from xlmarket.functions.declarations.structure import market_rank
from xlmarket.functions.execute import execute_safely
from xlmarket.functions.explain import missing_cell
from xlmarket.functions.options import FIGURES, RATES
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.spec import (
    FIRST,
    OMITTED,
    End,
    Function,
    Many,
    MetricName,
    OptionsText,
    Takes,
    Within,
    function,
)
from xlmarket.markets import Market, MarketKind
from xlmarket.measures.figures import Figures
from xlmarket.package.values import CellRows, CellValue
from xlmarket.periods import Bucket, read_period, resolve, through

Top = Annotated[Any, Takes("any", "how many rows, largest first; default: all")]
COLUMNS: dict[str, Function] = {
    "value": market_value,
    "share": market_share,
    "growth": market_growth,
    "contribution": market_contribution,
    "rank": market_rank,
}
"""What a table can show, and the function that fills it."""


@function("Lists", "number", options=(*FIGURES, "scale", "headers"))
def market_series(
    ask: Ask,
    markets: Many,
    from_: Annotated[Bucket, Takes("period", "the first period; default: the first there is")] = FIRST,
    to: End = OMITTED,
    metric: MetricName = OMITTED,
    options: OptionsText = OMITTED,
) -> CellRows:
    r"""A series per market: periods down, markets across, with a header row (headers=0: none).

    Example:
        =MARKET_SERIES("Brazil", "2015Q3", "2015Q4") → Period\tBrazil\n2015Q3\t536.05\n2015Q4\t684.45
    """
    buckets = _between(from_, to)
    figures = ask.values(markets, buckets)
    rows = tuple((bucket.label, *_cells(ask, figures[:, n], markets, bucket)) for n, bucket in enumerate(buckets))
    return add_header(ask, ("Period", *(one.name for one in markets)), rows)


@function("Lists", "number", options=(*RATES, "scale", "as", "headers"))
def market_table(
    ask: Ask,
    within: Within = OMITTED,
    period: Annotated[Bucket, Takes("period", "one period; default: the latest")] = OMITTED,
    top: Top = None,
    columns: Annotated[
        Any, Takes("any", f"names with commas out of {', '.join(COLUMNS)}; default: value,share")
    ] = OMITTED,
    metric: MetricName = OMITTED,
    options: OptionsText = OMITTED,
) -> CellRows:
    r"""The members of a whole with their figures, largest first, residuals last, with a header row (headers=0: none).

    Example:
        =MARKET_TABLE(,, 2) → Market\tValue\tShare\nUnited States\t16.5\t0.165\nEuropean Union\t15.8\t0.158 (cross-border-2015)
    """
    wanted = _read_columns(columns)
    members = largest_first(ask, ask.members(within, period.last.end), period)
    if top is not None:
        members = [one for one in members if not one.is_residual][: read_count(top, "top")]
    names = tuple(one.name for one in members)
    filled = [_column(ask, one, names, period, within) for one in wanted]
    rows = tuple((name, *(column[n] for column in filled)) for n, name in enumerate(names))
    return add_header(ask, ("Market", *(one.capitalize() for one in wanted)), rows)


@function("Lists", "text", plain=True)
def market_members(
    snapshot: Snapshot,
    group: Annotated[Any, Takes("any", "a group or region")],
    period: Annotated[Any, Takes("any", "when; default: the latest")] = OMITTED,
) -> Any:
    r"""The members of a group at the end of a period, one below the other. A country has itself.

    Example:
        =MARKET_MEMBERS("USMCA", 2021) → Canada\nMexico\nUnited States
    """
    found = snapshot.resolve(str(group))
    bucket = snapshot.buckets(None)[-1] if period is None else _any_period(snapshot, period)
    keys = snapshot.markets.members(found.key, bucket.last.end) or (found.key,)
    return tuple((name,) for name in sorted(snapshot.markets[key].name for key in keys))


@function("Lists", "text", plain=True)
def market_find(snapshot: Snapshot, text: Annotated[Any, Takes("any", "a part of a name, or a misspelt one")]) -> Any:
    r"""The markets whose names are nearest to a text, nearest first, as name and code.

    Example:
        =MARKET_FIND("Brzail") → Brazil\tBRA
    """
    found = snapshot.markets.find(str(text))
    return tuple((market.name, market.key) for market in found) or (("no market found", ""),)


def largest_first(ask: Ask, members: list[Market], period: Bucket) -> list[Market]:
    """Members by their figure, those without one and residuals last. They are in order of name where they have several units."""
    figures: Figures = ask.values(members, [period])[:, 0]
    if not ask.same_unit(members, period.last.end):
        figures = Figures.none(len(members), Reason.MIXED_UNITS)
    sizes = dict(zip(members, zip(figures.present, figures.values, strict=True), strict=True))
    return sorted(
        members, key=lambda one: (one.is_residual, not sizes[one][0], -sizes[one][1] if sizes[one][0] else 0, one.name)
    )


def _between(first: Bucket, last: Bucket) -> list[Bucket]:
    periods = through(first.parts[0], last.last)
    if not periods:
        raise PeriodError("the series ends before it begins", found=f"{first.label}:{last.label}")
    return [Bucket(period.label, (period,)) for period in periods]


def _read_columns(text: Any) -> list[str]:
    names = [name.strip().lower() for name in str(text or "value,share").split(",") if name.strip()]
    for name in names:
        if name not in COLUMNS:
            raise ArgumentError.unknown("column", name, COLUMNS)
    return names


def _column(ask: Ask, name: str, markets: tuple[str, ...], period: Bucket, within: Market | None) -> list[CellValue]:
    function = COLUMNS[name]
    options = [f"{key}={value}" for key, value in ask.options.given if key in function.options]
    given = {
        "market": markets,
        "period": period.label,
        "within": within.key if within and within.kind is not MarketKind.WORLD else None,
        "metric": ask.metric.name,
        "options": "; ".join(options) or None,
    }
    arguments = tuple(given.get(parameter.name) for parameter in function.parameters)
    answer = execute_safely(ask.snapshot, function, arguments)
    for flag in filter(None, answer.flag.split("; ")):
        ask.flag(flag)
    return [row[0] for row in answer.rows]


def _cells(ask: Ask, column: Figures, markets: Sequence[Market], bucket: Bucket) -> list[CellValue]:
    """Figures [market] of one period as cells."""
    pairs = zip(column.values.tolist(), column.reasons.tolist(), markets, strict=True)
    return [
        value * ask.scale(market) if reason == 0 else missing_cell(ask, Reason(reason), market, bucket)
        for value, reason, market in pairs
    ]


def _any_period(snapshot: Snapshot, period: Any) -> Bucket:
    """A period of any frequency: membership does not need figures."""
    expression = read_period(period, snapshot.metric().calendar)
    if hasattr(expression, "period"):
        return Bucket(expression.period.label, (expression.period,))
    return resolve(expression, snapshot.panel().periods)[-1]
