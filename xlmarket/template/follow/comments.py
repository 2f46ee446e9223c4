"""Notes (Excel calls them comments in files): their texts, the VML shapes that show them, and threaded comments.

A note has three homes: the text in `comments1.xml`, a shape in `vmlDrawing1.vml` whose row and column (from 0) must be
the cell's, and, if it is the first of a conversation, `threadedComment1.xml`, tied to the text by the author's name
`tc={GUID}`. A note inside a block comes once per iteration.
"""

from __future__ import annotations

import copy
import uuid

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, parse_area
from xlmarket.package.elements import holder, needed, number
from xlmarket.package.notes import EXCEL, VML, free_id
from xlmarket.template.layout.axes import Layout

_SPACE = uuid.UUID("6b0a7f3e-3c0c-4d5c-9f63-0b8f5d0f5a10")


def follow(comments: etree._Element, layout: Layout) -> None:
    """Move and repeat the texts of notes."""
    listed = needed(comments, f"{{{MAIN}}}commentList")
    authors = comments.find(f"{{{MAIN}}}authors")
    made: list[tuple[Area, etree._Element]] = []
    for one in listed:
        for further, (area, _) in enumerate(layout.copies(parse_area(str(one.get("ref"))))):
            copied = copy.deepcopy(one)
            copied.set("ref", str(area))
            if further:
                _tie_again(copied, authors, str(area))
            made.append((area, copied))
    made.sort(key=lambda two: (two[0].first_row, two[0].first_column))
    listed[:] = [one for _, one in made]


def _tie_again(comment: etree._Element, authors: etree._Element | None, cell: str) -> None:
    """The copy of a conversation's text is tied to the copy of the conversation."""
    for key in [key for key in comment.attrib if str(key).endswith("}uid")]:
        comment.set(key, again(str(comment.get(key)), cell))
    author = int(comment.get("authorId") or 0)
    if authors is None or author >= len(authors) or not str(authors[author].text).startswith("tc={"):
        return
    tied = etree.SubElement(authors, f"{{{MAIN}}}author")
    tied.text = "tc=" + again(str(authors[author].text)[3:], cell)
    comment.set("authorId", str(len(authors) - 1))


def follow_threads(threads: etree._Element, layout: Layout) -> None:
    """Move and repeat threaded comments; the answers of a copy belong to the copy."""
    made = []
    for one in list(threads):
        for further, (area, _) in enumerate(layout.copies(parse_area(str(one.get("ref"))))):
            copied = copy.deepcopy(one)
            copied.set("ref", str(area))
            for key in ("id", "parentId") if further else ():
                if copied.get(key):
                    copied.set(key, again(str(copied.get(key)), str(area)))
            made.append(copied)
    threads[:] = made


def again(guid: str, cell: str) -> str:
    """A new GUID for a copy, the same every time."""
    return "{" + str(uuid.uuid5(_SPACE, guid.upper() + cell)).upper() + "}"


def follow_shapes(vml: etree._Element, layout: Layout) -> None:
    """Move and repeat the shapes of notes; those of form controls move with their anchor."""
    taken = {str(one.get("id")) for one in vml.iter(f"{{{VML}}}shape")}
    for shape in list(vml.iter(f"{{{VML}}}shape")):
        data = shape.find(f"{{{EXCEL}}}ClientData")
        row, column = (data.find(f"{{{EXCEL}}}{axis}") if data is not None else None for axis in ("Row", "Column"))
        if data is None or row is None or column is None:
            _move_anchor(data, layout)
            continue
        area = Area(number(column) + 1, number(row) + 1, number(column) + 1, number(row) + 1)
        last = shape
        for further, (moved, _) in enumerate(layout.copies(area)):
            copied = shape if not further else copy.deepcopy(shape)
            if further:
                copied.set("id", free_id(taken))
                last.addnext(copied)
            last = copied
            _place(copied, moved, area)
        if layout.area(area) is None:
            holder(shape).remove(shape)


def _place(shape: etree._Element, area: Area, before: Area) -> None:
    data = needed(shape, f"{{{EXCEL}}}ClientData")
    needed(data, f"{{{EXCEL}}}Row").text = str(area.first_row - 1)
    needed(data, f"{{{EXCEL}}}Column").text = str(area.first_column - 1)
    anchor = data.find(f"{{{EXCEL}}}Anchor")
    if anchor is not None and anchor.text:
        numbers = [int(one) for one in anchor.text.split(",")]
        right, down = area.first_column - before.first_column, area.first_row - before.first_row
        for place in (0, 4):
            numbers[place] += right
            numbers[place + 2] += down
        anchor.text = ", ".join(map(str, numbers))


def _move_anchor(data: etree._Element | None, layout: Layout) -> None:
    anchor = data.find(f"{{{EXCEL}}}Anchor") if data is not None else None
    if anchor is None or not anchor.text:
        return
    numbers = [int(one) for one in anchor.text.split(",")]
    moved = layout.area(Area(numbers[0] + 1, numbers[2] + 1, numbers[0] + 1, numbers[2] + 1))
    if moved is not None:
        right, down = moved.first_column - 1 - numbers[0], moved.first_row - 1 - numbers[2]
        for place in (0, 4):
            numbers[place] += right
            numbers[place + 2] += down
        anchor.text = ", ".join(map(str, numbers))
