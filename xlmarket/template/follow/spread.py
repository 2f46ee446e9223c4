"""Lists of areas (sqref): a format or validation on a repeated row stretches over its copies instead of multiplying."""

from __future__ import annotations

from xlmarket.package.areas import parse_area
from xlmarket.template.layout.axes import OUTSIDE, STILL, Layout
from xlmarket.template.layout.references import Layouts, compile_formula


def spread(areas: str, layout: Layout) -> str:
    """The areas after the layout, in order; those whose cells were dropped are left out."""
    found = [str(moved) for text in areas.split() for moved in layout.areas(parse_area(text))]
    return " ".join(dict.fromkeys(found))


def formula_at(formula: str, areas: str, name: str, layouts: Layouts, *, stretch: bool = False) -> str:
    """A formula of a format or validation: relative to the top left cell of its areas, absolute rows seen from outside.

    With `stretch` a single cell of a repeated row becomes all its copies: the list a validation chooses from.
    """
    layout = layouts.get(name.casefold(), STILL)
    first = min((parse_area(text) for text in areas.split()), key=lambda area: area.first_row, default=None)
    down, across = layout.first_home(first) if first else OUTSIDE
    bound = compile_formula(formula).bind(name, layouts, across=across, stretch_cells=stretch, fixed_from_outside=True)
    return bound.at(down)
