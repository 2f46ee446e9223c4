"""Where what lies over cells lies: the anchors of drawings, the cells of notes, the shapes of form controls.

A part of a drawing, of notes, of conversations or of VML shapes is a list of elements, each over some cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TypeVar

from lxml import etree

from xlmarket.package.archive import OFFICE
from xlmarket.package.areas import Area, parse_area
from xlmarket.package.limits import MAX_COLUMN, MAX_ROW
from xlmarket.package.notes import EXCEL, VML
from xlmarket.package.sizes import Sizes

XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
ANCHORS = (f"{{{XDR}}}twoCellAnchor", f"{{{XDR}}}oneCellAnchor")
T = TypeVar("T")
_SHAPE, _DATA = f"{{{VML}}}shape", f"{{{EXCEL}}}ClientData"


def placed(part: etree._Element, sizes: Sizes) -> Iterator[tuple[etree._Element, Area]]:
    """The elements of a part that lie on cells, with the cells they cover."""
    for element in part.iter(*ANCHORS):
        area = None if element.get("editAs") == "absolute" else area_of(element, sizes)
        if area is not None:
            yield element, area
    for element in part.iter("{*}comment", "{*}threadedComment"):
        yield element, parse_area(str(element.get("ref")))
    for element in part.iter(_SHAPE):
        cell = shape_cell(element)
        if cell is not None:
            yield element, cell


def above(element: etree._Element, among: Mapping[etree._Element, T]) -> T | None:
    """What is known of an element, or of the nearest one that holds it."""
    holders = chain((element,), element.iterancestors())
    return next((among[holder] for holder in holders if holder in among), None)


def relation_ids(element: etree._Element) -> list[str]:
    """The ids of the relations that an element and those in it name."""
    return [
        str(value)
        for inner in element.iter()
        for key, value in inner.attrib.items()
        if str(key).startswith(f"{{{OFFICE}}}") and value
    ]


def area_of(anchor: etree._Element, sizes: Sizes) -> Area | None:
    """The template cells an anchor covers, whether it names its last cell or its size."""
    start = anchor.find(f"{{{XDR}}}from")
    if start is None:
        return None
    left, top = _cell(start)
    end, extent = anchor.find(f"{{{XDR}}}to"), anchor.find(f"{{{XDR}}}ext")
    right, bottom = left, top
    if end is not None:
        right, bottom = (line - ends_before(end, axis) for line, axis in zip(_cell(end), ("col", "row"), strict=True))
    elif extent is not None:
        right, _ = sizes.column_at(left, _offset(start, "col") + int(extent.get("cx") or 0))
        bottom, _ = sizes.row_at(top, _offset(start, "row") + int(extent.get("cy") or 0))
    return Area(
        min(left, MAX_COLUMN),
        min(top, MAX_ROW),
        min(max(left, right), MAX_COLUMN),
        min(max(top, bottom), MAX_ROW),
    )


def shape_cell(shape: etree._Element) -> Area | None:
    """The cell of a note's VML shape, or the cells that the shape of a form control lies on."""
    data = shape.find(_DATA)
    if data is None:
        return None
    row, column = (data.findtext(f"{{{EXCEL}}}{axis}") for axis in ("Row", "Column"))
    if row is None or column is None:
        corners = (data.findtext(f"{{{EXCEL}}}Anchor") or "").split(",")
        return _covered([int(text) for text in corners]) if len(corners) == 8 else None
    right, down = int(column) + 1, int(row) + 1
    return Area(right, down, right, down)


def _covered(corners: list[int]) -> Area:
    """The cells under an anchor of VML: column, offset, row, offset of its first corner, then of its last."""
    left, _, top, _, right, over, bottom, under = corners
    last_column, last_row = right + (over > 0), bottom + (under > 0)
    return Area(left + 1, top + 1, max(last_column, left + 1), max(last_row, top + 1))


def _cell(end: etree._Element) -> tuple[int, int]:
    """Column and row of an end, from 1."""
    column, row = (int(end.findtext(f"{{{XDR}}}{axis}") or 0) + 1 for axis in ("col", "row"))
    return column, row


def ends_before(end: etree._Element, axis: str) -> bool:
    """Whether a drawing ends at the edge of the lines before its last one, as drawings do that snap to the grid.

    LibreOffice writes offsets below 0: it counts back from the end of the line.
    """
    return _offset(end, axis) <= 0


def _offset(end: etree._Element, axis: str) -> int:
    return int(end.findtext(f"{{{XDR}}}{axis}Off") or 0)
