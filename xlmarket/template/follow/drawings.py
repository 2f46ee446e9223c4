"""Drawing anchors. Excel moves a drawing with the cells it stands on (oneCell) and stretches it with them (twoCell).

What stands wholly inside a repeated block comes once per iteration, its charts and pictures with it, each chart drawing
its own iteration.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from xlmarket.package.archive import OFFICE
from xlmarket.package.areas import MAX_COLUMN, MAX_ROW, Area
from xlmarket.package.elements import needed, number
from xlmarket.template.follow.sizes import Sizes
from xlmarket.template.layout.axes import OUTSIDE, STILL, Axis, Home, Layout
from xlmarket.template.layout.references import Layouts, rewrite

XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_ANCHORS = (f"{{{XDR}}}twoCellAnchor", f"{{{XDR}}}oneCellAnchor")
_NEAR = 1000


@dataclass
class Followed:
    """Where the relations of a drawing stand that moved with a block, and those that went with dropped cells."""

    homes: dict[str, Home] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)


def follow(drawing: etree._Element, name: str, layouts: Layouts, sizes: Sizes, again: Callable[[str], str]) -> Followed:
    """Move and repeat the anchors of a drawing.

    `sizes` are those of the template's cells, which say how far an anchor of one cell reaches. `again` gives a new relation to a copy of what a relation points at. What stood on dropped cells only goes with them.
    """
    layout = layouts.get(name.casefold(), STILL)
    found = Followed()
    for anchor in list(drawing.iter(*_ANCHORS)):
        _follow_links(anchor, name, layouts)
        area = None if anchor.get("editAs") == "absolute" or layout.is_still else _area(anchor, sizes)
        if area is None:
            continue
        places = _places(anchor, area, layout)
        if not places:
            found.gone |= set(_related(anchor, OUTSIDE, None))
            _remove(anchor)
            continue
        copies = [anchor, *(copy.deepcopy(anchor) for _ in places[1:])]
        for further, (one, home) in enumerate(zip(copies, places, strict=True)):
            _move(one, area, layout, home)
            if home != OUTSIDE:
                found.homes |= _related(one, home, again if further else None)
            if further:
                copies[further - 1].addnext(one)
                _number_anew(one, drawing)
    return found


def _number_anew(anchor: etree._Element, drawing: etree._Element) -> None:
    """Give the shapes of a copy numbers of their own."""
    highest = max(int(one.get("id") or 0) for one in drawing.iter(f"{{{XDR}}}cNvPr"))
    for free, shape in enumerate(anchor.iter(f"{{{XDR}}}cNvPr"), start=highest + 1):
        shape.set("id", str(free))


def _follow_links(anchor: etree._Element, name: str, layouts: Layouts) -> None:
    """A shape may show a cell's text."""
    for shape in anchor.iter(f"{{{XDR}}}sp"):
        if shape.get("textlink"):
            shape.set("textlink", rewrite(str(shape.get("textlink")), name, layouts))


def _area(anchor: etree._Element, sizes: Sizes) -> Area | None:
    """The template cells an anchor covers, whether it names its last cell or its size."""
    start = anchor.find(f"{{{XDR}}}from")
    if start is None:
        return None
    left, top = _cell(start)
    end, extent = anchor.find(f"{{{XDR}}}to"), anchor.find(f"{{{XDR}}}ext")
    right, bottom = left, top
    if end is not None:
        right, bottom = _cell(end)
    elif extent is not None:
        right, _ = sizes.column_at(left, _offset(start, "col") + int(extent.get("cx") or 0))
        bottom, _ = sizes.row_at(top, _offset(start, "row") + int(extent.get("cy") or 0))
    return Area(
        min(left, MAX_COLUMN),
        min(top, MAX_ROW),
        min(max(left, right), MAX_COLUMN),
        min(max(top, bottom), MAX_ROW),
    )


def _cell(end: etree._Element) -> tuple[int, int]:
    """Column and row of an end, from 1."""
    column, row = (int(end.findtext(f"{{{XDR}}}{axis}") or 0) + 1 for axis in ("col", "row"))
    return column, row


def _offset(end: etree._Element, axis: str) -> int:
    return int(end.findtext(f"{{{XDR}}}{axis}Off") or 0)


def _places(anchor: etree._Element, area: Area, layout: Layout) -> list[Home]:
    """The homes an anchor gets: one per iteration of a block that wholly holds it; none if its cells were dropped."""
    found = [home for _, home in layout.copies(area)]
    lone = anchor.tag == f"{{{XDR}}}oneCellAnchor"
    return found or ([OUTSIDE] if lone else [])


def _move(anchor: etree._Element, area: Area, layout: Layout, home: Home) -> None:
    start, end = needed(anchor, f"{{{XDR}}}from"), anchor.find(f"{{{XDR}}}to")
    rows = layout.rows_of(area.first_column, area.last_column)
    stretches = anchor.get("editAs", "twoCell") == "twoCell"
    for axis, moved, path in (("row", rows, home[0]), ("col", layout.columns, home[1])):
        first = needed(start, f"{{{XDR}}}{axis}")
        before = number(first)
        after = _line(before, moved, path)
        first.text = str(after)
        if end is not None:
            last = needed(end, f"{{{XDR}}}{axis}")
            old = number(last)
            new = _line(old, moved, path, last=True) if stretches else old + after - before
            last.text = str(max(new, after))


def _line(line: int, axis: Axis, path: tuple[tuple[int, int], ...], *, last: bool = False) -> int:
    """Where a row or column (from 0) came to stand; one that was dropped, where the next one did."""
    for candidate in range(line + 1, line + 1 + _NEAR):
        span = axis.span(candidate, candidate, path)
        if span is not None:
            return span[1 if last and path else 0] - 1
    return line


def _related(anchor: etree._Element, home: Home, again: Callable[[str], str] | None) -> dict[str, Home]:
    """The relations an anchor uses, all at one home; those of a copy are new ones."""
    found: dict[str, Home] = {}
    for element in anchor.iter():
        for key, value in element.attrib.items():
            if str(key).startswith(f"{{{OFFICE}}}") and value:
                name = again(str(value)) if again else str(value)
                element.set(key, name)
                found[name] = home
    return found


def _remove(anchor: etree._Element) -> None:
    """Take an anchor out, with the choice of versions that held it."""
    parent = anchor.getparent()
    while parent is not None and parent.getparent() is not None:
        anchor, parent = parent, parent.getparent()
    if parent is not None:
        parent.remove(anchor)
