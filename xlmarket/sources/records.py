"""Lines of a delimited text are cut into records. One that cannot be cut has a fault and its first line.

The csv module ends a quote that was never closed at the end of the file, and takes all rows between for one cell. Here
such a record is one fault, and the next line is read as a row again, so that no row vanishes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

LONGEST_CELL = 1 << 20
UNCLOSED = "a quote opens in this row and is never closed"
AFTER = "text follows a closing quote"
STRAY = "a quote inside a cell that is not quoted: quote the cell and double its quotes"
SWALLOWED = "a quoted cell runs over several rows: a quote is missing or too many"
TOO_LONG = f"a cell has more than {LONGEST_CELL:,} characters"


class Record(NamedTuple):
    """One row: the number of its first line (from 1), its cells, and the reason where it cannot be cut.

    A tuple, since every line of a file makes one.
    """

    number: int
    cells: list[str]
    fault: str = ""


def cut(lines: Sequence[str], delimiter: str, start: int = 0) -> Iterator[Record]:
    """Yield the records of all lines from `start` (from 0). An empty line is a record without cells."""
    at = start
    while at < len(lines):
        line = lines[at]
        if '"' not in line:
            cells = line.split(delimiter) if line.strip(" \t") or delimiter in line else []
            fault = TOO_LONG if len(line) > LONGEST_CELL and max(map(len, cells)) > LONGEST_CELL else ""
            yield Record(at + 1, cells, fault)
            at += 1
            continue
        try:
            cells, after = _Cutter(lines, delimiter, at).read()
            yield Record(at + 1, cells)
            at = after
        except ValueError as fault:
            yield Record(at + 1, line.split(delimiter), str(fault))
            at += 1


@dataclass(slots=True)
class _Cutter:
    """The work on one record with quotes: the line and the position reached."""

    lines: Sequence[str]
    delimiter: str
    at: int
    position: int = 0

    def read(self) -> tuple[list[str], int]:
        """Return the cells of the record and the index of the line after it. Raises `ValueError` where it cannot be cut."""
        first = self.at
        cells = [self._read_cell()]
        while self.position < len(self.lines[self.at]):
            self.position += 1
            cells.append(self._read_cell())
        if self.at > first and self._are_rows(first, len(cells)):
            raise ValueError(SWALLOWED)
        if max(map(len, cells)) > LONGEST_CELL:
            raise ValueError(TOO_LONG)
        return cells, self.at + 1

    def _are_rows(self, first: int, width: int) -> bool:
        """Whether each line of the record is as wide as the record: then they are rows that a quote has joined."""
        return width > 1 and all(line.count(self.delimiter) == width - 1 for line in self.lines[first : self.at + 1])

    def _read_cell(self) -> str:
        """Return the cell at the position, and move to the delimiter after it or to the end of the line."""
        line = self.lines[self.at]
        start = self._after_blanks()
        if line[start : start + 1] == '"':
            self.position = start + 1
            content = self._read_quoted()
            self.position = self._after_blanks()
            rest = self.lines[self.at][self.position :]
            if rest and not rest.startswith(self.delimiter):
                raise ValueError(AFTER)
            return content
        end = line.find(self.delimiter, self.position)
        cell = line[self.position : end if end >= 0 else len(line)]
        if '"' in cell:
            raise ValueError(STRAY)
        self.position += len(cell)
        return cell

    def _after_blanks(self) -> int:
        line, position = self.lines[self.at], self.position
        while position < len(line) and line[position] in " \t" and line[position] != self.delimiter:
            position += 1
        return position

    def _read_quoted(self) -> str:
        """Return the text up to the closing quote, which may be some lines below, and move behind that quote."""
        parts: list[str] = []
        while True:
            line = self.lines[self.at]
            end = line.find('"', self.position)
            if end < 0:
                parts += [line[self.position :], "\n"]
                self.at, self.position = self.at + 1, 0
                if self.at == len(self.lines):
                    raise ValueError(UNCLOSED)
                continue
            parts.append(line[self.position : end])
            self.position = end + 1
            if line[end + 1 : end + 2] != '"':
                return "".join(parts)
            parts.append('"')
            self.position = end + 2
