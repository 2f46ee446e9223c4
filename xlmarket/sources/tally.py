"""Rows and cells of a table that are not imported though nothing is wrong with them, counted by kind and place.

`tidy` counts here, so that every cell of a file is a figure, a gap, a reject or an entry of this tally.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xlmarket.sources.reading import Unused
from xlmarket.sources.tables import RawRow, RawTable

_Run = tuple[str, str, int, int]


@dataclass
class Tally:
    """What was left out of one table. Rows that follow each other for one reason are one entry."""

    table: RawTable
    _rows: list[_Run] = field(default_factory=list)
    _notes: list[RawRow] = field(default_factory=list)
    _empty: dict[int, tuple[int, int]] = field(default_factory=dict)
    _last: int = 0
    _position: int = 0
    _previous: int = -1

    def count_blank(self, row: RawRow) -> None:
        """A row without any cell."""
        self._add("blank row", "the row is blank", row)

    def count_filtered(self, row: RawRow, column: str) -> None:
        """A row that `only` leaves out by its text in a column."""
        self._add("row left out by only", f'its {column} is not one that "only" keeps', row)

    def count_skipped(self, row: RawRow) -> None:
        """A row that `skip` leaves out by its number."""
        self._add("row left out by skip", 'its number is one of "skip"', row)

    def count_excluded(self, row: RawRow) -> None:
        """A row that `exclude` leaves out by its market."""
        self._add("row left out by exclude", "its market is one that is excluded", row)

    def count_note(self, row: RawRow) -> None:
        """A row with one text: a heading, a market without figures or, below the data, a note."""
        self._position += 1
        self._notes.append(row)

    def count_data(self, row: RawRow) -> None:
        """A row that is read."""
        self._position += 1
        self._last = row.number

    def count_empty(self, row: RawRow, column: int) -> None:
        """An empty cell in a column of values."""
        first, count = self._empty.get(column, (row.number, 0))
        self._empty[column] = (first, count + 1)

    def entries(self) -> Iterator[Unused]:
        """Yield one entry per run of rows left out, per note and per column with empty cells."""
        for kind, why, first, count in self._rows:
            yield Unused(self.table.place(row=first), kind, why, count)
        for row in self._notes:
            below = row.number > self._last
            text = next(str(cell).strip() for cell in row.cells if cell not in (None, ""))
            kind = "note row" if below else "row without figures"
            yield Unused(self.table.place(row=row.number), kind, f'the row holds only "{text[:60]}"')
        for column, (first, count) in self._empty.items():
            yield Unused(self.table.place(first, column), "empty cell", "no figure and no reason", count)

    def _add(self, kind: str, why: str, row: RawRow) -> None:
        self._position += 1
        adjacent = self._previous == self._position - 1
        if adjacent and self._rows and self._rows[-1][:2] == (kind, why):
            _, _, first, count = self._rows.pop()
            self._rows.append((kind, why, first, count + 1))
        else:
            self._rows.append((kind, why, row.number, 1))
        self._previous = self._position
