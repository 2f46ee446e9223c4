"""Tables that outgrow their slide: rows below its edge would be there and nobody would see them."""

from __future__ import annotations

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.template.slides.tags import ROW, TABLE

_EMU_PER_CM = 360_000
_REMEDY = (
    "cut the list (top 12), or give each page a slide: {%slide for page in LIST | batch(12) %} with"
    " {%row for NAME in page %} in its table"
)


def check_height(table: etree._Element, count: int, height: int, place: Place) -> None:
    """Raise `TemplateError` for a table whose rows, each at its least height, end below the slide.

    Tables inside groups and texts are not measured.
    """
    frame = table.getparent() if table.tag != TABLE else next(table.iterancestors("{*}graphicFrame"), None)
    offset = frame.find("{*}xfrm/{*}off") if frame is not None else None
    if table.tag != TABLE or offset is None or next(table.iterancestors("{*}grpSp"), None) is not None:
        return
    rows = sum(int(row.get("h") or 0) for row in table.iterchildren(ROW))
    beyond = int(offset.get("y") or 0) + rows - height
    if beyond > 0:
        found = f"{count} rows, {beyond / _EMU_PER_CM:.1f} cm too high"
        raise TemplateError("a table reaches below the edge of its slide", where=place, found=found, remedy=_REMEDY)
