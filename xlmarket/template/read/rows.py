"""Reading a template's rows: each cell becomes static XML, an expression or a formula."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from openpyxl.formula.translate import Translator

from xlmarket.errors import Place, TemplateError
from xlmarket.package.archive import MAIN, Package
from xlmarket.package.areas import MAX_COLUMN, MAX_ROW, column_number
from xlmarket.package.dates import shows_date
from xlmarket.package.lexer import TOKEN
from xlmarket.package.texts import escape_text, unescape_text
from xlmarket.package.values import CellError
from xlmarket.template.layout.references import compile_formula
from xlmarket.template.read.blocks import Placed
from xlmarket.template.read.calls import is_live
from xlmarket.template.read.expressions import Expression, Text, compile_expression, compile_text
from xlmarket.template.read.grammar import Content, holds_grammar, read_cell
from xlmarket.template.read.plan import Cell, Dynamic, Formula, RowPlan, Static
from xlmarket.template.richtext import RichText

_V, _F, _IS, _T, _R = (f"{{{MAIN}}}{tag}" for tag in ("v", "f", "is", "t", "r"))
_INPUTS = ("r1", "r2")
_CELL_METADATA = re.compile(r' (?:cm|vm)="\d+"')
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True, slots=True)
class Styles:
    """Which cell styles show a date, and the font of each as the properties of a run of rich text."""

    dates: frozenset[int]
    fonts: tuple[str, ...] = ()

    def font(self, style: int) -> str:
        return self.fonts[style] if style < len(self.fonts) else ""

    @classmethod
    def read(cls, package: Package) -> Styles:
        if "xl/styles.xml" not in package.members:
            return cls(frozenset())
        styles = package.parse("xl/styles.xml")
        own = {int(one.get("numFmtId") or 0): one.get("formatCode") for one in styles.iter(f"{{{MAIN}}}numFmt")}
        cells = styles.find(f"{{{MAIN}}}cellXfs")
        used = [int(one.get("numFmtId") or 0) for one in cells] if cells is not None else []
        dates = (n for n, number in enumerate(used) if shows_date(number, own.get(number)))
        fonts = [_run_properties(font) for font in styles.iterfind(f"{{{MAIN}}}fonts/{{{MAIN}}}font")]
        numbers = [int(one.get("fontId") or 0) for one in cells] if cells is not None else []
        return cls(frozenset(dates), tuple(fonts[n] if n < len(fonts) else "" for n in numbers))


_RUN_ORDER = (
    "rFont", "charset", "family", "b", "i", "strike", "outline", "shadow", "condense", "extend", "color", "sz", "u",
    "vertAlign", "scheme",
)  # fmt: skip


def _run_properties(font: etree._Element) -> str:
    """A font as the properties of a run: the same elements, its name called rFont, in the order of the schema."""
    found = {}
    for one in font:
        if isinstance(one.tag, str):
            name = str(etree.QName(one).localname)
            name = "rFont" if name == "name" else name
            found[name] = f"<{name}{_written(one)}/>"
    return "".join(found[name] for name in _RUN_ORDER if name in found)


def _written(element: etree._Element) -> str:
    return "".join(f" {key!s}={quoteattr(str(value))}" for key, value in element.attrib.items())


def shared_texts(package: Package) -> list[etree._Element]:
    """The workbook's shared strings."""
    if "xl/sharedStrings.xml" not in package.members:
        return []
    return list(package.parse("xl/sharedStrings.xml").iterchildren(f"{{{MAIN}}}si"))


def plain_text(item: etree._Element) -> str:
    """The text of a plain or rich string, without its phonetic reading."""
    parts = [one.text or "" if one.tag == _T else one.findtext(_T) or "" for one in item if one.tag in (_T, _R)]
    return unescape_text("".join(parts))


