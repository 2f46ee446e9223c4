"""The slides of a deck: master, titles, cards, tables, each in the look of the workbooks, in colours of the theme."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.dml.color import ColorFormat
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

from drawing.palettes import DEFAULT, theme_xml

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, ACROSS = 0.6, 12.13
Shade = tuple[MSO_THEME_COLOR, float]
INK: Shade = (MSO_THEME_COLOR.TEXT_2, 0)
TEXT: Shade = (MSO_THEME_COLOR.TEXT_1, 0)
GREY: Shade = (MSO_THEME_COLOR.TEXT_1, 0.35)
ACCENT: Shade = (MSO_THEME_COLOR.ACCENT_1, 0)
WARM: Shade = (MSO_THEME_COLOR.ACCENT_2, 0)
WARM_TINT: Shade = (MSO_THEME_COLOR.ACCENT_2, 0.8)
WARM_SHADE: Shade = (MSO_THEME_COLOR.ACCENT_2, -0.25)
TINT: Shade = (MSO_THEME_COLOR.BACKGROUND_2, 0)
RULE: Shade = (MSO_THEME_COLOR.BACKGROUND_2, -0.1)
LEFT_OVER: Shade = (MSO_THEME_COLOR.BACKGROUND_2, -0.25)
SERIES: tuple[Shade, ...] = (
    INK, ACCENT, (MSO_THEME_COLOR.ACCENT_4, 0), (MSO_THEME_COLOR.ACCENT_3, 0), WARM, (MSO_THEME_COLOR.ACCENT_5, 0), LEFT_OVER,
)  # fmt: skip
"""The colours of series in the order of the workbooks."""
MADE = datetime(2015, 12, 31)  # noqa: DTZ001 - the workbooks of charts bear a day, not a moment
NA = ' | default("n/a")'
AMOUNT = " | over(scale.by) | amount" + NA
HEADLINE = " | over(scale.by) | amount(0)" + NA
RATE = " | rate" + NA
SHARE = ' | shown("0.0%")' + NA
COUNT = ' | shown("0")' + NA
ILLUSTRATIVE = "ILLUSTRATIVE FIGURES. Generated for demonstration, not observed. Do not quote."
OF_DATASET = "  ·  {{ dataset.title | truncate(120) }}"
"""As in the workbooks, on one line: a slide has no room for a second."""
SOURCE = "Source: {{ dataset.title }}; {{ dataset.vintage }}; status: {{ dataset.status }}."


@dataclass(frozen=True)
class Column:
    """A column of a table of a slide: its head, its cell, its width in inches, and the cell of the last row."""

    head: str
    cell: str
    width: float
    total: str = ""
    align: PP_ALIGN = PP_ALIGN.RIGHT


@dataclass(frozen=True)
class Frame:
    """Where something lies on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)


def paint(colour: ColorFormat, shade: Shade) -> None:
    colour.theme_color = shade[0]
    if shade[1]:
        colour.brightness = shade[1]


class Deck:
    """A deck being drawn, slide by slide."""

    def __init__(self, title: str, kicker: str) -> None:
        self.presentation = Presentation()
        self.presentation.slide_width, self.presentation.slide_height = WIDTH, HEIGHT
        properties = self.presentation.core_properties
        properties.title, properties.author, properties.language = title, "xlmarket", "en"
        properties.last_modified_by, properties.created, properties.modified = "xlmarket", MADE, MADE
        self.kicker = kicker
        self._draw_master()

    def _draw_master(self) -> None:
        """One master in the theme of the palette, with one layout: a title and nothing else."""
        master = self.presentation.slide_master
        for layout in list(self.presentation.slide_layouts):
            if layout.name != "Title Only":
                self.presentation.slide_layouts.remove(layout)
        for holder in (master, self.presentation.slide_layouts[0]):
            for shape in list(holder.placeholders):
                if shape.placeholder_format.type not in (1, 2):
                    shape._element.getparent().remove(shape._element)
        theme = next(one.target_part for one in master.part.rels.values() if one.reltype.endswith("/theme"))
        theme._blob = theme_xml(DEFAULT).encode()
        title, body = master.placeholders
        frame = Frame(LEFT, 0.52, ACROSS, 0.72)
        title.left, title.top, title.width, title.height = frame.emu
        body.left, body.top, body.width, body.height = Frame(LEFT, 1.5, ACROSS, 5.2).emu
        layout_title = self.presentation.slide_layouts[0].placeholders[0]
        layout_title.left, layout_title.top, layout_title.width, layout_title.height = frame.emu
        self._style_titles(master._element)
        strip = add_box(master, Frame(0, 0, 13.333, 0.1), ACCENT)
        strip.name = "Strip"
        add_text(master, Frame(LEFT, 7.02, 11.2, 0.3), [SOURCE], size=9, colour=GREY, name="Source")
        number = add_text(
            master, Frame(11.73, 7.02, 1, 0.3), [""], size=9, colour=GREY, name="Number", align=PP_ALIGN.RIGHT
        )
        _add_number_field(number.text_frame.paragraphs[0]._p)

    @staticmethod
    def _style_titles(master: Any) -> None:
        style = master.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
        style.set("algn", "l")
        look = style.find(qn("a:defRPr"))
        look.set("sz", "2800")
        look.set("b", "1")
        look.find(f"{qn('a:solidFill')}/{qn('a:schemeClr')}").set("val", "tx2")
        for body in master.iter(qn("a:bodyPr")):
            body.set("anchor", "b")
            body.set("lIns", "0")
            break

    def slide(self, title: str, tag: str = "", notes: str = "") -> Slide:
        """A slide with its title. A tag that repeats or chooses it stands alone in a text box above the slide's edge."""
        slide = self.presentation.slides.add_slide(self.presentation.slide_layouts[0])
        slide.shapes.title.text = title
        add_text(
            slide, Frame(LEFT, 0.28, ACROSS, 0.28), [self.kicker], size=10, colour=ACCENT, bold=True, name="Kicker"
        )
        if tag:
            add_text(slide, Frame(LEFT, 7.22, 6, 0.25), [tag], size=8, colour=GREY, name="Tag of the slide")
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
        return slide

    def save(self, path: str) -> None:
        """Write the deck. Its parts bear no date but 1980, so that the same code gives the same file."""
        out = io.BytesIO()
        self.presentation.save(out)
        with zipfile.ZipFile(out) as drawn, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in drawn.namelist():
                if not name.endswith((".jpeg", ".bin")):
                    archive.writestr(
                        zipfile.ZipInfo(name), _without_leftovers(name, drawn.read(name)), zipfile.ZIP_DEFLATED
                    )


