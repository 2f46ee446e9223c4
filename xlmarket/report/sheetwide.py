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
        for element in sheet.iter(f"{{{MAIN}}}{tag}"):
            _one(element, layout)
    for tag in _LISTS:
        for element in sheet.iter(f"{{{MAIN}}}{tag}"):
            if element.get("sqref"):
                element.set("sqref", spread(str(element.get("sqref")), layout) or "A1")
    for tag, attribute in _CELLS:
        for element in sheet.iter(f"{{{MAIN}}}{tag}"):
            if element.get(attribute):
                area = parse_area(str(element.get(attribute)))
                span = layout.span(area.first_row, area.last_row)
                element.set(attribute, str(area.with_rows(span[0], span[0])) if span else "A1")


def _one(element: etree._Element, layout: Layout) -> None:
    if element.get("ref"):
        area = parse_area(str(element.get("ref")))
        span = layout.span(area.first_row, area.last_row)
        element.set("ref", str(area.with_rows(*span)) if span else "A1")
