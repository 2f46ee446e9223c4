"""Lists of areas (sqref): a format or validation on a repeated row stretches over its copies instead of multiplying."""

from __future__ import annotations

from xlmarket.package.areas import parse_area
from xlmarket.template.follow.context import FollowContext
from xlmarket.template.layout.axes import OUTSIDE, Layout
from xlmarket.template.layout.references import Layouts, compile_formula

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"


def spread(areas: str, layout: Layout) -> str:
    """The areas after the layout, in order. Those whose cells were dropped are left out."""
    moved = [str(area) for text in areas.split() for area in layout.areas(parse_area(text))]
    return " ".join(dict.fromkeys(moved))


def formula_at(formula: str, areas: str, context: FollowContext, *, stretch: bool = False) -> str:
    """A formula of a format or validation: relative to the top left cell of its areas, absolute rows seen from outside.

    With `stretch` a single cell of a repeated row becomes all its copies: the list a validation chooses from.
    """
    first = min((parse_area(text) for text in areas.split()), key=lambda area: area.first_row, default=None)
    down, across = context.layout.first_home(first) if first else OUTSIDE

    def move(text: str, layouts: Layouts) -> str:
        bound = compile_formula(text).bind(
            context.name, layouts, across=across, stretch_cells=stretch, fixed_from_outside=True
        )
        return bound.at(down)

    return context.sheet.follow_formula(formula, move)