@dataclass
class RowReader:
    """Reads the rows of one sheet in order; problems are collected with their place."""

    xml: etree._Element
    styles: Styles
    texts: list[etree._Element]
    epoch: date
    place: Place
    problems: list[TemplateError]
    _shared: dict[str, tuple[str, str]] = field(default_factory=dict)
    _last: int = 0

    def read(self, element: etree._Element) -> tuple[RowPlan, list[Placed], frozenset[int]]:
        """A row's plan, its tags with their cells, and the columns that hold anything besides tags."""
        number = int(element.get("r") or self._last + 1)
        self._last = number
        if number > MAX_ROW:
            self._refuse("a row lies outside of the sheet", f"A{number}")
            return RowPlan(0, "", (), ()), [], frozenset()
        cells: list[Cell] = []
        tags: list[Placed] = []
        slots: list[Dynamic] = []
        contents: list[int] = []
        for cell in element.iterchildren(f"{{{MAIN}}}c"):
            found, placed, full = self._cell(cell, len(slots))
            tags += placed
            if full:
                contents.append(column_number(found.column))
            cells.append(found)
            if isinstance(found, Dynamic):
                slots.append(found)
        row = RowPlan(number, self._attributes(element, ("r", "spans")), tuple(cells), tuple(slots))
        return row, tags, frozenset(contents)

    def _cell(self, cell: etree._Element, slot: int) -> tuple[Cell, list[Placed], bool]:
        reference = str(cell.get("r"))
        column = reference.rstrip("0123456789")
        if not column.isalpha() or column_number(column) > MAX_COLUMN:
            self._refuse("a cell lies outside of the sheet", reference)
            return Static("A", '"/>', None), [], False
        style = self._attributes(cell, ("r", "t"))
        formula = cell.find(_F)
        if formula is not None:
            return self._formula(formula, column, style, reference), [], True
        item = self._item(cell)
        text = plain_text(item) if item is not None else self._text(cell)
        if text is None or not holds_grammar(text):
            return self._static(cell, column, style, text), [], cell.find(_V) is not None or bool(text)
        return self._grammar(text, column, style, reference, cell, slot, item)

    def _refuse(self, what: str, cell: str) -> None:
        self.problems.append(TemplateError(what, where=replace(self.place, cell=cell), found=cell))

    def _refuse_formula(self, text: str, cell: str) -> None:
        what = "a formula cannot hold {{ }}"
        remedy = "write the value into a cell of its own and let the formula refer to it"
        self.problems.append(TemplateError(what, where=replace(self.place, cell=cell), found=text, remedy=remedy))

    def _grammar(
        self,
        text: str,
        column: str,
        style: str,
        reference: str,
        cell: etree._Element,
        slot: int,
        item: etree._Element | None,
    ) -> tuple[Cell, list[Placed], bool]:
        """A cell with tags, expressions or both."""
        empty = Static(column, f'"{style}/>', None)
        try:
            tags, content = read_cell(text)
            placed = [(reference, tag) for tag in tags]
            if content.kind == "empty":
                return empty, placed, False
            if content.kind == "plain":
                tail = f'"{style} t="inlineStr"><is>{text_element(content.text)}</is></c>'
                return Static(column, tail, content.text), placed, True
            runs = _formatted(item) if item is not None and content.kind == "text" and not tags else []
            made = rich_text(text, runs) if runs else _content(content)
        except TemplateError as error:
            self.problems.append(error.at(replace(self.place, cell=reference)))
            return empty, [], True
        number = int(cell.get("s") or 0)
        epoch, font = self.epoch if number in self.styles.dates else None, self.styles.font(number)
        return Dynamic(column, style, made, epoch, slot, font, content.kind == "picture"), placed, True

    def _item(self, cell: etree._Element) -> etree._Element | None:
        """The string item of a text cell, which may be formatted in parts."""
        if cell.get("t") == "s":
            number = int(cell.findtext(_V) or -1)
            return self.texts[number] if 0 <= number < len(self.texts) else None
        return cell.find(_IS) if cell.get("t") == "inlineStr" else None

    def _text(self, cell: etree._Element) -> str | None:
        """The text of a text cell without an item, else nothing."""
        if cell.get("t") == "str":
            return unescape_text(cell.findtext(_V) or "")
        return "" if cell.get("t") in ("s", "inlineStr") else None

    def _static(self, cell: etree._Element, column: str, style: str, text: str | None) -> Static:
        kind, value = cell.get("t"), cell.findtext(_V)
        typed = f" t={quoteattr(kind)}" if kind else ""
        if kind == "inlineStr":
            inner = f"<is>{self._raw(cell.find(_IS))}</is>"
        else:
            inner = f"<v>{escape(value)}</v>" if value is not None else ""
        tail = f'"{style}{typed}>{inner}</c>' if inner else f'"{style}{typed}/>'
        return Static(column, tail, text if text is not None else _seen(kind, value))

    def _formula(self, formula: etree._Element, column: str, style: str, reference: str) -> Formula:
        kind, text = formula.get("t"), formula.text or ""
        if kind == "shared":
            text = self._unshared(str(formula.get("si")), text, reference)
        if _holds_tag(text):
            self._refuse_formula(text, reference)
        if is_live(text):
            return Formula(column, _CELL_METADATA.sub("", style), compile_formula(text), is_live=True)
        has_area = kind in ("array", "dataTable")
        dropped = ("ref", *_INPUTS) if has_area else ("ref", "t", "si")
        attributes = self._attributes(formula, dropped)
        inputs = tuple((key, str(formula.get(key))) for key in _INPUTS if has_area and formula.get(key))
        area = str(formula.get("ref")) if has_area else ""
        return Formula(column, style, compile_formula(text), attributes, area, inputs)

    def _unshared(self, group: str, text: str, reference: str) -> str:
        """A formula that shares another's text, written out."""
        if text:
            self._shared[group] = (text, reference)
            return text
        if group not in self._shared:
            return "#REF!"
        master, origin = self._shared[group]
        return str(Translator(f"={master}", origin=origin).translate_formula(reference))[1:]

    def _attributes(self, element: etree._Element, without: tuple[str, ...]) -> str:
        """The attributes of an element as XML, prefixes as the root declares them."""
        return "".join(
            f" {self._name(str(key))}={quoteattr(str(value))}"
            for key, value in element.attrib.items()
            if key not in without
        )

    def _name(self, key: str) -> str:
        if not key.startswith("{"):
            return key
        space, _, local = key[1:].partition("}")
        if space == _XML:
            return f"xml:{local}"
        prefix = next((prefix for prefix, uri in self.xml.nsmap.items() if uri == space and prefix), "")
        return f"{prefix}:{local}" if prefix else local

    def _raw(self, inline: etree._Element | None) -> str:
        """The XML inside an inline string; its namespaces are declared at the root."""
        if inline is None:
            return ""
        text = "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in inline)
        for uri in self.xml.nsmap.values():
            text = text.replace(f' xmlns="{uri}"', "")
        for prefix, uri in self.xml.nsmap.items():
            text = text.replace(f' xmlns:{prefix}="{uri}"', "")
        return text


