"""The sheets of the workbook's part: their order, names and numbers, and which of them is in front."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.elements import need_child, remove_with_holders
from xlmarket.package.parts import Parts
from xlmarket.template.follow.context import FinishedBook, FinishedSheet, FollowContext, OpenPart

_PATH = "{http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac}absPath"
"""The folder on the designer's machine. Excel writes it to mend relative links, and a report lies elsewhere."""

_ID = f"{{{OFFICE}}}id"


@dataclass(frozen=True, slots=True)
class PlacedSheet:
    """A finished sheet and its place in the workbook, from 0."""

    place: int
    sheet: FinishedSheet


def follow(part: OpenPart, context: FollowContext) -> None:
    """List the finished sheets in the order of the template's, and leave those out that have none.

    Raises `TemplateError` where only hidden sheets are left.
    """
    placed = placed_sheets(part.xml, context.book)
    listed = need_child(part.xml, f"{{{MAIN}}}sheets")
    highest = max(int(element.get("sheetId") or 0) for element in listed)
    entries: list[etree._Element] = []
    for element, copies in zip(list(listed), placed, strict=True):
        for item in copies:
            entry = copy.copy(element)
            entry.set("name", item.sheet.title)
            if item.sheet.is_copy:
                highest += 1
                entry.set("sheetId", str(highest))
                entry.set(_ID, context.book.parts.relate(part.name, "worksheet", item.sheet.part))
            entries.append(entry)
        if not copies:
            _drop(context.book.parts, part.name, str(element.get(_ID)))
    if any(map(_is_visible, listed)) and not any(map(_is_visible, entries)):
        raise TemplateError(
            "no visible sheet is left, and Excel wants one", remedy="show a sheet, or keep one that is shown"
        )
    listed[:] = entries
    _move_views(part.xml, placed, next((place for place, entry in enumerate(entries) if _is_visible(entry)), 0))
    for path in list(part.xml.iter(_PATH)):
        remove_with_holders(path)


def placed_sheets(workbook: etree._Element, book: FinishedBook) -> list[list[PlacedSheet]]:
    """What became of each sheet that the workbook's part lists. Chart sheets are not in the book and stay."""
    placed: list[list[PlacedSheet]] = []
    place = 0
    for element in workbook.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet"):
        name = str(element.get("name"))
        other = FinishedSheet(name=name, title=name, layouts=book.outside)
        sheets = book.sheets.get(name, (other,))
        placed.append([PlacedSheet(number, sheet) for number, sheet in enumerate(sheets, start=place)])
        place += len(sheets)
    return placed


def _drop(parts: Parts, workbook: str, relation: str) -> None:
    """Leave a sheet out. What hangs on it alone goes when the report is cleared out, as no relation leads there."""
    parts.unrelate(workbook, lambda item: item.id == relation)


def _is_visible(entry: etree._Element) -> bool:
    return entry.get("state", "visible") == "visible"


def _move_views(workbook: etree._Element, placed: Sequence[Sequence[PlacedSheet]], first: int) -> None:
    """The sheet that was in front stays there, under its new number. Where it was dropped the first that is shown is."""
    for view in workbook.iter(f"{{{MAIN}}}workbookView"):
        for key in ("activeTab", "firstSheet"):
            number = int(view.get(key) or 0)
            if view.get(key):
                copies = placed[number] if number < len(placed) else ()
                view.set(key, str(copies[0].place if copies else first))
