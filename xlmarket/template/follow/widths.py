"""Columns (cols): widths, styles, outline levels and hidden columns. A repeated column keeps them in every copy."""

from __future__ import annotations

import copy

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.template.follow.context import FollowContext, OpenPart


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move and repeat the widths and looks of columns."""
    columns, axis = part.xml.find(f"{{{MAIN}}}cols"), context.layout.columns
    if columns is None or axis.is_identity:
        return
    ranges: list[tuple[int, int, etree._Element]] = []
    for element in columns:
        first, last = int(element.get("min") or 1), int(element.get("max") or 1)
        ranges += [(left, right, element) for left, right in axis.ranges(first, last)]
    columns[:] = [_copy_to(element, left, right) for left, right, element in sorted(ranges, key=lambda item: item[:2])]
    if not len(columns):
        part.xml.remove(columns)


def _copy_to(element: etree._Element, left: int, right: int) -> etree._Element:
    copied = copy.copy(element)
    copied.set("min", str(left))
    copied.set("max", str(right))
    return copied
