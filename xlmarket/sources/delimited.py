"""CSV and TSV: every cell is read as text, and each line is a row, a reject, or listed as unused.

Lines above the header, comments and blank lines do not take part in finding the delimiter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from xlmarket.config import Mapping
from xlmarket.csv_texts import unquoted
from xlmarket.errors import Place, SourceError
from xlmarket.listing import count_of, list_names, shorten
from xlmarket.sources.characters import are_plain, clean, has_invisible, readable
from xlmarket.sources.dialect import delimiter_line, find_delimiter
from xlmarket.sources.encoded import lines_of
from xlmarket.sources.exported import is_quoted
from xlmarket.sources.grid import join_headers
from xlmarket.sources.merges import RowCells
from xlmarket.sources.reading import Reject, Unused
from xlmarket.sources.records import Record, cut
from xlmarket.sources.shape import first_table
from xlmarket.sources.tables import RawRow, RawTable, Unreadable

_COMMENT = "#"
_COMMENTED = re.compile(r"\s*#(?!\s*[\t,;|])")
_NUMBER_ENDS = re.compile(r"[-.,'’\s\u00a0\u202f]?\d")
_GOES_ON = "is followed by one with too few cells that begins like a number: is a number broken in two?"
_KEYS = re.compile(r"\s*[\w ]+(,[\w ]+)*\s*\\\s*[\w ]+\s*")


def read_delimited(data: bytes, name: str, mapping: Mapping) -> RawTable:
    """Return the table of a delimited text, gzipped or not.

    Raises `SourceError` for a text without a header row, an unreadable header and a delimiter that is in doubt.
    """
    table = _DelimitedText(lines_of(data, name, mapping.encoding), name, mapping).table()
    return _unquote(table) if is_quoted(table) else table


@dataclass
class _DelimitedText:
    """The work on one file: its lines, and what is left out of the table."""

    lines: Sequence[str]
    name: str
    mapping: Mapping
    unused: list[Unused] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    after_blank: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.plain = are_plain(self.lines)

    def table(self) -> RawTable:
        """The header and the rows that fit it."""
        start = self._header_start()
        records = list(cut(self.lines, self._delimiter(start), start))
        header, first = self._header(records)
        body = self._drop_footer(self._drop_blank(records[first:]))
        body = self._drop_last_cell(body, len(header))
        self._mark_broken(body, records[first - 1], len(header))
        rows = [row for record in body if (row := self._row(record, header)) is not None]
        table = RawTable(
            file=self.name,
            header=header,
            rows=rows,
            unused=tuple(self.unused),
            rejects=tuple(self.rejects),
            findings=(*self._invisible_findings(body), *self._cut_off_findings(rows)),
        )
        return split_keys(first_table(table, self.after_blank, self.mapping.missing))

    def _header_start(self) -> int:
        """Return the first line that can be the header, and list the lines above it as unused."""
        start = self.mapping.skip_rows
        if delimiter_line(self.lines[0]):
            self._leave_out(1, "delimiter line", f"the line declares the delimiter: {self.lines[0].strip()}")
        for number in range(1, min(start, len(self.lines)) + 1):
            line = self.lines[number - 1].strip()
            if line and not delimiter_line(line):
                self._leave_out(number, "row above the table", f"the row is above the table: {shorten(line)}")
        start = max(start, 1 if delimiter_line(self.lines[0]) else 0)
        while start < len(self.lines) and _is_no_row(self.lines[start]):
            if self.lines[start].strip():
                self._leave_out(start + 1, "comment", f"a comment: {shorten(self.lines[start])}")
            start += 1
        if start >= len(self.lines):
            raise SourceError("the file has no header row", where=Place(file=self.name))
        return start

    def _delimiter(self, start: int) -> str:
        declared = self.mapping.delimiter or delimiter_line(self.lines[0])
        return declared or find_delimiter(self.lines, start, self.name, self.mapping)

    def _header(self, records: Sequence[Record]) -> tuple[tuple[str, ...], int]:
        """The names of the columns, and the index of the record after them."""
        rows = [(at, record) for at, record in enumerate(records) if record.cells][: self.mapping.header_rows]
        for _, record in rows:
            if record.fault:
                raise SourceError(
                    f"the header cannot be read: {record.fault}", where=Place(file=self.name, row=record.number)
                )
        width = max(len(record.cells) for _, record in rows)
        levels: list[tuple[int, RowCells]] = [
            (record.number, {n: clean(cell) for n, cell in enumerate(record.cells, 1) if cell.strip()})
            for _, record in rows
        ]
        return join_headers(levels, 1, width), rows[-1][0] + 1

    def _drop_blank(self, records: Sequence[Record]) -> list[Record]:
        """The records that are not blank. Blank ones are listed unless nothing follows them."""
        filled: list[Record] = []
        blank: list[Record] = []
        for record in records:
            if any(cell.strip() for cell in record.cells):
                for empty in blank:
                    self._leave_out(empty.number, "blank row", "the row is blank")
                if blank:
                    self.after_blank.add(record.number)
                blank = []
                filled.append(record)
            else:
                blank.append(record)
        return filled

    def _drop_footer(self, records: list[Record]) -> list[Record]:
        """The records without those that `skip_footer` leaves out and without notes below a blank row."""
        end = len(records) - min(self.mapping.skip_footer, len(records))
        for record in records[end:]:
            self._leave_out(record.number, "row below the table", f"the row is below the table: {_excerpt(record)}")
        note = end
        while note and _is_note(records[note - 1]):
            note -= 1
            if records[note].number in self.after_blank:
                for record in records[note:end]:
                    self._leave_out(record.number, "note below the table", f"a note: {_excerpt(record)}")
                end = note
        return records[:end]

    def _drop_last_cell(self, records: list[Record], width: int) -> list[Record]:
        """Some publishers end every row but the header in a delimiter. The empty cell after it is not a column."""
        sound = [record for record in records if not record.fault]
        if not sound or not all(len(r.cells) == width + 1 and not r.cells[-1].strip() for r in sound):
            return records
        why = "every row ends in a delimiter: the empty cell after it is left out"
        self._leave_out(sound[0].number, "empty last cell", why)
        return [Record(r.number, r.cells if r.fault else r.cells[:-1], r.fault) for r in records]

    def _mark_broken(self, records: list[Record], header: Record, width: int) -> None:
        """A line end too many breaks a number or name in two: such rows get a fault, so that no part is read as the whole."""
        for at, record in enumerate(records):
            if record.fault or len(record.cells) >= width:
                continue
            if _NUMBER_ENDS.match(record.cells[0]):
                if at == 0:
                    where = Place(file=self.name, row=header.number)
                    raise SourceError(f"the header {_GOES_ON}", where=where, found=_excerpt(record))
                records[at - 1] = _with_fault(records[at - 1], f"the row {_GOES_ON}")
            if len(record.cells) == 1 and at + 1 < len(records) and records[at + 1].cells[0][:1].islower():
                records[at + 1] = _with_fault(
                    records[at + 1], "the row may begin in the one above, which has one cell only"
                )

    def _row(self, record: Record, header: Sequence[str]) -> RawRow | None:
        """A row of the table, or None where it is a comment or a reject."""
        if not record.fault and len(record.cells) == len(header):
            return RawRow(record.number, record.cells if self.plain else [readable(cell) for cell in record.cells])
        if record.cells[0].lstrip().startswith(_COMMENT):
            self._leave_out(record.number, "comment", f"a comment: {_excerpt(record)}")
            return None
        why = record.fault or _misfit(record, len(header))
        self.rejects.append(Reject(Place(file=self.name, row=record.number), _excerpt(record), why))
        return None

    def _invisible_findings(self, records: Sequence[Record]) -> tuple[str, ...]:
        if self.plain:
            return ()
        rows = [str(record.number) for record in records if any(map(has_invisible, record.cells))]
        if not rows:
            return ()
        return (f"invisible characters are taken out of row {list_names(rows)}",)

    def _cut_off_findings(self, rows: Sequence[RawRow]) -> tuple[str, ...]:
        """A last row without a line end may be cut off within its last figure, which the file cannot show."""
        if not rows or not self.lines[-1].strip() or rows[-1].number != len(self.lines):
            return ()
        return (f"row {len(self.lines)} is the last and has no line end: if the file was cut off, so is its last cell",)

    def _leave_out(self, number: int, kind: str, why: str) -> None:
        self.unused.append(Unused(Place(file=self.name, row=number), kind, why))


def _unquote(table: RawTable) -> RawTable:
    """A table of ours without the apostrophes of `csv_texts`."""
    rows = [
        RawRow(row.number, [unquoted(cell) if isinstance(cell, str) else cell for cell in row.cells])
        for row in table.rows
    ]
    return replace(table, rows=rows)


def split_keys(table: RawTable) -> RawTable:
    r"""Return a table with the keys that Eurostat joins in one column, `freq,unit,geo\TIME_PERIOD`, as columns."""
    if not table.header or not _KEYS.fullmatch(table.header[0]):
        return table
    names = tuple(name.strip() for name in table.header[0].partition("\\")[0].split(","))
    rows, rejects = [], []
    for row in table.rows:
        keys = str(row.cells[0] or "").split(",")
        if isinstance(row.cells[0], Unreadable):
            rejects.append(Reject(table.place(row.number, 0), row.cells[0].found, row.cells[0].why))
        elif len(keys) == len(names):
            rows.append(RawRow(row.number, [*(key.strip() for key in keys), *row.cells[1:]]))
        else:
            why = f"the first cell has {len(keys)} keys, the header {len(names)}"
            rejects.append(Reject(table.place(row.number, 0), str(row.cells[0]), why))
    header = (*names, *table.header[1:])
    return replace(table, header=header, rows=rows, rejects=(*table.rejects, *rejects))


def _with_fault(record: Record, why: str) -> Record:
    return Record(record.number, record.cells, record.fault or why)


def _is_no_row(line: str) -> bool:
    """Whether a line above the header is blank or a comment. A header may begin with a column named "#"."""
    return not line.strip(" \t,;|") or bool(_COMMENTED.match(line))


def _is_note(record: Record) -> bool:
    return sum(bool(cell.strip()) for cell in record.cells) == 1 and bool(record.cells[0].strip())


def _misfit(record: Record, width: int) -> str:
    count = f"the row has {count_of(len(record.cells), 'cell')}, the header {width}"
    if len(record.cells) > width:
        return f"{count}: quote a cell that holds the delimiter, such as a number with thousands"
    footer = ", and skip_footer leaves out notes below the table" if len(record.cells) == 1 else ""
    return f"{count}: a row that ends early is not filled up{footer}"


def _excerpt(record: Record) -> str:
    return shorten(" | ".join(record.cells))
