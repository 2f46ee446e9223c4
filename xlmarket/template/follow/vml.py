"""The VML shapes of notes and form controls. Excel shows a note only if its shape names the cell, row and column from 0."""

from __future__ import annotations

import copy

from lxml import etree

from xlmarket.package.anchors import shape_cell
from xlmarket.package.areas import Area
from xlmarket.package.elements import holder, need_child, number
from xlmarket.package.notes import EXCEL, VML, free_id
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.layout.axes import Layout
from xlmarket.template.layout.references import rewrite

_FORMULAS = ("FmlaLink", "FmlaRange", "FmlaTxbx", "FmlaGroup", "FmlaPict")
"""The cells of a control. Excel 2007 and LibreOffice keep them here alone."""


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move and repeat the shapes of notes. Those of form controls move with their anchor and stay linked to their cells."""
    for key in _FORMULAS:
        for formula in part.xml.iter(f"{{{EXCEL}}}{key}"):
            text = formula.text or ""
            formula.text = rewrite(text, context.name, context.layouts, stretch_cells=key == "FmlaRange")
    if not context.layout.is_still:
        _move_shapes(part, context.layout)


def _move_shapes(part: OpenPart, layout: Layout) -> None:
    taken = {str(shape.get("id")) for shape in part.xml.iter(f"{{{VML}}}shape")}
    for shape in list(part.xml.iter(f"{{{VML}}}shape")):
        data = shape.find(f"{{{EXCEL}}}ClientData")
        row, column = (data.find(f"{{{EXCEL}}}{axis}") if data is not None else None for axis in ("Row", "Column"))
        if row is not None and column is not None:
            cell = Area(number(column) + 1, number(row) + 1, number(column) + 1, number(row) + 1)
            _repeat(shape, cell, part, layout, taken)
        elif data is not None:
            lies_on = shape_cell(shape)
            if lies_on is not None:
                part.elements[shape] = layout.first_home(lies_on)
            _move_control(data, layout)


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


def _move_control(data: etree._Element, layout: Layout) -> None:
    anchor = data.find(f"{{{EXCEL}}}Anchor")
    if anchor is None or not anchor.text:
        return
    column, _, row, *_ = (int(text) for text in anchor.text.split(","))
    moved = layout.area(Area(column + 1, row + 1, column + 1, row + 1))
    if moved is not None:
        anchor.text = _shift(anchor.text, moved.first_column - 1 - column, moved.first_row - 1 - row)


def _shift(anchor: str, right: int, down: int) -> str:
    """An anchor moved: column, offset, row, offset of its first corner, then of its last."""
    numbers = [int(text) for text in anchor.split(",")]
    for corner in (0, 4):
        numbers[corner] += right
        numbers[corner + 2] += down
    return ", ".join(map(str, numbers))
