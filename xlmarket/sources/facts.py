"""Large facts (order lines, parcels) grouped where they are: Ibis pushes the grouping down to the engine that holds them.

DuckDB is embedded. A connection URL names another engine (Postgres, Trino, Spark, BigQuery).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from xlmarket.config import Facts
from xlmarket.errors import AmbiguousMarket, EnvironmentFault, Place, SourceError, UnknownMarket
from xlmarket.markets import standard_markets
from xlmarket.markets.names import cleaned
from xlmarket.observations import FigureStatus, Metric, MetricKind, Observation, Observations
from xlmarket.periods import Frequency, Period

NO_FACTS = "no facts mean none"
Sums = dict[tuple[str, Period], float]
Grouped = tuple[list[dict[str, Any]], tuple[date, date]]
"""Rows of market, period and value, and the first and last day of all facts."""

_ENDINGS = {".parquet": "read_parquet", ".csv": "read_csv", ".gz": "read_csv", ".tsv": "read_csv"}


def aggregate(path: str | Path, facts: Facts) -> Observations:
    """Return facts grouped by market and period: the sum of an expression, the count of rows, or of distinct values.

    `value` and `where` are SQL expressions of the engine. `covered` are the first and last day of the facts. A market
    and period without facts is missing. With `complete` it had none, and gets a derived observation of zero with a note.
    Raises `EnvironmentFault` without Ibis, and `SourceError` where the engine refuses.
    """
    rows, covered = _group(str(path), facts)
    frequency = Frequency(facts.frequency)
    keys = _keys({row["market"] for row in rows}, facts)
    sums: Sums = {}
    for row in rows:
        pair = (keys[row["market"]], Period.holding(_day(row["period"]), frequency))
        sums[pair] = sums.get(pair, 0.0) + float(row["value"] or 0)
    pairs = _complete(sums, keys.values()) if facts.complete else list(sums)
    metric = Metric(name=facts.metric, unit=facts.unit, kind=MetricKind.FLOW, frequency=frequency)
    return Observations(
        rows=tuple(_observations(pairs, sums, facts, Path(path).name)), metrics=(metric,), covered=covered
    )


def _complete(sums: Sums, markets: Iterable[str]) -> list[tuple[str, Period]]:
    """Every market in every period that some market has facts for."""
    periods = sorted({period for _, period in sums}, key=lambda period: period.ordinal)
    return [(market, period) for market in dict.fromkeys(markets) for period in periods]


def _observations(pairs: list[tuple[str, Period]], sums: Sums, facts: Facts, source: str) -> Iterator[Observation]:
    for market, period in pairs:
        yield Observation(
            market=market,
            metric=facts.metric,
            period=period,
            value=sums.get((market, period), 0.0),
            unit=facts.unit,
            status=FigureStatus.DERIVED,
            source=source,
            note="" if (market, period) in sums else NO_FACTS,
        )


def _group(path: str, facts: Facts) -> Grouped:
    try:
        import ibis
    except ImportError:
        raise EnvironmentFault("grouping facts needs Ibis", remedy='pip install "xlmarket[facts]"') from None
    engine = ibis.connect(facts.connection or "duckdb://")
    try:
        return _query(engine, path, facts)
    except Exception as fault:  # noqa: BLE001 - every engine has its own
        raise SourceError(
            f"the facts cannot be grouped: {str(fault).splitlines()[0]}", where=Place(file=path)
        ) from None
    finally:
        engine.disconnect()


def _query(engine: Any, path: str, facts: Facts) -> Grouped:
    reader = _ENDINGS.get(Path(path).suffix.lower())
    table = getattr(engine, reader)(path) if reader else engine.table(path)
    day, market = _quote(facts.date), _quote(facts.market)
    value = {"count": "COUNT(*)", "nunique": f"COUNT(DISTINCT {facts.value})"}.get(facts.how, f"SUM({facts.value})")
    unit = {"A": "year", "H": "quarter", "Q": "quarter", "M": "month", "W": "week"}[facts.frequency]
    kept = f" WHERE {facts.where}" if facts.where else ""
    query = table.sql(
        f"SELECT {market} AS market, CAST(date_trunc('{unit}', {day}) AS DATE) AS period, {value} AS value "  # noqa: S608
        f"FROM {table.get_name()}{kept} GROUP BY 1, 2"
    )
    span = table.sql(f"SELECT CAST(MIN({day}) AS DATE) AS a, CAST(MAX({day}) AS DATE) AS b FROM {table.get_name()}")  # noqa: S608
    grouped = query.execute().to_dict("records")
    ends = span.execute().to_dict("records")[0]
    return grouped, (_day(ends["a"]), _day(ends["b"]))


def _day(value: Any) -> date:
    day = value.date() if hasattr(value, "date") else value
    assert isinstance(day, date)  # noqa: S101 - the query casts to DATE
    return day


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _keys(names: set[str], facts: Facts) -> dict[str, str]:
    """The key of each market in the facts. An unknown one is a market that the facts bring themselves."""
    markets = standard_markets().for_column(names - set(facts.names))
    keys = {}
    for name in sorted(names):
        text = facts.names.get(name, name)
        try:
            keys[name] = markets.resolve(text).key
        except AmbiguousMarket:
            raise
        except UnknownMarket:
            keys[name] = cleaned(text)
    return keys
