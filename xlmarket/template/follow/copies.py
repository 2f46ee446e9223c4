"""A sheet that comes once per item: each further copy gets parts of its own.

As when Excel copies a sheet, drawings, charts with their styles and colours, notes, controls and printer settings are
copied, tables get new names, and pictures are shared.
"""

from __future__ import annotations

import re

from xlmarket.package.archive import MAIN
from xlmarket.package.parts import Parts
from xlmarket.template.follow.context import FollowContext, OpenPart

SHARED = frozenset({"image", "oleObject", "package", "hyperlink", "slicerCache", "theme"})
"""Relations of a sheet whose parts several sheets may use."""

_TABLE = "spreadsheetml.table+xml"
_LONGEST_NAME = 255
"""Letters of a table's name in Excel."""


def follow(part: OpenPart, _: FollowContext) -> None:
    """Let only the first copy of a sheet be selected and have the code of its module."""
    for view in part.xml.iter(f"{{{MAIN}}}sheetView"):
        view.attrib.pop("tabSelected", "")
    for properties in part.xml.iter(f"{{{MAIN}}}sheetPr"):
        properties.attrib.pop("codeName", "")


class SheetCopier:
    """Copies sheets with their parts, and keeps the names and ids of their tables apart."""

    def __init__(self, parts: Parts, defined: set[str]) -> None:
        self._parts = parts
        tables = [parts.package.parse(part) for part in parts.package.of_type(_TABLE)]
        self._taken = {str(table.get("displayName")).casefold() for table in tables} | defined
        self._highest = max((int(table.get("id") or 0) for table in tables), default=0)

    def copy(self, part: str, title: str) -> str:
        """Copy a sheet's part for the sheet `title`. Return the new part."""
        copied = self._parts.copy(part, shared=SHARED)
        for table in self._parts.related(copied, "table"):
            self._rename(table, title)
        return copied

    def _rename(self, part: str, title: str) -> None:
        table = self._parts.parse(part)
        self._highest += 1
        name = self._free_name(str(table.get("displayName")), title)
        for attribute, text in (("id", str(self._highest)), ("name", name), ("displayName", name)):
            table.set(attribute, text)
        for key in [key for key in table.attrib if str(key).endswith("}uid")]:
            del table.attrib[key]
        self._parts.put(part, table)

    def _free_name(self, old: str, title: str) -> str:
        """A name that no table and no defined name has: `Sales_Brazil`."""
        stem = f"{old}_" + re.sub(r"\W", "_", title)
        name, number = stem[: _LONGEST_NAME - 5], 2
        while name.casefold() in self._taken:
            name, number = f"{stem[: _LONGEST_NAME - 15]}_{number}", number + 1
        self._taken.add(name.casefold())
        return name
