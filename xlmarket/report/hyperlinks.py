"""Hyperlinks. One inside a block comes once per iteration; one to a place in the workbook follows that place."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from lxml import etree

from xlmarket.report.layout import Layout
from xlmarket.report.package import MAIN
from xlmarket.report.references import parse_area, rewrite


def follow(sheet: etree._Element, name: str, layouts: Mapping[str, Layout]) -> None:
    """Move and repeat the links of a sheet, and what they point at."""
    links = sheet.find(f"{{{MAIN}}}hyperlinks")
    if links is None:
        return
    layout = layouts.get(name.casefold(), Layout.identity())
    kept = []
    for one in links:
        area = parse_area(str(one.get("ref")))
        for low, high, path in layout.copies(area.first_row, area.last_row):
            copied = copy.copy(one)
            copied.set("ref", str(area.with_rows(low, high)))
            if one.get("location"):
                copied.set("location", rewrite(str(one.get("location")), name, layouts, path))
            kept.append(copied)
    if not kept:
        sheet.remove(links)
        return
    links[:] = kept
