"""The rows of a file before anybody knows which is the header: texts and cells as they stand, with their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlmarket.errors import SourceError
from xlmarket.sources.delimited import take_keys_apart
from xlmarket.sources.dialect import CANDIDATES, delimiter_line, is_tab_file
from xlmarket.sources.drafting.header import find_header
from xlmarket.sources.encoded import lines_of
from xlmarket.sources.records import cut
from xlmarket.sources.tables import RawCell, RawRow, RawTable

_SAMPLE = 100_000
_TEXTS = (".csv", ".tsv", ".tab", ".txt", ".gz")
_ENCODINGS = ("", "cp1252")
"""Encodings tried in turn: a mark or UTF-8, then the one of Windows in the West."""


ReadTables = Callable[[Path, bytes], Iterable[RawTable]]


@dataclass(frozen=True, slots=True)
class Sketch:
    """The rows that are not blank, from the top; `keys` are what the mapping must declare to get them.

    `comments` are the lines that are comments, `notes` counts the rows of one cell that end the file.
    """

    rows: Sequence[RawRow]
    keys: dict[str, object] = field(default_factory=dict)
    comments: Sequence[str] = ()
    notes: int = 0


def sketch(path: Path, data: bytes, tables: ReadTables) -> Sketch:
    """The first rows of a file, of a workbook those of the first sheet that has a table.

    `tables` reads the sheets of the formats that are no text.
    """
    if path.suffix.lower() in _TEXTS:
        return _of_text(data, path.name)
    sketches = map(_of_table, tables(path, data))
    first = next(sketches, Sketch(()))
    return first if find_header(first.rows) else next((one for one in sketches if find_header(one.rows)), first)


def _of_table(table: RawTable) -> Sketch:
    """The rows of a table that was read with its first row as header."""
    first = min((row.number for row in table.rows), default=2)
    above = max((one.place.row or 0 for one in table.unused if one.kind.startswith("row above")), default=0)
    header = RawRow(max(first - 1, above + 1), [name or None for name in table.header])
    keys: dict[str, object] = {"sheet": table.sheet} if table.sheet else {}
    return Sketch([header, *table.rows[:_SAMPLE]], keys)


def _of_text(data: bytes, name: str) -> Sketch:
    keys: dict[str, object] = {}
    for encoding in _ENCODINGS:
        try:
            lines = lines_of(data, name, encoding)
        except SourceError:
            if encoding == _ENCODINGS[-1]:
                raise
            continue
        if encoding:
            keys["encoding"] = encoding
        break
    comments = [line for line in lines[:_SAMPLE] if line.lstrip().startswith("#")]
    start = 1 if delimiter_line(lines[0]) else 0
    by_ending = "\t" if is_tab_file(name) and any("\t" in line for line in lines[:_SAMPLE]) else ""
    delimiter = delimiter_line(lines[0]) or by_ending or _delimiter(lines[start : start + _SAMPLE])
    records = [
        one for one in cut(lines[: start + _SAMPLE], delimiter, start) if any(cell.strip() for cell in one.cells)
    ]
    rows = [RawRow(one.number, list(one.cells)) for one in records if not one.cells[0].lstrip().startswith("#")]
    if delimiter not in (",", "\t") and not start:
        keys["delimiter"] = delimiter
    return Sketch(_apart(rows, name), keys, comments, _notes(lines, delimiter))


def _notes(lines: Sequence[str], delimiter: str) -> int:
    """How many rows at the end of a file have one cell, where no blank row tells them from the table."""
    last = list(cut(lines[-50:], delimiter))
    notes = 0
    while last and len(last[-1].cells) == 1:
        notes += bool(last.pop().cells[0].strip())
    return notes if last and any(cell.strip() for cell in last[-1].cells) else 0


def _delimiter(lines: Sequence[str]) -> str:
    """The delimiter that cuts most rows into equally many cells, and into the most."""

    def score(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(one.cells) for one in cut(lines, delimiter) if one.cells and not one.fault)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        return (count / max(sum(widths.values()), 1), width) if width > 1 else (0.0, 1)

    return max(CANDIDATES, key=score)


def _apart(rows: Sequence[RawRow], name: str) -> Sequence[RawRow]:
    """The rows with Eurostat's joined keys taken apart, as the reader of the file does it."""
    for at, row in enumerate(rows[:1]):
        header: tuple[RawCell, ...] = tuple(row.cells)
        table = take_keys_apart(RawTable(name, tuple(map(str, header)), rows[at + 1 :]))
        if len(table.header) > len(header):
            return [RawRow(row.number, list(table.header)), *table.rows]
    return rows