def _without_leftovers(name: str, content: bytes) -> bytes:
    """A part without the thumbnail and the printer settings of the presentation that python-pptx begins with."""
    if not name.endswith(".rels"):
        return content
    root = etree.fromstring(content)
    for relation in list(root):
        if relation.get("Target").endswith((".jpeg", ".bin")):
            root.remove(relation)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _add_number_field(paragraph: Any) -> None:
    run = paragraph.find(qn("a:r"))
    field = etree.SubElement(paragraph, qn("a:fld"), id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}", type="slidenum")
    field.append(run.find(qn("a:rPr")))
    etree.SubElement(field, qn("a:t")).text = "1"
    paragraph.replace(run, field)


def add_box(slide: Any, frame: Frame, fill: Shade) -> Any:
    """A plain rectangle without an outline."""
    box = _shapes(slide).add_shape(MSO_SHAPE.RECTANGLE, *frame.emu) if hasattr(slide.shapes, "add_shape") else None
    box = box if box is not None else _add_to_master(slide, frame)
    box.fill.solid()
    paint(box.fill.fore_color, fill)
    box.line.fill.background()
    return box


def _shapes(slide: Any) -> Any:
    return slide.shapes


def _add_to_master(master: Any, frame: Frame) -> Any:
    """A shape on a master, whose shapes python-pptx only reads."""
    from pptx.shapes.autoshape import Shape

    tree = master.shapes._spTree
    number = max(int(one.get("id")) for one in tree.iter(qn("p:cNvPr"))) + 1
    element = tree.add_autoshape(number, f"Shape {number}", "rect", *frame.emu)
    return Shape(element, master.shapes)


def add_text(
    slide: Any,
    frame: Frame,
    lines: Sequence[str],
    *,
    size: float,
    colour: Shade = TEXT,
    bold: bool = False,
    name: str = "",
    align: PP_ALIGN = PP_ALIGN.LEFT,
    fill: Shade | None = None,
    space: float = 0,
) -> Any:
    """A text box, one paragraph a line."""
    if hasattr(slide.shapes, "add_textbox"):
        box = slide.shapes.add_textbox(*frame.emu)
    else:
        box = _add_to_master(slide, frame)
        box.fill.background()
        box.line.fill.background()
    if name:
        box.name = name
    if fill:
        box.fill.solid()
        paint(box.fill.fore_color, fill)
    text = box.text_frame
    text.word_wrap = True
    text.margin_left = text.margin_right = Inches(0.12 if fill else 0)
    text.margin_top = text.margin_bottom = Inches(0.02)
    text.vertical_anchor = MSO_ANCHOR.MIDDLE if fill else MSO_ANCHOR.TOP
    for number, line in enumerate(lines):
        paragraph = text.paragraphs[0] if not number else text.add_paragraph()
        paragraph.alignment = align
        paragraph.space_after = Pt(space)
        write(paragraph, line, size, colour, bold=bold)
    return box


def write(paragraph: Any, text: str, size: float, colour: Shade, *, bold: bool = False) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(size), bold
    paint(run.font.color, colour)


