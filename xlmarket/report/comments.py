"""Notes (Excel calls them comments in files): their texts, the VML shapes that show them, and threaded comments.

A note has three homes: the text in `comments1.xml`, a shape in `vmlDrawing1.vml` whose row and column (from 0) must be
the cell's, and, if it is the first of a conversation, `threadedComment1.xml`, tied to the text by the author's name
`tc={GUID}`. A note inside a block comes once per iteration.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterable
from xml.sax.saxutils import escape

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, column_number, parse_area
from xlmarket.report.elements import holder, needed, number
from xlmarket.report.layout import Layout
from xlmarket.report.writing import Extra

VML, EXCEL, OFFICE_VML = (
    "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:excel", "urn:schemas-microsoft-com:office:office",
)  # fmt: skip
_SPACE = uuid.UUID("6b0a7f3e-3c0c-4d5c-9f63-0b8f5d0f5a10")
_AUTHOR = "xlmarket"
_WIDTH, _HEIGHT = 2, 4


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
                copied.set("id", _free_id(taken))
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


def _free_id(taken: set[str]) -> str:
    free = 1025 + len(taken)
    while f"_x0000_s{free}" in taken:
        free += 1
    taken.add(f"_x0000_s{free}")
    return f"_x0000_s{free}"


def empty() -> etree._Element:
    """A part for notes with none yet."""
    return etree.fromstring(f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>')


def empty_shapes() -> etree._Element:
    """A VML part with the one kind of shape that shows a note."""
    return etree.fromstring(
        f'<xml xmlns:v="{VML}" xmlns:o="{OFFICE_VML}" xmlns:x="{EXCEL}"><o:shapelayout v:ext="edit">'
        '<o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" '
        'o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
        '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
    )


def add(comments: etree._Element, vml: etree._Element, notes: Iterable[Extra]) -> None:
    """Add notes from values; a cell that has one already keeps it and gets the new text below."""
    authors, listed = needed(comments, f"{{{MAIN}}}authors"), needed(comments, f"{{{MAIN}}}commentList")
    names = [one.text for one in authors]
    if _AUTHOR not in names:
        etree.SubElement(authors, f"{{{MAIN}}}author").text = _AUTHOR
        names.append(_AUTHOR)
    there = {str(one.get("ref")): one for one in listed}
    taken = {str(one.get("id")) for one in vml.iter(f"{{{VML}}}shape")}
    for note in notes:
        cell = f"{note.column}{note.row}"
        run = etree.fromstring(
            f'<r xmlns="{MAIN}"><rPr><sz val="9"/><color indexed="81"/><rFont val="Tahoma"/><family val="2"/></rPr>'
            f'<t xml:space="preserve">{escape(note.value.note)}</t></r>'
        )
        if cell in there:
            needed(run, f"{{{MAIN}}}t").text = "\n" + note.value.note
            needed(there[cell], f"{{{MAIN}}}text").append(run)
            continue
        one = etree.SubElement(listed, f"{{{MAIN}}}comment", ref=cell, authorId=str(names.index(_AUTHOR)))
        etree.SubElement(one, f"{{{MAIN}}}text").append(run)
        vml.append(_shape(_free_id(taken), column_number(note.column) - 1, note.row - 1))
    listed[:] = sorted(listed, key=lambda one: _cell(str(one.get("ref"))))


def _cell(reference: str) -> tuple[int, int]:
    area = parse_area(reference)
    return area.first_row, area.first_column


def _shape(name: str, column: int, row: int) -> etree._Element:
    """A note's shape, hidden until one points at its cell, to the right of it."""
    top = max(row - 1, 0)
    anchor = f"{column + 1}, 15, {top}, 10, {column + 1 + _WIDTH}, 15, {top + _HEIGHT}, 4"
    return etree.fromstring(
        f'<v:shape xmlns:v="{VML}" xmlns:o="{OFFICE_VML}" xmlns:x="{EXCEL}" id="{name}" type="#_x0000_t202" '
        'style="position:absolute;margin-left:59pt;margin-top:1pt;width:144pt;height:60pt;z-index:1;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
