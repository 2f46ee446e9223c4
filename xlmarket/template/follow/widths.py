"""Columns (cols): widths, styles, outline levels and hidden columns. A repeated column keeps them in every copy."""

from __future__ import annotations

import copy

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.template.layout.axes import Layout


def follow(sheet: etree._Element, layout: Layout) -> None:
    """Move and repeat what is said of columns."""
    columns = sheet.find(f"{{{MAIN}}}cols")
    if columns is None or layout.columns.is_identity:
        return
    found: list[tuple[int, int, etree._Element]] = []
    for one in columns:
        first, last = int(one.get("min") or 1), int(one.get("max") or 1)
        found += [(left, right, one) for left, right in layout.columns.ranges(first, last)]
    columns[:] = [_moved(one, left, right) for left, right, one in sorted(found, key=lambda three: three[:2])]
    if not len(columns):
        sheet.remove(columns)


def _moved(template: etree._Element, left: int, right: int) -> etree._Element:
    found = copy.copy(template)
    found.set("min", str(left))
    found.set("max", str(right))
    return found
