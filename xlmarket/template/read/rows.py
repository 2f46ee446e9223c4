"""Reading a template's rows: each cell becomes static XML, an expression or a formula."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN, Package
from xlmarket.package.areas import Area, column_number, parse_area
from xlmarket.package.dates import DateCells, epoch_of
from xlmarket.package.limits import MAX_COLUMN, MAX_ROW, MOST_TEXT
from xlmarket.package.shared_strings import SharedStrings
from xlmarket.package.texts import escape, unescape_text
from xlmarket.package.values import CellError
from xlmarket.template.environment import Environment
from xlmarket.template.layout.references import compile_formula
from xlmarket.template.plan.cells import (
    ExpressionCell,
    FormulaCell,
    RowPlan,
    StaticCell,
    TaggedFormulaCell,
    TemplateCell,
)
from xlmarket.template.plan.expressions import CellExpression
from xlmarket.template.read.blocks import PlacedTag
from xlmarket.template.read.expressions import compile_expression, compile_text
from xlmarket.template.read.fit import wraps_filled
from xlmarket.template.read.formulas import FormulaNames, put_tags, read_formula, take_tags
from xlmarket.template.read.grammar import SIZES, CellContent, read_cell
from xlmarket.template.read.plain import PlainCells
from xlmarket.template.read.problems import SheetProblems
from xlmarket.template.read.styles import TemplateStyles
from xlmarket.template.read.texts import CellText, SharedTexts, compile_rich_text, runs_of, text_element
from xlmarket.template.tags import holds_grammar

_V, _F, _IS = (f"{{{MAIN}}}{tag}" for tag in ("v", "f", "is"))
MOST_EXPANDED = 1 << 27
"""Most characters of the formulas of a sheet that share the text of another."""

_INPUTS = ("r1", "r2")
_CELL_METADATA = re.compile(r' (?:cm|vm)="\d+"')
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookContext:
    """What the sheets of a template share: its package, the environment, the styles, the texts and day 0 of its calendar.

    `names` are the sheets and columns that formulas can name, `local_names` the defined names of single sheets by place.
    """

    package: Package
    environment: Environment
    styles: TemplateStyles
    texts: SharedTexts
    epoch: date
    names: FormulaNames
    local_names: Mapping[int, Sequence[tuple[str, str]]]

    @classmethod
    def read(cls, package: Package, environment: Environment, workbook: etree._Element) -> BookContext:
        """Read the parts that all sheets use."""
        return cls(
            package=package,
            environment=environment,
            styles=TemplateStyles.read(package),
            texts=SharedTexts(SharedStrings(package)),
            epoch=epoch_of(workbook),
            names=FormulaNames.of(package, workbook),
            local_names=_local_names(workbook),
        )


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of a template: its plan, its tags with their cells, and the columns that hold anything besides tags.

    `of_formulas` are the shared strings that some programs write as the values of formulas.
    """

    plan: RowPlan
    tags: list[PlacedTag]
    full: frozenset[int]
    of_formulas: tuple[int, ...] = ()


class _ReadCell(NamedTuple):
    cell: TemplateCell
    is_full: bool
    tags: Sequence[PlacedTag] = ()


