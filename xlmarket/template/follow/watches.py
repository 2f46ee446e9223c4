"""Watched cells (cellWatches), which Excel lists in its Watch Window. A watch of a repeated cell stays with its first copy."""

from __future__ import annotations

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import parse_area
from xlmarket.template.follow.context import FollowContext, OpenPart


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move the watched cells of a sheet: one in a block to its first copy. Those that were dropped go."""
    watches = part.xml.find(f"{{{MAIN}}}cellWatches")
    if watches is None:
        return
    for watch in list(watches):
        moved = context.layout.area(parse_area(str(watch.get("r"))))
        if moved is None:
            watches.remove(watch)
        else:
            watch.set("r", str(moved.first_cell))
    if not len(watches):
        part.xml.remove(watches)
