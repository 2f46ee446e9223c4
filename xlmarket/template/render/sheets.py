"""One finished sheet: its part and the parts that hang on it, made from the template's by everything that follows.

A sheet that comes once per item is copied with all its parts: drawings, charts with their styles and colours, tables
under new names, notes, controls, printer settings. Pictures are shared.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.archive import MAIN, OFFICE, Packed, serialised
from xlmarket.package.areas import Area
from xlmarket.package.notes import Note, add_notes
from xlmarket.package.parts import Parts
from xlmarket.template.follow import (
    breaks,
    comments,
    conditional,
    controls,
    drawings,
    hyperlinks,
    images,
    merges,
    pivots,
    sheetwide,
    sparklines,
    structured,
    tables,
    validations,
    widths,
)
from xlmarket.template.follow.sizes import Sizes, height_of, heights_of
from xlmarket.template.layout.axes import OUTSIDE, STILL, Home
from xlmarket.template.layout.references import Layouts
from xlmarket.template.marks import Marked
from xlmarket.template.read.plan import SheetPlan
from xlmarket.template.render.spills import Spilled, with_spills
from xlmarket.template.render.walk import Walked
from xlmarket.template.render.writing import Extra, Writer

SHARED = frozenset({"image", "oleObject", "package", "hyperlink", "slicerCache", "theme"})
_COPIED = frozenset({"image", "package"})
_ROWS_HERE = "\ue000"
_TYPE = "application/vnd.openxmlformats-officedocument."
_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
    "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts",
    "extLst",
)  # fmt: skip


@dataclass
class Sheet:
    """One sheet of the report at work. `layouts` is what it sees, `title` its name, `part` where it is written."""

    plan: SheetPlan
    title: str
    place: Place
    walked: Walked
    part: str = ""
    is_copy: bool = False
    layouts: Layouts = field(default_factory=dict)
    tables: structured.Tables = field(default_factory=dict)
    speaks_anew: bool = False

    @property
    def layout_name(self) -> str:
        return self.plan.name.casefold()


def written(sheet: Sheet, parts: Parts, live: Mapping[tuple[int, str], str], spilled: Spilled) -> None:
    """Write the sheet's part: lxml follows its structure, the rows go in as text.

    `live` are the cells with formulas of ours as they are written, `spilled` those that their answers fill.
    """
    xml = copy.deepcopy(sheet.plan.xml)
    _follow(xml, sheet)
    head, tail = _around_rows(xml)
    packed = Packed()
    packed.write(head)
    writer = Writer(sheet.plan, sheet.place, sheet.walked, sheet.layouts, live)
    for text in with_spills(writer.texts(), spilled) if spilled else writer.texts():
        packed.write(text.encode())
    if writer.extras:
        _add(writer.extras, xml, sheet, parts)
        tail = _around_rows(xml)[1]
    packed.write(tail)
    packed.close()
    parts.put(sheet.part, packed)


def _around_rows(xml: etree._Element) -> tuple[bytes, bytes]:
    """The part before and after its rows; a part whose names have a prefix lets its rows go without."""
    data = xml.find(f"{{{MAIN}}}sheetData")
    if data is None:
        raise TemplateError("a sheet has no place for its rows")
    data.text = _ROWS_HERE
    head, _, tail = serialised(xml).partition(_ROWS_HERE.encode())
    return (head[:-1] + f' xmlns="{MAIN}">'.encode() if xml.prefix else head), tail


def _follow(xml: etree._Element, sheet: Sheet) -> None:
    name, layouts = sheet.plan.name, sheet.layouts
    layout = layouts.get(sheet.layout_name, STILL)
    if not layout.is_still:
        merges.follow(xml, layout)
        breaks.follow(xml, layout)
        widths.follow(xml, layout)
        sheetwide.follow(xml, layout)
        controls.follow(xml, layout)
    hyperlinks.follow(xml, name, layouts)
    conditional.follow(xml, name, layouts)
    validations.follow(xml, name, layouts)
    sparklines.follow(xml, name, layouts)
    if sheet.is_copy:
        for view in xml.iter(f"{{{MAIN}}}sheetView"):
            _forget(view, "tabSelected")
        for properties in xml.iter(f"{{{MAIN}}}sheetPr"):
            _forget(properties, "codeName")


def _forget(element: etree._Element, attribute: str) -> None:
    if attribute in element.attrib:
        del element.attrib[attribute]


def attached(sheet: Sheet, parts: Parts, values: Callable[[Area], list[object]]) -> None:
    """Let the tables, notes, controls and pivots of a sheet follow."""
    layout = sheet.layouts.get(sheet.layout_name, STILL)
    name, layouts = sheet.plan.name, sheet.layouts
    try:
        for part in parts.related(sheet.part, "table"):
            parts.update(part, lambda table: tables.follow(table, name, layouts, values, sheet.tables))
    except TemplateError as error:
        raise error.at(sheet.place) from None
    for part in parts.related(sheet.part, "ctrlProp"):
        parts.update(part, lambda control: controls.follow_properties(control, name, layouts))
    for kind, follow in () if layout.is_still else _MOVED.items():
        for part in parts.related(sheet.part, kind):
            parts.update(part, partial(follow, layout=layout))


_MOVED: Mapping[str, Callable[..., None]] = {
    "comments": comments.follow,
    "threadedComment": comments.follow_threads,
    "vmlDrawing": comments.follow_shapes,
    "pivotTable": pivots.follow,
}


def drawn(sheet: Sheet, parts: Parts) -> dict[str, Home]:
    """Let the sheet's drawings follow; answers its charts, and the iteration each stands in."""
    found: dict[str, Home] = {}
    for part in parts.related(sheet.part, "drawing"):
        homes = _drawing(part, sheet, parts) if sheet.layouts else {}
        for one in parts.relations(part):
            if one.name in _CHARTS:
                found[one.target] = homes.get(one.id, OUTSIDE)
    return found


