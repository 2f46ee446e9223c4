"""The properties of the workbook (docProps). Those of app.xml list its sheets, which Excel writes on saving."""

from __future__ import annotations

from lxml import etree

from xlmarket.package.sheet_texts import property_bodies
from xlmarket.template.follow.context import FollowContext, OpenPart

_LISTS = ("TitlesOfParts", "HeadingPairs")
_LINKS = "HLinks"


def fill(part: OpenPart, context: FollowContext) -> None:
    """Fill the properties that hold tags."""
    for body in property_bodies(part.xml):
        context.sheet.asides.fill(body)


def follow(part: OpenPart, context: FollowContext) -> None:
    """Leave the lists of sheets out where the report has other sheets than the template, and that of the links."""
    sheets = context.book.sheets
    same = [sheet.title for copies in sheets.values() for sheet in copies] == list(sheets)
    unwanted = (_LINKS,) if same else (_LINKS, *_LISTS)
    for element in list(part.xml):
        if isinstance(element.tag, str) and etree.QName(element).localname in unwanted:
            part.xml.remove(element)
