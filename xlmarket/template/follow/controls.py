"""Form controls: buttons, lists and boxes on a sheet. They move with their anchors, their linked cells with the cells.

Excel keeps an anchor in the sheet (`controls`), one in the VML drawing, and the linked cells in `ctrlProp1.xml`.
"""

from __future__ import annotations

from xlmarket.package.anchors import XDR
from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area
from xlmarket.package.elements import need_child, number
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.layout.references import rewrite

_FORMULAS = ("fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup")


def follow(part: OpenPart, context: FollowContext) -> None:
    """Rewrite the cells a control (`ctrlProp`) is linked to and takes its list from."""
    for key in _FORMULAS:
        formula = part.xml.get(key)
        if formula:
            part.xml.set(key, rewrite(formula, context.name, context.layouts, stretch_cells=key == "fmlaRange"))


def follow_anchors(part: OpenPart, context: FollowContext) -> None:
    """Move the anchors of controls and of embedded objects in a sheet's part. They keep their size."""
    for anchor in part.xml.iter(f"{{{MAIN}}}anchor"):
        ends = [need_child(anchor, f"{{{MAIN}}}{end}") for end in ("from", "to")]
        column, row = (number(need_child(ends[0], f"{{{XDR}}}{axis}")) + 1 for axis in ("col", "row"))
        moved = context.layout.area(Area(column, row, column, row))
        if moved is None:
            continue
        steps = {"col": moved.first_column - column, "row": moved.first_row - row}
        for end in ends:
            for axis, step in steps.items():
                place = need_child(end, f"{{{XDR}}}{axis}")
                place.text = str(number(place) + step)
