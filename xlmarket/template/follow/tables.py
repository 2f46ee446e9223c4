"""Tables (ListObjects). A table over a repeated row grows with it, one over repeated columns gets their columns.

Excel takes a workbook for damaged if a column's name is not the text of its header cell, or a table has no row.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, parse_area
from xlmarket.package.cell_xml import header_text
from xlmarket.package.parts import Parts
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.follow.structured import ColumnNames, RenamedTable, rewrite_names
from xlmarket.template.layout.axes import OUTSIDE, Layout, Path
from xlmarket.template.layout.references import Layouts, rewrite
from xlmarket.template.tags import holds_whole_tag

_CALCULATED, _TOTAL = f"{{{MAIN}}}calculatedColumnFormula", f"{{{MAIN}}}totalsRowFormula"
AreaCells = Callable[[Area], list[object]]
"""The finished cells of an area of one sheet, row by row."""


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move and stretch a table's range, filter and sort, repeat its columns, rewrite their formulas.

    Raises `TemplateError` if no row is left of it, or two of its columns have one name.
    """
    table = part.xml
    before = str(parse_area(str(table.get("ref"))))
    _repeat_columns(table, context)
    _move_areas(table, context.layout)
    area = parse_area(str(table.get("ref")))
    header_rows = int(table.get("headerRowCount") or 1)
    if area.last_row - area.first_row < header_rows:
        what = f"no row is left of the table {table.get('displayName')}, and Excel wants one"
        raise TemplateError(what, found=before, remedy="keep one row outside the condition")
    _fill_totals(table, area, context)
    if header_rows:
        header = Area(area.first_column, area.first_row, area.last_column, area.first_row)
        _rename_columns(table, context.cells(header))


def _fill_totals(table: etree._Element, area: Area, context: FollowContext) -> None:
    """The labels of totals with tags are those of their cells. A column's formula with tags is left to its cells."""
    for place, column in enumerate(table.iter(f"{{{MAIN}}}tableColumn"), start=area.first_column):
        if holds_whole_tag(column.get("totalsRowLabel") or ""):
            (text,) = context.cells(Area(place, area.last_row, place, area.last_row))
            column.set("totalsRowLabel", header_text(text))
        for formula in column.findall(_CALCULATED):
            if holds_whole_tag(formula.text or ""):
                column.remove(formula)


def tables_of(parts: Parts, sheet: str, layout: Layout, cells: AreaCells) -> dict[str, RenamedTable]:
    """The tables of a sheet's part as formulas call them now, by their casefolded names in the template."""
    tables: dict[str, RenamedTable] = {}
    for part in parts.related(sheet, "table"):
        before = parts.package.parse(parts.origin.get(part, part))
        name = str(parts.parse(part).get("displayName"))
        tables[str(before.get("displayName")).casefold()] = _renamed_table(before, name, layout, cells)
    return tables


def _renamed_table(table: etree._Element, name: str, layout: Layout, cells: AreaCells) -> RenamedTable:
    """A table of the template once it is called `name` and its columns as their header cells."""
    before = parse_area(str(table.get("ref")))
    after = layout.area(before) or before
    columns: dict[str, ColumnNames] = {}
    if table.get("headerRowCount") != "0":
        header = cells(Area(after.first_column, after.first_row, after.last_column, after.first_row))
        for place, element in enumerate(table.iter(f"{{{MAIN}}}tableColumn"), start=before.first_column):
            old = str(element.get("name"))
            copies = layout.columns.copies(place, place)
            texts = [(across, header[left - after.first_column]) for left, _, across in copies]
            if any(text not in (None, "", old) for _, text in texts):
                columns[old.casefold()] = tuple(
                    (across, old if text is None else header_text(text)) for across, text in texts
                )
    return RenamedTable(name, columns, Area(after.first_column, before.first_row, after.last_column, before.last_row))


def _repeat_columns(table: etree._Element, context: FollowContext) -> None:
    holder = table.find(f"{{{MAIN}}}tableColumns")
    if holder is None:
        return
    first = parse_area(str(table.get("ref"))).first_column
    copies: list[tuple[int, etree._Element]] = []
    for column, element in enumerate(holder.iterchildren(f"{{{MAIN}}}tableColumn"), start=first):
        for left, _, across in context.layout.columns.copies(column, column):
            copied = copy.deepcopy(element)
            _rewrite_formulas(copied, table, across, context)
            copies.append((left, copied))
    if len(copies) != len(holder):
        _renumber([column for _, column in copies])
    holder[:] = [column for _, column in sorted(copies, key=lambda item: item[0])]
    holder.set("count", str(len(holder)))


def _rewrite_formulas(column: etree._Element, table: etree._Element, across: Path, context: FollowContext) -> None:
    """A calculated column's formula is that of its first row, a total's is seen from below. Neither names its table."""
    tables = context.sheet.tables
    inside = next((renamed for renamed in tables.values() if renamed.name == table.get("displayName")), None)
    first_row, _ = context.layout.first_home(_first_data_row(table))
    for tag, down in ((_CALCULATED, first_row), (_TOTAL, OUTSIDE[0])):
        for formula in column.iterchildren(tag):

            def move(text: str, layouts: Layouts, down: Path = down) -> str:
                return rewrite(rewrite_names(text, tables, across, inside), context.name, layouts, (down, across))

            formula.text = context.sheet.follow_formula(formula.text or "", move)


def _first_data_row(table: etree._Element) -> Area:
    area = parse_area(str(table.get("ref")))
    row = min(area.first_row + int(table.get("headerRowCount") or 1), area.last_row)
    return Area(area.first_column, row, area.last_column, row)


def _renumber(columns: list[etree._Element]) -> None:
    """Give all columns numbers that none of them had, and no ids that two would share."""
    highest = max((int(column.get("id") or 0) for column in columns), default=0)
    for number, column in enumerate(columns, start=highest + 1):
        column.set("id", str(number))
        for key in [key for key in column.attrib if str(key).endswith("}uid")]:
            del column.attrib[key]


def _move_areas(table: etree._Element, layout: Layout) -> None:
    for element in table.iter():
        if isinstance(element.tag, str) and element.get("ref"):
            area = layout.area(parse_area(str(element.get("ref"))))
            if area is not None:
                element.set("ref", str(area))


def _rename_columns(table: etree._Element, header: list[object]) -> None:
    """Name the columns by their header cells. A formula, whose text is not known yet, keeps its column's name."""
    taken: set[str] = set()
    for column, text in zip(table.iter(f"{{{MAIN}}}tableColumn"), header, strict=False):
        name = str(column.get("name")) if text is None or text == "" else _with_breaks(header_text(text))
        if name.casefold() in taken:
            raise TemplateError(f"two columns of the table {table.get('displayName')} have one name", found=text)
        taken.add(name.casefold())
        column.set("name", name)


def _with_breaks(text: str) -> str:
    """A header as Excel keeps it: line breaks as _x000a_."""
    return text.replace("\r\n", "_x000a_").replace("\n", "_x000a_")
