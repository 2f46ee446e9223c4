"""Tags inside formulas. A value takes the place of an operand, so it never changes the structure of its formula.

`read.formulas` cuts them out: in the text of a formula an operand is a `HOLE`. Sheets named by a tag keep their names there.
`render.formulas` puts the values in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, zip_longest
from math import isfinite
from typing import Any, NamedTuple

from xlmarket.errors import FormulaError, TemplateError
from xlmarket.package.dates import day_number
from xlmarket.package.limits import MOST_DIGITS, MOST_FORMULA, MOST_TEXT_IN_FORMULA
from xlmarket.package.literals import literal
from xlmarket.package.texts import FORBIDDEN, utf16_length
from xlmarket.package.values import CellError, CellValue, native
from xlmarket.template.layout.named import NamedSheets
from xlmarket.template.layout.references import Layouts
from xlmarket.template.marks import Marked
from xlmarket.template.plan.expressions import Expression, Scope, Text

HOLE = "\x01"
"""Stands for an operand in the text of a formula. No XML holds this character, so no formula has one of its own."""


_SHEET = "\x02"
"""Begins the name of a finished sheet in a formula at work, apart from those of template sheets."""


class FilledTags(NamedTuple):
    """The values of a formula's tags: its operands as literals, and the sheets it names, by how it writes them."""

    operands: tuple[str, ...]
    sheets: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaOperand:
    """An operand with tags: a whole text of the formula, or a typed value between its operators.

    `epoch` is day 0 of the workbook's calendar. `is_alone`: a negative number needs no brackets here. `is_list`: it is a
    list of choices.
    """

    content: Expression | Text
    epoch: date
    in_array: bool
    is_alone: bool
    is_list: bool = False

    def literal(self, scope: Scope) -> str:
        """Its value as the formula holds it. Raises `TemplateError` without a place for one that it cannot hold."""
        value = _cell_value(self.content.value(scope), self.epoch)
        if self.is_list and isinstance(value, str) and utf16_length(value) > MOST_TEXT_IN_FORMULA:
            raise TemplateError(f"a list of choices has at most {MOST_TEXT_IN_FORMULA} characters", found=value)
        if value is None:
            remedy = f"write {{{{ {self.content.source} | default(0) }}}} or another value"
            raise TemplateError("a formula needs a value here", found=self.content.source, remedy=remedy)
        try:
            written = literal(((value,),))[1:-1] if self.in_array else literal(value)
        except FormulaError as error:
            raise TemplateError(error.what, found=error.found) from None
        return written if self.is_alone or not written.startswith("-") else f"({written})"


@dataclass(frozen=True, slots=True)
class SheetTag:
    """The name of a sheet (or of two, through which the formula goes) with tags, and how the formula writes it.

    `may_follow`: it is the name of a template sheet, which it means where its variables are not there.
    """

    written: str
    names: tuple[str | Text, ...]
    may_follow: bool

    @property
    def variables(self) -> frozenset[str]:
        """The variables of its tags."""
        return frozenset(name for text in self.names if isinstance(text, Text) for name in text.names)

    def value(self, scope: Scope) -> tuple[str, ...]:
        """The names, each as `HOLE` and the name where it comes from a tag. Nothing where it means the template's sheet."""
        if self.may_follow and not self.variables <= scope.keys():
            return ()
        return tuple(text if isinstance(text, str) else HOLE + text.value(scope) for text in self.names)


@dataclass(frozen=True, slots=True)
class FormulaTags:
    """The tags of a formula, in the order of its text: `source` is how it is typed, `text` has a `HOLE` for each operand."""

    source: str
    text: str
    operands: tuple[FormulaOperand, ...]
    sheets: tuple[SheetTag, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The variables they need."""
        of_operands = (name for operand in self.operands for name in operand.content.names)
        return frozenset((*of_operands, *(name for sheet in self.sheets for name in sheet.variables)))

    def value(self, scope: Scope) -> FilledTags:
        """Their values. Raises `TemplateError` without a place."""
        sheets = ((sheet.written, sheet.value(scope)) for sheet in self.sheets)
        return FilledTags(
            tuple([operand.literal(scope) for operand in self.operands]),
            tuple([(written, names) for written, names in sheets if names]),
        )


def name_sheets(text: str, filled: FilledTags, layouts: Layouts, named: NamedSheets, own: str) -> tuple[str, Layouts]:
    """A formula with the sheets that its tags name, and the layouts with theirs. `own` is the title of its own sheet.

    Raises `TemplateError` without a place for a sheet that is not there.
    """
    seen = dict(layouts)
    for written, names in filled.sheets:
        keys = []
        for name in names:
            keys.append(name)
            if name.startswith(HOLE):
                sheet = named.find(name.removeprefix(HOLE), own)
                keys[-1] = _SHEET + sheet.title
                seen[keys[-1].casefold()] = replace(sheet.layout, sheet=sheet.title)
        text = text.replace(written, "'" + ":".join(keys).replace("'", "''") + "'!")
    return text, seen


def put_operands(text: str, filled: FilledTags) -> str:
    """A formula with the values of its operands. Raises `TemplateError` without a place for one that becomes too long."""
    finished = "".join(chain.from_iterable(zip_longest(text.split(HOLE), filled.operands, fillvalue="")))
    if utf16_length(finished) > MOST_FORMULA:
        what = f"with its values a formula has more than {MOST_FORMULA:,} characters"
        raise TemplateError(what, found=f"{finished[:60]}…")
    return finished


def _cell_value(value: Any, epoch: date) -> CellValue:
    """A value as a cell holds it. A formula has no place for lists, links and notes."""
    if isinstance(value, Marked):
        raise TemplateError("a formula holds a value without a link or note", found=str(value))
    if isinstance(value, (list, tuple, set, Mapping)):
        raise TemplateError("a formula holds one value, not a list", found=value)
    value = native(value)
    if value is None or isinstance(value, (bool, CellError)):
        return value
    if isinstance(value, date):
        return day_number(value, epoch)
    if isinstance(value, (int, float)):
        if not isfinite(value):
            raise TemplateError("a formula holds no such number", found=value)
        if isinstance(value, int) and abs(value) >= 10**MOST_DIGITS:
            raise TemplateError(f"Excel would round a whole number of more than {MOST_DIGITS} digits", found=value)
        return value
    text = str(value)
    if FORBIDDEN.search(text):
        raise TemplateError("a formula cannot hold control characters", found=text)
    return text
