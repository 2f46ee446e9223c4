"""A sheet that comes once per item: each further copy gets parts of its own.

As when Excel copies a sheet, drawings, charts with their styles and colours, notes, controls and printer settings are
copied, tables get new names, and pictures are shared. A pivot table of the sheet's own cells gets a cache of its own, one
of other cells shares the cache.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.elements import need_child
from xlmarket.package.parts import Parts
from xlmarket.template.follow.context import FollowContext, OpenPart

SHARED = frozenset({"image", "oleObject", "package", "hyperlink", "slicerCache", "theme", "pivotCacheDefinition"})
"""Relations of a sheet whose parts several sheets may use."""

_TABLE = "spreadsheetml.table+xml"
_SLICER_IDENTITY = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}pivotCacheDefinition"
"""Slicers find a cache by its number here, which no two caches share."""

_Cache = tuple[str, int]
"""The part of a pivot cache and its number in the workbook."""

_LONGEST_NAME = 255
"""Letters of a table's name in Excel."""


def follow(part: OpenPart, _: FollowContext) -> None:
    """Let only the first copy of a sheet be selected and have the code of its module."""
    for view in part.xml.iter(f"{{{MAIN}}}sheetView"):
        view.attrib.pop("tabSelected", "")
    for properties in part.xml.iter(f"{{{MAIN}}}sheetPr"):
        properties.attrib.pop("codeName", "")


class SheetCopier:
    """Copies sheets with their parts, and keeps the names and ids of their tables and pivot caches apart.

    `defined` are the names of the workbook and what they mean.
    """

    def __init__(self, parts: Parts, defined: Mapping[str, str]) -> None:
        self._parts = parts
        self._defined = defined
        tables = [parts.package.parse(part) for part in parts.package.of_type(_TABLE)]
        self._taken = {str(table.get("displayName")).casefold() for table in tables} | set(defined)
        self._highest = max((int(table.get("id") or 0) for table in tables), default=0)

    def copy(self, part: str, name: str, title: str) -> str:
        """Copy a sheet's part with the template's `name` for the sheet `title`. Return the new part.

        Raises `TemplateError` for a pivot table whose source is a defined name for cells of the sheet.
        """
        copied = self._parts.copy(part, shared=SHARED)
        tables: dict[str, str] = {}
        for table in self._parts.related(copied, "table"):
            tables |= self._rename(table, title)
        caches: dict[str, _Cache] = {}
        for pivot in self._parts.related(copied, "pivotTable"):
            self._give_cache(pivot, name, tables, caches)
        return copied

    def _rename(self, part: str, title: str) -> dict[str, str]:
        """Give a table a name and a number of its own. Return its old name, casefolded, with the new one."""
        table = self._parts.parse(part)
        self._highest += 1
        old = str(table.get("displayName"))
        name = self._free_name(old, title)
        for attribute, text in (("id", str(self._highest)), ("name", name), ("displayName", name)):
            table.set(attribute, text)
        for key in [key for key in table.attrib if str(key).endswith("}uid")]:
            del table.attrib[key]
        self._parts.put(part, table)
        return {old.casefold(): name}

    def _free_name(self, old: str, title: str) -> str:
        """A name that no table and no defined name has: `Sales_Brazil`."""
        stem = f"{old}_" + re.sub(r"\W", "_", title)
        name, number = stem[: _LONGEST_NAME - 5], 2
        while name.casefold() in self._taken:
            name, number = f"{stem[: _LONGEST_NAME - 15]}_{number}", number + 1
        self._taken.add(name.casefold())
        return name

    def _give_cache(self, pivot: str, name: str, tables: Mapping[str, str], caches: dict[str, _Cache]) -> None:
        """Let a copied pivot table draw from the copy of its source, if its source is on the same sheet."""
        (cache,) = self._parts.related(pivot, "pivotCacheDefinition")[:1] or ("",)
        if not cache or not self._is_drawn_from(cache, name, tables):
            return
        if cache not in caches:
            caches[cache] = self._copy_cache(cache, tables)
        part, number = caches[cache]
        self._parts.unrelate(pivot, lambda relation: relation.target == cache)
        self._parts.relate(pivot, "pivotCacheDefinition", part)
        xml = self._parts.parse(pivot)
        xml.set("cacheId", str(number))
        self._parts.put(pivot, xml)

    def _is_drawn_from(self, cache: str, name: str, tables: Mapping[str, str]) -> bool:
        """Whether the source of a cache is a sheet or one of its tables."""
        source = next(self._parts.parse(cache).iter(f"{{{MAIN}}}worksheetSource"), None)
        if source is None or source.get(f"{{{OFFICE}}}id") is not None:
            return False
        sheet, named = str(source.get("sheet") or "").casefold(), str(source.get("name") or "").casefold()
        if source.get("ref"):
            return sheet == name.casefold()
        if named not in tables and (
            sheet == name.casefold() or name.casefold() in self._defined.get(named, "").casefold()
        ):
            remedy = "let the pivot table draw from the cells or from a table"
            what = "a pivot table of a sheet that comes once per item has a defined name as its source"
            raise TemplateError(what, found=str(source.get("name")), remedy=remedy)
        return named in tables

    def _copy_cache(self, cache: str, tables: Mapping[str, str]) -> _Cache:
        """Copy a cache, list it in the workbook, and return its part with its number there."""
        part = self._parts.copy(cache, shared=SHARED)
        xml = self._parts.parse(part)
        for source in xml.iter(f"{{{MAIN}}}worksheetSource"):
            if source.get("name"):
                source.set("name", tables[str(source.get("name")).casefold()])
        for identity in list(xml.iter(_SLICER_IDENTITY)):
            identity.attrib.pop("pivotCacheId", "")
        self._parts.put(part, xml)
        workbook = self._parts.parse(self._parts.workbook)
        listed = need_child(workbook, f"{{{MAIN}}}pivotCaches")
        number = max(int(entry.get("cacheId") or 0) for entry in listed) + 1
        entry = etree.SubElement(listed, f"{{{MAIN}}}pivotCache", cacheId=str(number))
        entry.set(f"{{{OFFICE}}}id", self._parts.relate(self._parts.workbook, "pivotCacheDefinition", part))
        self._parts.put(self._parts.workbook, workbook)
        return part, number
