"""What a sheet says of its rows as a whole: its extent, selection, panes, filter, sorting, protected ranges."""

from __future__ import annotations

from lxml import etree

from xlmarket.report.layout import Layout
from xlmarket.report.package import MAIN
from xlmarket.report.references import parse_area
from xlmarket.report.spread import spread

_ONE_AREA = ("autoFilter", "sortState", "sortCondition")
_LISTS = ("ignoredError", "protectedRange", "selection")
_CELLS = (("sheetView", "topLeftCell"), ("pane", "topLeftCell"), ("selection", "activeCell"))


def follow(sheet: etree._Element, layout: Layout) -> None:
    """Move them all."""
    extent = sheet.find(f"{{{MAIN}}}dimension")
    if extent is not None:
        _one(extent, layout)
    for tag in _ONE_AREA:
        for element in list(sheet.iter(f"{{{MAIN}}}{tag}")):
            _one(element, layout)
    for tag in _LISTS:
        for element in list(sheet.iter(f"{{{MAIN}}}{tag}")):
            _list(element, layout)
    for tag, attribute in _CELLS:
        for element in sheet.iter(f"{{{MAIN}}}{tag}"):
            if element.get(attribute):
                area = parse_area(str(element.get(attribute)))
                span = layout.span(area.first_row, area.last_row)
                element.set(attribute, str(area.with_rows(span[0], span[0])) if span else "A1")


def _list(element: etree._Element, layout: Layout) -> None:
    """Areas that are not there any more go with what was said of them; a selection goes to the first cell."""
    if not element.get("sqref"):
        return
    moved = spread(str(element.get("sqref")), layout)
    if moved or element.tag == f"{{{MAIN}}}selection":
        element.set("sqref", moved or "A1")
    else:
        _remove(element)


def _remove(element: etree._Element) -> None:
    """Take an element out, and what held it if it held nothing else."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
        if not len(parent) and parent.tag in (f"{{{MAIN}}}protectedRanges", f"{{{MAIN}}}ignoredErrors"):
            _remove(parent)


def _one(element: etree._Element, layout: Layout) -> None:
    if element.get("ref"):
        area = parse_area(str(element.get("ref")))
        span = layout.span(area.first_row, area.last_row)
        if span is None and element.tag != f"{{{MAIN}}}dimension":
            _remove(element)
            return
        element.set("ref", str(area.with_rows(*span)) if span else "A1")
