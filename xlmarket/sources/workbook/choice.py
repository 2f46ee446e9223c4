"""The cells of a workbook that a mapping points at: a sheet, a range or a named table. Other sheets are listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from xlmarket.config import Mapping
from xlmarket.errors import Place, SourceError
from xlmarket.package.areas import Area, parse_area
from xlmarket.sources.grid import area_of
from xlmarket.sources.reading import Unused
from xlmarket.sources.workbook.book import SourceBook, SourceSheet

_CELL = re.compile(rb"<(?:\w+:)?(?:v|is|f)[ >/]")
_HEAD = 1 << 20


def choose(book: SourceBook, mapping: Mapping) -> tuple[SourceSheet, Area]:
    """Return the sheet and the area that a mapping points at, by default those of the first visible sheet.

    Raises `SourceError` for an unknown sheet or table, a sheet without cells and where all sheets are hidden.
    """
    if mapping.table:
        return _table(book, mapping.table)
    sheet = _sheet(book, mapping.sheet) if mapping.sheet else _first(book)
    return sheet, area_of(mapping, book.file)


def _first(book: SourceBook) -> SourceSheet:
    for sheet in book.sheets:
        if sheet.is_readable and not sheet.hidden:
            return sheet
    names = [sheet.name for sheet in book.sheets if sheet.is_readable]
    where = Place(file=book.file)
    raise SourceError("all sheets are hidden", where=where, allowed=names, remedy="name one with sheet in the mapping")


def _sheet(book: SourceBook, name: str) -> SourceSheet:
    for sheet in book.sheets:
        if sheet.name.casefold() == name.strip().casefold():
            if not sheet.is_readable:
                where = Place(file=book.file, sheet=sheet.name)
                raise SourceError(f"a {sheet.kind}, which has no cells", where=where)
            return sheet
    names = [sheet.name for sheet in book.sheets if sheet.is_readable]
    raise SourceError.unknown("sheet", name, names, where=Place(file=book.file))


def _table(book: SourceBook, name: str) -> tuple[SourceSheet, Area]:
    known = []
    for sheet in book.sheets:
        for relation in book.relations(sheet.part, "table"):
            table = book.parse(relation.target)
            known.append(str(table.get("displayName")))
            if known[-1].casefold() != name.strip().casefold():
                continue
            where = Place(file=book.file, sheet=sheet.name, cell=table.get("ref"))
            if table.get("headerRowCount") == "0":
                raise SourceError("the table has no header row", where=where, remedy="switch it on, or give a range")
            try:
                area = parse_area(str(table.get("ref")))
                totals = int(table.get("totalsRowCount") or 0)
            except ValueError:
                raise SourceError("the table covers no cells", where=where, found=table.get("ref")) from None
            return sheet, replace(area, last_row=area.last_row - totals)
    raise SourceError.unknown("table", name, known, where=Place(file=book.file))


def other_sheets(book: SourceBook, chosen: SourceSheet, mapping: Mapping) -> Iterator[Unused]:
    """Yield the sheets that are not read, each with the reason."""
    for sheet in book.sheets:
        if sheet is chosen:
            continue
        place = Place(file=book.file, sheet=sheet.name)
        if not sheet.is_readable:
            yield Unused(place, sheet.kind, f"a {sheet.kind} has no cells")
        elif _is_empty(book, sheet):
            yield Unused(place, "empty sheet", "the sheet is empty")
        elif mapping.sheet or mapping.table:
            yield Unused(place, f"{sheet.hidden or 'other'} sheet", f'the mapping reads the sheet "{chosen.name}"')
        elif sheet.hidden:
            yield Unused(
                place, f"{sheet.hidden} sheet", f'the sheet is {sheet.hidden}; sheet = "{sheet.name}" reads it'
            )
        else:
            why = f'the first visible sheet "{chosen.name}" is read; sheet = "{sheet.name}" reads this one'
            yield Unused(place, "other sheet", why)


def _is_empty(book: SourceBook, sheet: SourceSheet) -> bool:
    """Whether the sheet has no cell. A large sheet is not searched beyond its first megabyte and counts as filled."""
    with book.archive.open(sheet.part) as file:
        head = file.read(_HEAD)
    return len(head) < _HEAD and _CELL.search(head.replace(b"\0", b"")) is None
