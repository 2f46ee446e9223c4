"""What cannot be followed through a repeated block, refused when the template is read, each with its cell.

A merged cell or a table that crosses the edge of a block, a table, a pivot table, or an array formula of several cells
inside one.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from xlmarket.package.anchors import XDR, placed
from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, parse_area
from xlmarket.package.fonts.paragraphs import Font
from xlmarket.package.limits import MAX_COLUMN, MAX_ROW
from xlmarket.package.sizes import Sizes
from xlmarket.template.plan.cells import FormulaCell, TemplateRows
from xlmarket.template.plan.nodes import For, Line, StripSection, walk
from xlmarket.template.plan.sheets import SheetPlan
from xlmarket.template.read.problems import SheetProblems


def check_shape(
    plan: SheetPlan, pivots: Iterable[etree._Element], tables: Iterable[etree._Element], problems: SheetProblems
) -> None:
    """Collect what stands where it cannot be followed."""
    blocks = [_BlockArea(*rows, 1, MAX_COLUMN) for rows in _row_blocks(plan)]
    blocks += [_BlockArea(1, MAX_ROW, *columns) for columns in plan.across.blocks.values() if columns[0] <= columns[1]]
    blocks += [_BlockArea(*plan.down.blocks[block], *band) for block, band in _band_blocks(plan)]
    refusals = [*_merges(plan, blocks), *_pivots(pivots, blocks), *_tables(tables, blocks), *_arrays(plan.rows, blocks)]
    for what, reference in refusals:
        problems.add(what, reference.split(":")[0], reference)


_LONE = {"slicer": "a slicer", "timeline": "a timeline", "queryTable": "a query"}


def check_copies(plan: SheetPlan, related: Container[str], problems: SheetProblems) -> None:
    """Collect what a sheet that comes once per item cannot have, by the kinds of the parts it points at."""
    if plan.each is None or not plan.each.variables:
        return
    for kind, name in _LONE.items():
        if kind in related:
            problems.add(f"a sheet with {name} cannot come once per item", plan.each.place)


def check_drawings(plan: SheetPlan, drawings: Iterable[etree._Element], normal: Font, problems: SheetProblems) -> None:
    """Collect the drawings that lie on rows of tags alone. They would go with these rows, though no condition says so."""
    kept = {node.number for node in walk(plan.down.nodes) if isinstance(node, Line)}
    vanished = plan.rows.keys() - kept
    if not vanished:
        return
    sizes = Sizes.of_rows(plan.xml, {number: row.attributes for number, row in plan.rows.items()}, normal)
    for element, area in (found for xml in drawings for found in placed(xml, sizes)):
        if vanished.issuperset(range(area.first_row, area.last_row + 1)):
            name = next((shape.get("name") for shape in element.iter(f"{{{XDR}}}cNvPr")), None)
            what = "a drawing lies on a row that holds nothing but tags, which is in no report"
            cell = str(Area(area.first_column, area.first_row, area.first_column, area.first_row))
            problems.add(what, cell, name, remedy="move it down, or give the row content")


ShapeRefusal = tuple[str, str]
"""What is wrong, and the area it is wrong with."""


def _merges(plan: SheetPlan, blocks: list[_BlockArea]) -> Iterator[ShapeRefusal]:
    sections = _sections(plan)
    for merged in plan.xml.iter(f"{{{MAIN}}}mergeCell"):
        area = parse_area(str(merged.get("ref")))
        if any(block.is_crossed(area) for block in blocks) or any(_leaves(area, section) for section in sections):
            yield "a merged cell crosses the edge of a repeated block", str(merged.get("ref"))


def _pivots(pivots: Iterable[etree._Element], blocks: list[_BlockArea]) -> Iterator[ShapeRefusal]:
    for pivot in pivots:
        location = pivot.find(f"{{{MAIN}}}location")
        reference = str(location.get("ref")) if location is not None else "A1"
        if any(block.touches(parse_area(reference)) for block in blocks):
            yield "a pivot table stands in a repeated block", reference


def _tables(tables: Iterable[etree._Element], blocks: list[_BlockArea]) -> Iterator[ShapeRefusal]:
    for table in tables:
        name, reference = table.get("displayName"), str(table.get("ref"))
        area = parse_area(reference)
        if any(block.is_crossed(area) for block in blocks):
            yield f"the table {name} crosses the edge of a repeated block", reference
        elif any(block.rows_hold(area) for block in blocks):
            yield f"the table {name} stands in a repeated block: repeat a row of it", reference


@dataclass(frozen=True, slots=True)
class _BlockArea:
    """A repeated block as the area of the template it stands on."""

    top: int
    bottom: int
    left: int
    right: int

    def touches(self, area: Area) -> bool:
        rows = self.top <= area.last_row and area.first_row <= self.bottom
        return rows and self.left <= area.last_column and area.first_column <= self.right

    def is_crossed(self, area: Area) -> bool:
        """Whether an area lies on an edge. Around the whole block it may lie, if it is not in one line with it."""
        if not self.touches(area):
            return False
        rows = _crosses(area.first_row, area.last_row, (self.top, self.bottom))
        return rows or _crosses(area.first_column, area.last_column, (self.left, self.right))

    def rows_hold(self, area: Area) -> bool:
        return (
            self.touches(area) and self.top <= area.first_row and area.last_row <= self.bottom and self.bottom < MAX_ROW
        )


def _crosses(first: int, last: int, block: tuple[int, int]) -> bool:
    overlaps = first <= block[1] and block[0] <= last
    inside = block[0] <= first and last <= block[1]
    around = first <= block[0] and block[1] <= last and first != last
    return overlaps and not inside and not around


def _row_blocks(plan: SheetPlan) -> list[tuple[int, int]]:
    """The blocks of whole rows."""
    of_bands = {block for block, _ in _band_blocks(plan)}
    return [rows for block, rows in plan.down.blocks.items() if block not in of_bands and rows[0] <= rows[1]]


def _band_blocks(plan: SheetPlan) -> list[tuple[int, tuple[int, int]]]:
    """The blocks of bands with the columns of their band."""
    return [
        (node.block, (strip.first_column, strip.last_column))
        for section in _sections(plan)
        for strip in section.strips
        if strip.band is not None
        for node in walk(strip.body)
        if isinstance(node, For) and node.first <= node.last
    ]


def _sections(plan: SheetPlan) -> list[StripSection]:
    return [node for node in walk(plan.down.nodes) if isinstance(node, StripSection)]


def _leaves(area: Area, section: StripSection) -> bool:
    """Whether an area lies in a section and in more than one of its strips, of which one moves."""
    if area.last_row < section.first or section.last < area.first_row:
        return False
    touched = [
        strip
        for strip in section.strips
        if strip.first_column <= area.last_column and area.first_column <= strip.last_column
    ]
    return len(touched) > 1


def _arrays(rows: TemplateRows, blocks: list[_BlockArea]) -> Iterator[ShapeRefusal]:
    for row in rows.values():
        for cell in row.cells:
            if not isinstance(cell, FormulaCell) or not cell.reference:
                continue
            area = parse_area(cell.reference)
            if not area.is_cell and any(block.touches(area) for block in blocks):
                yield "an array formula of several cells stands in a repeated block", cell.reference
