"""Taking figures and functions out of a workbook again, once its formulas are spelled for another host."""

from __future__ import annotations

from lxml import etree

from xlmarket.formulas.names.marks import is_definition, titles
from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.parts import Parts


def unembed(parts: Parts) -> None:
    """Take out the sheets, the table and the names that embedding put in."""
    part = parts.workbook
    book, gone = parts.parse(part), titles(parts)
    holder = book.find(f"{{{MAIN}}}sheets")
    if holder is None or not gone:
        return
    kept: dict[int, int] = {}
    for place, sheet in enumerate(list(holder)):
        if sheet.get("name") in gone:
            _drop(parts, part, str(sheet.get(f"{{{OFFICE}}}id")))
            holder.remove(sheet)
        else:
            kept[place] = len(kept)
    _forget_names(book)
    for name in book.iter(f"{{{MAIN}}}definedName"):
        _move(name, "localSheetId", kept)
    for view in book.iter(f"{{{MAIN}}}workbookView"):
        _move(view, "activeTab", kept)
        _move(view, "firstSheet", kept)
    parts.put(part, book)


def _drop(parts: Parts, book: str, relation: str) -> None:
    sheet = next(one.target for one in parts.relations(book) if one.id == relation)
    parts.drop_with(sheet, shared=())
    parts.unrelate(book, lambda one: one.id == relation)


def _forget_names(book: etree._Element) -> None:
    holder = book.find(f"{{{MAIN}}}definedNames")
    if holder is None:
        return
    for one in list(holder):
        if is_definition(str(one.get("name")), one.text or ""):
            holder.remove(one)
    if not len(holder):
        book.remove(holder)


def _move(element: etree._Element, attribute: str, kept: dict[int, int]) -> None:
    """A place among the sheets, counted without those that are gone."""
    said = element.get(attribute)
    if said is not None:
        element.set(attribute, str(kept.get(int(said), 0)))
