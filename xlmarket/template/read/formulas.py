"""Reading the tags of a formula: in its texts, between its operators, and in the names of sheets.

A tag between operators is a whole operand. Next to another operand, or where a function, a reference or a column has its
name, a value would change what the formula means: that is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.nearest import nearest
from xlmarket.package.archive import MAIN, Package
from xlmarket.package.lexer import BRACKETS
from xlmarket.package.literals import is_alone
from xlmarket.template.environment import Environment
from xlmarket.template.plan.cells import RowPlan, TaggedFormulaCell, TemplateCell
from xlmarket.template.plan.expressions import Expression, Text
from xlmarket.template.plan.formulas import HOLE, FormulaOperand, FormulaTags, SheetTag
from xlmarket.template.read.expressions import compile_expression, compile_text
from xlmarket.template.read.grammar import holds_block_tag
from xlmarket.template.tags import WHOLE_TAG, holds_grammar, holds_whole_tag

_STRING = r"\"[^\"]*\"|'[^']*'"
_PIECE = re.compile(
    rf"""
      (?P<text>"(?:[^"]|"")*")
    | (?P<sheet>'(?:[^']|'')*'!?)
    | (?P<value>\{{\{{-?\s*(?P<expression>(?:{_STRING}|[^"'])*?)\s*-?\}}\}})
    | (?P<tag>\{{%.*?%\}}|\{{\#.*?\#\}})
    | (?P<bracket>{BRACKETS})
    | (?P<open>\{{)
    | (?P<close>\}})
    """,
    re.VERBOSE | re.DOTALL,
)
_OPEN = re.compile(r"\{\{\s*\w|\{%\s*\w")
_BETWEEN_SHEETS = re.compile(r":(?![^{]*\}\})")
_BEFORE, _AFTER = ("", *"(,;+-*/^&=<>{"), ("", *"),;+-*/^&=<>}%")
"""The signs that an operand may have next to it."""


@dataclass(frozen=True, kw_only=True)
class FormulaNames:
    """What the formulas of a template can name: its sheets, whose names are `titles`, and the columns of its tables."""

    package: Package
    titles: tuple[str, ...]

    @classmethod
    def of(cls, package: Package, workbook: etree._Element) -> FormulaNames:
        """Those of a workbook."""
        sheets = workbook.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")
        return cls(package=package, titles=tuple(str(sheet.get("name")) for sheet in sheets))

    @cached_property
    def sheets(self) -> frozenset[str]:
        """The names of the sheets, casefolded."""
        return frozenset(title.casefold() for title in self.titles)

    @cached_property
    def columns(self) -> frozenset[str]:
        """The names of the columns of all tables, casefolded."""
        tables = map(self.package.parse, self.package.of_type("spreadsheetml.table+xml"))
        return frozenset(
            str(column.get("name")).casefold() for table in tables for column in table.iter(f"{{{MAIN}}}tableColumn")
        )


def read_formula(
    formula: str, environment: Environment, epoch: date, names: FormulaNames, *, is_list: bool = False
) -> FormulaTags | None:
    """The tags of a formula, if it has any. `is_list`: a text is a list of choices, cut at its commas.

    Raises `TemplateError` without a place for a tag that cannot be filled.
    """
    if not holds_grammar(formula):
        return None
    reader = _FormulaFiller(formula, environment, epoch, names, is_list)
    text = _PIECE.sub(reader.piece, formula)
    if not reader.operands and not reader.sheets:
        return None
    return FormulaTags(formula, text, tuple(reader.operands), tuple(reader.sheets))


def take_tags(formula: str) -> tuple[str, list[str]]:
    """A formula with a `HOLE` in place of each tag, whatever it stands in, and the tags."""
    return (WHOLE_TAG.sub(HOLE, formula), WHOLE_TAG.findall(formula)) if holds_grammar(formula) else (formula, [])


def put_tags(formula: str, tags: list[str]) -> str:
    """The formula with its tags in the holes."""
    rest = iter(tags)
    return re.sub(HOLE, lambda _: next(rest), formula) if tags else formula


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetChoice:
    """Which sheets named by tags the variables of a sheet choose. All others follow the template's sheets.

    `own` is the name of the sheet, `in_blocks` are the variables of its blocks, `on_sheet` those that repeat it.
    """

    own: str
    in_blocks: frozenset[str] = frozenset()
    on_sheet: frozenset[str] = frozenset()

    def of(self, tags: FormulaTags) -> FormulaTags | None:
        """The tags of a formula without those that follow, if any is left."""
        sheets = tuple(tag for tag in tags.sheets if self._is_chosen(tag))
        return replace(tags, sheets=sheets) if sheets or tags.operands else None

    def _is_chosen(self, tag: SheetTag) -> bool:
        is_own = tag.written.removesuffix("!")[1:-1].replace("''", "'").casefold() == self.own.casefold()
        variables = self.in_blocks if is_own else self.in_blocks | self.on_sheet
        return not tag.may_follow or bool(tag.variables & variables)

    def of_row(self, row: RowPlan) -> RowPlan:
        """The row with the tags of its formulas."""
        return row.with_cells(map(self._of_cell, row.cells))

    def _of_cell(self, cell: TemplateCell) -> TemplateCell:
        if not isinstance(cell, TaggedFormulaCell) or not isinstance(cell.content, FormulaTags):
            return cell
        tags = self.of(cell.content)
        return cell.without_tags() if tags is None else replace(cell, content=tags)


def _choice(value: object) -> str:
    """A value among the choices of a list, which a comma ends."""
    text = "" if value is None else str(value)
    if "," in text:
        remedy = "let the list refer to cells that hold the choices, or join all of them in one tag"
        raise TemplateError("a comma begins another choice of the list", found=text, remedy=remedy)
    return text


@dataclass(slots=True)
class _FormulaFiller:
    """One formula at work. `depth` counts the open braces of an array."""

    formula: str
    environment: Environment
    epoch: date
    names: FormulaNames
    is_list: bool
    operands: list[FormulaOperand] = field(default_factory=list)
    sheets: list[SheetTag] = field(default_factory=list)
    depth: int = 0

    def piece(self, match: re.Match[str]) -> str:
        """A piece of the formula, as the formula has it without its tags."""
        text = match[0]
        match match.lastgroup:
            case "text":
                return self._text(match)
            case "sheet":
                self._sheet(text)
            case "value":
                return self._value(match)
            case "bracket":
                self._bracket(text)
            case "open":
                self.depth += 1
                if self.formula.startswith(("{{", "{%", "{#"), match.start()):
                    raise TemplateError("a tag in a formula has no end", found=self.formula)
            case "close":
                self.depth -= 1
            case _:
                raise TemplateError(
                    "between the operators of a formula only {{ }} is filled",
                    found=text,
                    remedy="write the tag inside a text of the formula, or choose rows with {%row if … %}",
                )
        return text

    def _text(self, match: re.Match[str]) -> str:
        """A text in quotes. Excel wants the quotes of a tag inside it twice."""
        content = match[0][1:-1].replace('""', '"')
        if not holds_whole_tag(content):
            if _OPEN.search(content):
                remedy = "write quotes inside its tag twice, or as '"
                raise TemplateError("a text in a formula ends within a tag", found=match[0], remedy=remedy)
            return match[0]
        if holds_block_tag(content):
            raise TemplateError("a formula holds no tag that repeats or chooses cells", found=content)
        is_list = self.is_list and match.span() == (0, len(self.formula))
        write = _choice if is_list and WHOLE_TAG.fullmatch(content) is None else None
        return self._operand(compile_text(content, self.environment, write), match, is_list=is_list)

    def _value(self, match: re.Match[str]) -> str:
        before, after = self.formula[: match.start()].rstrip(), self.formula[match.end() :].lstrip()
        if before[-1:] not in _BEFORE or after[:1] not in _AFTER:
            remedy = "put a sign between it and what it touches; a sheet is named as in '{{ name }}'!B2"
            raise TemplateError("a value in a formula is an operand of its own", found=match[0], remedy=remedy)
        return self._operand(compile_expression(match["expression"], self.environment), match)

    def _operand(self, content: Expression | Text, match: re.Match[str], *, is_list: bool = False) -> str:
        alone = is_alone(self.formula, *match.span())
        self.operands.append(
            FormulaOperand(content=content, epoch=self.epoch, in_array=self.depth > 0, is_alone=alone, is_list=is_list)
        )
        return HOLE

    def _sheet(self, written: str) -> None:
        name = written.removesuffix("!")[1:-1].replace("''", "'")
        if not written.endswith("!") or not holds_whole_tag(name) or any(tag.written == written for tag in self.sheets):
            return
        parts = _BETWEEN_SHEETS.split(name)
        follows = all(part.casefold() in self.names.sheets for part in parts if holds_whole_tag(part))
        names = (compile_text(part, self.environment) if holds_whole_tag(part) else part for part in parts)
        self.sheets.append(SheetTag(written, tuple(names), may_follow=follows))

    def _bracket(self, text: str) -> None:
        """A tag in the name of a table's column is that of its header, which it follows."""
        for item in re.findall(r"\[([^\[\]]*)\]", text):
            if holds_whole_tag(item) and re.sub("'(.)", r"\1", item).casefold() not in self.names.columns:
                what = "a tag in the name of a table's column is the one of its header"
                raise TemplateError(what, found=item, nearest=nearest(item, self.names.columns))
