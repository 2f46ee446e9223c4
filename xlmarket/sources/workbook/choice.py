"""Which cells of a workbook a mapping means: a sheet, a range, a named table; and what that leaves unused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from xlmarket.config import Mapping
from xlmarket.errors import Place, SourceError
from xlmarket.nearest import nearest
from xlmarket.package.areas import Area, parse_area
from xlmarket.sources.grid import area_of
from xlmarket.sources.reading import Unused
from xlmarket.sources.workbook.book import SourceBook, SourceSheet

_CELL = re.compile(rb"<(?:\w+:)?(?:v|is|f)[ >/]")
_HEAD = 1 << 20


def choose(book: SourceBook, mapping: Mapping) -> tuple[SourceSheet, Area]:
    """The sheet and the cells a mapping points at; by default those of the first sheet that is not hidden."""
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
                raise SourceError(f"this is a {sheet.kind}, which has no cells", where=where)
            return sheet
    raise _unknown("sheet", name, [sheet.name for sheet in book.sheets if sheet.is_readable], book)


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
    raise _unknown("table", name, known, book)


def _unknown(what: str, name: str, known: list[str], book: SourceBook) -> SourceError:
    near = nearest(name, known)
    where = Place(file=book.file)
    return SourceError(f"the workbook has no such {what}", where=where, found=name, allowed=known, nearest=near)


def other_sheets(book: SourceBook, chosen: SourceSheet, mapping: Mapping) -> Iterator[Unused]:
    """The sheets that are not read, each with the reason."""
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
    """Whether the sheet has no cell; of a large sheet without one in its first megabyte this is not known."""
    with book.archive.open(sheet.part) as file:
        head = file.read(_HEAD)
    return len(head) < _HEAD and _CELL.search(head.replace(b"\0", b"")) is None
