"""What the clauses `merge` and `pagebreak` ask of a finished sheet. Walks make it, followers carry it out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labels:
    """Lines of the template, the outermost first, in which equal cells of a block next to each other are merged.

    Of a block of rows they are columns, of a block of columns rows. `first` and `last` are the finished lines of the block.
    """

    lines: tuple[int, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLook:
    """The labels of a sheet by the direction of their blocks, and the lines after which a page ends."""

    down: tuple[Labels, ...] = ()
    across: tuple[Labels, ...] = ()
    row_breaks: tuple[int, ...] = ()
    column_breaks: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.down or self.across or self.row_breaks or self.column_breaks)


AS_DRAWN = SheetLook()
"""No clause about looks."""
