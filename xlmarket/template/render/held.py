"""Drawings that keep their size (*Move but don't size with cells*) next to rows and columns that grow with their content.

Excel draws them from the cell they begin in to the cell they end in, so a logo next to a row that grew would be stretched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from xlmarket.package.anchors import XDR
from xlmarket.package.elements import need_child, number
from xlmarket.package.parts import Parts
from xlmarket.package.sizes import Sizes

_HELD = ("oneCell", "absolute")


@dataclass(frozen=True, slots=True)
class HeldDrawings:
    """The drawings of a sheet that keep their size, by the part they are in."""

    parts: Parts
    drawings: dict[str, etree._Element]

    @classmethod
    def of(cls, parts: Parts, sheet: str) -> HeldDrawings:
        """Those of a sheet's part."""
        roots = {part: parts.parse(part) for part in parts.related(sheet, "drawing")}
        return cls(parts, {part: root for part, root in roots.items() if next(_held(root), None) is not None})

    def hold(self, before: Sizes, after: Sizes) -> None:
        """Let them end where their size ends. `before` are the sizes of the finished sheet without what grew."""
        for part, root in self.drawings.items():
            changes = [_end_anchor(anchor, before, after) for anchor in _held(root)]
            if any(changes):
                self.parts.put(part, root)


def _held(drawing: etree._Element) -> Iterator[etree._Element]:
    return (anchor for anchor in drawing.iter(f"{{{XDR}}}twoCellAnchor") if anchor.get("editAs") in _HELD)


def _end_anchor(anchor: etree._Element, before: Sizes, after: Sizes) -> bool:
    """Whether an anchor now ends elsewhere."""
    rows = _end_axis(anchor, "row", before.height, after.row_at)
    return _end_axis(anchor, "col", before.width, after.column_at) or rows


def _end_axis(
    anchor: etree._Element, axis: str, size: Callable[[int], int], find: Callable[[int, int], tuple[int, int]]
) -> bool:
    start, end = (need_child(anchor, f"{{{XDR}}}{name}") for name in ("from", "to"))
    first, last = (number(need_child(place, f"{{{XDR}}}{axis}")) + 1 for place in (start, end))
    begins, ends = (number(need_child(place, f"{{{XDR}}}{axis}Off")) for place in (start, end))
    length = sum(size(line) for line in range(first, last)) + ends
    line, offset = find(first, length)
    changed = (line, offset) != (last, ends) and length > begins
    if changed:
        need_child(end, f"{{{XDR}}}{axis}").text = str(line - 1)
        need_child(end, f"{{{XDR}}}{axis}Off").text = str(offset)
    return changed
