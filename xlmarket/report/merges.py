"""Merged cells. Excel merges a copied row's cells again: a merge inside a block comes once per iteration."""

from __future__ import annotations

from lxml import etree

from xlmarket.report.layout import Layout
from xlmarket.report.package import MAIN
from xlmarket.report.references import parse_area


def follow(sheet: etree._Element, layout: Layout) -> None:
    """Move and repeat the merged cells of a sheet; those whose rows were dropped go."""
    merged = sheet.find(f"{{{MAIN}}}mergeCells")
    if merged is None:
        return
    found = []
    for one in merged:
        area = parse_area(str(one.get("ref")))
        found += [str(area.with_rows(low, high)) for low, high, _ in layout.copies(area.first_row, area.last_row)]
    kept = [reference for reference in dict.fromkeys(found) if ":" in reference]
    if not kept:
        sheet.remove(merged)
        return
    merged[:] = [etree.Element(f"{{{MAIN}}}mergeCell", ref=reference) for reference in kept]
    merged.set("count", str(len(kept)))
