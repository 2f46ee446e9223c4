"""Our sheets as XML: areas side by side, and a table. No style of the workbook is touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from xml.sax.saxutils import quoteattr

from xlmarket.formulas.names.frame import NamedArea
from xlmarket.package.archive import DECLARATION, MAIN, OFFICE
from xlmarket.package.areas import column_letters
from xlmarket.package.cell_xml import cell_xml, row_xml
from xlmarket.package.values import CellValue

FITTED = '<pageSetUpPr fitToPage="1"/>'
ONE_PAGE_WIDE = '<pageSetup orientation="landscape" fitToHeight="0"/>'
"""What a sheet says of paper, at its beginning and after its rows."""


def worksheet(rows: Iterator[str], *, before: str = "", after: str = "", properties: str = "") -> bytes:
    """A sheet of rows that are XML already."""
    head = f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}{before}<sheetData>'
    return DECLARATION + "".join([head, *rows, f"</sheetData>{after}</worksheet>"]).encode()


def _row(number: int, values: Sequence[CellValue]) -> str:
    """A row of values from column A on."""
    return row_xml(number, _cells(number, map(column_letters, count(1)), values))


def _cells(row: int, letters: Iterable[str], values: Iterable[CellValue]) -> str:
    """Cells next to each other. An empty one is left out."""
    return "".join(
        cell_xml(f"{column}{row}", value, spaced=True)
        for column, value in zip(letters, values, strict=False)
        if value is not None and value != ""
    )


def side_by_side(areas: Sequence[NamedArea], sheet: str) -> tuple[bytes, Mapping[str, str]]:
    """A sheet with a column band per area, captions in the first row, and where each area stands."""
    places: dict[str, str] = {}
    lines: dict[int, list[str]] = {}
    column = 1
    for area in areas:
        letters = [column_letters(column + place) for place in range(area.width)]
        lines.setdefault(1, []).append(_cells(1, letters, [area.name]))
        for number, row in enumerate(area.rows, start=2):
            lines.setdefault(number, []).append(_cells(number, letters, row))
        last = max(len(area.rows) + 1, 2)
        places[area.name] = f"{quote_title(sheet)}!${letters[0]}$2:${letters[-1]}${last}"
        column += area.width
    rows = (row_xml(number, "".join(lines[number])) for number in sorted(lines))
    return worksheet(rows), places


def quote_title(sheet: str) -> str:
    """A sheet's name as a formula holds it."""
    return "'" + sheet.replace("'", "''") + "'"


def table_sheet(
    header: Sequence[str], rows: Sequence[Sequence[CellValue]], widths: Sequence[float], relation: str
) -> bytes:
    """A sheet whose only content is a table from A1 on."""
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(widths, start=1)
    )
    frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetViews><sheetView workbookViewId="0">{frozen}</sheetView></sheetViews>'
    listed = (_row(number, row) for number, row in enumerate([header, *rows], start=1))
    parts = f'<tableParts count="1"><tablePart r:id="{relation}"/></tableParts>'
    properties = f"<sheetPr>{FITTED}</sheetPr>"
    return worksheet(listed, properties=properties, before=f"{view}<cols>{columns}</cols>", after=ONE_PAGE_WIDE + parts)


def table_xml(number: int, name: str, header: Sequence[str], count: int) -> bytes:
    """The part of a table from A1 on with `count` rows under its header."""
    area = f"A1:{column_letters(len(header))}{count + 1}"
    columns = "".join(
        f"<tableColumn id={quoteattr(str(place))} name={quoteattr(one)}/>" for place, one in enumerate(header, start=1)
    )
    return (
        DECLARATION
        + (
            f'<table xmlns="{MAIN}" id="{number}" name="{name}" displayName="{name}" ref="{area}" totalsRowShown="0">'
            f'<autoFilter ref="{area}"/><tableColumns count="{len(header)}">{columns}</tableColumns>'
            '<tableStyleInfo name="TableStyleLight1" showFirstColumn="0" showLastColumn="0" showRowStripes="1" '
            'showColumnStripes="0"/></table>'
        ).encode()
    )
