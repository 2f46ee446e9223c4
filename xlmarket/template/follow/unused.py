"""What the workbook keeps for sheets that are not in the report, and people that no remark is of.

Excel takes such things away with the sheet: the cache of a pivot table, which holds all records of its source, the cache
of a slicer or timeline, a connection, the values of another workbook that only formulas of the sheet used.
"""

from __future__ import annotations

import re

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN, OFFICE, Relation
from xlmarket.package.elements import remove_with_holders
from xlmarket.package.parts import Parts
from xlmarket.template.follow.context import FollowContext, OpenPart

_ID = f"{{{OFFICE}}}id"
_SHEETS = ("worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")
_FILTERS = {"slicer": "slicerCache", "timeline": "timelineCache"}
"""Kinds of relations to what filters on a sheet, and those of the workbook to the caches behind it."""

_EXTERNAL = re.compile(rb"\[(\d+)\]")


def follow(part: OpenPart, context: FollowContext) -> None:
    """Leave out what only sheets use that were dropped.

    Raises `TemplateError` for a slicer or timeline whose tables are all on such sheets.
    """
    parts = context.book.parts
    kept = {relation.target for relation in parts.relations(part.name) if relation.name in _SHEETS}
    before = {relation.target for relation in parts.package.relations(part.name) if relation.name in _SHEETS}
    if before <= kept:
        return
    left = parts.reach(*kept)
    gone = parts.reach(*(before - kept)) - left
    filters = _unused_filters(parts, part.name, left, gone)
    _forget(part, parts, [item for item in parts.relations(part.name) if item.target in gone | filters])
    _forget_connections(parts, part.name, left, gone)
    _forget_books(part, parts, left)


def follow_people(part: OpenPart, context: FollowContext) -> None:
    """Leave out the people whose remarks were on dropped cells or sheets."""
    parts = context.book.parts
    sheets = parts.related(parts.workbook, *_SHEETS)
    remarks = [parts.parse(target) for sheet in sheets for target in parts.related(sheet, "threadedComment")]
    named = {str(value) for xml in remarks for element in xml.iter() for value in element.attrib.values()}
    for person in list(part.xml):
        if person.get("id") not in named:
            part.xml.remove(person)
    if not len(part.xml):
        parts.unrelate(parts.workbook, lambda relation: relation.target == part.name)


def _forget(part: OpenPart, parts: Parts, relations: list[Relation]) -> None:
    """Take relations out of the workbook, with the elements that name them and the names of the caches."""
    ids = {relation.id for relation in relations}
    if not ids:
        return
    names = {str(parts.parse(relation.target).get("name")) for relation in relations if relation.target in parts}
    for element in [element for element in part.xml.iter() if element.get(_ID) in ids]:
        remove_with_holders(element)
    for name in [name for name in part.xml.iter(f"{{{MAIN}}}definedName") if name.get("name") in names]:
        remove_with_holders(name)
    parts.unrelate(part.name, lambda relation: relation.id in ids)


def _unused_filters(parts: Parts, workbook: str, left: set[str], gone: set[str]) -> set[str]:
    """The caches of slicers and timelines that are on dropped sheets only."""
    unused: set[str] = set()
    for kind, of_cache in _FILTERS.items():
        there, dropped = (_caches_named(parts, among, kind) for among in (left, gone))
        for target in parts.related(workbook, of_cache):
            cache = parts.parse(target)
            name = str(cache.get("name"))
            if name in dropped - there:
                unused.add(target)
            elif name in there:
                _check_tables(parts, cache, gone, name)
    return unused


def _caches_named(parts: Parts, among: set[str], kind: str) -> set[str]:
    """The caches that the slicers or timelines of some parts name."""
    targets = {target for part in among for target in parts.related(part, kind)}
    return {str(item.get("cache")) for target in targets for item in parts.parse(target).iter(f"{{*}}{kind}")}


def _check_tables(parts: Parts, cache: etree._Element, gone: set[str], name: str) -> None:
    """Raise `TemplateError` for a slicer that stays and whose table was dropped."""
    tables = {parts.parse(target).get("id") for part in gone for target in parts.related(part, "table")}
    pivots = {parts.parse(target).get("name") for part in gone for target in parts.related(part, "pivotTable")}
    filtered = [item.get("tableId") in tables for item in cache.iter("{*}tableSlicerCache")]
    filtered += [item.get("name") in pivots for item in cache.iter("{*}pivotTable")]
    if filtered and all(filtered):
        remedy = "drop its sheet too, or keep that of the table"
        raise TemplateError("a slicer filters a table on a sheet that is not in the report", found=name, remedy=remedy)


def _forget_connections(parts: Parts, workbook: str, left: set[str], gone: set[str]) -> None:
    """Leave out the connections that only queries and pivot tables of dropped sheets used."""
    for target in parts.related(workbook, "connections"):
        unused = _connections(parts, gone) - _connections(parts, left)
        if unused:
            xml = parts.parse(target)
            for connection in [item for item in xml if item.get("id") in unused]:
                xml.remove(connection)
            parts.put(target, xml)
            if not len(xml):
                parts.unrelate(workbook, lambda relation, gone=target: relation.target == gone)  # type: ignore[misc]


def _connections(parts: Parts, among: set[str]) -> set[str]:
    """The connections that some parts name."""
    kinds = ("queryTable", "pivotCacheDefinition")
    targets = {target for part in among for target in parts.related(part, *kinds)}
    found = (element.get("connectionId") for target in targets for element in parts.parse(target).iter())
    return {number for number in found if number}


def _forget_books(part: OpenPart, parts: Parts, left: set[str]) -> None:
    """Leave out the values of other workbooks that no formula uses any more.

    Formulas call them by their place in the list, so only the last ones go from it. The others lose their values.
    """
    listed = list(part.xml.iter(f"{{{MAIN}}}externalReference"))
    if not listed:
        return
    texts = [parts.read(name) for name in sorted(left) if name.endswith(".xml")]
    texts.append(etree.tostring(part.xml))
    used = {int(number) for text in texts for number in _EXTERNAL.findall(text)}
    targets = {relation.id: relation for relation in parts.relations(part.name)}
    last = max(used, default=0)
    _forget(part, parts, [targets[str(item.get(_ID))] for item in listed[last:] if item.get(_ID) in targets])
    for number, item in enumerate(listed[:last], start=1):
        relation = targets.get(str(item.get(_ID)))
        if number not in used and relation is not None and relation.target in parts:
            _empty_book(parts, relation.target)


def _empty_book(parts: Parts, link: str) -> None:
    xml = parts.parse(link)
    for element in list(xml.iter(f"{{{MAIN}}}sheetDataSet")):
        remove_with_holders(element)
    parts.put(link, xml)
