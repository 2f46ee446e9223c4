"""The charts of Excel 2016 (waterfall, treemap, box plot …): their data lie apart from what is drawn.

A dimension (strDim, numDim) names its cells in `f` and keeps their values in levels of points, as caches of charts do.
"""

from __future__ import annotations

from lxml import etree

from xlmarket.package.values import CellError
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.follow.points import CellsOf, shown_text
from xlmarket.template.layout.references import compile_formula, rewrite

CX = "http://schemas.microsoft.com/office/drawing/2014/chartex"
_DIMENSIONS = (f"{{{CX}}}strDim", f"{{{CX}}}numDim")


def follow(part: OpenPart, context: FollowContext) -> None:
    """Rewrite the references of a chart to sheets that changed, and refill their levels."""
    for formula in part.xml.iter(f"{{{CX}}}f"):
        text = formula.text or ""
        sheets = {sheet for reference in compile_formula(text).references for sheet in reference.sheets}
        if not sheets & context.book.changed:
            continue
        dimension = formula.getparent()
        is_data = dimension is not None and dimension.tag in _DIMENSIONS
        formula.text = rewrite(text, context.name, context.layouts, stretch_cells=is_data)
        if dimension is not None:
            _fill(dimension, formula.text, context.book.cells_of)


def _fill(dimension: etree._Element, reference: str, cells_of: CellsOf) -> None:
    """Fill the levels of a dimension, or the text of a title. The innermost level comes first and is the last column."""
    levels, title = dimension.findall(f"{{{CX}}}lvl"), dimension.find(f"{{{CX}}}v")
    references = compile_formula(reference).references
    if len(references) != 1 or len(references[0].sheets) != 1 or (not levels and title is None):
        return
    area = references[0].area
    cells = cells_of(references[0].sheets[0], area)
    if title is not None:
        title.text = " ".join(shown_text(cell) for cell in cells if _is_shown(cell))
    width = area.last_column - area.first_column + 1
    for place, level in enumerate(levels):
        _fill_level(level, cells if len(levels) == 1 else cells[len(levels) - 1 - place :: width])


def _fill_level(level: etree._Element, cells: list[object]) -> None:
    level[:] = []
    level.set("ptCount", str(len(cells)))
    for number, cell in enumerate(cells):
        if _is_shown(cell):
            etree.SubElement(level, f"{{{CX}}}pt", idx=str(number)).text = shown_text(cell)


def _is_shown(cell: object) -> bool:
    return cell not in (None, "") and not isinstance(cell, CellError)
