"""Merged cells. Excel merges a copied row's cells again: a merge inside a block comes once per iteration."""

from __future__ import annotations

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import parse_area
from xlmarket.template.layout.axes import Layout


def follow(sheet: etree._Element, layout: Layout) -> None:
    """Move and repeat the merged cells of a sheet; those whose cells were dropped go."""
    merged = sheet.find(f"{{{MAIN}}}mergeCells")
    if merged is None:
        return
    found = [area for one in merged for area, _ in layout.copies(parse_area(str(one.get("ref"))))]
    kept = [str(area) for area in dict.fromkeys(found) if not area.is_cell]
    if not kept:
        sheet.remove(merged)
        return
    merged[:] = [etree.Element(f"{{{MAIN}}}mergeCell", ref=reference) for reference in kept]
    merged.set("count", str(len(kept)))
