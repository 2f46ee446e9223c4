"""Cells of a sheet become a table: the area that the mapping points at, its header rows, and what is around it.

Every reader of spreadsheets (xlsx, ods, xls) passes its cells as a `SheetGrid`, so that all of them choose alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from xlmarket.config import Mapping
from xlmarket.config.mapping import FIELDS
from xlmarket.errors import Place, SourceError
from xlmarket.listing import shorten
from xlmarket.package.areas import Area, column_letters, parse_area
from xlmarket.package.limits import MAX_ROW
from xlmarket.sources.merges import RowCells, fill_labels
from xlmarket.sources.reading import Reject, Unused
from xlmarket.sources.shape import first_table, left_table
from xlmarket.sources.tables import Percent, RawCell, RawRow, RawTable, Unreadable, text_of

_LONGEST = 60
NumberedRows = Sequence[tuple[int, RowCells]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetGrid:
    """The cells of a sheet that are not empty: rows in order, each with its number and its columns, from 1.

    `merges` are the merged areas of the sheet, or None where the format does not have them.
    """

    file: str
    sheet: str
    rows: NumberedRows
    merges: Sequence[Area] | None = ()


def area_of(mapping: Mapping, file: str) -> Area:
    """Return the area that `range` and `skip_rows` of a mapping leave. Raises `SourceError` for an invalid range."""
    try:
        area = parse_area(mapping.range or f"1:{MAX_ROW}")
    except ValueError:
        raise SourceError.invalid("range", mapping.range, ("B3:F40",), where=Place(file=file)) from None
    return replace(area, first_row=area.first_row + mapping.skip_rows)


def table_of(grid: SheetGrid, area: Area, mapping: Mapping) -> RawTable:
    """Return the table in an area of a sheet, with the rows and columns outside it listed as unused.

    Raises `SourceError` where no row is below the header.
    """
    rows, unused = _cut(grid, area)
    if mapping.skip_footer:
        unused += _outside(grid, rows[-mapping.skip_footer :], "below")
        rows = rows[: -mapping.skip_footer]
    levels = max(mapping.header_rows, 1)
    if len(rows) <= levels:
        raise SourceError("the sheet has no rows under its header", where=Place(file=grid.file, sheet=grid.sheet))
    merges = [m for m in grid.merges or () if area.has_row(m.first_row) and area.has_column(m.first_column)]
    below = [merge for merge in merges if merge.first_row > rows[levels - 1][0]]
    filled = fill_labels(rows[levels:], below, Place(file=grid.file, sheet=grid.sheet))
    left = area.first_column if area.first_column > 1 else min(min(cells) for _, cells in rows)
    spans = merges if grid.merges is not None and not mapping.carry else None
    table = replace(_raw_table(grid, rows, levels, left, spans), unused=tuple(unused))
    table = first_table(table, _after_blank(rows), tuple(mapping.missing))
    table = table if mapping.range or mapping.table else left_table(table, _columns_expected(mapping))
    sentences = (*filled, *find_mixed_percent(table))
    return replace(table, findings=tuple(f"{grid.sheet}: {sentence}" for sentence in sentences))


def _raw_table(grid: SheetGrid, rows: NumberedRows, levels: int, left: int, merges: Sequence[Area] | None) -> RawTable:
    """The rows from column `left` on as a table, the first `levels` of them as its header."""
    columns = range(left, max(max(cells) for _, cells in rows) + 1)
    return RawTable(
        file=grid.file,
        header=join_headers(rows[:levels], left, columns[-1], merges),
        rows=[RawRow(number, [cells.get(column) for column in columns]) for number, cells in rows[levels:]],
        sheet=grid.sheet,
        columns=tuple(column_letters(column) for column in columns),
        rejects=tuple(_unread_headers(rows[:levels], Place(file=grid.file, sheet=grid.sheet))),
    )


def _after_blank(rows: NumberedRows) -> set[int]:
    """The rows with an empty row above them."""
    return {number for (above, _), (number, _) in pairwise(rows) if number > above + 1}


def _columns_expected(mapping: Mapping) -> set[str]:
    """The columns that a table may have by the mapping or as a tidy one."""
    return {name.casefold() for name in (*FIELDS, *mapping.columns.values(), *mapping.values, *mapping.only)}


def _unread_headers(rows: NumberedRows, where: Place) -> Iterator[Reject]:
    for number, cells in rows:
        for column, cell in cells.items():
            if isinstance(cell, Unreadable):
                place = replace(where, cell=f"{column_letters(column)}{number}")
                yield Reject(place, cell.found, cell.why)


def find_mixed_percent(table: RawTable) -> Iterator[str]:
    """Yield a sentence per column where some numbers are shown as percentages and others are not: 12 % next to 0.34."""
    for place, letter in enumerate(table.columns):
        cells = [row.cells[place] for row in table.rows]
        shown = sum(isinstance(cell, Percent) for cell in cells)
        plain = sum(isinstance(cell, float) for cell in cells) if shown else 0
        if plain:
            counts = (
                f"numbers shown as percentages ({shown:,}) are parts of 100, the others ({plain:,}) are as they are"
            )
            yield f"column {letter}: {counts}"


def _cut(grid: SheetGrid, area: Area) -> tuple[list[tuple[int, RowCells]], list[Unused]]:
    """The rows of the area, and the rows and columns of the sheet outside it."""
    rows, unused, columns = [], [], set[int]()
    for number, cells in grid.rows:
        if not cells:
            continue
        if not area.has_row(number):
            side = "above" if number < area.first_row else "below"
            unused += _outside(grid, [(number, cells)], side)
            continue
        outside = {column for column in cells if not area.has_column(column)}
        columns |= outside
        inside = {column: cell for column, cell in cells.items() if column not in outside} if outside else cells
        if inside:
            rows.append((number, inside))
    for column in sorted(columns):
        letter = column_letters(column)
        place = Place(file=grid.file, sheet=grid.sheet, column=letter)
        unused.append(Unused(place, "column outside the range", f"column {letter} is outside the range"))
    return rows, unused


def _outside(grid: SheetGrid, rows: NumberedRows, side: str) -> list[Unused]:
    return [
        Unused(
            Place(file=grid.file, sheet=grid.sheet, row=number),
            f"row {side} the table",
            f"the row is {side} the table: {shorten(' '.join(map(show, cells.values())), _LONGEST)}",
        )
        for number, cells in rows
    ]


def join_headers(rows: NumberedRows, left: int, right: int, merges: Sequence[Area] | None = None) -> tuple[str, ...]:
    """Return the names of columns `left` to `right`: the labels of all header rows over each, joined by spaces.

    A label of an upper row counts for the columns of its merge. Where merges are unknown (None), it counts up to the
    next label of its own or a higher row, as people leave the cells after it empty.
    """
    spread = [_spread(cells, number, merges or ()) for number, cells in rows]
    carried: list[str] = [""] * len(rows)
    names = []
    for column in range(left, right + 1):
        for level, (_, labels) in enumerate(rows):
            if column in spread[level]:
                carried[level] = show(spread[level][column])
                if column in labels:
                    carried[level + 1 :] = [""] * (len(rows) - level - 1)
            elif level == len(rows) - 1 or merges is not None:
                carried[level] = ""
        names.append(" ".join(part for part in carried if part))
    return tuple(names)


def _spread(cells: RowCells, number: int, merges: Sequence[Area]) -> RowCells:
    """The labels of a row, each in all the columns of its merge. A merge over several rows counts in its first."""
    wide = [merge for merge in merges if merge.first_row == number and merge.first_column in cells]
    return cells | {
        column: cells[merge.first_column]
        for merge in wide
        for column in range(merge.first_column, merge.last_column + 1)
    }


def show(value: RawCell) -> str:
    """Return a cell as a header shows it: as text, or "" where it has no value."""
    return "" if isinstance(value, Unreadable) else text_of(value)
