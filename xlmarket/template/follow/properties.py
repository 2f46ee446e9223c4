"""The properties of the workbook (docProps/app.xml). They list the names of its sheets, which Excel writes on saving."""

from __future__ import annotations

from lxml import etree

from xlmarket.template.follow.context import FollowContext, OpenPart

_LISTS = ("TitlesOfParts", "HeadingPairs")
_LINKS = "HLinks"


def follow(part: OpenPart, context: FollowContext) -> None:
    """Leave the lists of sheets out where the report has other sheets than the template, and that of the links."""
    sheets = context.book.sheets
    same = [sheet.title for copies in sheets.values() for sheet in copies] == list(sheets)
    unwanted = (_LINKS,) if same else (_LINKS, *_LISTS)
    for element in list(part.xml):
        if isinstance(element.tag, str) and etree.QName(element).localname in unwanted:
            part.xml.remove(element)
