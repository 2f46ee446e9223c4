"""Sparklines (x14). Each is one cell and the cells it draws: in a block it comes once per iteration, its cells stretch."""

from __future__ import annotations

import copy

from lxml import etree

from xlmarket.package.areas import parse_area
from xlmarket.package.elements import needed
from xlmarket.template.follow.conditional import X14, XM, remove_with_holders
from xlmarket.template.layout.axes import STILL
from xlmarket.template.layout.references import Layouts, rewrite


def follow(sheet: etree._Element, name: str, layouts: Layouts) -> None:
    """Move and repeat the sparklines of a sheet; a group without any left goes."""
    layout = layouts.get(name.casefold(), STILL)
    for group in list(sheet.iter(f"{{{X14}}}sparklines")):
        for one in list(group):
            where, cells = one.find(f"{{{XM}}}sqref"), one.find(f"{{{XM}}}f")
            if where is None or not where.text:
                continue
            for area, home in layout.copies(parse_area(where.text)):
                copied = copy.deepcopy(one)
                needed(copied, f"{{{XM}}}sqref").text = str(area)
                if cells is not None and cells.text:
                    drawn = rewrite(cells.text, name, layouts, home, stretch_cells=True, heeds_dollars=False)
                    needed(copied, f"{{{XM}}}f").text = drawn
                one.addprevious(copied)
            group.remove(one)
        if not len(group):
            remove_with_holders(group)
    for dates in sheet.iter(f"{{{X14}}}sparklineGroup"):
        formula = dates.find(f"{{{XM}}}f")
        if formula is not None and formula.text:
            formula.text = rewrite(formula.text, name, layouts, stretch_cells=True)
