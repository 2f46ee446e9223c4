"""Files of facts, which DuckDB reads and may read alone: nothing else of the disk or the network is open to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xlmarket.config import Facts
from xlmarket.errors import EnvironmentFault, Place, SourceError

_ENDINGS = {".parquet": "read_parquet", ".csv": "read_csv", ".gz": "read_csv", ".tsv": "read_csv"}


@contextmanager
def open_files(path: Path, facts: Facts) -> Iterator[tuple[Any, Any, Any]]:
    """The engine, the table of a file, and that of its lookup, which is a file next to it.

    Raises `SourceError` for a kind of file that it does not read and `EnvironmentFault` for one that is missing.
    """
    import ibis

    other = path.parent / facts.lookup["table"] if facts.lookup else None
    paths = [path] if other is None else [path, other]
    for one in paths:
        _check(one)
    engine = ibis.duckdb.connect()
    try:
        engine.settings["allowed_paths"] = [str(one.resolve()) for one in paths]
        engine.settings["enable_external_access"] = False
        engine.settings["lock_configuration"] = True
        columns = (facts.market, facts.lookup.get("column", ""))
        table = _read(engine, path, columns, facts.date)
        yield engine, table, None if other is None else _read(engine, other, (facts.market, facts.lookup["key"]))
    finally:
        engine.disconnect()


def _check(path: Path) -> None:
    if path.suffix.lower() not in _ENDINGS:
        raise SourceError(
            "not a kind of file that facts are read from", where=Place(file=path.name), allowed=[*_ENDINGS]
        )
    if not path.is_file():
        raise EnvironmentFault("file not found", where=Place(file=str(path)))


def _read(engine: Any, path: Path, texts: tuple[str, ...], date: str = "") -> Any:
    """A table. Of delimited text, names and codes stay texts (`076`), and days must be written as ISO 8601 has them."""
    reader = getattr(engine, _ENDINGS[path.suffix.lower()])
    table = reader(str(path.resolve()))
    if path.suffix.lower() == ".parquet":
        return table
    kinds = table.schema()
    plain = [name for name in {*texts, date} if name in kinds and not kinds[name].is_string()]
    if not plain:
        return table
    strict = reader(str(path.resolve()), types=dict.fromkeys(plain, "VARCHAR"))
    return strict.mutate(**{date: strict[date].cast(kinds[date])}) if date in plain else strict
