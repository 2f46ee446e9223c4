"""Merged cells below the header: a label holds for all rows of its merge, a figure for one row only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xlmarket.errors import Place, SourceError
from xlmarket.listing import list_names
from xlmarket.package.areas import column_letters
from xlmarket.sources.tables import Raw, Unreadable

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


_MOST_FILLED = 20_000_000


def fill_labels(rows: Sequence[tuple[int, Cells]], merges: Sequence[Area], where: Place) -> list[str]:
    """Fill the cells of merges in rows below the header; returns sentences on what was filled.

    Texts go down the rows of their merge. A number or date is handed on as a label that is no figure, since a figure
    over two rows belongs to neither. Values under a merge, which no program shows, are not read.
    """
    found = dict(rows)
    filled: list[str] = []
    left = _MOST_FILLED
    for merge in sorted(merges, key=lambda merge: (merge.top, merge.left)):
        if merge.left not in found.get(merge.top, {}):
            continue
        numbers = range(merge.top, merge.bottom + 1)
        present = [number for number in (numbers if len(numbers) < len(rows) else found) if number in numbers]
        left -= len(numbers)
        if left < 0:
            raise SourceError("the sheet has too many merged cells", where=where)
        filled += _fill(merge, found, [number for number in present if number in found])
    return [f"labels of merged cells hold for all their rows: {list_names(filled)}"] if filled else []


def _fill(merge: Area, found: dict[int, Cells], numbers: Sequence[int]) -> list[str]:
    first = f"{column_letters(merge.left)}{merge.top}"
    value = found[merge.top][merge.left]
    for number in numbers:
        _hide(found[number], merge, first, keeps_first=number == merge.top)
        if number > merge.top:
            found[number][merge.left] = _follower(value, first)
    return [f"{first}:{column_letters(merge.left)}{merge.bottom}"] if len(numbers) > 1 else []


def _hide(cells: Cells, merge: Area, first: str, *, keeps_first: bool) -> None:
    """Mark the values that lie under a merge, where no program shows them."""
    under = [n for n in cells if merge.left <= n <= merge.right and not (keeps_first and n == merge.left)]
    for column in under:
        cells[column] = Unreadable(str(cells[column]), f"the cell is hidden under the one merged with it, {first}")


def _follower(value: Raw, first: str) -> Raw:
    if isinstance(value, (str, Unreadable)):
        return value
    label = value if isinstance(value, (float, date)) else None
    return Unreadable(str(value), f"the cell is merged with {first}: one figure for several rows", label)
