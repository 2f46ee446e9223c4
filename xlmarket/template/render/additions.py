"""What values put on a finished sheet besides its cells: links, notes and pictures. Called by `sheets` after its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.anchors import XDR
from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.cell_xml import check_text
from xlmarket.package.elements import insert_in_sheet
from xlmarket.package.links import link_address
from xlmarket.package.notes import CellNote, add_notes
from xlmarket.package.parts import Parts
from xlmarket.package.sizes import Sizes
from xlmarket.template.marks import Marked
from xlmarket.template.render import pictures
from xlmarket.template.render.writing import Extra

_DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetAdditions:
    """A sheet that gets links, notes and pictures: its XML, its part and its place in errors.

    `sizes` are those of its columns and finished rows.
    """

    xml: etree._Element
    part: str
    place: Place
    parts: Parts
    sizes: Callable[[], Sizes]

    def add(self, extras: Iterable[Extra]) -> None:
        """Add all there are. Raises `TemplateError` with its cell for a link or picture that is not one."""
        marked = [extra for extra in extras if isinstance(extra.value, Marked)]
        for add, items in (
            (self._add_links, [extra for extra in marked if extra.value.target]),
            (self._add_notes, [extra for extra in marked if extra.value.note]),
            (self._add_pictures, [extra for extra in extras if extra.is_picture]),
        ):
            if items:
                add(items)

    def _add_links(self, links: list[Extra]) -> None:
        holder = self.xml.find(f"{{{MAIN}}}hyperlinks")
        holder = holder if holder is not None else insert_in_sheet(self.xml, "hyperlinks")
        relations: dict[str, str] = {}
        drawn = {str(link.get("ref")).split(":")[0]: link for link in holder}
        for extra in links:
            target, cell = extra.value.target, f"{extra.column}{extra.row}"
            link = etree.SubElement(holder, f"{{{MAIN}}}hyperlink", ref=cell)
            if (old := drawn.get(cell)) is not None:
                link.set("ref", str(old.get("ref")))
                holder.remove(old)
            if target.startswith("#"):
                link.set("location", target[1:])
                continue
            if target not in relations:
                address = self._address(target, extra.template)
                relations[target] = self.parts.relate(self.part, "hyperlink", address, external=True)
            link.set(f"{{{OFFICE}}}id", relations[target])

    def _address(self, target: str, cell: str) -> str:
        try:
            return link_address(target)
        except TemplateError as error:
            raise error.at(replace(self.place, cell=cell)) from None

    def _add_notes(self, notes: list[Extra]) -> None:
        for extra in notes:
            try:
                check_text(extra.value.note)
            except TemplateError as error:
                raise error.at(replace(self.place, cell=extra.template)) from None
        legacy = self.xml.find(f"{{{MAIN}}}legacyDrawing")
        drawing = "" if legacy is None else str(legacy.get(f"{{{OFFICE}}}id"))
        new = add_notes(
            self.parts,
            self.part,
            drawing,
            [CellNote(f"{extra.column}{extra.row}", extra.value.note) for extra in notes],
        )
        if new:
            insert_in_sheet(self.xml, "legacyDrawing").set(f"{{{OFFICE}}}id", new)

    def _add_pictures(self, extras: list[Extra]) -> None:
        drawing = self._drawing()
        root = self.parts.parse(drawing)
        sizes = self.sizes()
        highest = max((int(shape.get("id") or 0) for shape in root.iter(f"{{{XDR}}}cNvPr")), default=0)
        relations: dict[bytes, str] = {}
        for number, extra in enumerate(extras, start=highest + 1):
            picture = self._read_picture(extra)
            if picture.content not in relations:
                relations[picture.content] = self._relate_picture(drawing, picture)
            name = extra.value if isinstance(extra.value, str) else "picture"
            area = pictures.area_of(extra.column, extra.row, self.xml)
            root.append(pictures.anchor(picture, area, sizes, relations[picture.content], number, name))
        self.parts.put(drawing, root)

    def _drawing(self) -> str:
        """The part of the sheet's drawing, made where there is none."""
        drawing = next(iter(self.parts.related(self.part, "drawing")), "")
        if not drawing:
            drawing = self.parts.new("xl/drawings/drawing{}.xml", pictures.empty(), _DRAWING)
            relation = self.parts.relate(self.part, "drawing", drawing)
            element = self.xml.find(f"{{{MAIN}}}drawing")
            element = element if element is not None else insert_in_sheet(self.xml, "drawing")
            element.set(f"{{{OFFICE}}}id", relation)
        return drawing

    def _read_picture(self, extra: Extra) -> pictures.Picture:
        try:
            return pictures.read_picture(extra.value, self.parts.package.path.parent)
        except TemplateError as error:
            raise error.at(replace(self.place, cell=extra.template)) from None

    def _relate_picture(self, drawing: str, picture: pictures.Picture) -> str:
        self.parts.default_type(picture.kind, pictures.CONTENT_TYPES[picture.kind])
        return self.parts.relate(drawing, "image", self.parts.media(picture.content, picture.kind))