def add_banner(slide: Slide, top: float) -> None:
    """The loud line that only illustrative figures get. Without them the box is left empty and without a ground."""
    lines = ["{%row if dataset.illustrative %}", ILLUSTRATIVE, "{%row endif %}"]
    add_text(slide, Frame(LEFT, top, ACROSS, 0.3), lines, size=10, colour=WARM, bold=True, name="Illustrative")


def add_cards(slide: Slide, top: float, cards: Sequence[tuple[str, str, str]]) -> None:
    """Headline figures side by side: label, figure, remark."""
    gap = 0.15
    width = (ACROSS - gap * (len(cards) - 1)) / len(cards)
    for number, (label, figure, remark) in enumerate(cards):
        left = LEFT + number * (width + gap)
        add_box(slide, Frame(left, top, width, 1.5), TINT).name = f"Ground {number + 1}"
        add_box(slide, Frame(left, top, width, 0.05), ACCENT).name = f"Edge {number + 1}"
        inside = width - 0.3
        add_text(
            slide,
            Frame(left + 0.15, top + 0.13, inside, 0.3),
            [label],
            size=11,
            colour=GREY,
            name=f"Label {number + 1}",
        )
        add_text(
            slide,
            Frame(left + 0.15, top + 0.42, inside, 0.6),
            [figure],
            size=28,
            colour=INK,
            bold=True,
            name=f"Figure {number + 1}",
        )
        add_text(
            slide,
            Frame(left + 0.15, top + 1.07, inside, 0.35),
            [remark],
            size=10,
            colour=GREY,
            name=f"Remark {number + 1}",
        )


def add_opening(deck: Deck, subject: str, note: str, cards: Sequence[tuple[str, str, str]]) -> Slide:
    """The first slide: a subject in its period, whether the figures are illustrative, headline figures, the summary.

    `subject` is the name of a view. `note` is what the notes say below its summary.
    """
    summary = f"{{{{ {subject}.summary }}}}"
    slide = deck.slide(f"{{{{ {subject}.name }}}}", notes=f"{summary}\n{note}")
    period = ["{{ period.name }}  ·  {{ metric.title }}"]
    add_text(slide, Frame(LEFT, 1.27, ACROSS, 0.35), period, size=14, colour=GREY, name="Period")
    add_banner(slide, 1.66)
    add_cards(slide, 2.1, cards)
    add_text(slide, Frame(LEFT, 3.85, ACROSS, 0.9), [summary], size=16, colour=TEXT, name="Summary")
    return slide


def add_table(
    slide: Slide,
    frame: Frame,
    name: str,
    loop: str,
    columns: Sequence[Column],
    *,
    height: float = 0.3,
    total: str = "",
    head: str = "",
) -> None:
    """A table with a head, a row that repeats, and perhaps a last row. `head` and `total` are conditions of these rows."""
    rows = 3 if total else 2
    shape = slide.shapes.add_table(rows, len(columns), *frame.emu)
    shape.name = name
    table = shape.table
    properties = table._tbl.tblPr
    for key in list(properties.attrib):
        del properties.attrib[key]
    properties.set("firstRow", "1")
    properties.find(qn("a:tableStyleId")).text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
    scale = frame.width / sum(column.width for column in columns)
    heads = _between(f"if {head}" if head else "", [column.head for column in columns])
    cells = _between(f"for {loop}", [column.cell for column in columns])
    totals = _between(f"if {total}", [column.total for column in columns])
    for place, column in enumerate(columns):
        table.columns[place].width = Inches(column.width * scale)
        _cell(table.cell(0, place), heads[place], column.align, INK, bold=True, size=10.5, line=INK)
        _cell(table.cell(1, place), cells[place], column.align, TEXT, size=11, line=RULE)
        if total:
            _cell(table.cell(2, place), totals[place], column.align, INK, bold=True, size=11, line=INK)
    table.rows[0].height = Inches(0.42)
    for number in range(1, rows):
        table.rows[number].height = Inches(height)


def _between(tag: str, cells: list[str]) -> list[str]:
    """The cells of a row between a tag and its end, if it has one."""
    if tag:
        cells[0] = f"{{%row {tag} %}}{cells[0]}"
        cells[-1] += f"{{%row end{tag.split()[0]} %}}"
    return cells


def _cell(
    cell: Any, text: str, align: PP_ALIGN, colour: Shade, *, size: float, line: Shade, bold: bool = False
) -> None:
    cell.margin_left, cell.margin_right = Inches(0.06 if align == PP_ALIGN.RIGHT else 0.16), Inches(0.06)
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = align
    write(paragraph, text, size, colour, bold=bold)
    properties = cell._tc.get_or_add_tcPr()
    edge = etree.SubElement(properties, qn("a:lnB"), w="9525")
    shade = etree.SubElement(etree.SubElement(edge, qn("a:solidFill")), qn("a:schemeClr"))
    shade.set("val", MSO_THEME_COLOR.to_xml(line[0]))
    if line[1]:
        etree.SubElement(shade, qn("a:lumMod"), val=str(int((1 + line[1]) * 100_000)))
