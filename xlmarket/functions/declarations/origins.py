"""What stands behind a figure, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import numpy as np

from xlmarket.errors import Reason, XlmarketError
from xlmarket.functions.ask import Ask
from xlmarket.functions.blocs import describe_sum
from xlmarket.functions.bounds import describe_qualifier
from xlmarket.functions.cells import Grid
from xlmarket.functions.declarations.shares import adds_up
from xlmarket.functions.options import SETS
from xlmarket.functions.registry import call_strictly, find_function, function
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.spec import OMITTED, Many, MetricName, Options, Periods, Takes, Within
from xlmarket.markets import Market, MarketKind
from xlmarket.measures.aggregation import over_members, over_time
from xlmarket.measures.figures import Figures, difference
from xlmarket.observations import Kind, Observation, Status
from xlmarket.package.values import CellError, CellRows, CellValue
from xlmarket.periods import Bucket, Period

FEWEST_PARTS, ROUNDING = 2, 1e-4
"""How many others a sum has at least, and how far rounding may take it from them."""

Tell = Callable[[list[Observation], Market, Bucket], str]
Argument = Annotated[Any, Takes("any", "an argument of the function")]


@function("Origins", "text", options=(*SETS, "fill"))
def market_source(
    ask: Ask, market: Many, period: Periods = OMITTED, metric: MetricName = OMITTED, options: Options = OMITTED
) -> Grid:
    """Where a figure comes from: its source and the vintage. Sources that disagree are all named.

    Example:
        =MARKET_SOURCE("Brazil") → Brief on China's cross-border e-commerce, paragraph 2, sentence 4 (cross-border-2015 vintage 1 of 2016-01-01) (cross-border-2015)
    """
    return _told(ask, market, period, lambda rows, one, _: _sources(ask, rows, one))


@function("Origins", "text", options=SETS)
def market_period(
    ask: Ask, market: Many, period: Periods = OMITTED, metric: MetricName = OMITTED, options: Options = OMITTED
) -> Grid:
    """The period actually used.

    Example:
        =MARKET_PERIOD("Brazil", "latest-1") → 2015Q3
    """
    return Grid(tuple(tuple(bucket.label for bucket in period) for _ in market), len(period))


@function("Origins", "text", options=(*SETS, "fill", "currency", "rate", "scale"))
def market_unit(
    ask: Ask, market: Many, period: Periods = OMITTED, metric: MetricName = OMITTED, options: Options = OMITTED
) -> Grid:
    """The unit of a figure, after currency= and scale=.

    Examples:
        =MARKET_UNIT("Brazil") → USD million
        =MARKET_UNIT("Brazil", , , "currency=EUR; scale=bn") → EUR billion
    """
    return _told(ask, market, period, lambda _, one, __: ask.unit_shown(one))


@function("Origins", "text", options=(*SETS, "fill"))
def market_flag(
    ask: Ask, market: Many, period: Periods = OMITTED, metric: MetricName = OMITTED, options: Options = OMITTED
) -> Grid:
    """The status of a figure (published, derived, estimated, illustrative, doubtful) and what else is to be known.

    That is: a bound or "about", sources that disagree, the note of the source, and a period that the data cover only
    partly. Of a sum: what it adds up, how many of the members have figures, and whether the members changed within a
    year. A cell of the source that says why there is no figure has its symbol and what that means.

    Examples:
        =MARKET_FLAG("Brazil") → illustrative
        =MARKET_FLAG("France", 2014, "ecommerce_to_gnp") → doubtful; impossible: 57.5 of a GDP of EUR 2,147.7 billion is 2.7 % (cross-border-2015)
        =MARKET_FLAG("Latin America",, "ecommerce_growth") → published; a lower bound: more than 40 percent per year; "more than 40%"; undated in the source; kind of average not said (cross-border-2015)
        =MARKET_FLAG("Asia") → derived; sum of ASEAN, Japan, South Korea and India; figures for 13 of 51 members (cross-border-2015)
    """
    return Grid(tuple(tuple(_flag(ask, one, bucket) for bucket in period) for one in market), len(period))


@function("Origins", "text", plain=True)
def market_why(
    snapshot: Snapshot,
    function: Annotated[Any, Takes("any", "the name of a function, as text")],
    argument1: Argument = None,
    argument2: Argument = None,
    argument3: Argument = None,
    argument4: Argument = None,
    argument5: Argument = None,
    argument6: Argument = None,
    argument7: Argument = None,
) -> str:
    """The sentence behind an error: why a function answers what it does for these arguments; of a figure its flag.

    Examples:
        =MARKET_WHY("MARKET_GROWTH", "Brazil") → destination_share of Brazil 2015: there is no figure for 2014 to compare it with; one period has no growth (cross-border-2015)
        =MARKET_WHY("MARKET_OUTLOOK", "Viet Nam") → there is an answer; by region: Southeast Asia
    """
    arguments = [argument1, argument2, argument3, argument4, argument5, argument6, argument7]
    spec = find_function(str(function))
    try:
        answer = call_strictly(snapshot, spec.cell_name, *arguments[: len(spec.parameters)])
    except XlmarketError as error:
        return str(error)
    errors = [cell for row in answer.rows for cell in row if isinstance(cell, CellError)]
    return errors[0].sentence if errors else "; ".join(filter(None, ["there is an answer", answer.flag]))


@function("Origins", "text", options=(*SETS, "quality", "currency", "rate", "scale"))
def market_check(
    ask: Ask,
    within: Within = OMITTED,
    period: Periods = OMITTED,
    metric: MetricName = OMITTED,
    options: Options = OMITTED,
) -> CellRows:
    r"""How a whole adds up, as rows: published total, sum of members, residual, difference, overlaps, missing, coverage.

    Overlaps are markets left out of the sum because their members are in it, or are not known, and markets that are
    in it and equal the sum of all others. Coverage is the share of the members that have a figure; of a group, members are its countries,
    and those that the data never had are missing.

    Example:
        =MARKET_CHECK() → Published total\t#N/A\nSum of members\t61.6\nResidual\t38.4\nDifference\t#N/A\nOverlaps\tnone\nMissing\tnone\nCoverage\t1 (cross-border-2015)
    """
    bucket = period[0]
    members = ask.members(within, bucket.last.end)
    figures = ask.values(members, [bucket])[:, 0]
    sums = figures if adds_up(ask) else Figures.none(len(members), Reason.NOT_MEANINGFUL)
    if not ask.same_unit(members, bucket.last.end):
        sums = Figures.none(len(members), Reason.MIXED_UNITS)
    named = [n for n, one in enumerate(members) if not one.is_residual]
    rest = [n for n, one in enumerate(members) if one.is_residual]
    whole = within or ask.snapshot.markets["WORLD"]
    published = over_time(ask.panel(levels=True).take([whole.key], bucket.parts), ask.metric.kind)[0]
    summed, residual, everything = (over_members(part, skip_missing=True) for part in (sums[named], sums[rest], sums))
    missing, coverage = _gone(ask, whole, [members[n] for n in named], figures[named], bucket)
    return (
        ("Published total", _number(ask, published, whole)),
        ("Sum of members", _number(ask, summed, whole)),
        ("Residual", _number(ask, residual, whole) if rest else 0.0),
        ("Difference", _number(ask, difference(published, everything), whole)),
        ("Overlaps", ", ".join(_overlaps(ask, bucket)) or "none"),
        ("Missing", ", ".join(missing) or "none"),
        ("Coverage", coverage),
    )


def _gone(
    ask: Ask, whole: Market, members: Sequence[Market], figures: Figures, bucket: Bucket
) -> tuple[list[str], float]:
    """The members of a whole without a figure, and the share of those with one; of a group its countries count.

    A bloc that stands for its members covers them, and a country of the group that the data never had is missing.
    """
    gone = [one.name for one, there in zip(members, figures.present.tolist(), strict=True) if not there]
    if whole.kind is not MarketKind.GROUP:
        return gone, 1 - len(gone) / len(members) if members else 0.0
    markets, day = ask.snapshot.markets, bucket.last.end
    everyone = markets.countries(whole.key, day) - {whole.key}
    held = {key for one in members for key in markets.countries(one.key, day)}
    there = {
        key
        for one, present in zip(members, figures.present.tolist(), strict=True)
        if present
        for key in markets.countries(one.key, day)
    }
    absent = sorted(markets[key].name for key in everyone - held)
    return [*gone, *absent], len(everyone & there) / len(everyone) if everyone else 0.0


def _number(ask: Ask, figure: Figures, market: Market) -> CellValue:
    value, reason = figure.item()
    return value * ask.scale(market) if reason is Reason.OK else CellError("#N/A", reason.sentence)


def _told(ask: Ask, market: Many, period: Periods, tell: Tell) -> Grid:
    return Grid(tuple(tuple(_cell(ask, one, bucket, tell) for bucket in period) for one in market), len(period))


def _rows(ask: Ask, market: Market, bucket: Bucket) -> list[Observation]:
    return [row for row in ask.snapshot.observations_of(ask.metric.name, market.key) if row.period in bucket.parts]


def _cell(ask: Ask, market: Market, bucket: Bucket, tell: Tell) -> CellValue:
    rows = _rows(ask, market, bucket)
    if not rows and not market.is_aggregate:
        return ask.missing(Reason.MISSING, market, bucket)
    return tell(rows, market, bucket)


def _sources(ask: Ask, rows: list[Observation], market: Market) -> str:
    names = "; ".join(dict.fromkeys(row.source or ask.snapshot.holding.dataset.source for row in rows))
    said = names or f"sum of the members of {market.name}"
    return f"{said} ({ask.snapshot.vintage})"


def _flag(ask: Ask, market: Market, bucket: Bucket) -> CellValue:
    rows = _rows(ask, market, bucket)
    partial = ["partial period"] if ask.snapshot.sticks_out(bucket.parts) else []
    if rows:
        return "; ".join([*_flags(ask, rows), *partial])
    gaps = ask.snapshot.gaps_of(ask.metric.name, market.key, bucket.parts)
    if gaps:
        return "; ".join(dict.fromkeys(f'no figure: the source prints "{one.symbol}", {one.reason}' for one in gaps))
    said = _flags_of_sum(ask, market, bucket)
    return "; ".join([*said, *partial]) if said else ask.missing(Reason.MISSING, market, bucket)


def _flags_of_sum(ask: Ask, market: Market, bucket: Bucket) -> list[str]:
    """What a figure adds up that no source published, as of the last part of the period; nothing where there is none."""
    last = Bucket(bucket.last.label, (bucket.last,))
    if not market.is_aggregate or not ask.values([market], [last]).present.all():
        return []
    parts = ask.members(market, bucket.last.end)
    figures = ask.values(parts, [last])[:, 0]
    counted = [parts[n] for n in np.argsort(-figures.values, kind="stable").tolist() if figures.present[n]]
    marks = dict.fromkeys(mark for part in counted for row in _rows(ask, part, last)[:1] for mark in _marks(row))
    for usual in (Status.PUBLISHED, Status.DERIVED):
        marks.pop(usual, None)
    said = ["derived", describe_sum(ask.snapshot.markets, market, counted, bucket.last.end)]
    return [*said, *_changes(ask, market, bucket.last), *marks]


def _changes(ask: Ask, market: Market, last: Period) -> list[str]:
    """Which members rates compare, where those with figures changed within a year."""
    book, name = ask.snapshot, ask.metric.name
    if market.kind is not MarketKind.GROUP:
        return []
    before, now = (book.carried(name, market.key, day) for day in (last.shift(-last.frequency.per_year).end, last.end))
    if before == now:
        return []
    days = book.markets.groups.changes(market.key, last.shift(-last.frequency.per_year).end, last.end)
    return [f"rates compare the same {len(now)} members; membership changed {', '.join(map(str, days))}"]


def _flags(ask: Ask, rows: list[Observation]) -> list[str]:
    first = rows[0]
    notes = _marks(first)
    if len({row.value for row in rows if row.period == first.period}) > 1:
        notes.append("sources disagree")
    return [*notes, *filter(None, [first.note])]


def _marks(row: Observation) -> list[str]:
    """The status of a figure, and whether it is a bound or about."""
    return [row.status.value, *filter(None, [describe_qualifier(row)])]


def _overlaps(ask: Ask, bucket: Bucket) -> list[str]:
    """Aggregates that are left out of the sum, and markets in it that equal the sum of all others."""
    panel, markets = ask.panel(levels=True), ask.snapshot.markets
    kept = ask.snapshot.partition(ask.metric.name, bucket.last.end)
    held = [markets[key] for key in panel.markets if key not in kept and markets[key].kind is not MarketKind.WORLD]
    left_out = [one.name for one in held if one.is_aggregate]
    return left_out + [f"{one.name} (equals the sum of the others)" for one in _totals(ask, kept, bucket)]


def _totals(ask: Ask, kept: Sequence[str], bucket: Bucket) -> list[Market]:
    """Counted markets whose figure is the sum of all others that are counted, within rounding."""
    counted = [ask.snapshot.markets[key] for key in kept]
    figures = ask.values(counted, [bucket])[:, 0].values
    there = np.nan_to_num(figures)
    if ask.metric.kind is Kind.RATIO or np.count_nonzero(there) < FEWEST_PARTS + 1:
        return []
    alike = np.isclose(there, there.sum() - there, rtol=ROUNDING, atol=0.0)
    return [one for one, total in zip(counted, alike.tolist(), strict=True) if total and not one.is_residual]
