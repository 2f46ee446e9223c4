"""What every kind of file becomes first: a header and rows of raw cells, each row knowing where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xlmarket.errors import Place, SourceError
from xlmarket.nearest import nearest
from xlmarket.sources.reading import Reject, Unused


@dataclass(frozen=True, slots=True)
class Percent:
    """A number that the file shows as a percentage; `value` is the number shown: 12 for a cell that holds 0.12."""

    value: float

    def __str__(self) -> str:
        return f"{self.value!r}%"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that is not empty and has no value: a formula never calculated, a time of day, a part of a merged figure.

    It is a reject only where its column is used. `label` is what the cell means as a name or period, where it can be
    one: the cells of a merge belong to the label in its first cell, a figure belongs to one row only.
    """

    found: str
    why: str
    label: str | float | date | None = None

    def __str__(self) -> str:
        return self.found if self.label is None else str(self.label)


RawCell = str | float | int | bool | date | Percent | Unreadable | None


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: its number in the file (from 1) and its cells, texts as they stand."""

    number: int
    cells: Sequence[RawCell]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A header and the rows under it; `columns` are the letters of the columns where the file has such.

    `unused` and `rejects` are what the reader of the file left out: other sheets, title rows, rows that do not fit.
    `findings` are sentences about what it read that looks odd: hidden rows, a format that shows millions.
    """

    file: str
    header: tuple[str, ...]
    rows: Sequence[RawRow]
    sheet: str = ""
    columns: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()
    rejects: tuple[Reject, ...] = ()
    findings: tuple[str, ...] = ()

    def place(self, row: int | None = None, column: int | None = None) -> Place:
        """Where a row or a cell of it stands."""
        name = self.header[column] if column is not None and column < len(self.header) else None
        cell = f"{self.columns[column]}{row}" if self.columns and column is not None and row is not None else None
        return Place(file=self.file, sheet=self.sheet or None, cell=cell, row=None if cell else row, column=name)

    def find(self, name: str) -> int | None:
        """The place of a column by its name, without regard to case and spaces around it."""
        wanted = name.strip().casefold()
        found = [n for n, header in enumerate(self.header) if header.strip().casefold() == wanted]
        if len(found) > 1:
            raise SourceError("two columns have this name", where=self.place(), found=name)
        return found[0] if found else None

    def column(self, name: str, what: str) -> int:
        """The place of a column that must be there; the error offers the nearest."""
        found = self.find(name)
        if found is None:
            near = nearest(name, self.header)
            allowed = [header for header in self.header if header][:12]
            raise SourceError(
                f"there is no column for the {what}", where=self.place(), found=name, allowed=allowed, nearest=near
            )
        return found
