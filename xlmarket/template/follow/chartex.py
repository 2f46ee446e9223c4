"""The charts of Excel 2016 (waterfall, treemap, box plot …): their data stand apart from what is drawn.

A dimension (strDim, numDim) names its cells in `f` and keeps their values in levels of points, as caches of charts do.
"""

from __future__ import annotations

from lxml import etree

from xlmarket.package.values import CellError
from xlmarket.template.follow.points import CellsOf, shown_text
from xlmarket.template.layout.references import Layouts, compile_formula, rewrite

CX = "http://schemas.microsoft.com/office/drawing/2014/chartex"


def follow(chart: etree._Element, name: str, layouts: Layouts, values: CellsOf, moving: frozenset[str]) -> bool:
    """Rewrite the references of a chart and refill their levels; answers whether there was anything to do."""
    changed = False
    for formula in chart.iter(f"{{{CX}}}f"):
        spoken = {sheet for one in compile_formula(formula.text or "").references for sheet in one.sheets}
        if not spoken & moving:
            continue
        formula.text = rewrite(formula.text or "", name, layouts, stretch_cells=True)
        changed = True
        dimension = formula.getparent()
        levels = dimension.findall(f"{{{CX}}}lvl") if dimension is not None else []
        if levels:
            _fill(levels, formula.text, values)
    return changed


def _fill(levels: list[etree._Element], reference: str, values: CellsOf) -> None:
    found = compile_formula(reference).references
    if len(found) != 1 or len(found[0].sheets) != 1:
        return
    area = found[0].area
    cells = values(found[0].sheets[0], area)
    width = area.last_column - area.first_column + 1
    for place, level in enumerate(levels):
        own = cells if len(levels) == 1 else cells[len(levels) - 1 - place :: width]
        points = [(n, cell) for n, cell in enumerate(own) if cell not in (None, "") and not isinstance(cell, CellError)]
        level[:] = []
        level.set("ptCount", str(len(own)))
        for number, cell in points:
            etree.SubElement(level, f"{{{CX}}}pt", idx=str(number)).text = shown_text(cell)
