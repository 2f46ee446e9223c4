"""The VML shapes of notes and form controls, which come once per iteration. Excel shows a note only if its shape names the cell, row and column from 0."""

from __future__ import annotations

import copy

from lxml import etree

from xlmarket.package.anchors import shape_cell
from xlmarket.package.areas import Area
from xlmarket.package.elements import holder, need_child
from xlmarket.package.notes import EXCEL, VML, free_id
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.layout.axes import OUTSIDE, Home, Layout
from xlmarket.template.layout.references import rewrite

_FORMULAS = ("FmlaLink", "FmlaRange", "FmlaTxbx", "FmlaGroup", "FmlaPict")
"""The cells of a control. Excel 2007 and LibreOffice keep them here alone."""


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move and repeat the shapes of notes and of form controls. Controls stay linked to the cells of their iteration."""
    taken = {str(shape.get("id")) for shape in part.xml.iter(f"{{{VML}}}shape")}
    for shape in list(part.xml.iter(f"{{{VML}}}shape")):
        data = shape.find(f"{{{EXCEL}}}ClientData")
        area = None if context.layout.is_still else shape_cell(shape)
        if data is None or area is None:
            _follow_formulas(shape, OUTSIDE, context)
        elif data.find(f"{{{EXCEL}}}Row") is not None:
            _repeat(shape, area, part, context.layout, taken)
        else:
            _repeat_control(shape, area, part, context, taken)


def _follow_formulas(shape: etree._Element, home: Home, context: FollowContext) -> None:
    for key in _FORMULAS:
        for formula in shape.iter(f"{{{EXCEL}}}{key}"):
            text = formula.text or ""
            stretches = key == "FmlaRange"
            formula.text = rewrite(
                text, context.name, context.layouts, home, stretch_cells=stretches, heeds_dollars=False
            )


def _repeat_control(shape: etree._Element, area: Area, part: OpenPart, context: FollowContext, taken: set[str]) -> None:
    """Place the shape of a control once for each iteration that holds it. It keeps its size."""
    places = context.layout.copies(area)
    copies = [shape, *(copy.deepcopy(shape) for _ in places[1:])]
    for further, (element, (moved, home)) in enumerate(zip(copies, places, strict=False)):
        if further:
            element.set("id", free_id(taken))
            copies[further - 1].addnext(element)
        part.elements[element] = home
        _follow_formulas(element, home, context)
        anchor = need_child(need_child(element, f"{{{EXCEL}}}ClientData"), f"{{{EXCEL}}}Anchor")
        anchor.text = _shift(str(anchor.text), moved.first_column - area.first_column, moved.first_row - area.first_row)
    if not places:
        holder(shape).remove(shape)


def _repeat(shape: etree._Element, cell: Area, part: OpenPart, layout: Layout, taken: set[str]) -> None:
    last = shape
    copies = layout.copies(cell)
    for further, (moved, home) in enumerate(copies):
        copied = shape if not further else copy.deepcopy(shape)
        if further:
            copied.set("id", free_id(taken))
            last.addnext(copied)
        part.elements[copied] = home
        last = copied
        _place_note(copied, moved, cell)
    if not copies:
        holder(shape).remove(shape)


def _place_note(shape: etree._Element, cell: Area, before: Area) -> None:
    data = need_child(shape, f"{{{EXCEL}}}ClientData")
    need_child(data, f"{{{EXCEL}}}Row").text = str(cell.first_row - 1)
    need_child(data, f"{{{EXCEL}}}Column").text = str(cell.first_column - 1)
    anchor = data.find(f"{{{EXCEL}}}Anchor")
    if anchor is not None and anchor.text:
        anchor.text = _shift(anchor.text, cell.first_column - before.first_column, cell.first_row - before.first_row)


def _shift(anchor: str, right: int, down: int) -> str:
    """An anchor moved: column, offset, row, offset of its first corner, then of its last."""
    numbers = [int(text) for text in anchor.split(",")]
    for corner in (0, 4):
        numbers[corner] += right
        numbers[corner + 2] += down
    return ", ".join(map(str, numbers))
