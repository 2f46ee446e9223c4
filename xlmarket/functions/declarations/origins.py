"""What stands behind a figure, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import numpy as np

from xlmarket.errors import Reason, XlmarketError
from xlmarket.functions.ask import Ask
from xlmarket.functions.blocs import describe_sum
from xlmarket.functions.bounds import describe_qualifier
from xlmarket.functions.cells import Cell, CellError, Grid, Rows
from xlmarket.functions.registry import call_strictly, find_function, function
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.spec import OMITTED, Many, MetricName, Options, Periods, Takes, Within
from xlmarket.markets import Market, MarketKind
from xlmarket.measures.aggregation import over_members
from xlmarket.measures.figures import Figures, difference
from xlmarket.observations import Observation, Status
from xlmarket.periods import Bucket

Argument = Annotated[Any, Takes("any", "an argument of the function")]


@function("Origins", "text")
def market_source(
    ask: Ask, market: Many, period: Periods = OMITTED, metric: MetricName = OMITTED, options: Options = OMITTED
) -> Grid:
    """Where a figure comes from: its source and the vintage. Sources that disagree are all named.

    Example:
        =MARKET_SOURCE("Brazil") → Brief on China's cross-border e-commerce, paragraph 2, sentence 4 (cross-border-2015 vintage 1 of 2016-01-01) (cross-border-2015)
    """
    return _told(ask, market, period, lambda rows, one: _sources(ask, rows, one))


@function("Origins", "text")
def market_period(
    ask: Ask, market: Many, period: Periods = OMITTED, metric: MetricName = OMITTED, options: Options = OMITTED
) -> Grid:
    """The period actually used.

    Example:
        =MARKET_PERIOD("Brazil", "latest-1") → 2015Q3
    """
    return Grid(tuple(tuple(bucket.label for bucket in period) for _ in market), len(period))


@function("Origins", "text")
def market_unit(
    ask: Ask, market: Many, period: Periods = OMITTED, metric: MetricName = OMITTED, options: Options = OMITTED
) -> Grid:
    """The unit of a figure.

    Example:
        =MARKET_UNIT("Brazil") → USD million
    """
    unit = ask.options.get("currency") or ask.metric.unit
    return _told(ask, market, period, lambda rows, _: (rows[0].unit or unit) if rows else unit)


@function("Origins", "text")
def market_flag(
    ask: Ask, market: Many, period: Periods = OMITTED, metric: MetricName = OMITTED, options: Options = OMITTED
) -> Grid:
    """The status of a figure (published, derived, estimated, illustrative, doubtful) and what else is to be known.

    That is: a bound or "about", a partial period, sources that disagree, and the note of the source. Of a sum: what it
    adds up, and how many of the members have figures.

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
    """The sentence behind an error: why a function answers what it does for these arguments.

    Example:
        =MARKET_WHY("MARKET_GROWTH", "Brazil") → destination_share of Brazil 2015: there is no figure for it; one period has no growth (cross-border-2015)
    """
    arguments = [argument1, argument2, argument3, argument4, argument5, argument6, argument7]
    spec = find_function(str(function))
    try:
        answer = call_strictly(snapshot, spec.cell_name, *arguments[: len(spec.parameters)])
    except XlmarketError as error:
        return str(error)
    errors = [cell for row in answer.rows for cell in row if isinstance(cell, CellError)]
    return errors[0].sentence if errors else "there is a figure"


@function("Origins", "text")
def market_check(
    ask: Ask,
    within: Within = OMITTED,
    period: Periods = OMITTED,
    metric: MetricName = OMITTED,
    options: Options = OMITTED,
) -> Rows:
    r"""How a whole adds up, as rows: published total, sum of members, residual, difference, overlaps, missing, coverage.

    Coverage is the share of the members that have a figure.

    Example:
        =MARKET_CHECK() → Published total\t#N/A\nSum of members\t61.6\nResidual\t38.4\nDifference\t#N/A\nOverlaps\tnone\nMissing\tnone\nCoverage\t1 (cross-border-2015)
    """
    bucket = period[0]
    members = ask.members(within, bucket.last.end)
    figures = ask.values(members, [bucket])[:, 0]
    named = [n for n, one in enumerate(members) if not one.is_residual]
    rest = [n for n, one in enumerate(members) if one.is_residual]
    whole = within or ask.snapshot.markets["WORLD"]
    published = ask.panel(levels=True).take([whole.key], bucket.parts)[0, -1]
    summed, residual = (over_members(figures[part], skip_missing=True) for part in (named, rest))
    everything = over_members(figures, skip_missing=True)
    there = sum(bool(figures.present[n]) for n in named)
    missing = [members[n].name for n in named if not figures.present[n]]

    gap = difference(published, everything)
    return (
        ("Published total", _number(published)),
        ("Sum of members", _number(summed)),
        ("Residual", _number(residual) if rest else 0.0),
        ("Difference", _number(gap)),
        ("Overlaps", ", ".join(_overlaps(ask, bucket)) or "none"),
        ("Missing", ", ".join(missing) or "none"),
        ("Coverage", there / len(named) if named else 0.0),
    )


