"""The first rows of a foreign file, whose header is not known yet: raw cells with the numbers of their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlmarket.errors import SourceError
from xlmarket.sources.delimited import split_keys
from xlmarket.sources.dialect import CANDIDATES, delimiter_line, is_tab_file
from xlmarket.sources.drafting.header import find_header
from xlmarket.sources.encoded import lines_of
from xlmarket.sources.records import cut
from xlmarket.sources.tables import RawCell, RawRow, RawTable

_SAMPLE = 100_000
_TEXTS = (".csv", ".tsv", ".tab", ".txt", ".gz")
_FALLBACK = "cp1252"
"""The encoding of Windows in the West, tried where a text is not UTF-8."""


ReadTables = Callable[[Path, bytes], Iterable[RawTable]]


@dataclass(frozen=True, slots=True)
class Sketch:
    """The rows that are not blank, from the top. `keys` are what the mapping must declare to read them.

    `comments` are the lines that are comments, `notes` counts the rows of one cell at the end of the file.
    """

    rows: Sequence[RawRow]
    keys: dict[str, object] = field(default_factory=dict)
    comments: Sequence[str] = ()
    notes: int = 0


def sketch(path: Path, data: bytes, tables: ReadTables) -> Sketch:
    """Return the first rows of a file, of a workbook those of the first sheet with a table.

    `tables` reads the sheets of the formats that are not texts. Raises `SourceError` for a file that cannot be read.
    """
    if path.suffix.lower() in _TEXTS:
        return _of_text(data, path.name)
    sketches = map(_of_table, tables(path, data))
    first = next(sketches, Sketch(()))
    return first if find_header(first.rows) else next((other for other in sketches if find_header(other.rows)), first)


def _of_table(table: RawTable) -> Sketch:
    """The rows of a table, its header as a row again."""
    first = min((row.number for row in table.rows), default=2)
    above = max((unused.place.row or 0 for unused in table.unused if unused.kind.startswith("row above")), default=0)
    header = RawRow(max(first - 1, above + 1), [name or None for name in table.header])
    keys: dict[str, object] = {"sheet": table.sheet} if table.sheet else {}
    return Sketch([header, *table.rows[:_SAMPLE]], keys)


def _of_text(data: bytes, name: str) -> Sketch:
    lines, keys = _decode(data, name)
    comments = [line for line in lines[:_SAMPLE] if line.lstrip().startswith("#")]
    start = 1 if delimiter_line(lines[0]) else 0
    by_ending = "\t" if is_tab_file(name) and any("\t" in line for line in lines[:_SAMPLE]) else ""
    delimiter = delimiter_line(lines[0]) or by_ending or _delimiter(lines[start : start + _SAMPLE])
    records = [
        record
        for record in cut(lines[: start + _SAMPLE], delimiter, start)
        if any(cell.strip() for cell in record.cells)
    ]
    rows = [
        RawRow(record.number, list(record.cells)) for record in records if not record.cells[0].lstrip().startswith("#")
    ]
    if delimiter not in (",", "\t") and not start:
        keys["delimiter"] = delimiter
    return Sketch(_apart(rows, name), keys, comments, _notes(lines, delimiter))


def _decode(data: bytes, name: str) -> tuple[list[str], dict[str, object]]:
    """The lines under the first encoding that fits, and the key that declares it."""
    try:
        return lines_of(data, name), {}
    except SourceError:
        return lines_of(data, name, _FALLBACK), {"encoding": _FALLBACK}


def _notes(lines: Sequence[str], delimiter: str) -> int:
    """How many rows at the end of a file have one cell, without a blank row between them and the table."""
    last = list(cut(lines[-50:], delimiter))
    while last and not any(cell.strip() for cell in last[-1].cells):
        last.pop()
    notes = 0
    while last and len(last[-1].cells) == 1:
        notes += bool(last.pop().cells[0].strip())
    return notes if last and any(cell.strip() for cell in last[-1].cells) else 0


def _delimiter(lines: Sequence[str]) -> str:
    """The delimiter that cuts most rows into equally many cells, and into the most."""

    def score(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(record.cells) for record in cut(lines, delimiter) if record.cells and not record.fault)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        return (count / max(sum(widths.values()), 1), width) if width > 1 else (0.0, 1)

    return max(CANDIDATES, key=score)


def _apart(rows: Sequence[RawRow], name: str) -> Sequence[RawRow]:
    """The rows with Eurostat's joined keys taken apart, as the reader of the file does it."""
    for at, row in enumerate(rows[:1]):
        header: tuple[RawCell, ...] = tuple(row.cells)
        table = split_keys(RawTable(file=name, header=tuple(map(str, header)), rows=rows[at + 1 :]))
        if len(table.header) > len(header):
            return [RawRow(row.number, list(table.header)), *table.rows]
    return rows
