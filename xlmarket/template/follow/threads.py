"""Threaded comments: conversations on a cell. Excel ties each remark to the first by `parentId`."""

from __future__ import annotations

import copy
import uuid

from lxml import etree

from xlmarket.package.areas import parse_area
from xlmarket.template.follow.context import FollowContext, OpenPart

_SPACE = uuid.UUID("6b0a7f3e-3c0c-4d5c-9f63-0b8f5d0f5a10")


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move and repeat conversations. The replies in a copy belong to the copy."""
    copies: list[etree._Element] = []
    for remark in list(part.xml):
        for further, (area, home) in enumerate(context.layout.copies(parse_area(str(remark.get("ref"))))):
            copied = copy.deepcopy(remark)
            copied.set("ref", str(area))
            part.elements[copied] = home
            for key in ("id", "parentId") if further else ():
                if copied.get(key):
                    copied.set(key, guid_of_copy(str(copied.get(key)), str(area)))
            copies.append(copied)
    part.xml[:] = copies


def guid_of_copy(guid: str, cell: str) -> str:
    """A new GUID for the copy in a cell, the same in every part that names it and in every report."""
    return "{" + str(uuid.uuid5(_SPACE, guid.upper() + cell)).upper() + "}"
