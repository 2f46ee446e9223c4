"""A sheet that is one Excel table: typed values, a frozen header, filters, number formats and widths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xlmarket.errors import InputError, Place, TemplateError
from xlmarket.output.datasets.book import DAY, HEADER, NUMBER, Book
from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.areas import column_letters
from xlmarket.package.cell_xml import cell_tail, cell_xml
from xlmarket.package.column_xml import Lines, write_column
from xlmarket.package.dates import EPOCH_1900, DateCells
from xlmarket.package.limits import MAX_ROW, MOST_DIGITS
from xlmarket.package.texts import escape_attribute
from xlmarket.store.export import Field

_DATES = DateCells(EPOCH_1900, lambda _: None)
_MOST_WIDTH, _LEAST_WIDTH, _SAMPLE = 44, 9, 2_000
_STYLES = {float: NUMBER, date: DAY}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """A column: its header, the type of its fields, and the fields."""

    name: str
    type: type
    fields: Sequence[Field]


def add_table(book: Book, sheet: str, name: str, columns: Sequence[TableColumn]) -> str:
    """Add a sheet with a table of that name, and return its part.

    Raises `InputError` with the cell for what Excel cannot hold: more rows than a sheet has, a text that is too long or
    has control characters, a day before March 1900, a whole number that Excel would round.
    """
    count = len(columns[0].fields)
    if count >= MAX_ROW:
        raise InputError("a sheet has no room for the rows", found=f"{count:,}", allowed="-f csv or -f parquet")
    last = f"{column_letters(len(columns))}{max(count, 1) + 1}"
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{_width(column)}" customWidth="1"/>'
        for number, column in enumerate(columns, start=1)
    )
    xml = (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0" showGridLines="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>{_header(columns)}{_rows(sheet, columns, count)}</sheetData>"
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        '<tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>'
    )
    part = book.add_sheet(sheet, xml)
    number = sum(each.startswith("xl/tables/") for each in book.parts) + 1
    table = book.add(f"xl/tables/table{number}.xml", _table(name, number, f"A1:{last}", columns), "table")
    book.relate(part, table, "table")
    return part


def _header(columns: Sequence[TableColumn]) -> str:
    cells = (cell_xml(f"{column_letters(n)}1", column.name, style=str(HEADER)) for n, column in enumerate(columns, 1))
    return f'<row r="1">{"".join(cells)}</row>'


def _rows(sheet: str, columns: Sequence[TableColumn], count: int) -> str:
    lines = Lines(count)
    numbers = [str(row) for row in range(2, count + 2)]
    lines.text('<row r="')
    lines.column(numbers)
    lines.text('">')
    for number, column in enumerate(columns, start=1):
        letters, style = column_letters(number), _STYLES.get(column.type, 0)
        lines.text(f'<c r="{letters}')
        lines.column(numbers)
        try:
            _check_digits(column)
            write_column(lines, f' s="{style}"' if style else "", column.fields, dates=_DATES)
        except TemplateError as error:
            raise _at_cell(error, sheet, letters, column) from None
    lines.text("</row>")
    return lines.joined()


def _check_digits(column: TableColumn) -> None:
    """Raise `TemplateError` for a whole number that loses digits in Excel."""
    for value in column.fields:
        if isinstance(value, float) and value.is_integer() and float(f"{value:.{MOST_DIGITS}g}") != value:
            raise TemplateError(f"Excel would round a whole number of more than {MOST_DIGITS} digits", found=value)


def _at_cell(error: TemplateError, sheet: str, letters: str, column: TableColumn) -> InputError:
    """The error with the cell of the first field that cannot be written."""
    row = next(row for row, value in enumerate(column.fields, start=2) if _is_refused(value))
    return InputError(
        error.what,
        where=Place(sheet=sheet, cell=f"{letters}{row}"),
        found=error.found,
        remedy="the formats csv, sdmx-csv and parquet hold it",
    )


def _is_refused(value: Field) -> bool:
    try:
        _check_digits(TableColumn(name="", type=float, fields=[value]))
        cell_tail("", value, dates=_DATES)
    except TemplateError:
        return True
    return False


def _width(column: TableColumn) -> float:
    if column.type is date:
        return 12
    texts = (_shown(value) for value in column.fields[:_SAMPLE])
    longest = max((len(text) for text in texts), default=0)
    return min(max(longest, len(column.name) + 3, _LEAST_WIDTH), _MOST_WIDTH) + 1


def _shown(value: Field) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else "" if value is None else str(value)


def _table(name: str, number: int, area: str, columns: Sequence[TableColumn]) -> str:
    entries = "".join(
        f'<tableColumn id="{place}" name="{escape_attribute(column.name)}"/>'
        for place, column in enumerate(columns, start=1)
    )
    return (
        f'<table xmlns="{MAIN}" id="{number}" name="{name}" displayName="{name}" ref="{area}" totalsRowShown="0">'
        f'<autoFilter ref="{area}"/><tableColumns count="{len(columns)}">{entries}</tableColumns>'
        '<tableStyleInfo name="TableStyleLight1" showFirstColumn="0" showLastColumn="0" showRowStripes="1" '
        'showColumnStripes="0"/></table>'
    )
