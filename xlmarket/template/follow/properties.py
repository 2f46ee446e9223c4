"""The properties of the workbook (docProps/app.xml). They list the names of its sheets, which Excel writes on saving."""

from __future__ import annotations

from lxml import etree

from xlmarket.template.follow.context import FollowContext, OpenPart

_LISTS = ("TitlesOfParts", "HeadingPairs")


def follow(part: OpenPart, context: FollowContext) -> None:
    """Leave the lists of sheets out where the report has other sheets than the template."""
    sheets = context.book.sheets
    if [sheet.title for copies in sheets.values() for sheet in copies] == list(sheets):
        return
    for element in list(part.xml):
        if isinstance(element.tag, str) and etree.QName(element).localname in _LISTS:
            part.xml.remove(element)