def text_element(text: str) -> str:
    """A t element; spaces at the ends and line breaks are kept."""
    kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<t{kept}>{escape_text(text)}</t>"


def _holds_tag(formula: str) -> bool:
    """Whether a formula has a tag in its texts or among its operands.

    In the name of a sheet or of a table's column a tag is that of the sheet or header it follows.
    """
    if not holds_grammar(formula):
        return False
    rest = TOKEN.sub(lambda token: token[0] if token["text"] else "", formula)
    return holds_grammar(rest) and ("}}" in rest or "%}" in rest)


def _content(content: Content) -> Expression | Text:
    return compile_text(content.text) if content.kind == "text" else compile_expression(content.text)


def _formatted(item: etree._Element) -> list[tuple[str, str]]:
    """The runs of a text with their properties, if it is formatted in parts."""
    runs = []
    for run in item.iterchildren(_R):
        properties = run.find(f"{{{MAIN}}}rPr")
        look = "".join(
            etree.tostring(one, encoding="unicode", with_tail=False)
            for one in (properties if properties is not None else ())
        )
        runs.append((unescape_text(run.findtext(_T) or ""), re.sub(r' xmlns(:\w+)?="[^"]*"', "", look)))
    return runs if len(runs) > 1 else []


def rich_text(source: str, runs: list[tuple[str, str]]) -> RichText | Text:
    """The runs with what is filled in; an expression that runs over several takes the look of the first.

    A condition that opens in one run and closes in another makes the whole text look as its cell does.
    """
    try:
        return _by_runs(source, runs)
    except TemplateError:
        return compile_text(source)


def _by_runs(source: str, runs: list[tuple[str, str]]) -> RichText:
    made: list[tuple[str | Text, str]] = []
    names: set[str] = set()
    waiting, look = "", ""
    for text, own in runs:
        look = look if waiting else own
        waiting += text
        if any(waiting.count(left) != waiting.count(right) for left, right in (("{{", "}}"), ("{%", "%}"))):
            continue
        one = compile_text(waiting) if holds_grammar(waiting) else waiting
        names |= one.names if isinstance(one, Text) else set()
        made.append((one, look))
        waiting = ""
    if waiting:
        made.append((compile_text(waiting), look))
    return RichText(source, frozenset(names), tuple(made))


def _seen(kind: str | None, value: str | None) -> object:
    """What a chart sees of a static cell."""
    if value is None:
        return None
    if kind == "b":
        return value == "1"
    if kind == "e":
        return CellError(value)
    try:
        return float(value)
    except ValueError:
        return value
