"""The texts of a workbook that are not in cells, wherever a part holds them: found, read and written in their runs.

A body is one text: paragraphs of runs that look alike. Shapes and charts hold DrawingML paragraphs (`a:p`), notes runs
of rich text, others one element or attribute. What a chart keeps of cells (its caches) is not among them.
"""

from __future__ import annotations

import copy
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.elements import holder
from xlmarket.package.notes import VML
from xlmarket.package.texts import mark_escapes, unescape_text

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
CX = "http://schemas.microsoft.com/office/drawing/2014/chartex"
CONTROLS = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
DIAGRAMS = "http://schemas.microsoft.com/office/drawing/2008/diagram"
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_P, _R, _T, _BR, _FIELD, _LOOK = (f"{{{A}}}{tag}" for tag in ("p", "r", "t", "br", "fld", "rPr"))

DRAWN_ON_SHEETS = frozenset({"drawing", "comments", "threadedComment", "vmlDrawing", "ctrlProp"})
DRAWN_PARTS = frozenset({"chart", "chartEx", "chartUserShapes", "diagramData", "diagramDrawing"})
"""The kinds of relations that lead to parts with bodies: from a sheet, and from there on."""

_QUOTED = re.compile(r'"(?:[^"]|"")*"')
"""A formula of one text."""

RunTexts = list[str]


class TextBody(ABC):
    """One text of a part: the element that holds it, and its runs line by line."""

    element: etree._Element

    @property
    @abstractmethod
    def paragraphs(self) -> list[RunTexts]:
        """The texts of its runs, paragraph by paragraph."""

    @abstractmethod
    def write(self, paragraphs: Sequence[RunTexts]) -> None:
        """Write other texts into its runs: as many paragraphs, each with as many runs, as it has."""

    @abstractmethod
    def write_lines(self, text: str) -> None:
        """Write a text that looks all over as its first run does."""


@dataclass(frozen=True, slots=True)
class Paragraphs(TextBody):
    """DrawingML paragraphs: the text of a shape, of a title, of a label."""

    element: etree._Element

    @property
    def lines(self) -> list[etree._Element]:
        """Its paragraphs as elements."""
        return list(self.element.iterchildren(_P))

    @property
    def paragraphs(self) -> list[RunTexts]:
        return [[_run_text(run) for run in _runs(paragraph)] for paragraph in self.lines]

    def write(self, paragraphs: Sequence[RunTexts]) -> None:
        for paragraph, texts in zip(self.lines, paragraphs, strict=True):
            for run, text in zip(_runs(paragraph), texts, strict=True):
                if text != _run_text(run):
                    _write_run(run, text)

    def write_lines(self, text: str) -> None:
        """Each line becomes a paragraph."""
        first, *others = self.lines
        for paragraph in others:
            holder(paragraph).remove(paragraph)
        run, *further = _runs(first) or [_new_run(first)]
        for element in further:
            first.remove(element)
        lines = [text] if run.tag == _FIELD else text.split("\n")
        copies = [first, *(copy.deepcopy(first) for _ in lines[1:])]
        for before, after in pairwise(copies):
            before.addnext(after)
        for paragraph, line in zip(copies, lines, strict=True):
            _write_run(_runs(paragraph)[0], line)


class OneParagraph(Paragraphs):
    """One DrawingML paragraph as a text of its own. It lies in its text, where further lines come after it."""

    @property
    def lines(self) -> list[etree._Element]:
        return [self.element]


def _runs(paragraph: etree._Element) -> list[etree._Element]:
    """The runs, line breaks and fields of a paragraph."""
    return [child for child in paragraph if child.tag in (_R, _BR, _FIELD)]


def _run_text(run: etree._Element) -> str:
    return "\n" if run.tag == _BR else run.findtext(_T) or ""


