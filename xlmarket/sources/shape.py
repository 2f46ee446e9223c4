"""Parts of a sheet that are not its table: a repeated header, and a second table below or next to the first.

As rows of the first table, the figures of the second would be figures of something else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from xlmarket.errors import Place
from xlmarket.sources.reading import Unused
from xlmarket.sources.tables import RawCell, RawRow, RawTable

_FIGURE = re.compile(r"[^A-Za-z]*\d[^A-Za-z]*")
_WORD = re.compile(r"[^\W\d_]{3}")
_MOSTLY = 0.8


def first_table(table: RawTable, after_blank: Collection[int], missing: Collection[str] = ()) -> RawTable:
    """Return the table without repeated headers and without what follows a second header.

    `after_blank` are the numbers of the rows with an empty row above them. `missing` are symbols in place of a figure.
    """
    labels = [_label(name) for name in table.header]
    first = next((column for column, label in enumerate(labels) if label), 0)
    kept: list[RawRow] = []
    repeated: list[RawRow] = []
    for at, row in enumerate(table.rows):
        named = bool(labels) and _label(row.cells[first]) == labels[first]
        if named and _repeats(row, labels):
            repeated.append(row)
        elif (named and _names_first_column(row, labels[first])) or (
            row.number in after_blank and _is_header(row, kept, missing)
        ):
            return _without(table, kept, repeated, table.rows[at:])
        else:
            kept.append(row)
    return _without(table, kept, repeated, ()) if repeated else table


def left_table(table: RawTable, named: Collection[str]) -> RawTable:
    """Return the table without a second one to its right, behind an empty column.

    `named` are labels of columns that belong to the table. Empty columns inside a table are common: what is behind one
    is a table of its own only where its first column holds labels and another one figures.
    """
    labels = [_label(name) for name in table.header]
    last = max((column for column, label in enumerate(labels) if label in named), default=0)
    starts = [column for column in range(last + 2, len(labels)) if labels[column] and not labels[column - 1]]
    figures = _figure_columns(table.rows) if starts else []
    for first in starts:
        has_figures = any(column > first for column in figures)
        is_apart = has_figures and all(row.cells[first - 1] in (None, "") for row in table.rows)
        if is_apart and (labels[first] == labels[0] or _has_labels(table, first, figures)):
            return _left_of(table, first - 1)
    return table


def _has_labels(table: RawTable, column: int, figures: Collection[int]) -> bool:
    cells = [row.cells[column] for row in table.rows if row.cells[column] not in (None, "")]
    return len(cells) > 1 and column not in figures


def _left_of(table: RawTable, column: int) -> RawTable:
    unused = [
        Unused(
            Place(file=table.file, sheet=table.sheet or None, column=letter),
            "second table",
            f"a second table begins in column {table.columns[column + 1]}: range reads that one",
        )
        for letter, name in zip(table.columns[column + 1 :], table.header[column + 1 :], strict=True)
        if name
    ]
    return replace(
        table,
        header=table.header[:column],
        rows=[RawRow(row.number, row.cells[:column]) for row in table.rows],
        columns=table.columns[:column],
        unused=(*table.unused, *unused),
    )


def _without(table: RawTable, kept: list[RawRow], repeated: list[RawRow], second: Sequence[RawRow]) -> RawTable:
    def place(row: RawRow) -> Place:
        return Place(file=table.file, sheet=table.sheet or None, row=row.number)

    unused = [Unused(place(row), "repeated header", "the header is repeated") for row in repeated]
    for row in second:
        why = f"a second table begins in row {second[0].number}: skip_rows = {second[0].number - 1} reads that one"
        unused.append(Unused(place(row), "second table", why))
    return replace(table, rows=kept, unused=(*table.unused, *unused))


def _label(cell: RawCell) -> str:
    return "" if cell is None else " ".join(str(cell).split()).casefold()


def _repeats(row: RawRow, labels: Sequence[str]) -> bool:
    return sum(map(bool, labels)) > 1 and [_label(cell) for cell in row.cells] == labels


def _names_first_column(row: RawRow, label: str) -> bool:
    """Whether a row names its first column: no market and no period is called "market" or "period"."""
    return bool(_WORD.search(label)) and sum(cell not in (None, "") for cell in row.cells) > 1


def _is_header(row: RawRow, above: Sequence[RawRow], missing: Collection[str]) -> bool:
    """Whether a row has words in all columns that held figures so far."""
    columns = _figure_columns(above)
    cells = [cell for cell in row.cells if cell not in (None, "")]
    if not columns or len(cells) < 2 or len(set(map(_label, cells))) < len(cells):
        return False
    return all(_is_word(row.cells[column], missing) for column in columns if column < len(row.cells))


def _is_word(cell: RawCell, missing: Collection[str]) -> bool:
    return isinstance(cell, str) and bool(_WORD.search(cell)) and cell.strip() not in missing


def _figure_columns(rows: Sequence[RawRow]) -> list[int]:
    sample = rows[-50:]
    width = max((len(row.cells) for row in sample), default=0)
    columns = []
    for column in range(width):
        cells = [row.cells[column] for row in sample if column < len(row.cells)]
        filled = [cell for cell in cells if cell not in (None, "")]
        figures = sum(not isinstance(cell, str) or bool(_FIGURE.fullmatch(cell)) for cell in filled)
        if filled and figures >= _MOSTLY * len(filled):
            columns.append(column)
    return columns
