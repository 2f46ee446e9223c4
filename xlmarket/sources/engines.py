"""Parquet through DuckDB, and JSON lines: files whose rows already have names and types."""

from __future__ import annotations

from pathlib import Path

from xlmarket.errors import Place, SourceError
from xlmarket.sources.tables import Raw, RawTable, Row


def read_parquet(path: Path) -> RawTable:
    """The table of a Parquet file."""
    import duckdb

    try:
        with duckdb.connect() as engine:
            found = engine.execute("SELECT * FROM read_parquet(?)", [str(path)])
            header = tuple(column[0] for column in found.description or ())
            rows = [Row(number, [_raw(cell) for cell in row]) for number, row in enumerate(found.fetchall(), start=1)]
    except duckdb.Error as fault:
        words = str(fault).splitlines()[0]
        raise SourceError(f"the Parquet file cannot be read: {words}", where=Place(file=path.name)) from None
    return RawTable(path.name, header, rows)


def read_json_lines(data: bytes, name: str) -> RawTable:
    """The table of a file with one JSON object a line; keys may be missing in some."""
    import orjson

    found: list[tuple[int, dict[str, Raw]]] = []
    for number, line in enumerate(data.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            one = orjson.loads(line)
        except orjson.JSONDecodeError as fault:
            raise SourceError(f"the line is no JSON: {fault}", where=Place(file=name, row=number)) from None
        if not isinstance(one, dict):
            raise SourceError(
                "a line is one JSON object",
                where=Place(file=name, row=number),
                found=line[:40].decode(errors="replace"),
            )
        found.append((number, one))
    if not found:
        raise SourceError("the file is empty", where=Place(file=name))
    header = tuple(dict.fromkeys(key for _, one in found for key in one))
    return RawTable(name, header, [Row(number, [_raw(one.get(key)) for key in header]) for number, one in found])


def _raw(value: object) -> Raw:
    from datetime import date, datetime
    from decimal import Decimal

    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, (str, float, int, bool, date)) or value is None else str(value)
