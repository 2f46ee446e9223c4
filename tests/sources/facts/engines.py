"""The engines that facts are tested on. Each holds the same tables, and a test does not know which one it runs on."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from xlmarket.config import Facts
from xlmarket.observations import Observations
from xlmarket.sources import Reading, read_facts

NAMES = ("duckdb", "postgres", "spark")
_TYPES = {"string": "text", "date32[day]": "date", "double": "double precision", "int64": "bigint", "bool": "boolean"}


@dataclass
class Engine:
    """An engine by its URL. `load` gives it a table, `read` groups one."""

    name: str
    url: str
    folder: Path
    tables: dict[str, str] = field(default_factory=dict)

    def load(self, name: str, table: pa.Table) -> None:
        """Create a table, or replace it."""
        path = self.folder / f"{name}.parquet"
        pq.write_table(table, path)
        getattr(self, f"_load_{self.name}")(name, table, path)

    def read(self, name: str, *, memory: Path | None = None, **keys: Any) -> Reading:
        lookup = keys.get("lookup")
        if lookup:
            keys["lookup"] = {**lookup, "table": self.tables[lookup["table"]]}
        return read_facts(self.url, Facts(**{**ORDERS, "table": self.tables[name], **keys}), memory=memory)

    def _load_duckdb(self, name: str, table: pa.Table, path: Path) -> None:
        with duckdb.connect(self.folder / "facts.duckdb") as database:
            database.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM read_parquet('{path}')")
        self.tables[name] = name

    def _load_postgres(self, name: str, table: pa.Table, path: Path) -> None:
        import psycopg

        columns = ", ".join(f'"{column.name}" {_sql_type(column.type)}' for column in table.schema)
        values = ", ".join(["%s"] * table.num_columns)
        with psycopg.connect(self.url) as connection:
            connection.execute(f'DROP TABLE IF EXISTS "{name}"'.encode())
            connection.execute(f'CREATE TABLE "{name}" ({columns})'.encode())
            rows = [tuple(row.values()) for row in table.to_pylist()]
            connection.cursor().executemany(f'INSERT INTO "{name}" VALUES ({values})'.encode(), rows)
        self.tables[name] = name

    def _load_spark(self, name: str, table: pa.Table, path: Path) -> None:
        """Each state of a table is a file of its own, for a cluster may remember what a file held."""
        state = path.with_name(f"{name}-{len(list(self.folder.iterdir()))}.parquet")
        path.rename(state)
        self.tables[name] = str(state)


ORDERS = {"market": "country", "date": "day", "value": "amount"}


def _sql_type(kind: pa.DataType) -> str:
    if pa.types.is_timestamp(kind):
        return "timestamptz" if kind.tz else "timestamp"
    if pa.types.is_decimal(kind):
        return f"numeric({kind.precision}, {kind.scale})"
    return _TYPES[str(kind)]


def figures(found: Reading | Observations) -> dict[tuple[str, str], float]:
    """The values by market and label of period."""
    table = found.observations if isinstance(found, Reading) else found
    return {(row.market, row.period.label): row.value for row in table}
