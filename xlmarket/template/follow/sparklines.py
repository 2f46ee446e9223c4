"""Sparklines (x14). Each is one cell and the cells it draws: in a block it comes once per iteration, its cells stretch."""

from __future__ import annotations

import copy

from lxml import etree

from xlmarket.package.areas import parse_area
from xlmarket.package.elements import holder, need_child, remove_with_holders
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.follow.spread import X14, XM
from xlmarket.template.layout.axes import Home
from xlmarket.template.layout.references import Layouts, rewrite


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move and repeat the sparklines of a sheet.

    A group without any left goes with its colours: Excel takes a group without sparklines for damage.
    """
    for sparkline in list(part.xml.iter(f"{{{X14}}}sparkline")):
        _repeat(sparkline, context)
    for group in list(part.xml.iter(f"{{{X14}}}sparklineGroup")):
        if group.find(f"{{{X14}}}sparklines/{{{X14}}}sparkline") is None:
            remove_with_holders(group)
        dates = group.find(f"{{{XM}}}f")
        if dates is not None and dates.text:
            dates.text = context.sheet.follow_formula(
                dates.text, lambda text, layouts: rewrite(text, context.name, layouts, stretch_cells=True)
            )


def _follow_cells(cells: str, context: FollowContext, home: Home) -> str:
    """The cells that a sparkline draws in an iteration."""

    def move(text: str, layouts: Layouts) -> str:
        return rewrite(text, context.name, layouts, home, stretch_cells=True, heeds_dollars=False)

    return context.sheet.follow_formula(cells, move, home)


def _repeat(sparkline: etree._Element, context: FollowContext) -> None:
    cell, cells = sparkline.find(f"{{{XM}}}sqref"), sparkline.find(f"{{{XM}}}f")
    if cell is None or not cell.text:
        return
    for area, home in context.blocks.copies(parse_area(cell.text)):
        copied = copy.deepcopy(sparkline)
        need_child(copied, f"{{{XM}}}sqref").text = str(area)
        if cells is not None and cells.text:
            need_child(copied, f"{{{XM}}}f").text = _follow_cells(cells.text, context, home)
        sparkline.addprevious(copied)
    holder(sparkline).remove(sparkline)
