"""What the clauses `merge`, `pagebreak` and `groupby` cannot do on a sheet, refused when it is read, each at its tag."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, column_letters, column_number, parse_area
from xlmarket.package.limits import MAX_COLUMN
from xlmarket.template.plan.cells import FormulaCell, StaticCell, TemplateCell
from xlmarket.template.plan.nodes import For, Node, StripSection, free_names, walk
from xlmarket.template.plan.selection import GroupBy, Selection
from xlmarket.template.plan.sheets import SheetPlan
from xlmarket.template.read.problems import SheetProblems


@dataclass(frozen=True, slots=True)
class _Merging:
    """A block that merges: the columns it may merge, and whether it repeats columns."""

    node: For
    columns: tuple[int, int] = (1, MAX_COLUMN)
    is_across: bool = False

    def area(self, line: int) -> Area:
        """The cells of the template in which a line is merged."""
        if self.is_across:
            return Area(self.node.first, line, self.node.last, line)
        return Area(line, self.node.first, line, self.node.last)

    def name(self, line: int) -> str:
        return f"row {line}" if self.is_across else f"column {column_letters(line)}"


def check_looks(plan: SheetPlan, tables: Iterable[etree._Element], problems: SheetProblems) -> None:
    """Collect what cannot be merged, breaks that Excel leaves out, and items where there are groups."""
    down, across = tuple(_blocks(plan.down.nodes)), tuple(_blocks(plan.across.nodes, is_across=True))
    merging = [block for block in (*down, *across) if block.node.look is not None and block.node.look.merge]
    taken = [(parse_area(ref), f"the merged cell {ref}") for ref in _references(plan.xml, "mergeCell")]
    taken += [(parse_area(ref), f"the filter over {ref}") for ref in _references(plan.xml, "autoFilter")]
    taken += [(parse_area(str(table.get("ref"))), f"the table {table.get('displayName')}") for table in tables]
    for block in merging:
        for line in block.node.look.merge if block.node.look is not None else ():
            what = _refusal(plan, block, line, taken)
            if what:
                problems.add(f"{block.name(line)} cannot be merged: {what}", block.node.place)
            taken.append((block.area(line), f"the tag in {block.node.place} merges there"))
    for axis, blocks in (("Height", down), ("Width", across)):
        if _is_fitted(plan.xml, axis):
            _refuse_breaks(axis, blocks, problems)
    for block in down:
        _check_groups(block.node, problems)


def _check_groups(node: For, problems: SheetProblems) -> None:
    """Collect the cells' use of a single item where a block repeats groups of them."""
    steps = node.items.steps if isinstance(node.items, Selection) else ()
    single = {name for step in steps if isinstance(step, GroupBy) for name in step.variables}.difference(node.variables)
    for name in sorted(single & free_names(node.body, "loop")):
        group = node.variables[0]
        remedy = f"repeat the items of a group inside it: {{%row for {name} in {group}.list %}}"
        problems.add(f"{name} is a single item, and this block repeats groups of them", node.place, name, remedy=remedy)


def _blocks(nodes: Iterable[Node], *, is_across: bool = False) -> Iterator[_Merging]:
    """All blocks of an axis, those of bands with the columns of their band."""
    of_bands = {
        node.block: (strip.first_column, strip.last_column)
        for section in walk(nodes)
        if isinstance(section, StripSection)
        for strip in section.strips
        for node in walk(strip.body)
        if isinstance(node, For)
    }
    for node in walk(nodes):
        if isinstance(node, For):
            yield _Merging(node, of_bands.get(node.block, (1, MAX_COLUMN)), is_across)


def _refusal(plan: SheetPlan, block: _Merging, line: int, taken: Iterable[tuple[Area, str]]) -> str:
    """Why a line cannot be merged, or nothing."""
    others = plan.down.blocks if block.is_across else plan.across.blocks
    if any(first <= line <= last for first, last in others.values()):
        return "it is repeated"
    if not block.columns[0] <= line <= block.columns[1] and not block.is_across:
        first, last = map(column_letters, block.columns)
        return f"{{%cells …%}} repeats {first} to {last} only"
    area = block.area(line)
    over = next((name for other, name in taken if _touch(area, other)), "")
    if over:
        return f"{over} is in the way" if "merges there" not in over else over
    cells = list(_cells_in(plan, area))
    if not any(_has_value(cell) for cell in cells):
        return "formulas are not merged" if any(isinstance(cell, FormulaCell) for cell in cells) else "it is empty"
    return ""


def _touch(area: Area, other: Area) -> bool:
    rows = area.first_row <= other.last_row and other.first_row <= area.last_row
    return rows and area.first_column <= other.last_column and other.first_column <= area.last_column


def _cells_in(plan: SheetPlan, area: Area) -> Iterator[TemplateCell]:
    for number, row in plan.rows.items():
        if area.has_row(number):
            yield from (cell for cell in row.cells if area.has_column(column_number(cell.column)))


def _has_value(cell: TemplateCell) -> bool:
    return not isinstance(cell, FormulaCell) and not (isinstance(cell, StaticCell) and cell.value is None)


def _references(sheet: etree._Element, tag: str) -> list[str]:
    return [str(element.get("ref")) for element in sheet.iter(f"{{{MAIN}}}{tag}") if element.get("ref")]


def _is_fitted(sheet: etree._Element, axis: str) -> bool:
    """Whether the sheet is fitted to a number of pages in a direction."""
    properties = sheet.find(f"{{{MAIN}}}sheetPr/{{{MAIN}}}pageSetUpPr")
    if properties is None or properties.get("fitToPage") not in ("1", "true"):
        return False
    setup = sheet.find(f"{{{MAIN}}}pageSetup")
    return setup is None or setup.get(f"fitTo{axis}") != "0"


def _refuse_breaks(axis: str, blocks: Iterable[_Merging], problems: SheetProblems) -> None:
    for block in blocks:
        if block.node.look is not None and block.node.look.has_breaks:
            what = f"the sheet is fitted to pages in its {axis.lower()}, so that Excel leaves page breaks out"
            remedy = "leave the field empty in Page Setup, or scale in percent"
            problems.add(what, block.node.place, "pagebreak", remedy=remedy)
