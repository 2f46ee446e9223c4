"""Merged cells. Excel merges a copied row's cells again: a merge inside a block comes once per iteration."""

from __future__ import annotations

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import parse_area
from xlmarket.template.follow.context import FollowContext, OpenPart


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move and repeat the merged cells of a sheet. Those whose cells were dropped go."""
    merged = part.xml.find(f"{{{MAIN}}}mergeCells")
    if merged is None:
        return
    copies = [area for cell in merged for area, _ in context.layout.copies(parse_area(str(cell.get("ref"))))]
    kept = [str(area) for area in dict.fromkeys(copies) if not area.is_cell]
    if not kept:
        part.xml.remove(merged)
        return
    merged[:] = [etree.Element(f"{{{MAIN}}}mergeCell", ref=reference) for reference in kept]
    merged.set("count", str(len(kept)))
