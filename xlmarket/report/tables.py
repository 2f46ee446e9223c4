"""Tables (ListObjects). A table over a repeated row grows with it; its columns and names stay."""

from __future__ import annotations

from lxml import etree

from xlmarket.report.layout import Layout
from xlmarket.report.references import parse_area


def follow(table: etree._Element, layout: Layout) -> None:
    """Move and stretch a table's range, its filter and its sort."""
    for element in table.iter():
        if isinstance(element.tag, str) and element.get("ref") and etree.QName(element).localname != "tableColumn":
            area = parse_area(str(element.get("ref")))
            span = layout.span(area.first_row, area.last_row)
            if span is not None:
                element.set("ref", str(area.with_rows(*span)))
