"""The charts of Excel 2016 (waterfall, treemap, box plot …): their data lie apart from what is drawn.

A dimension (strDim, numDim) names its cells in `f` and keeps their values in levels of points, as caches of charts do.
Totals of a waterfall, colours and labels of single points name a point by its number, so they are numbered again.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from xlmarket.package.areas import Area
from xlmarket.package.values import CellError
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.follow.points import label_text, point_homes
from xlmarket.template.follow.ranges import CellsOf
from xlmarket.template.layout.axes import OUTSIDE, STILL, Layout
from xlmarket.template.layout.references import compile_formula, rewrite

CX = "http://schemas.microsoft.com/office/drawing/2014/chartex"
_DIMENSIONS = (f"{{{CX}}}strDim", f"{{{CX}}}numDim")
_POINTS = {"idx": "val", "dataPt": "idx", "dataLabel": "idx", "dataLabelHidden": "idx"}
"""The elements of a series that are of one point, and the attribute with its number."""


def follow(part: OpenPart, context: FollowContext) -> None:
    """Rewrite the references of a chart to sheets that changed, refill their levels, number single points again."""
    _number_points(part.xml, context)
    for formula in part.xml.iter(f"{{{CX}}}f"):
        text = formula.text or ""
        sheets = {sheet for reference in compile_formula(text).references for sheet in reference.sheets}
        if not sheets & context.book.changed:
            continue
        dimension = formula.getparent()
        is_data = dimension is not None and dimension.tag in _DIMENSIONS
        formula.text = rewrite(text, context.name, context.layouts, stretch_cells=is_data)
        if dimension is not None:
            is_row = formula.get("dir") == "row"
            _fill(dimension, formula.text, context.book.cells_of, is_row=is_row)


def _number_points(chart: etree._Element, context: FollowContext) -> None:
    formulas = {str(data.get("id")): data.findtext(f"{{{CX}}}numDim/{{{CX}}}f") for data in chart.iter(f"{{{CX}}}data")}
    for series in chart.iter(f"{{{CX}}}series"):
        source = series.find(f"{{{CX}}}dataId")
        text = formulas.get(str(source.get("val"))) if source is not None else None
        references = compile_formula(text or "").references
        if (
            len(references) != 1
            or len(references[0].sheets) != 1
            or references[0].sheets[0] not in context.book.changed
        ):
            continue
        layout = context.layouts.get(references[0].sheets[0], STILL)
        for tag, key in _POINTS.items():
            for point in list(series.iter(f"{{{CX}}}{tag}")):
                _renumber(point, key, references[0].area, layout)


def _renumber(point: etree._Element, key: str, area: Area, layout: Layout) -> None:
    holder, number = point.getparent(), point.get(key, "")
    if holder is None or not number.isdigit():
        return
    finished, place = layout.area(area), holder.index(point)
    drawn = [] if finished is None else [finished]
    for further, (new, _) in enumerate(point_homes(int(number), area, drawn, layout, OUTSIDE)):
        copy = deepcopy(point)
        copy.set(key, str(new))
        holder.insert(place + 1 + further, copy)
    holder.remove(point)


def _fill(dimension: etree._Element, reference: str, cells_of: CellsOf, *, is_row: bool) -> None:
    """Fill the levels of a dimension, or the text of a title.

    The innermost level comes first and is the last column, or the last row where the levels are rows.
    """
    levels, title = dimension.findall(f"{{{CX}}}lvl"), dimension.find(f"{{{CX}}}v")
    if "#REF!" in reference:
        _clear(levels, title)
    references = compile_formula(reference).references
    if len(references) != 1 or len(references[0].sheets) != 1 or (not levels and title is None):
        return
    area = references[0].area
    cells = cells_of(references[0].sheets[0], area)
    if title is not None:
        title.text = " ".join(label_text(cell) for cell in cells if _is_shown(cell))
    width = area.last_column - area.first_column + 1
    for place, level in enumerate(levels, start=1):
        line = len(levels) - place
        _fill_level(
            level, cells if len(levels) == 1 else cells[line * width :][:width] if is_row else cells[line::width]
        )


def _clear(levels: Sequence[etree._Element], title: etree._Element | None) -> None:
    """Nothing is kept of cells that were dropped."""
    if title is not None:
        title.text = ""
    for level in levels:
        _fill_level(level, [])


def _fill_level(level: etree._Element, cells: list[object]) -> None:
    level[:] = []
    level.set("ptCount", str(len(cells)))
    for number, cell in enumerate(cells):
        if _is_shown(cell):
            etree.SubElement(level, f"{{{CX}}}pt", idx=str(number)).text = label_text(cell)


def _is_shown(cell: object) -> bool:
    return cell not in (None, "") and not isinstance(cell, CellError)
