"""The clause `outline`: the rows of a block are a level deeper in Excel's outline, and hidden if it is `collapsed`.

The row that sums them up is the next one (or the one before, where the sheet says so) and gets the mark of a collapsed
group. All this is the same in each report, so it is written into the rows of the plan.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.elements import insert_in_sheet
from xlmarket.template.plan.cells import RowPlan
from xlmarket.template.plan.nodes import For, Line, LineGap, Node, StripSection, walk
from xlmarket.template.read.problems import SheetProblems

_DEEPEST = 7
_DEFAULT_HEIGHT = "15"
_LEVEL = re.compile(r' outlineLevel="(\d+)"')
_HIDDEN, _COLLAPSED = (re.compile(rf' {flag}="\w+"') for flag in ("hidden", "collapsed"))


def fold_rows(
    nodes: tuple[Node, ...], rows: dict[int, RowPlan], sheet: etree._Element, problems: SheetProblems
) -> tuple[Node, ...]:
    """The tree with the rows of its outlined blocks a level deeper. `rows` and the sheet's extent of levels follow."""
    if not any(_is_outlined(node) for node in walk(nodes)):
        return nodes
    folder = _Folder(rows, _sums_below(sheet), problems)
    folded = folder.fold(nodes, _Depth(is_top=True))
    _note_levels(sheet, rows)
    return folded


@dataclass(frozen=True, slots=True)
class _Depth:
    """Where a body lies: how many outlined blocks are around it, and whether one of them is collapsed."""

    level: int = 0
    is_hidden: bool = False
    is_top: bool = False


@dataclass
class _Folder:
    rows: dict[int, RowPlan]
    below: bool
    problems: SheetProblems
    summaries: set[int] = field(default_factory=set)

    def fold(self, nodes: Sequence[Node], depth: _Depth) -> tuple[Node, ...]:
        """The nodes of a body."""
        self.summaries |= {self._summary(nodes, place, depth) for place, node in enumerate(nodes) if _is_outlined(node)}
        return tuple(self._fold(node, replace(depth, is_top=False)) for node in nodes)

    def _fold(self, node: Node, depth: _Depth) -> Node:
        if isinstance(node, Line):
            return self._line(node, depth)
        if isinstance(node, For) and node.look is not None and node.look.is_outline:
            depth = _Depth(depth.level + 1, depth.is_hidden or node.look.is_collapsed)
        return node.with_children(self.fold(node.children, depth)) if node.children else node

    def _line(self, line: Line, depth: _Depth) -> Line:
        is_summary = line.number in self.summaries
        if line.row is None or not (depth.level or is_summary):
            return line
        attributes = line.row.attributes
        match = _LEVEL.search(attributes)
        level = (int(match[1]) if match else 0) + depth.level
        if level > _DEEPEST:
            self.problems.add(f"an outline has at most {_DEEPEST} levels", f"A{line.number}", level)
        flags = [
            level and f' outlineLevel="{level}"',
            depth.is_hidden and ' hidden="1"',
            is_summary and ' collapsed="1"',
        ]
        kept = _COLLAPSED.sub("", _LEVEL.sub("", attributes)) if is_summary else _LEVEL.sub("", attributes)
        kept = _HIDDEN.sub("", kept) if depth.is_hidden else kept
        row = replace(line.row, attributes=kept + "".join(flag for flag in flags if flag))
        self.rows[line.number] = row
        return Line(line.number, row)

    def _summary(self, nodes: Sequence[Node], place: int, depth: _Depth) -> int:
        """The row that gets the mark of a collapsed group, 0 for none. An outline without a row that sums up is refused."""
        block = nodes[place]
        assert isinstance(block, For)  # noqa: S101 - only blocks are outlined
        beside = place + 1 if self.below else place - 1
        other = nodes[beside] if 0 <= beside < len(nodes) else None
        side = "below" if self.below else "above"
        if any(isinstance(node, StripSection) for node in walk(block.body)):
            self.problems.add(
                "an outlined block holds no {%cells …%}, whose rows have no looks of their own", block.place
            )
        is_collapsed = block.look is not None and block.look.is_collapsed
        if isinstance(other, Line) and other.row is not None:
            return other.number if is_collapsed else 0
        if is_collapsed or not (isinstance(other, LineGap) or (other is None and depth.is_top)):
            what = f"an outlined block needs the row that sums it up directly {side} it"
            remedy = "otherwise the rows of one item join those of the next: write a total or a heading there"
            self.problems.add(what, block.place, "outline", remedy=remedy)
        return 0


def _is_outlined(node: Node) -> bool:
    return isinstance(node, For) and node.look is not None and node.look.is_outline


def _sums_below(sheet: etree._Element) -> bool:
    outline = sheet.find(f"{{{MAIN}}}sheetPr/{{{MAIN}}}outlinePr")
    return outline is None or outline.get("summaryBelow") not in ("0", "false")


def _note_levels(sheet: etree._Element, rows: dict[int, RowPlan]) -> None:
    """Say in the sheet's format how many levels its rows have: Excel makes room for the buttons by it."""
    levels = [int(match[1]) for row in rows.values() if (match := _LEVEL.search(row.attributes))]
    holder = sheet.find(f"{{{MAIN}}}sheetFormatPr")
    if holder is None:
        holder = insert_in_sheet(sheet, "sheetFormatPr")
        holder.set("defaultRowHeight", _DEFAULT_HEIGHT)
    holder.set("outlineLevelRow", str(min(max(levels, default=0), _DEEPEST)))
