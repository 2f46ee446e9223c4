"""Merged cells below the header: a label counts for all rows of its merge, a figure for one row only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xlmarket.errors import Place, SourceError
from xlmarket.listing import list_names
from xlmarket.package.areas import Area, column_letters
from xlmarket.sources.tables import RawCell, Unreadable

RowCells = dict[int, RawCell]


_MOST_FILLED = 20_000_000


def fill_labels(rows: Sequence[tuple[int, RowCells]], merges: Sequence[Area], where: Place) -> list[str]:
    """Fill the cells of merges in rows below the header, in place, and return sentences on what was filled.

    Texts go down the rows of their merge. A number or date goes down as a label only, since a figure over two rows
    belongs to neither. Values under a merge, which no program shows, become unreadable.
    Raises `SourceError` where merges cover more rows than any table has.
    """
    by_number = dict(rows)
    filled: list[str] = []
    left = _MOST_FILLED
    for merge in sorted(merges, key=lambda merge: (merge.first_row, merge.first_column)):
        if merge.first_column not in by_number.get(merge.first_row, {}):
            continue
        numbers = range(merge.first_row, merge.last_row + 1)
        present = [number for number in (numbers if len(numbers) < len(rows) else by_number) if number in numbers]
        left -= len(numbers)
        if left < 0:
            raise SourceError("the sheet has too many merged cells", where=where)
        filled += _fill(merge, by_number, [number for number in present if number in by_number])
    return [f"labels of merged cells count for all their rows: {list_names(filled)}"] if filled else []


def _fill(merge: Area, rows: dict[int, RowCells], numbers: Sequence[int]) -> list[str]:
    first = f"{column_letters(merge.first_column)}{merge.first_row}"
    value = rows[merge.first_row][merge.first_column]
    for number in numbers:
        _hide(rows[number], merge, first, keeps_first=number == merge.first_row)
        if number > merge.first_row:
            rows[number][merge.first_column] = _follower(value, first)
    return [f"{first}:{column_letters(merge.first_column)}{merge.last_row}"] if len(numbers) > 1 else []


def _hide(cells: RowCells, merge: Area, first: str, *, keeps_first: bool) -> None:
    """Make the values under a merge unreadable: no program shows them."""
    under = [
        n
        for n in cells
        if merge.first_column <= n <= merge.last_column and not (keeps_first and n == merge.first_column)
    ]
    for column in under:
        cells[column] = Unreadable(str(cells[column]), f"the cell is hidden under the one merged with it, {first}")


def _follower(value: RawCell, first: str) -> RawCell:
    if isinstance(value, (str, Unreadable)):
        return value
    label = value if isinstance(value, (float, date)) else None
    return Unreadable(str(value), f"the cell is merged with {first}: one figure for several rows", label)
