"""Texts of a sheet's own XML are filled: headers and footers, prompts, texts of formats, scenarios. So are those of its tables.

A header's values are escaped as it is read. Links have their own module, as they come once per iteration.
"""

from __future__ import annotations

from lxml import etree

from xlmarket.package.sheet_texts import SHEET_TEXTS, sheet_bodies
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.plan.asides import HEADER


def follow(part: OpenPart, context: FollowContext) -> None:
    """Fill the texts of a sheet or table. A header or footer that becomes empty goes."""
    asides = context.sheet.asides
    for element in part.xml.iter(*(f"{{*}}{name}" for name in SHEET_TEXTS if name != "hyperlink")):
        for body, _ in sheet_bodies(element):
            asides.fill(body)
    for holder in part.xml.iter("{*}headerFooter"):
        for element in holder.iterchildren(etree.Element):
            element.text = asides.text(element.text or "", kind=HEADER)
