"""The texts of notes, which Excel calls comments in files.

A note has three homes: the text in `comments1.xml`, a shape in `vmlDrawing1.vml` (see `vml`), and, if it is the first of
a conversation, `threadedComment1.xml` (see `threads`), tied to the text by the author's name `tc={GUID}`. A note inside
a block comes once per iteration, in all three.
"""

from __future__ import annotations

import copy

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, parse_area
from xlmarket.package.elements import need_child
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.follow.threads import guid_of_copy

_TIE = "tc="


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move and repeat the texts of notes, in the order of their cells, as Excel writes them."""
    listed = need_child(part.xml, f"{{{MAIN}}}commentList")
    authors = part.xml.find(f"{{{MAIN}}}authors")
    copies: list[tuple[Area, etree._Element]] = []
    for comment in listed:
        for further, (area, home) in enumerate(context.layout.copies(parse_area(str(comment.get("ref"))))):
            copied = copy.deepcopy(comment)
            copied.set("ref", str(area))
            if further:
                _tie_to_thread(copied, authors, str(area))
            part.elements[copied] = home
            copies.append((area, copied))
    copies.sort(key=lambda item: (item[0].first_row, item[0].first_column))
    listed[:] = [comment for _, comment in copies]


def _tie_to_thread(comment: etree._Element, authors: etree._Element | None, cell: str) -> None:
    """Tie the copy of a conversation's text to the copy of the conversation."""
    for key in [key for key in comment.attrib if str(key).endswith("}uid")]:
        comment.set(key, guid_of_copy(str(comment.get(key)), cell))
    author = int(comment.get("authorId") or 0)
    if authors is None or author >= len(authors) or not str(authors[author].text).startswith(f"{_TIE}{{"):
        return
    tied = etree.SubElement(authors, f"{{{MAIN}}}author")
    tied.text = _TIE + guid_of_copy(str(authors[author].text).removeprefix(_TIE), cell)
    comment.set("authorId", str(len(authors) - 1))
