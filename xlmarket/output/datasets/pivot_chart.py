"""The chart of a pivot table: stacked columns, a series for each column of the table. Excel draws it again as it changes."""

from __future__ import annotations

from collections.abc import Sequence

from xlmarket.output.datasets.book import Book
from xlmarket.output.datasets.pivot import PivotCells
from xlmarket.package.archive import OFFICE
from xlmarket.package.areas import column_letters
from xlmarket.package.texts import escape, escape_attribute

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_COLOURS = ("dk2", "accent1", "accent4", "accent3", "accent2", "accent5", "accent6")
"""Colours of the theme, told apart by lightness as well as by hue, as in the templates of reports."""


def add_chart(book: Book, sheet: str, name: str, table: str, cells: PivotCells, top: int, *, alt: str) -> str:
    """Add the chart right of a pivot table that begins in column A of the row `top`. Returns the part of the drawing.

    `sheet` is the name of the sheet, `name` that of the file, `table` that of the pivot table, `alt` the alternative text.
    """
    kind = "application/vnd.openxmlformats-officedocument."
    chart = book.add("xl/charts/chart1.xml", _chart(sheet, name, table, cells, top), f"{kind}drawingml.chart+xml")
    column = len(cells.columns) + 3
    part = book.add("xl/drawings/drawing1.xml", _drawing(column, top - 1, alt), f"{kind}drawing+xml")
    book.relate(part, chart, "chart")
    return part


def _chart(sheet: str, name: str, table: str, cells: PivotCells, top: int) -> str:
    series = "".join(_series(sheet, cells, top, place) for place in range(len(cells.columns)))
    line = (
        '<a:ln w="6350"><a:solidFill><a:schemeClr val="bg1"><a:lumMod val="85000"/></a:schemeClr></a:solidFill></a:ln>'
    )
    return (
        f'<c:chartSpace xmlns:c="{_CHART}" xmlns:a="{_DRAWING}" xmlns:r="{OFFICE}"><c:roundedCorners val="0"/>'
        f'<c:pivotSource><c:name>{escape(f"[{name}]{sheet}!{table}")}</c:name><c:fmtId val="0"/></c:pivotSource>'
        '<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/>'
        f'<c:grouping val="stacked"/><c:varyColors val="0"/>{series}<c:gapWidth val="50"/><c:overlap val="100"/>'
        '<c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr>{line}</c:spPr><c:crossAx val="2"/>'
        '<c:crosses val="autoZero"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="l"/><c:majorGridlines><c:spPr>{line}</c:spPr></c:majorGridlines>'
        '<c:numFmt formatCode="#,##0" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        '<c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr><c:crossAx val="1"/>'
        '<c:crosses val="autoZero"/></c:valAx></c:plotArea>'
        '<c:legend><c:legendPos val="r"/><c:overlay val="0"/></c:legend><c:plotVisOnly val="1"/>'
        '<c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>'
    )


def _series(sheet: str, cells: PivotCells, top: int, place: int) -> str:
    letters, first, last = column_letters(place + 2), top + 2, top + 1 + len(cells.rows)
    quoted = "'" + sheet.replace("'", "''") + "'"
    colour = f'<c:spPr><a:solidFill><a:schemeClr val="{_COLOURS[place % len(_COLOURS)]}"/></a:solidFill></c:spPr>'
    values = [repr(row[place]) if row[place] is not None else None for row in cells.grid]
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/><c:tx>'
        f"{_cached('str', f'{quoted}!${letters}${top + 1}', [cells.columns[place]])}</c:tx>{colour}"
        f'<c:invertIfNegative val="0"/><c:cat>{_cached("str", f"{quoted}!$A${first}:$A${last}", cells.rows)}</c:cat>'
        f"<c:val>{_cached('num', f'{quoted}!${letters}${first}:${letters}${last}', values)}</c:val></c:ser>"
    )


def _cached(kind: str, formula: str, values: Sequence[str | None]) -> str:
    """A reference with the values of its cells. An empty cell has no point."""
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{escape(text)}</c:v></c:pt>' for place, text in enumerate(values) if text is not None
    )
    code = "<c:formatCode>General</c:formatCode>" if kind == "num" else ""
    return (
        f"<c:{kind}Ref><c:f>{escape(formula)}</c:f><c:{kind}Cache>{code}"
        f'<c:ptCount val="{len(values)}"/>{points}</c:{kind}Cache></c:{kind}Ref>'
    )


def _drawing(column: int, row: int, alt: str) -> str:
    def corner(name: str, at: int, line: int) -> str:
        return (
            f"<xdr:{name}><xdr:col>{at}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{line}</xdr:row>"
            f"<xdr:rowOff>0</xdr:rowOff></xdr:{name}>"
        )

    return (
        f'<xdr:wsDr xmlns:xdr="{_SHEET}" xmlns:a="{_DRAWING}"><xdr:twoCellAnchor>{corner("from", column, row)}'
        f'{corner("to", column + 9, row + 24)}<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>'
        f'<xdr:cNvPr id="2" name="Regions" descr="{escape_attribute(alt)}"/><xdr:cNvGraphicFramePr/>'
        '</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{_CHART}"><c:chart xmlns:c="{_CHART}" xmlns:r="{OFFICE}" r:id="rId1"/></a:graphicData>'
        "</a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )
