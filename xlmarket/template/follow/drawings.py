"""Drawing anchors. Excel moves a drawing with the cells it lies on (oneCell) and stretches it with them (twoCell).

Excel's own anchors name the first and the last cell. Other programs (openpyxl, Google Sheets) name the first cell and a
size: which cells it covers follows from the widths and heights of the sheet. What lies on no cell (absolute) stays.
What lies wholly inside a repeated block comes once per iteration, its charts and pictures with it, each chart drawing its
own iteration.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import count

from lxml import etree

from xlmarket.package.anchors import ANCHORS, XDR, area_of, ends_before, relation_ids
from xlmarket.package.archive import OFFICE
from xlmarket.package.areas import Area
from xlmarket.package.elements import need_child, number
from xlmarket.package.parts import Parts
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.layout.axes import OUTSIDE, Axis, Home, Layout, Path
from xlmarket.template.layout.references import rewrite

_CDR = "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing"
_A14 = "http://schemas.microsoft.com/office/drawing/2010/main"
_LINKS = (
    (f"{{{XDR}}}sp", "textlink"), (f"{{{_CDR}}}sp", "textlink"), (f"{{{_A14}}}cameraTool", "cellRange"),
)  # fmt: skip
_NEAR = 1000
"""How many lines below a dropped one are looked at for one that is left."""

_ONCE = frozenset({"image", "package"})
"""Relations of a drawing whose parts serve all copies: a picture is kept once."""


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move and repeat the anchors of a drawing, and say in which iterations its charts now lie.

    An anchor that lay on dropped cells alone goes with them, and its chart or picture too.
    """
    sizes = context.sheet.sizes()
    gone: set[str] = set()
    numbers = _free_numbers(part.xml)
    for anchor in list(part.xml.iter(*ANCHORS)):
        still = anchor.get("editAs") == "absolute" or context.layout.is_still
        area = None if still else area_of(anchor, sizes)
        if area is None:
            _follow_links(anchor, OUTSIDE, context)
            continue
        places = [home for _, home in context.layout.copies(area)]
        if places:
            _repeat(anchor, area, places, numbers, part, context)
        else:
            gone |= set(relation_ids(anchor))
            _remove(anchor)
    if gone:
        gone -= set(relation_ids(part.xml))
        context.book.parts.unrelate(part.name, lambda relation: relation.id in gone)


def _repeat(
    anchor: etree._Element,
    area: Area,
    places: list[Home],
    numbers: Iterator[int],
    part: OpenPart,
    context: FollowContext,
) -> None:
    """Place an anchor and its copies, one for each iteration of a block that wholly holds it. Copies get own relations."""
    copies = [anchor, *(copy.deepcopy(anchor) for _ in places[1:])]
    for further, (element, home) in enumerate(zip(copies, places, strict=True)):
        _move(element, area, context.layout, home)
        _follow_links(element, home, context)
        if further and home != OUTSIDE:
            _copy_relations(element, part.name, context.book.parts)
        part.elements[element] = home
        if home != OUTSIDE:
            part.homes |= dict.fromkeys(relation_ids(element), home)
        if further:
            copies[further - 1].addnext(element)
            _renumber(element, numbers)


def _copy_relations(anchor: etree._Element, drawing: str, parts: Parts) -> None:
    """Give the copy of an anchor its own relations, and copies of the charts they lead to."""
    by_id = {relation.id: relation for relation in parts.relations(drawing)}
    for element, key, name in _uses(anchor):
        relation = by_id[name]
        shared = relation.is_external or relation.name in _ONCE
        target = relation.target if shared else parts.copy(relation.target, shared=_ONCE)
        element.set(key, parts.relate(drawing, relation.kind, target, external=relation.is_external))


def _free_numbers(drawing: etree._Element) -> Iterator[int]:
    """Numbers that no shape of a drawing has. The shapes are looked at when the first is wanted."""
    highest = max((int(shape.get("id") or 0) for shape in drawing.iter(f"{{{XDR}}}cNvPr")), default=0)
    yield from count(highest + 1)


def _renumber(anchor: etree._Element, numbers: Iterator[int]) -> None:
    """Give the shapes of a copy numbers of their own."""
    for shape in anchor.iter(f"{{{XDR}}}cNvPr"):
        shape.set("id", str(next(numbers)))


def follow_shapes(part: OpenPart, context: FollowContext) -> None:
    """Move the cells that shapes inside a chart show."""
    _follow_links(part.xml, context.home, context)


def _follow_links(drawn: etree._Element, home: Home, context: FollowContext) -> None:
    """A shape may show the text of a cell and a picture the look of some: those of its own iteration."""
    for tag, attribute in _LINKS:
        for element in drawn.iter(tag):
            link = element.get(attribute)
            if link:
                element.set(attribute, rewrite(link, context.name, context.layouts, home, heeds_dollars=False))


def _move(anchor: etree._Element, area: Area, layout: Layout, home: Home) -> None:
    start, end = need_child(anchor, f"{{{XDR}}}from"), anchor.find(f"{{{XDR}}}to")
    rows = layout.rows_of(area.first_column, area.last_column)
    stretches = anchor.get("editAs", "twoCell") == "twoCell"
    for axis, moved, path in (("row", rows, home[0]), ("col", layout.columns, home[1])):
        first = need_child(start, f"{{{XDR}}}{axis}")
        before = number(first)
        after = _line(before, moved, path)
        first.text = str(after)
        if end is not None:
            last = need_child(end, f"{{{XDR}}}{axis}")
            old = number(last)
            covered = old - 1 if path and old > before and ends_before(end, axis) else old
            new = _line(covered, moved, path, last=True) + old - covered if stretches else old + after - before
            last.text = str(max(new, after))


def _line(line: int, axis: Axis, path: Path, *, last: bool = False) -> int:
    """Where a row or column (from 0) is now. For one that was dropped: where the next one is."""
    for candidate in range(line + 1, line + 1 + _NEAR):
        span = axis.span(candidate, candidate, path)
        if span is not None:
            return span[1 if last and path else 0] - 1
    return line


def _uses(anchor: etree._Element) -> list[tuple[etree._Element, str, str]]:
    """Where an anchor names relations: element, attribute and id."""
    return [
        (element, str(key), str(value))
        for element in anchor.iter()
        for key, value in element.attrib.items()
        if str(key).startswith(f"{{{OFFICE}}}") and value
    ]


def _remove(anchor: etree._Element) -> None:
    """Take an anchor out, with the choice of versions that held it."""
    parent = anchor.getparent()
    while parent is not None and parent.getparent() is not None:
        anchor, parent = parent, parent.getparent()
    if parent is not None:
        parent.remove(anchor)
