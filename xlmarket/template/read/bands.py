"""Blocks side by side: `{%cells for … %}` repeats the cells between its own columns and moves only what stands below.

Excel's *Shift cells down*. The columns between a tag and its end are a band; overlapping bands are one. From its first
such tag to the next `{%row %}` tag (or the end) a body is one section, whose strips of columns grow for themselves; what
comes after the section goes on under the longest of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from xlmarket.errors import Place, TemplateError
from xlmarket.package.areas import MAX_COLUMN, column_number, split_cell
from xlmarket.template.read.blocks import Builder, Placed
from xlmarket.template.read.plan import Beside, Dynamic, For, If, Node, RowPlan, Static, Strip

_OPENING, _CLOSING = ("for", "if"), ("endfor", "endif")


def bands_of(tags: Mapping[int, list[Placed]]) -> tuple[tuple[int, int], ...]:
    """The columns of the bands of a sheet, from left to right; a tag that is never closed is said of later."""
    opened: list[tuple[int, int]] = []
    found: list[tuple[int, int]] = []
    for row in sorted(tags):
        for cell, tag in tags[row]:
            column = column_number(split_cell(cell)[0])
            if tag.word in _OPENING:
                opened.append((len(opened), column))
            elif tag.word in _CLOSING:
                left = max((one for one in opened if one[1] <= column), default=None)
                if left is not None:
                    opened.remove(left)
                    found.append((left[1], column))
    found += [(column, column) for _, column in opened]
    return _joined(sorted(found))


def _joined(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for first, last in ranges:
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


@dataclass
class Sections:
    """Puts the sections of a sheet into the tree of its rows."""

    place: Place
    problems: list[TemplateError]
    blocks: dict[int, tuple[int, int]]
    bands: tuple[tuple[int, int], ...]
    tags: Mapping[int, list[Placed]]
    full: Mapping[int, frozenset[int]]
    rows: Mapping[int, RowPlan]

    def placed(self, nodes: Sequence[Node], *, is_top: bool = True) -> tuple[Node, ...]:
        """The nodes of a body with what stands side by side as one node each; `full` are the columns with content."""
        found: list[Node] = []
        section: list[int] = []
        for node in nodes:
            if (isinstance(node, int) and node in self.tags) or (section and isinstance(node, (int, range))):
                section += [node] if isinstance(node, int) else node
                continue
            found += self._section(section, is_last=False)
            section = []
            found.append(self._inside(node))
        return (*found, *self._section(section, is_last=is_top))

    def _inside(self, node: Node) -> Node:
        match node:
            case For():
                return replace(node, body=self.placed(node.body, is_top=False))
            case If():
                branches = ((condition, self.placed(body, is_top=False)) for condition, body in node.branches)
                return replace(node, branches=tuple(branches))
        return node

    def _section(self, rows: list[int], *, is_last: bool) -> list[Node]:
        if not rows:
            return []
        strips = []
        left = 1
        for number, (first, last) in enumerate(self.bands):
            if left < first:
                strips.append(Strip(left, first - 1, None, tuple(rows), self._part(rows, left, first - 1)))
            strips.append(Strip(first, last, number, self._band(rows, first, last), self._part(rows, first, last)))
            left = last + 1
        strips.append(Strip(left, MAX_COLUMN, None, tuple(rows), self._part(rows, left, MAX_COLUMN)))
        return [Beside(rows[0], rows[-1], tuple(strips), is_last)]

    def _band(self, rows: list[int], first: int, last: int) -> tuple[Node, ...]:
        builder = Builder(self.place, self.problems, self.blocks, rows[0] - 1)
        for row in rows:
            builder.gap_to(row)
            tags = [
                (cell, tag)
                for cell, tag in self.tags.get(row, ())
                if first <= column_number(split_cell(cell)[0]) <= last
            ]
            content = any(first <= column <= last for column in self.full.get(row, ()))
            builder.line(row, tags, has_content=content)
        return builder.finished()

    def _part(self, rows: list[int], first: int, last: int) -> dict[int, RowPlan]:
        """The rows with their cells between two columns only."""
        found = {}
        for number in rows:
            row = self.rows.get(number)
            if row is not None:
                found[number] = part_of(row, first, last)
        return found


def part_of(row: RowPlan, first: int, last: int) -> RowPlan:
    """A row with its cells between two columns only."""
    cells = [cell for cell in row.cells if first <= column_number(cell.column) <= last]
    return with_cells(row, cells)


def with_cells(row: RowPlan, cells: Sequence[Static | Dynamic | object]) -> RowPlan:
    """A row with other cells; the values of its expressions are numbered anew."""
    made: list[object] = []
    dynamic: list[Dynamic] = []
    for cell in cells:
        if isinstance(cell, Dynamic):
            cell = replace(cell, slot=len(dynamic))
            dynamic.append(cell)
        made.append(cell)
    return replace(row, cells=tuple(made), dynamic=tuple(dynamic))  # type: ignore[arg-type]
