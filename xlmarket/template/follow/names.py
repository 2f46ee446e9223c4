"""Defined names, print areas and print titles: they stretch over repeated cells as Excel's insertion would do it.

A lone cell stays a lone cell: the first copy. Absolute rows and columns follow, relative ones are distances from the
cell that uses the name, and stay.

A name of a sheet that comes once per item (`localSheetId`) comes with every copy. A name of the whole workbook that
speaks of such a sheet stays with its first copy, and the others get one of their own with the same name, as when Excel
copies a sheet: so a formula on a copy means its own sheet.

Areas to print that were dropped go from the list of those that are left, and titles too, where Excel leaves `#REF!`.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN
from xlmarket.package.sheet_texts import NAME_TEXTS
from xlmarket.template.follow.context import FinishedSheet, FollowContext, OpenPart
from xlmarket.template.follow.workbook import PlacedSheet, placed_sheets
from xlmarket.template.layout.references import compile_formula, rewrite

_PRINT_AREA = "_xlnm.Print_Area"
_GONE = "#REF!"
_AREAS = re.compile(",(?=(?:[^']*'[^']*')*[^']*$)")
"""The commas between the areas of a name, outside of the names of sheets."""

_BUILT_IN = "_xlnm."
"""How Excel's own names begin. They mean fixed cells of their sheet, with or without dollars."""


def follow(part: OpenPart, context: FollowContext) -> None:
    """Rewrite the names of the workbook's part, whose sheets are still those of the template."""
    holder = part.xml.find(f"{{{MAIN}}}definedNames")
    if holder is None:
        return
    placed = placed_sheets(part.xml, context.book)
    names: list[etree._Element] = []
    for name in holder.iterchildren(f"{{{MAIN}}}definedName"):
        scope = name.get("localSheetId")
        if scope is None:
            names += [_rewrite(name, "", context.sheet), *_twins(name, placed, context.sheet)]
        elif int(scope) < len(placed):
            for item in placed[int(scope)]:
                names += _rewrite_scoped(name, item)
    for name in names:
        for attribute in NAME_TEXTS:
            if name.get(attribute):
                name.set(attribute, context.sheet.asides.text(str(name.get(attribute))))
    holder[:] = names
    if not names:
        part.xml.remove(holder)


def _rewrite_scoped(name: etree._Element, item: PlacedSheet) -> list[etree._Element]:
    """A name of a sheet on one of its copies. Excel's own go with their cells.

    Raises `TemplateError` with the sheet for a print area of which nothing is left: without one all that was not to be
    printed would be.
    """
    rewritten = _rewrite(name, item.sheet.name, item.sheet, item.place)
    title, text = str(name.get("name")), name.text or ""
    if not title.startswith(_BUILT_IN) or _GONE not in (rewritten.text or "") or _GONE in text or "(" in text:
        return [rewritten]
    pieces = [copy.copy(name) for _ in _AREAS.split(text)]
    for piece, area in zip(pieces, _AREAS.split(text), strict=True):
        piece.text = area
    kept = [_rewrite(piece, item.sheet.name, item.sheet).text or "" for piece in pieces]
    rewritten.text = ",".join(area for area in kept if _GONE not in area)
    if not rewritten.text and title == _PRINT_AREA:
        remedy = "keep a row of it, or drop the sheet with {%sheet if … %}"
        raise TemplateError("nothing is left of the print area", where=item.sheet.place, found=text, remedy=remedy)
    return [rewritten] if rewritten.text else []


def _twins(name: etree._Element, placed: Sequence[Sequence[PlacedSheet]], book: FinishedSheet) -> list[etree._Element]:
    """The same name for each further copy of a sheet it speaks of. Its tags have the values of the workbook."""
    sheets = {sheet for reference in compile_formula(name.text or "").references for sheet in reference.sheets}
    further = [item for copies in placed for item in copies[1:] if item.sheet.name.casefold() in sheets]
    return [_rewrite(name, "", replace(book, layouts=item.sheet.layouts), item.place) for item in further]


def _rewrite(name: etree._Element, home: str, sheet: FinishedSheet, place: int | None = None) -> etree._Element:
    """A print area of one cell stretches: the copies are to be printed like the cell."""
    copied = copy.copy(name)
    if place is not None:
        copied.set("localSheetId", str(place))
    if name.text:
        title = str(name.get("name"))
        copied.text = sheet.follow_formula(
            name.text,
            lambda text, layouts: rewrite(
                text,
                home,
                layouts,
                stretch_cells=title == _PRINT_AREA,
                keeps_distances=not title.startswith(_BUILT_IN),
            ),
        )
    return copied
