"""What stands behind a figure, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from xlmarket.errors import Reason
from xlmarket.functions.answer import CellGrid
from xlmarket.functions.ask import Ask
from xlmarket.functions.blocs import describe_sum
from xlmarket.functions.bounds import describe_qualifier
from xlmarket.functions.explain import missing_cell
from xlmarket.functions.options import SETS
from xlmarket.functions.spec import OMITTED, Many, MetricName, OptionsText, Periods, function
from xlmarket.markets import Market, MarketKind
from xlmarket.observations import FigureStatus, Observation
from xlmarket.package.values import CellValue
from xlmarket.periods import Bucket, Period

Tell = Callable[[list[Observation], Market, Bucket], str]


@function("Origins", "text", options=(*SETS, "fill"))
def market_source(
    ask: Ask, market: Many, period: Periods = OMITTED, metric: MetricName = OMITTED, options: OptionsText = OMITTED
) -> CellGrid:
    """Where a figure comes from: its source and the vintage. Sources that disagree are all named.

    Example:
        =MARKET_SOURCE("Brazil") → Brief on China's cross-border e-commerce, paragraph 2, sentence 4 (cross-border-2015 vintage 1 of 2016-01-01) (cross-border-2015)
    """
    return _text_grid(ask, market, period, lambda rows, one, _: _sources(ask, rows, one))


@function("Origins", "text", options=SETS)
def market_period(
    ask: Ask, market: Many, period: Periods = OMITTED, metric: MetricName = OMITTED, options: OptionsText = OMITTED
) -> CellGrid:
    """The period actually used.

    Example:
        =MARKET_PERIOD("Brazil", "latest-1") → 2015Q3
    """
    return CellGrid(tuple(tuple(bucket.label for bucket in period) for _ in market), len(period))


@function("Origins", "text", options=(*SETS, "fill", "currency", "rate", "scale"))
def market_unit(
    ask: Ask, market: Many, period: Periods = OMITTED, metric: MetricName = OMITTED, options: OptionsText = OMITTED
) -> CellGrid:
    """The unit of a figure, after currency= and scale=.

    Examples:
        =MARKET_UNIT("Brazil") → USD million
        =MARKET_UNIT("Brazil", , , "currency=EUR; scale=bn") → EUR billion
    """
    return _text_grid(ask, market, period, lambda _, one, __: ask.unit_shown(one))


@function("Origins", "text", options=(*SETS, "fill"))
def market_flag(
    ask: Ask, market: Many, period: Periods = OMITTED, metric: MetricName = OMITTED, options: OptionsText = OMITTED
) -> CellGrid:
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
    return CellGrid(tuple(tuple(_flag(ask, one, bucket) for bucket in period) for one in market), len(period))


def _text_grid(ask: Ask, market: Many, period: Periods, tell: Tell) -> CellGrid:
    return CellGrid(tuple(tuple(_cell(ask, one, bucket, tell) for bucket in period) for one in market), len(period))


def _rows(ask: Ask, market: Market, bucket: Bucket) -> list[Observation]:
    return [row for row in ask.snapshot.observations_of(ask.metric.name, market.key) if row.period in bucket.parts]


def _cell(ask: Ask, market: Market, bucket: Bucket, tell: Tell) -> CellValue:
    rows = _rows(ask, market, bucket)
    if not rows and not market.is_aggregate:
        return missing_cell(ask, Reason.MISSING, market, bucket)
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
    return "; ".join([*said, *partial]) if said else missing_cell(ask, Reason.MISSING, market, bucket)


def _flags_of_sum(ask: Ask, market: Market, bucket: Bucket) -> list[str]:
    """What a figure adds up that no source published, as of the last part of the period, or nothing."""
    last = Bucket(bucket.last.label, (bucket.last,))
    if not market.is_aggregate or not ask.values([market], [last]).present.all():
        return []
    parts = ask.members(market, bucket.last.end)
    figures = ask.values(parts, [last])[:, 0]
    counted = [parts[n] for n in np.argsort(-figures.values, kind="stable").tolist() if figures.present[n]]
    marks = dict.fromkeys(mark for part in counted for row in _rows(ask, part, last)[:1] for mark in _marks(row))
    for usual in (FigureStatus.PUBLISHED, FigureStatus.DERIVED):
        marks.pop(usual, None)
    said = ["derived", describe_sum(ask.snapshot.markets, market, counted, bucket.last.end)]
    return [*said, *_changes(ask, market, bucket.last), *marks]


def _changes(ask: Ask, market: Market, last: Period) -> list[str]:
    """Which members rates compare, where those with figures changed within a year."""
    book, name = ask.snapshot, ask.metric.name
    if market.kind is not MarketKind.GROUP:
        return []
    before, now = (
        book.members_held(name, market.key, day) for day in (last.shift(-last.frequency.per_year).end, last.end)
    )
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
