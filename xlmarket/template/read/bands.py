"""Blocks side by side: `{%cells for … %}` repeats the cells between its own columns and moves only the cells below.

Excel's *Shift cells down*. The columns between a tag and its end are a band. Overlapping bands are one. From its first
such tag to the next `{%row %}` tag (or the end) a body is one section, whose strips of columns grow by themselves. What
comes after the section goes on under the longest of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlmarket.package.areas import column_number, split_cell
from xlmarket.package.limits import MAX_COLUMN
from xlmarket.template.environment import Environment
from xlmarket.template.plan.cells import RowPlan
from xlmarket.template.plan.nodes import Line, LineGap, Node, Strip, StripSection
from xlmarket.template.read.blocks import PlacedTag, TreeBuilder
from xlmarket.template.read.problems import SheetProblems

ColumnRange = tuple[int, int]

_OPENING, _CLOSING = ("for", "if"), ("endfor", "endif")


def bands_of(tags: Mapping[int, list[PlacedTag]]) -> tuple[ColumnRange, ...]:
    """The columns of the bands of a sheet, from left to right. A tag that is never closed is a problem found later.

    A closing tag ends what was opened in the nearest column to its left, as those of other bands may stand in its row.
    """
    opened: list[int] = []
    bands: list[ColumnRange] = []
    for row in sorted(tags):
        for cell, tag in tags[row]:
            column = column_number(split_cell(cell)[0])
            if tag.word in _OPENING:
                opened.append(column)
            elif tag.word in _CLOSING:
                left, place = max(
                    ((left, place) for place, left in enumerate(opened) if left <= column), default=(0, 0)
                )
                if left:
                    bands.append((opened.pop(place), column))
    bands += [(column, column) for column in opened]
    return _merge(sorted(bands))


def _merge(ranges: list[ColumnRange]) -> tuple[ColumnRange, ...]:
    """Ascending ranges, those that overlap as one."""
    merged: list[ColumnRange] = []
    for first, last in ranges:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


@dataclass(kw_only=True)
class SectionBuilder:
    """Puts the sections of a sheet into the tree of its rows. `full` are the columns with content."""

    problems: SheetProblems
    environment: Environment
    blocks: dict[int, tuple[int, int]]
    bands: tuple[ColumnRange, ...]
    tags: Mapping[int, list[PlacedTag]]
    full: Mapping[int, frozenset[int]]
    rows: Mapping[int, RowPlan]
    strips: int = 0

    def place(self, nodes: Sequence[Node], *, is_top: bool = True) -> tuple[Node, ...]:
        """The nodes of a body, each section of it as one node."""
        placed: list[Node] = []
        section: list[int] = []
        for node in nodes:
            if isinstance(node, Line) and (section or node.number in self.tags):
                section.append(node.number)
            elif section and isinstance(node, LineGap):
                section += range(node.first, node.last + 1)
            else:
                placed += self._section(section, is_last=False)
                section = []
                placed.append(node.with_children(self.place(node.children, is_top=False)) if node.children else node)
        return (*placed, *self._section(section, is_last=is_top))

    def _section(self, rows: list[int], *, is_last: bool) -> list[Node]:
        if not rows:
            return []
        strips = []
        left = 1
        for band, (first, last) in enumerate(self.bands):
            if left < first:
                strips.append(self._strip(rows, (left, first - 1), None))
            strips.append(self._strip(rows, (first, last), band))
            left = last + 1
        strips.append(self._strip(rows, (left, MAX_COLUMN), None))
        return [StripSection(rows[0], rows[-1], tuple(strips), is_last)]

    def _strip(self, rows: list[int], columns: ColumnRange, band: int | None) -> Strip:
        self.strips += 1
        parts = {number: self.rows[number].between(*columns) for number in rows if number in self.rows}
        lines = [Line(number, parts.get(number)) for number in rows]
        return Strip(
            number=self.strips,
            first_column=columns[0],
            last_column=columns[1],
            band=band,
            body=tuple(lines) if band is None else self._tree(lines, columns),
            rows=parts,
        )

    def _tree(self, lines: list[Line], columns: ColumnRange) -> tuple[Node, ...]:
        """The tree of the rows of a band."""
        builder = TreeBuilder(
            problems=self.problems, environment=self.environment, blocks=self.blocks, length=lines[0].number - 1
        )
        inside = range(columns[0], columns[1] + 1)
        for line in lines:
            tags = [
                (cell, tag)
                for cell, tag in self.tags.get(line.number, ())
                if column_number(split_cell(cell)[0]) in inside
            ]
            content = any(column in inside for column in self.full.get(line.number, ()))
            builder.add(line, tags, has_content=content)
        return builder.tree()
