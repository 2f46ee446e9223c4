"""Drawing anchors. What moves with cells keeps its rows; what moves and sizes stretches with the rows it spans."""

from __future__ import annotations

from lxml import etree

from xlmarket.report.layout import Layout

_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"


def follow(drawing: etree._Element, layout: Layout) -> None:
    """Move the anchors of a drawing (rows there count from 0); what stood on dropped rows only goes with them."""
    for anchor in list(drawing):
        if not isinstance(anchor.tag, str) or anchor.get("editAs") == "absolute":
            continue
        top, bottom = (anchor.find(f"{{{_XDR}}}{end}/{{{_XDR}}}row") for end in ("from", "to"))
        if top is None:
            continue
        first = int(top.text or 0)
        moved = _row(first, layout)
        top.text = str(moved)
        if bottom is None:
            continue
        last = int(bottom.text or 0)
        if layout.span(first + 1, last + 1) is None:
            drawing.remove(anchor)
            continue
        stretched = _row(last, layout) if anchor.get("editAs", "twoCell") == "twoCell" else last + moved - first
        bottom.text = str(max(stretched, moved))


def _row(row: int, layout: Layout) -> int:
    """Where a row came to stand; one that was dropped, where the next one did."""
    for candidate in range(row + 1, row + 1001):
        span = layout.span(candidate, candidate)
        if span is not None:
            return span[0] - 1
    return row
