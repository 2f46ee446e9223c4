"""Large facts (order lines, parcels) grouped where they lie: Ibis pushes the grouping down to the engine that holds them.

DuckDB embedded by default; a connection URL names another engine (Postgres, Trino, Spark, BigQuery), unchanged.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from xlmarket.config import Facts
from xlmarket.errors import AmbiguousMarket, EnvironmentFault, Place, SourceError, UnknownMarket
from xlmarket.markets import standard_markets
from xlmarket.markets.names import cleaned
from xlmarket.observations import Kind, Metric, Observation, Observations, Status
from xlmarket.periods import Frequency, Period

NO_FACTS = "no facts mean none"
_ENDINGS = {".parquet": "read_parquet", ".csv": "read_csv", ".gz": "read_csv", ".tsv": "read_csv"}


def aggregate(path: str | Path, facts: Facts) -> Observations:
    """Facts grouped by market and period: the sum of an expression, the count of rows, or of distinct values.

    `value` and `where` are SQL expressions of the engine. `covered` are the first and last day of the facts. A market
    and period without facts is missing; with `complete` it had none: an observation of zero, derived, with a note.
    """
    rows, first, last = _group(str(path), facts)
    frequency = Frequency(facts.frequency)
    keys = _keys({row["market"] for row in rows}, facts)
    metric = Metric(name=facts.metric, unit=facts.unit, kind=Kind.FLOW, frequency=frequency)
    sums: dict[tuple[str, Period], float] = {}
    for row in rows:
        place = (keys[row["market"]], Period.holding(_day(row["period"]), frequency))
        sums[place] = sums.get(place, 0.0) + float(row["value"] or 0)
    places = dict.fromkeys(sums)
    if facts.complete:
        periods = sorted({period for _, period in sums}, key=lambda period: period.ordinal)
        places = {(market, period): None for market in dict.fromkeys(keys.values()) for period in periods}
    found = tuple(
        Observation(
            market=market,
            metric=facts.metric,
            period=period,
            value=sums.get((market, period), 0.0),
            unit=facts.unit,
            status=Status.DERIVED,
            source=Path(path).name,
            note="" if (market, period) in sums else NO_FACTS,
        )
        for market, period in places
    )
    return Observations(rows=found, metrics=(metric,), covered=(first, last))


def _group(path: str, facts: Facts) -> tuple[list[dict[str, Any]], Any, Any]:
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


def _query(engine: Any, path: str, facts: Facts) -> tuple[list[dict[str, Any]], Any, Any]:
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
    return grouped, _day(ends["a"]), _day(ends["b"])


def _day(value: Any) -> date:
    found = value.date() if hasattr(value, "date") else value
    assert isinstance(found, date)  # noqa: S101 - the query casts to DATE
    return found


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _keys(names: set[str], facts: Facts) -> dict[str, str]:
    """The market of each name in the facts; unknown ones are the facts' own."""
    book = standard_markets().for_column(names - set(facts.names))
    keys = {}
    for name in sorted(names):
        said = facts.names.get(name, name)
        try:
            keys[name] = book.resolve(said).key
        except AmbiguousMarket:
            raise
        except UnknownMarket:
            keys[name] = cleaned(said)
    return keys
