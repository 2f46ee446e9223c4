"""Parquet through DuckDB. Columns of types without figures, names or periods are listed as unused."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from xlmarket.errors import Place, SourceError
from xlmarket.sources.characters import clean, readable
from xlmarket.sources.reading import Unused
from xlmarket.sources.tables import RawCell, RawRow, RawTable, Unreadable

if TYPE_CHECKING:
    import duckdb

_NESTED = ("STRUCT", "MAP", "UNION", "LIST")
_TIMES = dict.fromkeys(("TIME", "TIME_NS", "TIME WITH TIME ZONE"), "times of day")
_USELESS = {"BLOB": "bytes", "INTERVAL": "spans of time", "BIT": "bits", **_TIMES}
_MOMENT = "TIMESTAMP WITH TIME ZONE"


def read_parquet(path: Path) -> RawTable:
    """Return the table of a Parquet file. Raises `SourceError` for a damaged file and one without usable columns."""
    import duckdb

    try:
        with duckdb.connect() as engine:
            engine.execute("SET TimeZone = 'UTC'")
            return _table(engine, path)
    except duckdb.Error as fault:
        words = str(fault).splitlines()[0]
        raise SourceError(f"the Parquet file cannot be read: {words}", where=Place(file=path.name)) from None


def _table(engine: duckdb.DuckDBPyConnection, path: Path) -> RawTable:
    described = engine.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    types = {str(name): str(kind) for name, kind, *_ in described}
    unused = [
        Unused(Place(file=path.name, column=name), "column of another type", f"{name} holds {what}")
        for name, kind in types.items()
        if (what := _useless(kind))
    ]
    kept = [name for name, kind in types.items() if not _useless(kind)]
    if not kept:
        raise SourceError("no column holds figures or texts", where=Place(file=path.name), found=", ".join(types))
    chosen = ", ".join(_select(name, types[name]) for name in kept)
    cursor = engine.execute(f"SELECT {chosen} FROM read_parquet(?)", [str(path)])  # noqa: S608 - names are quoted
    readers = [_reader(types[name]) for name in kept]
    rows = [RawRow(number, _cells(row, readers)) for number, row in enumerate(cursor.fetchall(), start=1)]
    return RawTable(file=path.name, header=tuple(map(clean, kept)), rows=rows, unused=tuple(unused))


def _useless(kind: str) -> str:
    """What a column of a type holds that is neither figure, name nor period, or ""."""
    if kind.endswith("]") or kind.startswith(_NESTED):
        return "lists or objects"
    return _USELESS.get(kind, "")


def _select(name: str, kind: str) -> str:
    """A column as it is fetched: moments as text in UTC, 32-bit numbers as the shortest text that means them."""
    quoted = '"' + name.replace('"', '""') + '"'
    return f"CAST({quoted} AS VARCHAR)" if kind in (_MOMENT, "FLOAT", "UUID") else quoted


def _cells(row: Sequence[object], readers: Sequence[Callable[[object], RawCell]]) -> list[RawCell]:
    return [None if cell is None else read(cell) for cell, read in zip(row, readers, strict=True)]


def _reader(kind: str) -> Callable[[object], RawCell]:
    match kind.split("(")[0]:
        case "FLOAT":
            return lambda cell: _number(float(str(cell)))
        case "TIMESTAMP WITH TIME ZONE":
            return _moment
    return _raw


def _moment(cell: object) -> RawCell:
    """A moment is a day only where it is midnight in UTC: elsewhere its day depends on the time zone."""
    text = str(cell)
    day, _, time = text.partition(" ")
    if time.startswith("00:00:00+00"):
        return date.fromisoformat(day)
    return Unreadable(text, "a moment of a time zone: its day differs by zone, store days")


def _raw(cell: object) -> RawCell:
    match cell:
        case str():
            return readable(cell)
        case bool() | date() if not isinstance(cell, datetime):
            return cell
        case datetime():
            return cell.date()
        case int() | float() | Decimal():
            return _number(cell)
    return str(cell)


def _number(cell: float | Decimal) -> RawCell:
    try:
        number = float(cell)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        return Unreadable(str(cell), "not a finite number")
    if isinstance(cell, int) and int(number) != cell:
        return Unreadable(str(cell), "a whole number with more digits than a figure can keep")
    if isinstance(cell, Decimal) and Decimal(repr(number)) != cell:
        return Unreadable(str(cell), "a number with more digits than a figure can keep")
    return number
