"""What every kind of file becomes first: a header and rows of raw cells, each row with its number in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from xlmarket.errors import Place, SourceError
from xlmarket.nearest import nearest
from xlmarket.sources.reading import Reject, Unused

_MOST_HEADERS = 12


@dataclass(frozen=True, slots=True)
class Percent:
    """A number that the file shows as a percentage: `value` is 12 for a cell that holds 0.12."""

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


class RawRow(NamedTuple):
    """One row: its number in the file (from 1) and its cells, texts unchanged. A tuple, since every row makes one."""

    number: int
    cells: Sequence[RawCell]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """A header and the rows under it. `columns` are the letters of the columns in a sheet, else empty.

    `unused` and `rejects` are what the reader of the file left out: other sheets, title rows, rows that do not fit.
    `findings` are sentences about odd places that were read: hidden rows, a format that shows millions. `codes` are
    metrics whose name is a code, which does not say how they add up.
    """

    file: str
    header: tuple[str, ...]
    rows: Sequence[RawRow]
    sheet: str = ""
    columns: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()
    rejects: tuple[Reject, ...] = ()
    findings: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()

    def place(self, row: int | None = None, column: int | None = None) -> Place:
        """The place of the table, of a row by its number in the file, or of a cell. Columns count from 0."""
        name = self.header[column] if column is not None and column < len(self.header) else None
        cell = f"{self.columns[column]}{row}" if self.columns and column is not None and row is not None else None
        return Place(file=self.file, sheet=self.sheet or None, cell=cell, row=None if cell else row, column=name)

    def find(self, name: str) -> int | None:
        """The position of a column by its name, without regard to case and spaces around it.

        Raises `SourceError` where two columns have the name.
        """
        wanted = name.strip().casefold()
        matches = [n for n, header in enumerate(self.header) if header.strip().casefold() == wanted]
        if len(matches) > 1:
            raise SourceError("two columns have this name", where=self.place(), found=name)
        return matches[0] if matches else None

    def column(self, name: str, use: str) -> int:
        """The position of a column that the mapping uses as `use`. Raises `SourceError` where the table lacks it."""
        position = self.find(name)
        if position is None:
            known = [header.strip() for header in self.header if header.strip()]
            raise SourceError.unknown(
                f"column for the {use}",
                name,
                where=self.place(),
                allowed=known[:_MOST_HEADERS],
                nearest=nearest(name, known),
            )
        return position


def text_of(cell: RawCell) -> str:
    """A cell as one line of text: whole numbers without a point, dates as ISO, nothing for an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else " ".join(str(cell).split())
