"""Groups as observations: names of markets are resolved, periods completed, and what has no market is a reject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import TypeAlias
from zoneinfo import ZoneInfo

from xlmarket.config import Facts
from xlmarket.errors import AmbiguousMarket, Place, UnknownMarket
from xlmarket.listing import count_of
from xlmarket.markets import Markets
from xlmarket.markets.names import cleaned
from xlmarket.observations import FigureStatus, Metric, Observation, Observations
from xlmarket.periods import Frequency, Period
from xlmarket.sources.facts.buckets import period_of
from xlmarket.sources.facts.measures import Group, value_of
from xlmarket.sources.facts.rows import Span
from xlmarket.sources.reading import Reject

NO_FACTS = "no facts mean none"
Cells: TypeAlias = dict[tuple[str, Period], list[Group]]


def market_keys(names: Iterable[str], facts: Facts, markets: Markets) -> dict[str, str]:
    """The key of each market in the facts. An unknown one is a market that the facts bring themselves.

    Raises `AmbiguousMarket` for a name of several markets.
    """
    known = set(names)
    chosen = markets.for_column(known - set(facts.names))
    keys = {}
    for name in sorted(known):
        text = facts.names.get(name, name)
        try:
            keys[name] = chosen.resolve(text).key
        except AmbiguousMarket:
            raise
        except UnknownMarket:
            keys[name] = cleaned(text)
    return keys


def cells_of(groups: Iterable[Group], facts: Facts, keys: Mapping[str, str]) -> Cells:
    """The groups of each market and period that have a value, in order."""
    frequency = Frequency(facts.frequency)
    cells: Cells = {}
    for group in groups:
        if not group.market or group.bucket is None or not group.valued:
            continue
        key = keys.get(group.market, group.market)
        cells.setdefault((key, period_of(group.bucket, frequency, facts.calendar)), []).append(group)
    return dict(sorted(cells.items(), key=lambda cell: (cell[0][0], cell[0][1].ordinal)))


def observations_of(cells: Cells, facts: Facts, source: str, covered: tuple[date, date]) -> Observations:
    """The observations of all cells. A cell without facts is missing, or zero where the facts are `complete`."""
    frequency = Frequency(facts.frequency)
    metric = Metric(
        name=facts.metric,
        unit=facts.unit,
        kind=facts.metric_kind,
        frequency=frequency,
        calendar=facts.calendar.of(frequency),
    )
    pairs = _complete(cells) if facts.complete else list(cells)
    rows = tuple(_observations(pairs, cells, facts, source))
    return Observations(rows=rows, metrics=(metric,), covered=covered)


def rejects_of(groups: Iterable[Group], facts: Facts, source: str) -> tuple[Reject, ...]:
    """What cannot be imported, a reject for each reason: rows without a market, and rows without a day."""
    groups = list(groups)
    no_market = sum(group.rows for group in groups if not group.market)
    no_day = sum(group.rows for group in groups if group.market and group.bucket is None)
    reasons = ((no_market, "market", facts.market), (no_day, "day", facts.date))
    return tuple(
        Reject(Place(file=source, column=column), "", f"{count_of(rows, 'row')} without a {what}")
        for rows, what, column in reasons
        if rows
    )


def without_value(groups: Iterable[Group], facts: Facts) -> tuple[str, ...]:
    """A sentence about rows whose value is missing, which no measure counts."""
    rows = sum(group.rows - group.valued for group in groups)
    return (f"{count_of(rows, 'row')} without a value of {facts.value} left out",) if rows else ()


def covered_by(span: Span, facts: Facts) -> tuple[date, date]:
    """The first and the last day of all rows, by the zones of the mapping."""
    first, last = span
    if not facts.zone:
        return first.date(), last.date()
    stored: tzinfo = ZoneInfo(facts.times_in) if facts.times_in else UTC
    zones = [ZoneInfo(name) for name in ([facts.zone] if isinstance(facts.zone, str) else facts.zone.values())]
    return min(_days(first, stored, zones)), max(_days(last, stored, zones))


def _days(moment: datetime, stored: tzinfo, zones: Iterable[ZoneInfo]) -> Iterator[date]:
    return (moment.replace(tzinfo=stored).astimezone(zone).date() for zone in zones)


def _complete(cells: Cells) -> list[tuple[str, Period]]:
    """Every market in every period that some market has facts for."""
    periods = sorted({period for _, period in cells}, key=lambda period: period.ordinal)
    return [(market, period) for market in dict.fromkeys(market for market, _ in cells) for period in periods]


def _observations(pairs: list[tuple[str, Period]], cells: Cells, facts: Facts, source: str) -> Iterator[Observation]:
    for pair in pairs:
        yield Observation(
            market=pair[0],
            metric=facts.metric,
            period=pair[1],
            value=value_of(cells[pair], facts) if pair in cells else 0.0,
            unit=facts.unit,
            status=FigureStatus.DERIVED,
            source=source,
            note="" if pair in cells else NO_FACTS,
        )
