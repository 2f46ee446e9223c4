"""The engines that hold facts, by URL: one connection with its tables, closed when the groups are taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from xlmarket.addresses import is_address, mask, mask_text
from xlmarket.config import Facts
from xlmarket.errors import Busy, EnvironmentFault, Place, SourceError, UsageError, XlmarketError
from xlmarket.sources.facts import spark
from xlmarket.sources.facts.address import with_credentials
from xlmarket.sources.facts.files import open_files

PROMISED = ("trino", "bigquery", "snowflake")
"""Engines that Ibis has and that no test of ours runs on."""
SCHEMES = ("duckdb", "postgres", "postgresql", "spark", *PROMISED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The tables of one import on their engine. `zoned` are the columns whose times have a zone."""

    engine: Any
    facts: Any
    lookup: Any | None
    zoned: frozenset[str]


@contextmanager
def open_tables(source: str, facts: Facts) -> Iterator[Tables]:
    """Connect to the engine of a file or URL, and find its tables.

    Raises `SourceError` for an unknown table and for what the engine refuses, `EnvironmentFault` without the packages
    of an engine, and `Busy` for a DuckDB file that another program writes.
    """
    label = mask(source)
    try:
        with _engine(source, facts) as tables:
            yield tables
    except XlmarketError:
        raise
    except ImportError as fault:
        raise EnvironmentFault(f"a package is missing: {fault}", remedy=_remedy(source)) from None
    except Exception as fault:  # noqa: BLE001 - every engine has its own
        raise _refusal(fault, label) from None


def _refusal(fault: Exception, label: str) -> XlmarketError:
    lines = [line for line in mask_text(str(fault)).splitlines() if line.strip()] or [type(fault).__name__]
    if "Could not set lock" in lines[0]:
        return Busy("another program writes the database", where=Place(file=label))
    return SourceError(f"the facts cannot be grouped: {lines[0]}", where=Place(file=label))


def _remedy(source: str) -> str:
    scheme = source.partition("://")[0] if is_address(source) else ""
    extra = {"postgres": "facts,postgres", "postgresql": "facts,postgres", "spark": "facts,spark"}.get(scheme, "facts")
    return f'pip install "xlmarket[{extra}]"'


@contextmanager
def _engine(source: str, facts: Facts) -> Iterator[Tables]:
    if not is_address(source):
        with open_files(Path(source), facts) as (engine, table, lookup):
            yield Tables(engine=engine, facts=table, lookup=lookup, zoned=_zoned(table))
        return
    if not facts.table:
        raise UsageError("name the table of the engine", remedy='--table orders, or table = "orders" in the mapping')
    scheme = source.partition("://")[0].lower()
    if scheme == "spark":
        with spark.connect(source) as engine:
            yield _tables(engine, facts, spark.find, partial(spark.zoned_columns, engine))
        return
    engine = _connect(scheme, with_credentials(source))
    try:
        yield _tables(engine, facts, _find, _zoned)
    finally:
        engine.disconnect()


def _tables(
    engine: Any, facts: Facts, find: Callable[[Any, str], Any], zoned: Callable[[Any], frozenset[str]]
) -> Tables:
    table = find(engine, facts.table)
    lookup = find(engine, facts.lookup["table"]) if facts.lookup else None
    return Tables(engine=engine, facts=table, lookup=lookup, zoned=zoned(table))


def _connect(scheme: str, url: str) -> Any:
    import ibis

    if scheme == "duckdb":
        return _database(url)
    if scheme in ("postgres", "postgresql"):
        return ibis.connect(f"postgres://{url.partition('://')[2]}")
    if scheme not in SCHEMES:
        raise UsageError.invalid("engine", scheme, SCHEMES)
    return ibis.connect(url)


def _database(url: str) -> Any:
    """A DuckDB file, read only. Its views may not read other files."""
    import ibis

    path = Path(unquote(re.sub(r"^duckdb://", "", url)))
    if not path.is_file():
        raise SourceError("database not found", where=Place(file=str(path)))
    return ibis.duckdb.connect(path, read_only=True, enable_external_access=False)


def _find(engine: Any, name: str) -> Any:
    """A table by its name, with or without its schema. Raises `SourceError` with the nearest names."""
    schema, _, table = name.rpartition(".")
    known = engine.list_tables(database=schema or None)
    if table not in known:
        raise SourceError.unknown("table", name, known)
    return engine.table(table, database=schema or None)


def _zoned(table: Any) -> frozenset[str]:
    return frozenset(name for name, kind in table.schema().items() if kind.is_timestamp() and kind.timezone)


def source_name(source: str, facts: Facts) -> str:
    """What observations name as their source: the file, or the host and table without a user."""
    if not is_address(source):
        return Path(source).name
    parts = urlsplit(source)
    place = parts.hostname or Path(parts.path).name
    return f"{facts.table} of {place}"