def _number(figure: Figures) -> Cell:
    value, reason = figure.item()
    return value if reason is Reason.OK else CellError("#N/A", reason.sentence)


def _told(ask: Ask, market: Many, period: Periods, tell: Callable[[list[Observation], Market], str]) -> Grid:
    return Grid(tuple(tuple(_cell(ask, one, bucket, tell) for bucket in period) for one in market), len(period))


def _rows(ask: Ask, market: Market, bucket: Bucket) -> list[Observation]:
    return [row for row in ask.snapshot.observations_of(ask.metric.name, market.key) if row.period in bucket.parts]


def _cell(ask: Ask, market: Market, bucket: Bucket, tell: Callable[[list[Observation], Market], str]) -> Cell:
    rows = _rows(ask, market, bucket)
    if not rows and not market.is_aggregate:
        return ask.missing(Reason.MISSING, market, bucket)
    return tell(rows, market)


def _sources(ask: Ask, rows: list[Observation], market: Market) -> str:
    names = "; ".join(dict.fromkeys(row.source or ask.snapshot.holding.dataset.source for row in rows))
    said = names or f"sum of the members of {market.name}"
    return f"{said} ({ask.snapshot.vintage})"


def _flag(ask: Ask, market: Market, bucket: Bucket) -> Cell:
    rows = _rows(ask, market, bucket)
    return _flags(ask, rows) if rows else _flag_of_sum(ask, market, bucket)


def _flag_of_sum(ask: Ask, market: Market, bucket: Bucket) -> Cell:
    """What a figure adds up that no source published, as of the last part of the period; an error where there is none."""
    last = Bucket(bucket.last.label, (bucket.last,))
    if not market.is_aggregate or not ask.values([market], [last]).present.all():
        return ask.missing(Reason.MISSING, market, bucket)
    parts = ask.members(market, bucket.last.end)
    figures = ask.values(parts, [last])[:, 0]
    counted = [parts[n] for n in np.argsort(-figures.values, kind="stable").tolist() if figures.present[n]]
    marks = dict.fromkeys(mark for part in counted for row in _rows(ask, part, last)[:1] for mark in _marks(ask, row))
    marks.pop(Status.PUBLISHED, None)
    return "; ".join(["derived", describe_sum(ask.snapshot.markets, market, counted, bucket.last.end), *marks])


def _flags(ask: Ask, rows: list[Observation]) -> str:
    first = rows[0]
    notes = _marks(ask, first)
    if len({row.value for row in rows if row.period == first.period}) > 1:
        notes.append("sources disagree")
    return "; ".join([*notes, first.note] if first.note else notes)


def _marks(ask: Ask, row: Observation) -> list[str]:
    """The status of a figure, whether it is a bound or about, and whether its period is partial."""
    notes = [row.status.value, *filter(None, [describe_qualifier(row)])]
    covered = ask.snapshot.holding.observations.covered
    if covered and (row.period.start < covered[0] or row.period.end > covered[1]):
        notes.append("partial period")
    return notes


def _overlaps(ask: Ask, bucket: Bucket) -> list[str]:
    """Published aggregates that are left out of the sum because their members are in it."""
    panel, markets = ask.panel(levels=True), ask.snapshot.markets
    kept = set(ask.snapshot.partition(ask.metric.name, bucket.last.end))
    held = [markets[key] for key in panel.markets if key not in kept and markets[key].kind is not MarketKind.WORLD]
    return [one.name for one in held if one.is_aggregate]
