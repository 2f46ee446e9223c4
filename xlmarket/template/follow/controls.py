"""Form controls: buttons, lists and boxes on a sheet. They move and come once per iteration with the cells under them.

Excel keeps four things of a control: its anchor in the sheet (`controls`), its linked cells in `ctrlProp1.xml`, a VML
shape, and a hidden shape in the drawing. The last two have its number. The sheet follows last, when `vml` and `drawings`
have made the copies of the shapes, which stand in order behind the first.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from xlmarket.package.anchors import ANCHORS, XDR, ends_before
from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.areas import Area
from xlmarket.package.elements import holder, need_child, number, remove_with_holders
from xlmarket.package.notes import VML
from xlmarket.package.parts import Parts
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.layout.axes import OUTSIDE, Home
from xlmarket.template.layout.references import rewrite

_FORMULAS = ("fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup")
_CONTROL, _LIST, _ANCHOR = (f"{{{MAIN}}}{tag}" for tag in ("control", "controls", "anchor"))
_ID = f"{{{OFFICE}}}id"
_SPID = "_x0000_s{}"


def follow(part: OpenPart, context: FollowContext) -> None:
    """Rewrite the cells a control (`ctrlProp`) is linked to and takes its list from."""
    _follow_formulas(part.xml, OUTSIDE, context)


def follow_anchors(part: OpenPart, context: FollowContext) -> None:
    """Move and repeat the controls in a sheet's part, and move embedded objects. They keep their size."""
    controls = list(part.xml.iter(_CONTROL))
    inside = {anchor for control in controls for anchor in control.iter(_ANCHOR)}
    for anchor in part.xml.iter(_ANCHOR):
        if anchor not in inside:
            area = _area(anchor)
            moved = context.layout.area(Area(area.first_column, area.first_row, area.first_column, area.first_row))
            _move(anchor, area, moved or area)
    shapes = _Shapes(context.book.parts, part.name)
    for control in controls:
        _repeat(control, part, context, shapes)
    shapes.close()


def _repeat(control: etree._Element, part: OpenPart, context: FollowContext, shapes: _Shapes) -> None:
    entry = control
    while holder(entry).tag != _LIST:
        entry = holder(entry)
    anchor = next(control.iter(_ANCHOR), None)
    places = context.layout.copies(_area(anchor)) if anchor is not None else []
    if anchor is not None and not places:
        remove_with_holders(entry)
        context.book.parts.unrelate(part.name, lambda relation: relation.id == control.get(_ID))
        return
    entries = [entry, *(copy.deepcopy(entry) for _ in places[1:])]
    numbers = shapes.number(str(control.get("shapeId")), len(entries))
    for further, (element, (moved, home)) in enumerate(zip(entries, places, strict=False)):
        _move(next(element.iter(_ANCHOR)), _area(next(element.iter(_ANCHOR))), moved)
        if further:
            entries[further - 1].addnext(element)
            copied = next(element.iter(_CONTROL))
            copied.set("shapeId", numbers[further])
            copied.set("name", f"{control.get('name') or ''} {further + 1}".strip())
            copied.set(_ID, _copy_properties(str(control.get(_ID)), part.name, home, context))


def _copy_properties(relation: str, sheet: str, home: Home, context: FollowContext) -> str:
    """Give a copy of a control its own linked cells. Return the id of the relation."""
    parts = context.book.parts
    (known,) = (item for item in parts.relations(sheet) if item.id == relation)
    copied = parts.copy(known.target, shared=())
    properties = parts.package.parse(parts.origin[copied])
    _follow_formulas(properties, home, context)
    parts.put(copied, properties)
    return parts.relate(sheet, known.kind, copied)


def _follow_formulas(properties: etree._Element, home: Home, context: FollowContext) -> None:
    for key in _FORMULAS:
        formula = properties.get(key)
        if formula:
            stretches = key == "fmlaRange"
            properties.set(
                key, rewrite(formula, context.name, context.layouts, home, stretch_cells=stretches, heeds_dollars=False)
            )


def _area(anchor: etree._Element) -> Area:
    """The template cells an anchor covers."""
    start, end = (need_child(anchor, f"{{{MAIN}}}{name}") for name in ("from", "to"))
    left, top = (number(need_child(start, f"{{{XDR}}}{axis}")) + 1 for axis in ("col", "row"))
    right, bottom = (
        number(need_child(end, f"{{{XDR}}}{axis}")) + 1 - ends_before(end, axis) for axis in ("col", "row")
    )
    return Area(left, top, max(left, right), max(top, bottom))


def _move(anchor: etree._Element, before: Area, after: Area) -> None:
    steps = {"col": after.first_column - before.first_column, "row": after.first_row - before.first_row}
    for end in ("from", "to"):
        for axis, step in steps.items():
            place = need_child(need_child(anchor, f"{{{MAIN}}}{end}"), f"{{{XDR}}}{axis}")
            place.text = str(number(place) + step)


class _Shapes:
    """The shapes that go with the controls of a sheet, in its VML and in its drawing, by the numbers of the controls."""

    def __init__(self, parts: Parts, sheet: str) -> None:
        self._parts = parts
        targets = [target for target in parts.related(sheet, "vmlDrawing", "drawing") if target in parts]
        self._opened = {target: parts.parse(target) for target in targets}
        self._highest = max((int(text) for xml in self._opened.values() for text in _numbers(xml)), default=1024)
        self._is_changed = False

    def number(self, first: str, count: int) -> list[str]:
        """The numbers of a control and its copies. The copies of its shapes get the same ones."""
        numbers = [first]
        for _ in range(count - 1):
            self._highest += 1
            numbers.append(str(self._highest))
        for xml in self._opened.values() if count > 1 else ():
            for shape in list(xml.iter(f"{{{VML}}}shape", *ANCHORS)):
                if first in _numbers(shape):
                    self._is_changed = True
                    for copied, new in zip(islice(_following(shape), count), numbers, strict=False):
                        _set_number(copied, new)
                    break
        return numbers

    def close(self) -> None:
        """Put the parts that changed."""
        for target, xml in self._opened.items() if self._is_changed else ():
            self._parts.put(target, xml)


def _following(shape: etree._Element) -> Iterator[etree._Element]:
    yield shape
    yield from shape.itersiblings(str(shape.tag))


def _numbers(drawn: etree._Element) -> list[str]:
    """The numbers of the shapes in a part or an anchor of it."""
    ids = [str(shape.get("id")).removeprefix(_SPID.format("")) for shape in drawn.iter(f"{{{VML}}}shape")]
    ids += [str(shape.get("id")) for shape in drawn.iter(f"{{{XDR}}}cNvPr")]
    return [text for text in ids if text.isdecimal()]


def _set_number(drawn: etree._Element, new: str) -> None:
    if drawn.tag == f"{{{VML}}}shape":
        drawn.set("id", _SPID.format(new))
    for shape in drawn.iter(f"{{{XDR}}}cNvPr"):
        shape.set("id", new)
        for kept in shape.iter("{*}compatExt"):
            kept.set("spid", _SPID.format(new))