@dataclass
class RowReader:
    """Reads the rows of one sheet in order."""

    xml: etree._Element
    context: BookContext
    problems: SheetProblems
    _shared: dict[str, tuple[str, str]] = field(default_factory=dict)
    _of_formulas: list[int] = field(default_factory=list)
    _arrays: list[Area] = field(default_factory=list)
    _last: int = 0
    _expanded: int = 0

    def __post_init__(self) -> None:
        self._plain = PlainCells(self.context.texts)

    def read(self, element: etree._Element) -> ReadRow:
        """One row."""
        number = int(element.get("r") or self._last + 1)
        self._last = number
        if number > MAX_ROW:
            self._refuse("a row lies outside of the sheet", f"A{number}")
            return ReadRow(RowPlan.of(0, "", ()), [], frozenset())
        self._of_formulas = []
        cells = [self._cell(cell) for cell in element.iterchildren(f"{{{MAIN}}}c")]
        placed = [tag for read in cells for tag in read.tags]
        tags = [(cell, tag) for cell, tag in placed if tag.kind not in SIZES]
        asks = [cell for cell, tag in placed if tag.kind == "height"]
        own = ("r", "spans", "customHeight") if asks else ("r", "spans")
        row = RowPlan.of(number, self._attributes(element, own), [read.cell for read in cells])
        if asks and not wraps_filled(row, self.context.styles.looks):
            self._refuse("the tag height stands in a row without a filled text that wraps", asks[0])
        full = frozenset(column_number(read.cell.column) for read in cells if read.is_full)
        return ReadRow(row, tags, full, tuple(self._of_formulas))

    def holds_tags(self, cell: etree._Element) -> bool:
        """Whether a cell is a text with tags."""
        text = self._text(cell)
        return text is not None and text.has_grammar

    def _cell(self, cell: etree._Element) -> _ReadCell:
        plain = None if self._arrays and self._is_in_array(str(cell.get("r"))) else self._plain.read(cell)
        if plain is not None:
            return _ReadCell(plain, is_full=True)
        reference = str(cell.get("r"))
        column = reference.rstrip("0123456789")
        if not column.isalpha() or column_number(column) > MAX_COLUMN:
            self._refuse("a cell lies outside of the sheet", reference)
            return _ReadCell(StaticCell("A", '"/>', None), is_full=False)
        formula = cell.find(_F)
        if formula is not None:
            style = self._attributes(cell, ("r", "t"))
            if cell.get("t") == "s" and (number := _shared(cell)) is not None:
                self._of_formulas.append(number)
            return _ReadCell(self._formula(formula, column, style, reference), is_full=True)
        text = self._text(cell)
        if text is None or not text.has_grammar:
            seen = text.text if text is not None else None
            return _ReadCell(self._static(cell, column, seen), is_full=cell.find(_V) is not None or bool(seen))
        try:
            return self._grammar(text.text, cell, reference, text.item)
        except TemplateError as error:
            self.problems.keep(error, reference)
            return _ReadCell(self._static(cell, column, None, is_empty=True), is_full=True)

    def _refuse(self, what: str, cell: str) -> None:
        self.problems.add(what, cell, cell)

    def _grammar(self, text: str, cell: etree._Element, reference: str, item: etree._Element | None) -> _ReadCell:
        """A cell with tags, expressions or both. Raises `TemplateError` for one that cannot be read."""
        if len(text) > MOST_TEXT:
            raise TemplateError(f"a cell holds at most {MOST_TEXT:,} characters", found=f"{len(text):,}")
        column, style = reference.rstrip("0123456789"), self._attributes(cell, ("r", "t"))
        tags, content = read_cell(text)
        placed = [(reference, tag) for tag in tags]
        is_fitted = any(tag.kind == "width" for tag in tags)
        if is_fitted and content.kind not in ("typed", "text"):
            self.problems.add(
                "the tag width stands in a cell without a value", reference, text, allowed="{{ … }}{%width fit %}"
            )
        if content.kind == "empty":
            return _ReadCell(StaticCell(column, f'"{style}/>', None), False, placed)
        if content.kind == "plain":
            tail = f'"{style} t="inlineStr"><is>{text_element(content.text)}</is></c>'
            return _ReadCell(StaticCell(column, tail, content.text), True, placed)
        runs = runs_of(item) if item is not None and content.kind == "text" and not tags else []
        number, environment = int(cell.get("s") or 0), self.context.environment
        expression = ExpressionCell(
            column=column,
            style=style,
            content=compile_rich_text(text, runs, environment) if runs else _compile(content, environment),
            slot=0,
            dates=self._dates if number in self.context.styles.dates else None,
            font=self.context.styles.font(number),
            is_picture=content.kind == "picture",
            is_fitted=is_fitted,
        )
        return _ReadCell(expression, True, placed)

    @cached_property
    def _dates(self) -> DateCells:
        return DateCells(self.context.epoch, self.context.environment.date_of)

    def _text(self, cell: etree._Element) -> CellText | None:
        """The text of a text cell, None for another."""
        match cell.get("t"):
            case "s":
                number = _shared(cell)
                return (self.context.texts.text(number) if number is not None else None) or CellText("")
            case "inlineStr":
                item = cell.find(_IS)
                return CellText.of(item) if item is not None else CellText("")
            case "str":
                text = unescape_text(cell.findtext(_V) or "")
                return CellText(text, None, holds_grammar(text))
        return None

    def _static(self, cell: etree._Element, column: str, text: str | None, *, is_empty: bool = False) -> StaticCell:
        style = self._attributes(cell, ("r", "t"))
        if is_empty:
            return StaticCell(column, f'"{style}/>', None)
        if self._arrays and self._is_in_array(str(cell.get("r"))):
            return StaticCell(column, f'"{style}/>', None)
        kind, value = cell.get("t"), cell.findtext(_V)
        shared = _shared(cell) if kind == "s" else None
        typed = f" t={quoteattr(kind)}" if kind else ""
        if kind == "inlineStr":
            item = cell.find(_IS)
            kept = self._attributes(item, ()) if item is not None else ""
            inner = f"<is{kept}>{self._raw(item)}</is>"
        else:
            kept = self._attributes(cell[0], ()) if len(cell) and cell[0].tag == _V else ""
            inner = f"<v{kept}>{escape(value)}</v>" if value is not None else ""
        tail = f'"{style}{typed}>{inner}</c>' if inner else f'"{style}{typed}/>'
        return StaticCell(column, tail, text if text is not None else _value(kind, value), shared)

    def _formula(self, formula: etree._Element, column: str, style: str, reference: str) -> FormulaCell:
        kind, text = formula.get("t"), formula.text or ""
        if kind == "shared":
            text = self._expand(str(formula.get("si")), text, reference)
        try:
            tags = read_formula(text, self.context.environment, self.context.epoch, self.context.names)
        except TemplateError as error:
            self.problems.keep(error, reference)
            tags = None
        if tags is None:
            return self._untagged(formula, text, column, style)
        return TaggedFormulaCell.of(self._untagged(formula, tags.text, column, style), tags)

    def _untagged(self, formula: etree._Element, text: str, column: str, style: str) -> FormulaCell:
        if self.context.environment.has_calls(text):
            style = _CELL_METADATA.sub("", style)
            return FormulaCell(column=column, style=style, formula=compile_formula(text), is_live=True)
        has_area = formula.get("t") in ("array", "dataTable")
        if has_area and ":" in str(formula.get("ref")):
            self._arrays.append(parse_area(str(formula.get("ref"))))
        dropped = ("ref", *_INPUTS) if has_area else ("ref", "t", "si")
        return FormulaCell(
            column=column,
            style=style,
            formula=compile_formula(text),
            attributes=self._attributes(formula, dropped),
            reference=str(formula.get("ref")) if has_area else "",
            inputs=tuple((key, str(formula.get(key))) for key in _INPUTS if has_area and formula.get(key)),
        )

    def _expand(self, group: str, text: str, reference: str) -> str:
        """A formula that shares another's text, written out.

        Raises `TemplateError` for more than a sheet of Excel's has: a small file could fill the memory with them.
        """
        if text:
            self._shared[group] = (text, reference)
            return text
        if group not in self._shared:
            return "#REF!"
        from openpyxl.formula.translate import Translator  # loads numpy, which most templates do not need

        master, origin = self._shared[group]
        self._expanded += len(master)
        if self._expanded > MOST_EXPANDED:
            found, where = f"{self._expanded:,} characters", replace(self.problems.place, cell=reference)
            raise TemplateError("the shared formulas of a sheet are too long", where=where, found=found)
        marked, tags = take_tags(master)
        translated = Translator(f"={marked}", origin=origin).translate_formula(reference)
        return put_tags(str(translated)[1:], tags)

    def _is_in_array(self, reference: str) -> bool:
        """Whether a cell shows a value of the formula of another cell, which is old once cells change."""
        cell = parse_area(reference)
        return any(area.holds(cell) for area in self._arrays)

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
        """The XML inside an inline string. Its namespaces are declared at the root."""
        if inline is None:
            return ""
        text = "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in inline)
        for uri in self.xml.nsmap.values():
            text = text.replace(f' xmlns="{uri}"', "")
        for prefix, uri in self.xml.nsmap.items():
            text = text.replace(f' xmlns:{prefix}="{uri}"', "")
        return text


def _local_names(workbook: etree._Element) -> dict[int, list[tuple[str, str]]]:
    names: dict[int, list[tuple[str, str]]] = {}
    for name in workbook.iter(f"{{{MAIN}}}definedName"):
        if name.get("localSheetId") is not None:
            names.setdefault(int(str(name.get("localSheetId"))), []).append((str(name.get("name")), name.text or ""))
    return names


def _compile(content: CellContent, environment: Environment) -> CellExpression:
    compile_content = compile_text if content.kind == "text" else compile_expression
    return compile_content(content.text, environment)


def _shared(cell: etree._Element) -> int | None:
    """The number of the shared string that a cell shows."""
    text = (cell.findtext(_V) or "").strip()
    return int(text) if text.isdecimal() else None


def _value(kind: str | None, value: str | None) -> object:
    """The value of a static cell in charts."""
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
