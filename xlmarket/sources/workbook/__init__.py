"""XLSX: a sheet, a named table or a range, with one header row or several merged ones.

The cells are read from the sheet's XML behind the gate, so that a bad cell is named and an empty grid costs nothing.
What is not read is listed with its reason: other sheets, rows and columns outside the range.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from lxml import etree

from xlmarket.config import Mapping
from xlmarket.errors import Place, SourceError
from xlmarket.gate import check_workbook
from xlmarket.sources.grid import SheetGrid, table_of
from xlmarket.sources.tables import RawTable
from xlmarket.sources.workbook.book import SourceBook, open_book
from xlmarket.sources.workbook.choice import choose, other_sheets
from xlmarket.sources.workbook.oddities import find_odd
from xlmarket.sources.workbook.scan import Scanner


def read_workbook(data: bytes, name: str, mapping: Mapping) -> RawTable:
    """Return the table of a workbook that the mapping points at, by default that of the first visible sheet.

    Raises `SourceError` for a damaged workbook and what `choose` cannot find.
    """
    with _open(data, name) as book:
        sheet, area = choose(book, mapping)
        scan = Scanner(book, sheet).run()
        others = tuple(other_sheets(book, sheet, mapping))
    table = table_of(SheetGrid(file=name, sheet=sheet.name, rows=scan.rows, merges=scan.merges), area, mapping)
    odd = (f"{sheet.name}: {sentence}" for sentence in find_odd(scan, area, book.styles, mapping))
    return replace(table, unused=(*others, *table.unused), findings=(*table.findings, *odd))


def visible_sheets(data: bytes, name: str) -> list[str]:
    """Return the names of the visible sheets with cells. Raises `SourceError` for a damaged workbook."""
    with _open(data, name) as book:
        return [sheet.name for sheet in book.sheets if sheet.is_readable and not sheet.hidden]


@contextmanager
def _open(data: bytes, name: str) -> Iterator[SourceBook]:
    """Open a workbook behind the gate. Damage in it is an error with the name of the file."""
    package = check_workbook(data, name)
    try:
        with package.open() as archive:
            yield open_book(package, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as fault:
        raise SourceError(f"the workbook is damaged: {fault}", where=Place(file=name)) from None
    except etree.XMLSyntaxError as fault:
        raise SourceError(f"the workbook is damaged: {fault.msg}", where=Place(file=name)) from None
