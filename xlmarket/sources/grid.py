"""Cells of a sheet become a table: the area that the mapping points at, its header rows, and what lies around it.

Every reader of spreadsheets (xlsx, ods, xls) hands its cells over as a `Grid`, so that all of them choose alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl.utils import get_column_letter, range_boundaries

from xlmarket.config import Mapping
from xlmarket.errors import Place, SourceError
from xlmarket.sources.reading import Unused
from xlmarket.sources.tables import Raw, RawTable, Row

MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576

Cells = dict[int, Raw]


@dataclass(frozen=True, slots=True)
class Area:
    """Columns and rows of a sheet, from 1, both ends included."""

    left: int = 1
    top: int = 1
    right: int = MOST_COLUMNS
    bottom: int = MOST_ROWS

    def has_row(self, row: int) -> bool:
        return self.top <= row <= self.bottom

    def has_column(self, column: int) -> bool:
        return self.left <= column <= self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells of a sheet that are not empty: rows in order, each with its number and its columns, from 1.

    `merges` are the merged areas of the sheet, or None where the format does not tell them.
    """

    file: str
    sheet: str
    rows: Sequence[tuple[int, Cells]]
    merges: Sequence[Area] | None = ()


def area_of(mapping: Mapping, file: str) -> Area:
    """The area that `range` and `skip_rows` of a mapping leave."""
    if not mapping.range:
        return Area(top=1 + mapping.skip_rows)
    try:
        left, top, right, bottom = range_boundaries(mapping.range.upper().replace("$", ""))
    except ValueError:
        raise SourceError("invalid range", where=Place(file=file), found=mapping.range, allowed="B3:F40") from None
    return Area(left or 1, (top or 1) + mapping.skip_rows, right or MOST_COLUMNS, bottom or MOST_ROWS)


def table_of(grid: Grid, area: Area, mapping: Mapping) -> RawTable:
    """The table in an area of a sheet; rows and columns outside it are listed as unused."""
    rows, unused = _cut(grid, area)
    levels = max(mapping.header_rows, 1)
    if len(rows) <= levels:
        raise SourceError("the sheet has no rows under its header", where=Place(file=grid.file, sheet=grid.sheet))
    left = area.left if area.left > 1 else min(min(cells) for _, cells in rows)
    right = max(max(cells) for _, cells in rows)
    merges = [merge for merge in grid.merges or () if merge.right > merge.left]
    header = join_headers(rows[:levels], left, right, merges)
    body = [Row(number, [cells.get(column) for column in range(left, right + 1)]) for number, cells in rows[levels:]]
    letters = tuple(get_column_letter(column) for column in range(left, right + 1))
    return RawTable(grid.file, header, body, grid.sheet, letters, tuple(unused))


def _cut(grid: Grid, area: Area) -> tuple[list[tuple[int, Cells]], list[Unused]]:
    """The rows of the area, and what of the sheet lies outside it."""
    rows, unused, columns = [], [], set[int]()
    for number, cells in grid.rows:
        if not cells:
            continue
        place = Place(file=grid.file, sheet=grid.sheet, row=number)
        if not area.has_row(number):
            side = "above" if number < area.top else "below"
            unused.append(Unused(place, f"row {side} the table", f"the row is {side} the table: {_words(cells)}"))
            continue
        columns |= {column for column in cells if not area.has_column(column)}
        inside = {column: cell for column, cell in cells.items() if area.has_column(column)}
        if inside:
            rows.append((number, inside))
    for column in sorted(columns):
        letter = get_column_letter(column)
        place = Place(file=grid.file, sheet=grid.sheet, column=letter)
        unused.append(Unused(place, "column outside the range", f"column {letter} is outside the range"))
    return rows, unused


def _words(cells: Cells) -> str:
    words = " ".join(show(cell) for cell in cells.values())
    return words if len(words) <= 60 else words[:59] + "…"


def join_headers(
    rows: Sequence[tuple[int, Cells]], left: int, right: int, merges: Sequence[Area] = ()
) -> tuple[str, ...]:
    """Names of columns: the labels of all header rows over a column, joined by spaces.

    A label of an upper row holds for the columns of its merge. In a row without merges it holds up to the next label
    of its own or a higher row, as people leave the cells after it empty.
    """
    spread = [_spread(cells, number, merges) for number, cells in rows]
    carried: list[str] = [""] * len(rows)
    names = []
    for column in range(left, right + 1):
        for level, (number, own) in enumerate(rows):
            if column in spread[level]:
                carried[level] = show(spread[level][column])
                if column in own:
                    carried[level + 1 :] = [""] * (len(rows) - level - 1)
            elif level == len(rows) - 1 or any(merge.has_row(number) for merge in merges):
                carried[level] = ""
        names.append(" ".join(part for part in carried if part))
    return tuple(names)


def _spread(cells: Cells, number: int, merges: Sequence[Area]) -> Cells:
    """The labels of a row, each in all the columns of its merge; a merge over several rows counts in its first."""
    wide = [merge for merge in merges if merge.top == number and merge.left in cells]
    return cells | {column: cells[merge.left] for merge in wide for column in range(merge.left, merge.right + 1)}


def show(value: Raw) -> str:
    """A cell as it reads in a header: whole numbers without a point, dates as ISO."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else " ".join(str(value).split())
