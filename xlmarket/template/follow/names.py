"""Defined names, print areas and print titles: they stretch over repeated cells as Excel's insertion would do it.

A name of a sheet that comes once per item (`localSheetId`) comes with every copy; a name of the whole workbook that
speaks of such a sheet stays with its first copy, and the others get their own of the same name, as when Excel copies a
sheet: so a formula on a copy means its own sheet.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.template.layout.references import Layouts, compile_formula, rewrite


@dataclass(frozen=True, slots=True)
class Placed:
    """One finished sheet: its place in the workbook, the template sheet it was made from, and what moved, as it sees it."""

    place: int
    template: str
    layouts: Layouts


def follow(
    workbook: etree._Element, sheets: Sequence[str], copies: Mapping[int, Sequence[Placed]], seen: Layouts
) -> None:
    """Rewrite the names. `sheets` are the template's, `copies` says what became of each by its place; `seen` is what
    somebody outside all sheets sees.
    """
    holder = workbook.find(f"{{{MAIN}}}definedNames")
    if holder is None:
        return
    made: list[etree._Element] = []
    for one in holder.iterchildren(f"{{{MAIN}}}definedName"):
        scope = one.get("localSheetId")
        if scope is None:
            made += [_written(one, "", seen, None), *_local_twins(one, sheets, copies)]
        else:
            of_sheet = copies.get(int(scope), ())
            made += [_written(one, placed.template, placed.layouts, placed.place) for placed in of_sheet]
    holder[:] = made
    if not made:
        workbook.remove(holder)


def _local_twins(
    one: etree._Element, sheets: Sequence[str], copies: Mapping[int, Sequence[Placed]]
) -> list[etree._Element]:
    spoken = {name for reference in compile_formula(one.text or "").references for name in reference.sheets}
    further = [placed for at, name in enumerate(sheets) if name.casefold() in spoken for placed in copies[at][1:]]
    return [_written(one, "", placed.layouts, placed.place) for placed in further]


def _written(one: etree._Element, home: str, layouts: Layouts, place: int | None) -> etree._Element:
    found = copy.copy(one)
    if place is not None:
        found.set("localSheetId", str(place))
    if one.text:
        found.text = rewrite(one.text, home, layouts, stretch_cells=one.get("name") == "_xlnm.Print_Area")
    return found
