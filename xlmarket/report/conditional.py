"""Conditional formats, also those of Excel 2010 (x14). On a repeated row one format stretches over all its copies."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from xlmarket.report.layout import Layout
from xlmarket.report.package import MAIN
from xlmarket.report.spread import formula_at, spread

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"


def follow(sheet: etree._Element, name: str, layouts: Mapping[str, Layout]) -> None:
    """Stretch the formats of a sheet and move their formulas; a format on dropped rows goes."""
    layout = layouts.get(name.casefold(), Layout.identity())
    for one in list(sheet.iterchildren(f"{{{MAIN}}}conditionalFormatting")):
        areas = str(one.get("sqref"))
        moved = spread(areas, layout)
        if not moved:
            sheet.remove(one)
            continue
        one.set("sqref", moved)
        for formula in one.iter(f"{{{MAIN}}}formula"):
            formula.text = formula_at(formula.text or "", areas, name, layouts)
    for one in list(sheet.iter(f"{{{X14}}}conditionalFormatting")):
        _follow_extended(one, layout, name, layouts)


def _follow_extended(one: etree._Element, layout: Layout, name: str, layouts: Mapping[str, Layout]) -> None:
    areas = one.find(f"{{{XM}}}sqref")
    if areas is None or not areas.text:
        return
    before = areas.text
    areas.text = spread(before, layout)
    for formula in one.iter(f"{{{XM}}}f"):
        formula.text = formula_at(formula.text or "", before, name, layouts)
    if not areas.text:
        remove_with_holders(one)


def remove_with_holders(element: etree._Element) -> None:
    """Take an element of an extension out, and each of its holders up to extLst that holds nothing else."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if not len(parent) and etree.QName(element).localname != "extLst":
        remove_with_holders(parent)
