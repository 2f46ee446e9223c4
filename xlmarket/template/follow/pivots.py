"""Pivot tables. Excel keeps where they lie and a copy of their source. The source follows and is read again on opening."""

from __future__ import annotations

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.areas import parse_area
from xlmarket.package.cell_xml import header_text
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.layout.axes import STILL
from xlmarket.template.tags import holds_whole_tag

_RELATION = f"{{{OFFICE}}}id"
"""A source with a relation lies in another workbook."""

_RECORDS = "pivotCacheRecords"


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move the place of a pivot table."""
    location = part.xml.find(f"{{{MAIN}}}location")
    area = context.layout.area(parse_area(str(location.get("ref")))) if location is not None else None
    if location is not None and area is not None:
        location.set("ref", str(area))


def follow_copied(part: OpenPart, context: FollowContext) -> None:
    """Move the source of a cache that a further copy of a sheet has for itself. Raises what `follow_source` raises."""
    if part.name in context.book.parts.origin:
        _move_source(part, context)


def follow_source(part: OpenPart, context: FollowContext) -> None:
    """Move the source of a pivot's cache, and ask Excel to read it again if its sheet's cells changed.

    The copy of the source goes then: it has the rows of the template, with their tags. Raises `TemplateError` for a
    source on a sheet that is not in the report.
    """
    if part.name not in context.book.parts.origin:
        _move_source(part, context)


def _move_source(part: OpenPart, context: FollowContext) -> None:
    cache = part.xml.find(f"{{{MAIN}}}cacheSource")
    source = cache.find(f"{{{MAIN}}}worksheetSource") if cache is not None else None
    if cache is None or source is None or cache.get("type") != "worksheet":
        return
    if source.get("ref") and source.get(_RELATION) is None:
        sheet = str(source.get("sheet") or "").casefold()
        if sheet not in context.book.changed:
            return
        layout = context.layouts.get(sheet, STILL)
        if layout.is_gone:
            remedy = "drop the sheet of the pivot table too, or keep that of its source"
            raise TemplateError("a pivot table has its source on a sheet that is not in the report", remedy=remedy)
        area = layout.area(parse_area(str(source.get("ref"))))
        if area is not None:
            source.set("ref", str(area))
        if layout.sheet:
            source.set("sheet", layout.sheet)
    part.xml.set("refreshOnLoad", "1")
    _forget_source(part, source, context)


def _forget_source(part: OpenPart, source: etree._Element, context: FollowContext) -> None:
    """Take the copy of the source out. Its items stay, as tables name them by number, but not texts that went."""
    context.book.parts.unrelate(part.name, lambda relation: relation.name == _RECORDS)
    for attribute in (_RELATION, "recordCount"):
        part.xml.attrib.pop(attribute, "")
    part.xml.set("saveData", "0")
    texts = [list(items.iterchildren(f"{{{MAIN}}}s")) for items in part.xml.iter(f"{{{MAIN}}}sharedItems")]
    fields = [field for field in part.xml.iter(f"{{{MAIN}}}cacheField") if field.get("databaseField") != "0"]
    has_tags = any(holds_whole_tag(field.get("name") or "") for field in fields)
    cells = _cells(source, context) if has_tags or any(texts) else []
    if has_tags:
        _name_fields(fields, cells)
    left = {cell for cell in cells if isinstance(cell, str)}
    for items in texts:
        for number, item in enumerate(items, start=1):
            if item.get("v") not in left:
                item.set("v", f"({number})")


def _cells(source: etree._Element, context: FollowContext) -> list[object]:
    """The finished cells of a source: an area, a table or a name."""
    book, name = context.book, str(source.get("name"))
    if source.get("ref"):
        return book.cells_of(str(source.get("sheet")), parse_area(str(source.get("ref"))))
    for sheet in (sheet for copies in book.sheets.values() for sheet in copies):
        for target in book.parts.related(sheet.part, "table"):
            table = book.parts.parse(target)
            if str(table.get("displayName")).casefold() == name.casefold():
                return book.cells_of(sheet.title, parse_area(str(table.get("ref"))))
    return book.chart_cells.drawn_by(name).cells or []


def _name_fields(fields: list[etree._Element], cells: list[object]) -> None:
    """Name the fields that have tags by the header cells of their columns, the first of the source."""
    for field, text in zip(fields, cells, strict=False):
        if holds_whole_tag(field.get("name") or ""):
            field.set("name", header_text(text))
