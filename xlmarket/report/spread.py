"""Lists of areas (sqref): a format or validation on a repeated row stretches over its copies instead of multiplying."""

from __future__ import annotations

from collections.abc import Mapping

from xlmarket.report.layout import Layout
from xlmarket.report.references import compile_formula, parse_area


def spread(areas: str, layout: Layout) -> str:
    """The areas after the layout, in order; those whose rows were dropped are left out."""
    found = []
    for text in areas.split():
        area = parse_area(text)
        found += [str(area.with_rows(low, high)) for low, high in layout.ranges(area.first_row, area.last_row)]
    return " ".join(dict.fromkeys(found))


def formula_at(formula: str, areas: str, name: str, layouts: Mapping[str, Layout], *, stretch: bool = False) -> str:
    """A formula of a format or validation: relative to the top left cell of its areas, absolute rows seen from outside.

    With `stretch` a single cell of a repeated row becomes all its copies: the list a validation chooses from.
    """
    layout = layouts.get(name.casefold(), Layout.identity())
    first = min((parse_area(text) for text in areas.split()), key=lambda area: area.first_row, default=None)
    path = layout.first_path(first.first_row, first.last_row) if first else ()
    return compile_formula(formula).bind(name, layouts, stretch_cells=stretch, fixed_from_outside=True).at(path)