_CHARTS = ("chart", "chartEx")


def _drawing(part: str, sheet: Sheet, parts: Parts) -> dict[str, Home]:
    """Let one drawing follow; a chart that went with its anchor goes. Answers where its relations stand."""
    followed: list[drawings.Followed] = []

    def again(name: str) -> str:
        one = next(relation for relation in parts.relations(part) if relation.id == name)
        shared = one.is_external or one.name in _COPIED
        target = one.target if shared else parts.copy(one.target, shared=_COPIED)
        return parts.relate(part, one.kind, target, external=one.is_external)

    sizes = Sizes.of(sheet.plan.xml, heights_of(sheet.plan.rows.values()))
    parts.update(part, lambda xml: followed.append(drawings.follow(xml, sheet.plan.name, sheet.layouts, sizes, again)))
    gone = [one for one in parts.relations(part) if one.name in _CHARTS and one.id in followed[0].gone]
    for one in gone:
        parts.drop_with(one.target, SHARED)
    parts.unrelate(part, lambda one: one in gone)
    return followed[0].homes


def copied(sheet: Sheet, parts: Parts, tables_taken: set[str], first_id: int) -> None:
    """Give a further copy of a sheet parts of its own, its tables under names of their own."""
    sheet.part = parts.copy(sheet.plan.part, shared=SHARED)
    for number, one in enumerate(parts.related(sheet.part, "table"), start=first_id):
        table = parts.parse(one)
        name = _table_name(str(table.get("displayName")), sheet.title, tables_taken)
        for attribute, said in (("id", str(number)), ("name", name), ("displayName", name)):
            table.set(attribute, said)
        for key in [key for key in table.attrib if str(key).endswith("}uid")]:
            del table.attrib[key]
        parts.put(one, table)


def tables_of(sheet: Sheet, parts: Parts, values: Callable[[Area], list[object]]) -> dict[str, structured.Table]:
    """The tables of a sheet by their casefolded names in the template."""
    layout = sheet.layouts.get(sheet.layout_name, STILL)
    found = {}
    for part in parts.related(sheet.part, "table"):
        before = parts.package.parse(parts.origin.get(part, part))
        name = str(parts.parse(part).get("displayName"))
        found[str(before.get("displayName")).casefold()] = tables.known(before, name, layout, values)
    return found


def speak_of(sheet: Sheet, named: structured.Tables, own: Iterable[structured.Table]) -> None:
    """Let the formulas of a sheet call tables and columns what they are called now."""
    inside = list(own)
    rows = structured.rows_of(sheet.walked.rows, named, inside)
    strips = {key: structured.rows_of(of_strip, named, inside) for key, of_strip in sheet.walked.strips.items()}
    before = sheet.walked.rows
    sheet.speaks_anew = any(rows[number] is not before[number] for number in rows)
    sheet.walked = replace(sheet.walked, rows=rows, strips=strips)
    sheet.tables = named


def _table_name(old: str, title: str, taken: set[str]) -> str:
    """A name no table and no defined name has: `Sales_Brazil`."""
    base = f"{old}_" + re.sub(r"\W", "_", title)
    name, number = base[:250], 2
    while name.casefold() in taken:
        name, number = f"{base[:240]}_{number}", number + 1
    taken.add(name.casefold())
    return name


