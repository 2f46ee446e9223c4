"""Our sheets as XML: cells of any kind, areas side by side, a table, and a page of text without touching any style."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import quoteattr

from xlmarket.formulas.names.layout import Area
from xlmarket.package.archive import DECLARATION, MAIN, OFFICE
from xlmarket.package.areas import column_letters
from xlmarket.package.texts import plain
from xlmarket.package.values import CellError, CellValue

FITTED = '<pageSetUpPr fitToPage="1"/>'
ONE_PAGE_WIDE = '<pageSetup orientation="landscape" fitToHeight="0"/>'
"""What a sheet says of paper, at its beginning and after its rows."""


def cell_xml(reference: str, value: CellValue) -> str:
    """One cell without a style; nothing for an empty one."""
    if value is None or value == "":
        return ""
    if isinstance(value, CellError):
        return f'<c r="{reference}" t="e"><v>{value.code}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{reference}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{reference}"><v>{value!r}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{plain(value)}</t></is></c>'


def worksheet(rows: Iterator[str], *, before: str = "", after: str = "", properties: str = "") -> bytes:
    """A sheet of rows that are XML already."""
    head = f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}{before}<sheetData>'
    return DECLARATION + "".join([head, *rows, f"</sheetData>{after}</worksheet>"]).encode()


def row_xml(number: int, values: Sequence[CellValue]) -> str:
    """A row of values from column A on."""
    cells = "".join(cell_xml(f"{column_letters(place)}{number}", one) for place, one in enumerate(values, start=1))
    return f'<row r="{number}">{cells}</row>'


def side_by_side(areas: Sequence[Area], sheet: str) -> tuple[bytes, Mapping[str, str]]:
    """A sheet with a column band per area, captions in the first row, and where each area stands."""
    places: dict[str, str] = {}
    lines: dict[int, list[str]] = {}
    column = 1
    for area in areas:
        letters = [column_letters(column + place) for place in range(area.width)]
        lines.setdefault(1, []).append(cell_xml(f"{letters[0]}1", area.name))
        for number, row in enumerate(area.rows, start=2):
            cells = [cell_xml(f"{letters[place]}{number}", one) for place, one in enumerate(row)]
            lines.setdefault(number, []).append("".join(cells))
        last = max(len(area.rows) + 1, 2)
        places[area.name] = f"{quoted(sheet)}!${letters[0]}$2:${letters[-1]}${last}"
        column += area.width
    rows = (f'<row r="{number}">{"".join(lines[number])}</row>' for number in sorted(lines))
    return worksheet(rows), places


def quoted(sheet: str) -> str:
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
    listed = (row_xml(number, row) for number, row in enumerate([header, *rows], start=1))
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


def rich(reference: str, text: str, look: str) -> str:
    """A cell whose text bears its own look, so that no style of the workbook is touched."""
    run = f'<r><rPr>{look}</rPr><t xml:space="preserve">{plain(text)}</t></r>'
    return f'<c r="{reference}" t="inlineStr"><is>{run}</is></c>'
