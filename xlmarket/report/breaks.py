"""Row breaks. Excel keeps a manual break under the row it was set under: under the last copy of that row."""

from __future__ import annotations

import copy

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.report.layout import Layout
from xlmarket.report.package import MAIN

MOST = 1022


def follow(sheet: etree._Element, layout: Layout) -> None:
    """Move the manual breaks between rows; a break inside a block comes after each iteration.

    One under a row that was dropped (of tags alone) comes under the row above.
    """
    breaks = sheet.find(f"{{{MAIN}}}rowBreaks")
    if breaks is None:
        return
    rows: dict[int, etree._Element] = {}
    for one in breaks:
        row = int(one.get("id") or 0)
        while row and layout.span(row, row) is None:
            row -= 1
        rows |= {high: one for _, high, _ in layout.copies(row, row)} if row else {}
    if not rows:
        sheet.remove(breaks)
        return
    if len(rows) > MOST:
        raise TemplateError(f"a sheet has at most {MOST:,} page breaks", found=f"{len(rows):,}")
    breaks[:] = [_moved(one, row) for row, one in sorted(rows.items())]
    for count in ("count", "manualBreakCount"):
        breaks.set(count, str(len(rows)))


def _moved(template: etree._Element, row: int) -> etree._Element:
    found = copy.copy(template)
    found.set("id", str(row))
    return found