def _add(extras: list[Extra], xml: etree._Element, sheet: Sheet, parts: Parts) -> None:
    """Put links, notes and pictures from values on a sheet."""
    links = [one for one in extras if isinstance(one.value, Marked) and one.value.target]
    notes = [one for one in extras if isinstance(one.value, Marked) and one.value.note]
    pictures = [one for one in extras if one.is_picture]
    if links:
        _add_links(links, xml, sheet, parts)
    if notes:
        _add_notes(notes, xml, sheet, parts)
    if pictures:
        _add_pictures(pictures, xml, sheet, parts)


def insert(xml: etree._Element, tag: str) -> etree._Element:
    """A new element of a sheet, where the schema wants it."""
    found = etree.Element(f"{{{MAIN}}}{tag}")
    later = set(_ORDER[_ORDER.index(tag) + 1 :])
    for child in xml:
        if isinstance(child.tag, str) and etree.QName(child).localname in later:
            child.addprevious(found)
            return found
    xml.append(found)
    return found


def _there(xml: etree._Element, tag: str) -> etree._Element:
    found = xml.find(f"{{{MAIN}}}{tag}")
    return found if found is not None else insert(xml, tag)


def _add_links(links: Iterable[Extra], xml: etree._Element, sheet: Sheet, parts: Parts) -> None:
    holder = _there(xml, "hyperlinks")
    known: dict[str, str] = {}
    for one in links:
        target = one.value.target
        link = etree.SubElement(holder, f"{{{MAIN}}}hyperlink", ref=f"{one.column}{one.row}")
        if target.startswith("#"):
            link.set("location", target[1:])
            continue
        if not re.match(r"(?:https?|mailto|ftp|file):", target, re.IGNORECASE):
            where = replace(sheet.place, cell=one.template)
            raise TemplateError("a link begins with https:, mailto: or #", where=where, found=target)
        if target not in known:
            known[target] = parts.relate(sheet.part, "hyperlink", target, external=True)
        link.set(f"{{{OFFICE}}}id", known[target])


def _add_notes(notes: Iterable[Extra], xml: etree._Element, sheet: Sheet, parts: Parts) -> None:
    legacy = xml.find(f"{{{MAIN}}}legacyDrawing")
    drawing = "" if legacy is None else str(legacy.get(f"{{{OFFICE}}}id"))
    made = [Note(f"{one.column}{one.row}", one.value.note) for one in notes]
    new = add_notes(parts, sheet.part, drawing, made)
    if new:
        insert(xml, "legacyDrawing").set(f"{{{OFFICE}}}id", new)


def _add_pictures(pictures: Iterable[Extra], xml: etree._Element, sheet: Sheet, parts: Parts) -> None:
    drawing = next(iter(parts.related(sheet.part, "drawing")), "")
    if not drawing:
        drawing = parts.new("xl/drawings/drawing{}.xml", images.empty(), f"{_TYPE}drawing+xml")
        insert(xml, "drawing").set(f"{{{OFFICE}}}id", parts.relate(sheet.part, "drawing", drawing))
    root = parts.parse(drawing)
    sizes = Sizes.of(xml, _heights(sheet))
    number = max((int(one.get("id") or 0) for one in root.iter(f"{{{drawings.XDR}}}cNvPr")), default=0)
    known: dict[bytes, str] = {}
    for one in pictures:
        try:
            picture = images.read_picture(one.value, parts.package.path.parent)
        except TemplateError as error:
            raise error.at(replace(sheet.place, cell=one.template)) from None
        if picture.content not in known:
            parts.default_type(picture.kind, images.CONTENT_TYPES[picture.kind])
            media = parts.media(picture.content, picture.kind)
            known[picture.content] = parts.relate(drawing, "image", media)
        number += 1
        name = one.value if isinstance(one.value, str) else "picture"
        area = images.area_of(one.column, one.row, xml)
        root.append(images.anchor(picture, area, sizes, known[picture.content], number, name))
    parts.put(drawing, root)


def _heights(sheet: Sheet) -> dict[int, float]:
    """The finished rows that have a height of their own."""
    found: dict[int, float] = {}
    row = 1
    for piece in sheet.walked.made:
        template = getattr(piece, "template", None)
        plan = sheet.plan.rows.get(template) if template else None
        height = height_of(plan) if plan is not None else None
        if height is not None:
            found |= dict.fromkeys(range(row, row + piece.count), height)
        row += piece.count
    return found
