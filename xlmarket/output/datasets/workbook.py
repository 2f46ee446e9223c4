"""A data set as a workbook: one sheet with one Excel table, which imports again unchanged."""

from __future__ import annotations

from xlmarket.output.datasets.book import Book
from xlmarket.output.datasets.sheet import TableColumn, add_table
from xlmarket.store.export import TYPES, tidy_table
from xlmarket.store.holdings import Holding

SHEET, TABLE = "Figures", "Figures"


def workbook_bytes(holding: Holding) -> bytes:
    """Return the tidy table of a data set as a workbook.

    Raises `InputError` with the cell for what Excel cannot hold.
    """
    table = tidy_table(holding.observations)
    book = Book(holding.dataset.title or holding.dataset.name, holding.vintage.label)
    columns = [TableColumn(name=name, type=TYPES[name], fields=table.column(name)) for name in table.names]
    add_table(book, SHEET, TABLE, columns)
    return book.content()
