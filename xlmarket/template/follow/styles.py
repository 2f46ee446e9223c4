"""Number formats with tags in their quoted letters (`0.0" {{ unit }}"`) are filled: those of cells, and those of charts."""

from __future__ import annotations

from lxml import etree

from xlmarket.package.sheet_texts import format_codes
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.plan.asides import FORMAT


def follow(part: OpenPart, context: FollowContext) -> None:
    """Fill the number formats of the workbook's styles."""
    fill(part.xml, context)


def fill(root: etree._Element, context: FollowContext) -> None:
    """Fill the number formats in an element and all below it."""
    for code in format_codes(root):
        source = code.paragraphs[0][0]
        finished = context.sheet.asides.text(source, context.home, FORMAT)
        if finished != source:
            code.write_lines(finished)