def _write_run(run: etree._Element, text: str) -> None:
    """Give a run another text. Its further lines come after breaks, and a break without text goes."""
    if run.tag == _FIELD:
        _set_text(run, text)
        return
    if run.tag == _BR:
        if not text:
            holder(run).remove(run)
        return
    first, *lines = text.split("\n")
    last = run
    for line in lines:
        after = copy.deepcopy(run)
        for element in (_break_like(run), after):
            last.addnext(element)
            last = element
        _set_text(after, line)
    _set_text(run, first)


def _new_run(paragraph: etree._Element) -> etree._Element:
    """A run in a paragraph without any, in the look that the paragraph ends with."""
    run, end = etree.Element(_R), paragraph.find(f"{{{A}}}endParaRPr")
    if end is None:
        paragraph.append(run)
        return run
    look = copy.deepcopy(end)
    look.tag = _LOOK
    run.append(look)
    end.addprevious(run)
    return run


def _break_like(run: etree._Element) -> etree._Element:
    element = etree.Element(_BR)
    look = run.find(_LOOK)
    if look is not None:
        element.append(copy.deepcopy(look))
    return element


def _set_text(run: etree._Element, text: str) -> None:
    element = run.find(_T)
    if element is None:
        element = etree.SubElement(run, _T)
    element.text = text


@dataclass(frozen=True, slots=True)
class OneText(TextBody):
    """The text of one element. `is_cell_text`: Excel's escapes (`_x000D_`) count in it, as in cells."""

    element: etree._Element
    is_cell_text: bool = True

    @property
    def paragraphs(self) -> list[RunTexts]:
        text = self.element.text or ""
        return [[unescape_text(text) if self.is_cell_text else text]]

    def write(self, paragraphs: Sequence[RunTexts]) -> None:
        self.write_lines(paragraphs[0][0])

    def write_lines(self, text: str) -> None:
        self.element.text = mark_escapes(text) if self.is_cell_text else text


class RemarkText(OneText):
    """A remark of a conversation. Names of people in it are found by their place, so they become plain text."""

    def write_lines(self, text: str) -> None:
        OneText.write_lines(self, text)
        remark = holder(self.element)
        for mentions in remark.findall(f"{{{THREADS}}}mentions"):
            remark.remove(mentions)


@dataclass(frozen=True, slots=True)
class Quoted(TextBody):
    """A name typed into a chart that LibreOffice writes as a formula of one text, with the text kept of it."""

    element: etree._Element

    @property
    def paragraphs(self) -> list[RunTexts]:
        return [[(self.element.text or "")[1:-1].replace('""', '"')]]

    def write(self, paragraphs: Sequence[RunTexts]) -> None:
        self.write_lines(paragraphs[0][0])

    def write_lines(self, text: str) -> None:
        self.element.text = '"' + text.replace('"', '""') + '"'
        for kept in holder(self.element).iter(f"{{{C}}}v"):
            kept.text = mark_escapes(text)


@dataclass(frozen=True, slots=True)
class OneAttribute(TextBody):
    """A text in an attribute: the alternative text of a picture. `is_cell_text`: as in cells, Excel's escapes count."""

    element: etree._Element
    name: str
    is_cell_text: bool = False

    @property
    def paragraphs(self) -> list[RunTexts]:
        text = self.element.get(self.name) or ""
        return [[unescape_text(text) if self.is_cell_text else text]]

    def write(self, paragraphs: Sequence[RunTexts]) -> None:
        self.write_lines(paragraphs[0][0])

    def write_lines(self, text: str) -> None:
        self.element.set(self.name, mark_escapes(text) if self.is_cell_text else text)


@dataclass(frozen=True, slots=True)
class RichRuns(TextBody):
    """Runs of rich text, or a text in one look: the text of a note."""

    element: etree._Element

    @property
    def paragraphs(self) -> list[RunTexts]:
        return [[unescape_text(text.text or "") for text in self._texts]]

    @property
    def _texts(self) -> list[etree._Element]:
        """The t elements, without the phonetic reading."""
        texts = self.element.iter(f"{{{MAIN}}}t")
        return [text for text in texts if holder(text).tag != f"{{{MAIN}}}rPh"]

    def write(self, paragraphs: Sequence[RunTexts]) -> None:
        for element, text in zip(self._texts, paragraphs[0], strict=True):
            _write_kept(element, text)

    def write_lines(self, text: str) -> None:
        first, *others = self._texts
        _write_kept(first, text)
        for element in others:
            run = holder(element)
            holder(run).remove(run)


