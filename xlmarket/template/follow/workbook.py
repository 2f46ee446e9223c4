"""The workbook part: its sheets, names, views and calculation, and the list of titles in its properties.

Formulas are calculated anew on opening; the old order of calculation (calcChain) is dropped, as it names cells.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence

from lxml import etree

from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.elements import needed
from xlmarket.package.parts import Parts
from xlmarket.template.follow import names
from xlmarket.template.layout.references import Layouts
from xlmarket.template.read.plan import Template
from xlmarket.template.render.sheets import SHARED, Sheet

PART = "xl/workbook.xml"
_APP = "docProps/app.xml"
_AFTER_CALCULATION = (
    "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
    "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip


def follow(template: Template, parts: Parts, sheets: Mapping[str, Sequence[Sheet]], outside: Layouts) -> None:
    """Write the workbook's part for the finished sheets, by the names of the template's."""
    book = parts.parse(PART)
    titles = [str(one.get("name")) for one in book.iter(f"{{{MAIN}}}sheet")]
    placed = _sheets(book, parts, sheets, outside)
    names.follow(book, titles, placed, outside)
    _views(book, placed)
    if template.has_formulas:
        _ask_for_calculation(book)
        for part in [one.target for one in parts.relations(PART) if one.name == "calcChain"]:
            parts.drop(part)
        parts.unrelate(PART, lambda one: one.name == "calcChain")
    parts.put(PART, book)
    if [one.title for made in sheets.values() for one in made] != list(sheets):
        _forget_titles(parts)


def _sheets(
    book: etree._Element, parts: Parts, sheets: Mapping[str, Sequence[Sheet]], outside: Layouts
) -> dict[int, list[names.Placed]]:
    """List the finished sheets in the order of the template's; answers what became of each by its old place."""
    holder = needed(book, f"{{{MAIN}}}sheets")
    listed = list(holder)
    number = max(int(one.get("sheetId") or 0) for one in listed)
    placed: dict[int, list[names.Placed]] = {}
    made: list[etree._Element] = []
    for old, one in enumerate(listed):
        name = str(one.get("name"))
        placed[old] = []
        if name not in sheets:
            placed[old].append(names.Placed(len(made), name, outside))
            made.append(one)
            continue
        for sheet in sheets[name]:
            placed[old].append(names.Placed(len(made), name, sheet.layouts))
            entry = copy.copy(one)
            entry.set("name", sheet.title)
            if sheet.is_copy:
                number += 1
                entry.set("sheetId", str(number))
                entry.set(f"{{{OFFICE}}}id", parts.relate(PART, "worksheet", sheet.part))
            made.append(entry)
        if not sheets[name]:
            _drop(parts, str(one.get(f"{{{OFFICE}}}id")))
    holder[:] = made
    return placed


def _drop(parts: Parts, relation: str) -> None:
    """Leave a sheet out, with all that hangs on it alone."""
    part = next(one.target for one in parts.relations(PART) if one.id == relation)
    parts.unrelate(PART, lambda one: one.id == relation)
    parts.drop_with(part, SHARED)


def _views(book: etree._Element, placed: Mapping[int, Sequence[names.Placed]]) -> None:
    """The sheet that was in front stays there, under its new number."""
    for view in book.iter(f"{{{MAIN}}}workbookView"):
        for key in ("activeTab", "firstSheet"):
            if view.get(key):
                there = placed.get(int(view.get(key) or 0), ())
                view.set(key, str(there[0].place if there else 0))


def _ask_for_calculation(book: etree._Element) -> None:
    calculation = book.find(f"{{{MAIN}}}calcPr")
    if calculation is None:
        calculation = etree.Element(f"{{{MAIN}}}calcPr", calcId="191029")
        _insert(book, calculation)
    calculation.set("fullCalcOnLoad", "1")


def _insert(book: etree._Element, element: etree._Element) -> None:
    """Put calcPr where the schema wants it."""
    for place, child in enumerate(book):
        if isinstance(child.tag, str) and etree.QName(child).localname in _AFTER_CALCULATION:
            book.insert(place, element)
            return
    book.append(element)


def _forget_titles(parts: Parts) -> None:
    """The properties list the names of sheets, which Excel writes anew on saving."""
    if _APP not in parts:
        return
    properties = parts.parse(_APP)
    for one in list(properties):
        if isinstance(one.tag, str) and etree.QName(one).localname in ("TitlesOfParts", "HeadingPairs"):
            properties.remove(one)
    parts.put(_APP, properties)
