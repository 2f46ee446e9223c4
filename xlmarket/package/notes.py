"""New notes on cells (Excel calls them comments in files): a text in `comments1.xml` and a VML shape that shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import parse_area
from xlmarket.package.elements import need_child
from xlmarket.package.parts import Parts
from xlmarket.package.texts import escape_text, fit_text

VML, EXCEL, OFFICE_VML = (
    "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:excel", "urn:schemas-microsoft-com:office:office",
)  # fmt: skip
_CONTENT = "application/vnd.openxmlformats-officedocument"
_AUTHOR = "xlmarket"
_LETTERS = 11
"""How many letters of a note go into the width of a usual column."""


@dataclass(frozen=True, slots=True)
class CellNote:
    """A note to be put on a cell. A long one gets a larger shape."""

    cell: str
    text: str

    @property
    def size(self) -> tuple[int, int]:
        """How many columns and rows the shape covers."""
        return (2, 4) if self._lines(2) <= 4 else (4, self._lines(4) + 1)

    def _lines(self, columns: int) -> int:
        return sum(1 + len(line) // (columns * _LETTERS) for line in self.text.splitlines())


def add_notes(parts: Parts, sheet: str, drawing: str, notes: Iterable[CellNote]) -> str:
    """Put notes on a sheet. `drawing` is the relation its `legacyDrawing` names. Where there is none ("") the answer is
    the relation of a new one, which the sheet must name.
    """
    texts = next(iter(parts.related(sheet, "comments")), "")
    if not texts:
        texts = parts.new("xl/comments{}.xml", _empty(), f"{_CONTENT}.spreadsheetml.comments+xml")
        parts.relate(sheet, "comments", texts)
    new = ""
    if drawing:
        shapes = next(one.target for one in parts.relations(sheet) if one.id == drawing)
    else:
        parts.default_type("vml", f"{_CONTENT}.vmlDrawing")
        shapes = parts.new("xl/drawings/vmlDrawing{}.vml", _empty_shapes(), "")
        new = parts.relate(sheet, "vmlDrawing", shapes)
    text, shape = parts.parse(texts), parts.parse(shapes)
    _add(text, shape, notes)
    parts.put(texts, text)
    parts.put(shapes, shape)
    return new


def free_id(taken: set[str]) -> str:
    """An id that no shape has."""
    free = 1025 + len(taken)
    while f"_x0000_s{free}" in taken:
        free += 1
    taken.add(f"_x0000_s{free}")
    return f"_x0000_s{free}"


def _empty() -> etree._Element:
    return etree.fromstring(f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>')


def _empty_shapes() -> etree._Element:
    """A VML part with the one kind of shape that shows a note."""
    return etree.fromstring(
        f'<xml xmlns:v="{VML}" xmlns:o="{OFFICE_VML}" xmlns:x="{EXCEL}"><o:shapelayout v:ext="edit">'
        '<o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" '
        'o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
        '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
    )


def _add(comments: etree._Element, vml: etree._Element, notes: Iterable[CellNote]) -> None:
    """Add notes. A cell that has one already keeps it and gets the new text below."""
    authors, listed = need_child(comments, f"{{{MAIN}}}authors"), need_child(comments, f"{{{MAIN}}}commentList")
    names = [one.text for one in authors]
    if _AUTHOR not in names:
        etree.SubElement(authors, f"{{{MAIN}}}author").text = _AUTHOR
        names.append(_AUTHOR)
    there = {str(one.get("ref")): one for one in listed}
    taken = {str(one.get("id")) for one in vml.iter(f"{{{VML}}}shape")}
    for note in notes:
        if note.cell in there:
            need_child(there[note.cell], f"{{{MAIN}}}text").append(_run("\n" + note.text))
            continue
        one = etree.SubElement(listed, f"{{{MAIN}}}comment", ref=note.cell, authorId=str(names.index(_AUTHOR)))
        etree.SubElement(one, f"{{{MAIN}}}text").append(_run(note.text))
        vml.append(_shape(free_id(taken), note))
    listed[:] = sorted(listed, key=lambda one: _place(str(one.get("ref"))))


def _run(text: str) -> etree._Element:
    return etree.fromstring(
        f'<r xmlns="{MAIN}"><rPr><sz val="9"/><color indexed="81"/><rFont val="Tahoma"/><family val="2"/></rPr>'
        f'<t xml:space="preserve">{escape_text(fit_text(text))}</t></r>'
    )


def _place(reference: str) -> tuple[int, int]:
    area = parse_area(reference)
    return area.first_row, area.first_column


def _shape(name: str, note: CellNote) -> etree._Element:
    """A note's shape, hidden until one points at its cell, to the right of it."""
    row, column = (number - 1 for number in _place(note.cell))
    top = max(row - 1, 0)
    columns, rows = note.size
    anchor = f"{column + 1}, 15, {top}, 10, {column + 1 + columns}, 15, {top + rows}, 4"
    return etree.fromstring(
        f'<v:shape xmlns:v="{VML}" xmlns:o="{OFFICE_VML}" xmlns:x="{EXCEL}" id="{name}" type="#_x0000_t202" '
        'style="position:absolute;margin-left:59pt;margin-top:1pt;width:144pt;height:60pt;z-index:1;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