def _write_kept(element: etree._Element, text: str) -> None:
    """Write a text of which spaces and line breaks count."""
    element.text = mark_escapes(text)
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


@dataclass(frozen=True, slots=True)
class Caption(TextBody):
    """The text of a VML shape: the caption of a button. It is HTML, a `div` for each line."""

    element: etree._Element

    @property
    def paragraphs(self) -> list[RunTexts]:
        return [[slot.text for slot in slots] for slots in self._slots]

    @property
    def _slots(self) -> list[list[_Slot]]:
        return [_slots(line) for line in self.element.findall("{*}div") or [self.element]]

    def write(self, paragraphs: Sequence[RunTexts]) -> None:
        for slots, texts in zip(self._slots, paragraphs, strict=True):
            for slot, text in zip(slots, texts, strict=True):
                if text != slot.text:
                    slot.write(text)

    def write_lines(self, text: str) -> None:
        first, *others = [slot for slots in self._slots for slot in slots]
        for slot in others:
            slot.write("")
        for line in self.element.findall("{*}div")[1:]:
            self.element.remove(line)
        first.write(text)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A piece of text in HTML: at the beginning of an element, or after it."""

    element: etree._Element
    is_after: bool

    @property
    def text(self) -> str:
        return (self.element.tail if self.is_after else self.element.text) or ""

    def write(self, text: str) -> None:
        """Write a text, its further lines after breaks."""
        first, *lines = text.split("\n")
        parent = holder(self.element) if self.is_after else self.element
        place = parent.index(self.element) + 1 if self.is_after else 0
        if self.is_after:
            self.element.tail = first
        else:
            self.element.text = first
        for line in reversed(lines):
            line_break = etree.Element("br")
            line_break.tail = line
            parent.insert(place, line_break)


def _slots(element: etree._Element) -> list[_Slot]:
    """The pieces of text in an element, without white space between its elements."""
    slots = [_Slot(element, is_after=False)]
    for child in element:
        slots += [*_slots(child), _Slot(child, is_after=True)]
    return [slot for slot in slots if slot.text.strip()]


def bodies_of(root: etree._Element) -> Iterator[TextBody]:
    """The bodies in an element and all below it, in order."""
    for element in root.iter(etree.Element):
        yield from _own_bodies(element)


def _own_bodies(element: etree._Element) -> Iterator[TextBody]:
    parent = element.getparent()
    if element.find(_P) is not None:
        if parent is None or not parent.get("textlink"):
            yield Paragraphs(element)
    elif element.tag == _NOTE:
        yield RichRuns(element)
    elif element.tag == f"{{{C}}}f" and _QUOTED.fullmatch(element.text or ""):
        yield Quoted(element)
    elif element.tag == f"{{{THREADS}}}text":
        yield RemarkText(element)
    elif element.tag == _TEXT_BOX:
        yield Caption(element)
    elif parent is not None and ((element.tag, parent.tag) in _PLAIN or _is_typed_point(element)):
        yield OneText(element)
    names = _SHAPE_TEXTS if str(element.tag).endswith("}cNvPr") else _ATTRIBUTES.get(str(element.tag), ())
    yield from (OneAttribute(element, name) for name in names if element.get(name))


def _is_typed_point(element: etree._Element) -> bool:
    """Whether an element is a category or name that was typed into a chart, in a list of its own."""
    return element.tag == f"{{{C}}}v" and next(element.iterancestors(f"{{{C}}}strLit"), None) is not None


LINKS = (f"{{{A}}}hlinkClick", f"{{{A}}}hlinkHover")
"""The links of a shape."""

_NOTE, _TEXT_BOX = f"{{{MAIN}}}text", f"{{{VML}}}textbox"
_SHAPE_TEXTS = ("name", "descr", "title")
"""What people read of a shape besides its text: its name, and the title and text that stand for it."""

_ATTRIBUTES = {
    **dict.fromkeys(LINKS, ("tooltip",)),
    f"{{{VML}}}shape": ("alt", "title"),
    f"{{{VML}}}textpath": ("string",),
    f"{{{MAIN}}}controlPr": ("altText",),
    f"{{{CONTROLS}}}item": ("val",),
}
"""Attributes that are texts: of links, of VML shapes and WordArt, of form controls and their lists."""

_PLAIN = {
    (f"{{{C}}}v", f"{{{C}}}tx"),
    (f"{{{C}}}name", f"{{{C}}}trendline"),
    (f"{{{C}}}separator", f"{{{C}}}dLbls"),
    (f"{{{C}}}separator", f"{{{C}}}dLbl"),
    (f"{{{CX}}}v", f"{{{CX}}}txData"),
    (f"{{{CX}}}separator", f"{{{CX}}}dataLabels"),
}
"""Elements that are one text, with the elements they lie in."""


def other_texts(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The texts of a part that are in no body, with their elements.

    Formulas and what they show are not among them, nor headers and number formats, whose codes are no text.
    """
    known: set[tuple[etree._Element, str]] = set()
    for body in bodies_of(root):
        inside = [body.element] if isinstance(body, OneAttribute) else body.element.iter(etree.Element)
        known |= {(element, body.name if isinstance(body, OneAttribute) else "") for element in inside}
    others = {inner for element in root.iter(etree.Element) if _is_no_text(element) for inner in element.iter()}
    for element in root.iter(etree.Element):
        if element in others:
            continue
        texts = {
            "": f"{element.text or ''}{element.tail or ''}",
            **{str(key): str(text) for key, text in element.items()},
        }
        yield from ((element, text) for name, text in texts.items() if text and (element, name) not in known)


