"""Structured references to one column as plain ones: `Sales[Country]`, `Sales[[#This Row],[Country]]`, `[@Country]`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlmarket.formulas.book.workbook import FormulaBook
from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, column_letters, parse_area
from xlmarket.package.markup import elements

_COLUMN = r"(?P<{}>(?:[^\[\]#@']|'.)+)"
_STRUCTURED = re.compile(
    rf"(?P<table>[^\W\d][\w.]*)?\[(?:{_COLUMN.format('whole')}"
    rf"|(?P<row>\[\#This\ Row\],\s*)\[{_COLUMN.format('in_row')}\]"
    rf"|@\[?{_COLUMN.format('at')}\]?)\]"
)
_NAMED = (f"{{{MAIN}}}table", f"{{{MAIN}}}tableColumn")


@dataclass(frozen=True, slots=True)
class BookTable:
    """One table: its name, sheet, cells without heads and totals, and its columns in order."""

    name: str
    sheet: str
    body: Area
    columns: tuple[str, ...]

    def holds(self, sheet: str, row: int, column: int) -> bool:
        return self.sheet.casefold() == sheet.casefold() and self.body.holds(Area(column, row, column, row))


@dataclass(frozen=True, slots=True)
class BookTables:
    """The tables of a workbook."""

    listed: tuple[BookTable, ...]

    @classmethod
    def of(cls, book: FormulaBook) -> BookTables:
        parts = [(sheet.title, part) for sheet in book.sheets for part in book.parts.related(sheet.part, "table")]
        return cls(tuple(_table(title, book.parts.read(part)) for title, part in parts))

    def reference(self, text: str, sheet: str, row: int, column: int) -> str:
        """Return the plain reference of a structured one, seen from a cell, or "" where it is none of the three kinds."""
        found = _STRUCTURED.fullmatch(text)
        if found is None:
            return ""
        named = re.sub("'(.)", r"\1", found["whole"] or found["in_row"] or found["at"]).casefold()
        for table in self.listed:
            wanted = (
                table.name.casefold() == found["table"].casefold()
                if found["table"]
                else table.holds(sheet, row, column)
            )
            if wanted and named in table.columns:
                letters = column_letters(table.body.first_column + table.columns.index(named))
                title = table.sheet.replace("'", "''")
                if found["whole"]:
                    return f"'{title}'!{letters}{table.body.first_row}:{letters}{table.body.last_row}"
                return f"'{title}'!{letters}{row}"
        return ""


def _table(sheet: str, xml: bytes) -> BookTable:
    top, *columns = elements(xml, set(_NAMED))
    area = parse_area(top.attributes["ref"])
    heads, totals = (
        int(top.attributes.get(f"{what}RowCount", default)) for what, default in (("header", 1), ("totals", 0))
    )
    body = Area(area.first_column, area.first_row + heads, area.last_column, area.last_row - totals)
    return BookTable(
        top.attributes["displayName"], sheet, body, tuple(one.attributes["name"].casefold() for one in columns)
    )
