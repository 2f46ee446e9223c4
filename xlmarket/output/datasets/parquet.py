"""A data set as Parquet with typed columns: numbers, truth and dates, so that Power BI and Tableau join on days.

DuckDB writes it. What holds for the file lies in its key-value metadata under `xlmarket`: data set, vintage, licence,
and the metrics with their units.
"""

from __future__ import annotations

import json
import tempfile
from datetime import date
from pathlib import Path

from xlmarket.store.export import TYPES, TidyTable, tidy_table
from xlmarket.store.holdings import Holding

_SQL_TYPES = {str: "VARCHAR", float: "DOUBLE", bool: "BOOLEAN", date: "DATE"}


def parquet_bytes(holding: Holding) -> bytes:
    """Return the tidy table of a data set as a Parquet file. The same figures give the same bytes."""
    import duckdb

    table = tidy_table(holding.observations)
    columns = ", ".join(f"unnest(?::{_SQL_TYPES[TYPES[name]]}[]) AS {name}" for name in table.names)
    options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{xlmarket: {_quote(_metadata(holding))}}}"
    with tempfile.TemporaryDirectory(prefix="xlmarket-") as folder, duckdb.connect() as engine:
        target = Path(folder) / "figures.parquet"
        engine.execute("SET threads = 1")
        copy = f"COPY (SELECT {columns}) TO {_quote(str(target))} ({options})"
        engine.execute(copy, _values(table))
        return target.read_bytes()


def _values(table: TidyTable) -> list[list[object]]:
    """The columns. An empty text is null, as it is in other files of this kind."""
    return [[None if field == "" else field for field in table.column(name)] for name in table.names]


def _metadata(holding: Holding) -> str:
    data = {
        "dataset": holding.dataset.name,
        "title": holding.dataset.title,
        "status": holding.dataset.status,
        "vintage": holding.vintage.number,
        "published": holding.vintage.published.date().isoformat(),
        "source": holding.dataset.source,
        "licence": holding.dataset.licence,
        "metrics": {
            metric.name: {"title": metric.title, "unit": metric.unit, "kind": metric.kind.value}
            for metric in holding.observations.metrics
        },
    }
    return json.dumps(data, ensure_ascii=False)


def _quote(text: str) -> str:
    """A text literal. `COPY` takes no parameters for its target and options."""
    return "'" + text.replace("'", "''") + "'"
