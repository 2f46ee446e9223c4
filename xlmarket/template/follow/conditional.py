"""Conditional formats, also those of Excel 2010 (x14). On a repeated row one format stretches over all its copies.

A rule and its x14 half are tied by a GUID (x14:id); both keep it, so they stay one.
"""

from __future__ import annotations

import re

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.template.follow.spread import formula_at, spread
from xlmarket.template.layout.axes import STILL, Layout
from xlmarket.template.layout.references import Layouts

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
_NUMBER = re.compile(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?\Z")


def follow(sheet: etree._Element, name: str, layouts: Layouts) -> None:
    """Stretch the formats of a sheet and move their formulas; a format on dropped cells goes."""
    layout = layouts.get(name.casefold(), STILL)
    for one in list(sheet.iterchildren(f"{{{MAIN}}}conditionalFormatting")):
        areas = str(one.get("sqref"))
        moved = spread(areas, layout)
        if not moved:
            sheet.remove(one)
            continue
        one.set("sqref", moved)
        for formula in one.iter(f"{{{MAIN}}}formula"):
            formula.text = formula_at(formula.text or "", areas, name, layouts)
        for threshold in one.iter(f"{{{MAIN}}}cfvo"):
            value = threshold.get("val")
            if value and not _NUMBER.match(value):
                threshold.set("val", formula_at(value, areas, name, layouts))
    for one in list(sheet.iter(f"{{{X14}}}conditionalFormatting")):
        _follow_extended(one, layout, name, layouts)


def _follow_extended(one: etree._Element, layout: Layout, name: str, layouts: Layouts) -> None:
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