_NO_TEXTS = frozenset(
    {
        "f", "sqref", "pt", "FmlaLink", "FmlaRange", "FmlaTxbx", "FmlaGroup", "FmlaPict", "cameraTool", "headerFooter",
        "numFmt", "formatCode", "pivotSource",
    }
)  # fmt: skip


def picture_of(diagram: etree._Element) -> etree._Element | None:
    """The element of a SmartArt's data that names, by `relId`, the drawing's relation to the picture kept of it."""
    return next(diagram.iter(f"{{{DIAGRAMS}}}dataModelExt"), None)


def _is_no_text(element: etree._Element) -> bool:
    """Whether an element is a formula, keeps what cells show, or holds codes."""
    return etree.QName(element).localname in _NO_TEXTS or bool(element.get("textlink"))


def label_of(element: etree._Element) -> str:
    """What a reader calls that which holds an element: `text box TextBox 1`, `chart title`, `note`."""
    chain = [element, *element.iterancestors()]
    names = [str(etree.QName(holder).localname) for holder in chain]
    label = next((label for name, label in _LABELS.items() if name in names), "")
    if label == "shape":
        kinds = [data.get("ObjectType") for holder in chain for data in holder.iterchildren("{*}ClientData")]
        return {"Note": "note", None: label}.get(next(iter(kinds), None), "form control")
    properties = next((shape for holder in chain if (shape := holder.find("./*/{*}cNvPr")) is not None), None)
    if label or properties is None:
        return label or names[-1]
    kind = "alternative text of" if names[0] in ("cNvPr", "hlinkClick") else "text box"
    return f"{kind} {properties.get('name')}"


_LABELS = {
    "trendline": "name of a trend line", "dLbl": "data label", "dataLabel": "data label", "catAx": "axis title",
    "valAx": "axis title", "dateAx": "axis title", "serAx": "axis title", "axis": "axis title", "ser": "name of a series",
    "series": "name of a series", "userShapes": "shape",
    "chartSpace": "chart title", "comment": "note", "threadedComment": "conversation", "dataModel": "SmartArt",
    "formControlPr": "form control", "shape": "shape",
}  # fmt: skip
