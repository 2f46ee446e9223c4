"""Spark as an engine of facts: a session of the cluster, in which too large a number is an error and not another one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from xlmarket.errors import SourceError, UsageError

FILES = (".parquet", "/")
"""How the name of a table ends that is a folder of Parquet files, which the workers read."""


@contextmanager
def connect(master: str) -> Iterator[Any]:
    """A session of its own on the cluster. A session that the program has already is left as it is.

    Raises `UsageError` where the program is connected to another cluster.
    """
    import ibis
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    running = SparkContext._active_spark_context
    if running is not None and running.master != master:
        raise UsageError("this program is connected to another Spark cluster", found=running.master)
    session = SparkSession.builder.master(master).appName("xlmarket").getOrCreate()
    try:
        own = session.newSession()
        own.conf.set("spark.sql.ansi.enabled", "true")
        yield ibis.pyspark.connect(own)
    finally:
        if running is None:
            session.stop()


def find(engine: Any, name: str) -> Any:
    """A table of the catalog, or a folder of Parquet files. Raises `SourceError` with the nearest names."""
    if name.endswith(FILES):
        return engine.read_parquet(name)
    schema, _, table = name.rpartition(".")
    known = engine.list_tables(database=schema or None)
    if table not in known:
        raise SourceError.unknown("table", name, known)
    return engine.table(table, database=schema or None)


def zoned_columns(engine: Any, table: Any) -> frozenset[str]:
    """The columns that hold moments. Ibis shows them like times without a zone."""
    from pyspark.sql.types import TimestampType

    schema = engine._session.table(table.get_name()).schema
    return frozenset(field.name for field in schema.fields if isinstance(field.dataType, TimestampType))
