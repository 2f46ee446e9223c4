"""Formulas with our functions on finished sheets, answered on the report's snapshot.

A reference means a cell of the finished workbook: what a tag wrote there, what the template had, or another formula
with our functions, which is answered first. A formula that only Excel calculates has no value here: an argument of
ours that needs one is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from xlmarket.errors import FormulaError, Place, TemplateError
from xlmarket.formulas.literals import literal, placed
from xlmarket.formulas.spelling import Call, calls_in, outermost
from xlmarket.functions import evaluate
from xlmarket.functions.formula import LONGEST
from xlmarket.functions.snapshot import Snapshot
from xlmarket.package.areas import MAX_COLUMN, MAX_ROW, column_letters, column_number
from xlmarket.package.dates import EPOCH_1900, EPOCH_1904
from xlmarket.package.values import CellError, CellRows, CellValue
from xlmarket.template.layout.references import Layouts, compile_formula
from xlmarket.template.read.plan import Formula
from xlmarket.template.render.sheets import Sheet
from xlmarket.template.render.writing import live_formulas, seen

Key = tuple[str, int, int]
"""A cell: the casefolded title of its sheet, its row, its column."""


class _Unknown:
    """What stands in a cell whose formula only Excel calculates."""


UNKNOWN = _Unknown()


class _Waits(Exception):
    """A cell has to be answered before this one; `is_guess`: only if its answer spills that far."""

    def __init__(self, key: Key, *, is_guess: bool) -> None:
        self.key, self.is_guess = key, is_guess


def _nothing(_: Call) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Living:
    """How formulas with our functions come out: the figures they are answered on, and `values`, `lambda`
    or `addin`.

    `refuses` says why the receiver's workbook could not answer a call.
    """

    snapshot: Snapshot
    formulas: str = "values"
    refuses: Callable[[Call], str] = _nothing


@dataclass(frozen=True, slots=True)
class Asked:
    """A cell with a formula of ours on a finished sheet, its text in bare spelling."""

    cell: Formula
    text: str
    calls: tuple[Call, ...]
    sheet: Sheet
    row: int

    @property
    def place(self) -> Place:
        return replace(self.sheet.place, sheet=self.sheet.title, cell=f"{self.cell.column}{self.row}")


@dataclass(frozen=True, slots=True)
class Answered:
    """The value of such a cell (unknown where Excel's own functions stand around ours) and its formula as it is written.

    No formula is left where it was one call and values are wanted.
    """

    value: Any
    formula: str


@dataclass
class Answers:
    """The answers to all such formulas of one report; `names` says what the workbook's names mean on a sheet.

    `epoch` is day 0 of its calendar.

    `found` are the answers by cell, `spilled` the further cells they fill, `order` the cells by sheet, row by row; the
    first `_done` of them are answered.
    """

    living: Living
    sheets: Sequence[Sheet]
    names: Callable[[Layouts], Mapping[str, str]]
    epoch: date = EPOCH_1900
    asked: dict[Key, Asked] = field(default_factory=dict)
    found: dict[Key, Answered] = field(default_factory=dict)
    spilled: dict[Key, CellValue] = field(default_factory=dict)
    order: dict[str, list[Key]] = field(default_factory=dict)
    _columns: dict[tuple[str, int], list[object]] = field(default_factory=dict)
    _not_here: set[Key] = field(default_factory=set)
    _done: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_title = {sheet.title.casefold(): sheet for sheet in self.sheets}
        for sheet in self.sheets:
            if sheet.plan.is_live:
                self._collect(sheet)
        for keys in self.order.values():
            keys.sort()
            for key in keys:
                self._settle(key)

    def _collect(self, sheet: Sheet) -> None:
        for row, cell, text in live_formulas(sheet.plan, sheet.walked, sheet.layouts):
            key = (sheet.title.casefold(), row, column_number(cell.column))
            bare, calls = _bare(text)
            self.asked[key] = Asked(cell, bare, outermost(calls), sheet, row)
            self._refuse(self.asked[key], calls)
            self.order.setdefault(key[0], []).append(key)

    def _refuse(self, one: Asked, calls: Sequence[Call]) -> None:
        """Stop at a call whose value the receiver's workbook would turn into an error."""
        for call in calls:
            if why := self.living.refuses(call):
                remedy = f"write {{{{ {call.name.lower()}(…) }}}}, which is a value, or say --formulas values"
                raise TemplateError(why, where=one.place, found=call.text, remedy=remedy)

    def _settle(self, key: Key) -> None:
        """Answer a cell, those it needs first."""
        waiting = {} if key in self.found else {key: False}
        while waiting:
            last = next(reversed(waiting))
            try:
                self._keep(last, self._answer(self.asked[last]))
                waiting.pop(last)
            except _Waits as need:
                if need.key not in waiting:
                    waiting[need.key] = need.is_guess
                else:
                    self._break(waiting, need)

    def _break(self, waiting: dict[Key, bool], need: _Waits) -> None:
        """Formulas that wait for each other: one that was only thought to spill is not waited for; else a mistake."""
        keys = list(waiting)
        guesses = [key for key in keys[keys.index(need.key) + 1 :] if waiting[key]]
        if need.is_guess:
            self._not_here.add(need.key)
        elif guesses:
            self._not_here.add(guesses[-1])
            for key in keys[keys.index(guesses[-1]) :]:
                del waiting[key]
        else:
            where = self.asked[keys[-1]].place
            raise TemplateError("formulas go round in a circle", where=where, found=self.asked[keys[-1]].text)

    def _answer(self, one: Asked) -> Answered:
        keeps = self.living.formulas != "values"
        try:
            whole = self._value(one, one.text)
        except FormulaError:
            whole = UNKNOWN
        if keeps and whole is not UNKNOWN:
            return Answered(whole, one.text)
        values = [self._value_of(one, call) for call in one.calls]
        if one.calls[0].is_whole:
            return Answered(values[0], one.text if keeps else "")
        return Answered(whole, one.text if keeps else _with_values(one, values))

    def _value_of(self, one: Asked, call: Call) -> Any:
        """The value of one call; what it cannot be given is a problem of the template."""
        try:
            return self._value(one, call.text)
        except FormulaError as error:
            raise TemplateError(
                error.what, where=one.place, found=error.found or call.text, nearest=error.nearest, remedy=error.remedy
            ) from None

    def _value(self, one: Asked, formula: str) -> Any:
        found = self._evaluate(formula, one)
        if isinstance(found, tuple) and len(found) == 1 and len(found[0]) == 1:
            found = found[0][0]
        return 0 if found is None else found

    def _keep(self, key: Key, answer: Answered) -> None:
        self.found[key] = answer
        if not isinstance(answer.value, tuple):
            return
        title, top, left = key
        height, width = len(answer.value), len(answer.value[0])
        if top + height - 1 > MAX_ROW or left + width - 1 > MAX_COLUMN:
            raise TemplateError("the answer does not fit on the sheet", where=self.asked[key].place)
        for row, cells in enumerate(answer.value, start=top):
            for column, value in enumerate(cells, start=left):
                if (row, column) != (top, left):
                    self._free((title, row, column), key)
                    self.spilled[title, row, column] = value

    def _free(self, place: Key, home: Key) -> None:
        """Whether an answer may fill a cell: nothing else stands there."""
        if place in self.asked or place in self.spilled or self._given(place) is not None:
            found = f"{column_letters(place[2])}{place[1]}"
            what = "the answer of several cells has no room: a cell it would fill is not empty"
            raise TemplateError(what, where=self.asked[home].place, found=found)

    def _look(self, reference: str, one: Asked) -> Any:
        """What stands in a reference or behind a name."""
        compiled = compile_formula(reference)
        if not compiled.references:
            return self._named(reference, one)
        found = compiled.references[0]
        title = found.sheets[0] if found.sheets else one.sheet.title.casefold()
        if len(found.sheets) > 1 or title not in self._by_title:
            raise FormulaError("a reference leads to no sheet of this workbook", found=reference)
        area = found.area
        last = min(area.last_row, max(self._by_title[title].walked.made.count, area.first_row, one.row))
        rows = tuple(
            tuple(self._at((title, row, column)) for column in range(area.first_column, area.last_column + 1))
            for row in range(area.first_row, last + 1)
        )
        return rows[0][0] if area.is_cell else rows

    def _named(self, name: str, one: Asked) -> Any:
        text = self.names(one.sheet.layouts).get(name.casefold())
        if text is None:
            raise FormulaError("there is no such name in the workbook", found=name)
        return self._evaluate(text, one)

    def _evaluate(self, formula: str, one: Asked) -> Any:
        is_1904 = self.epoch == EPOCH_1904
        look = partial(self._look, one=one)
        return evaluate(self.living.snapshot, formula, look, counts_from_1904=is_1904).value

    def _at(self, key: Key) -> Any:
        if key in self.asked:
            return self._answered(key)
        if key in self.spilled:
            return self.spilled[key]
        value = self._given(key)
        if value is UNKNOWN:
            found = f"{column_letters(key[2])}{key[1]}"
            raise FormulaError("a cell is needed whose formula only Excel calculates", found=found)
        if value is None:
            self._wait_for_spills(key)
        return value

    def _answered(self, key: Key) -> Any:
        if key not in self.found:
            raise _Waits(key, is_guess=False)
        value = self.found[key].value
        if value is UNKNOWN:
            raise FormulaError("a cell is needed whose formula only Excel calculates", found=self.asked[key].text)
        return value[0][0] if isinstance(value, tuple) else value

    def _wait_for_spills(self, key: Key) -> None:
        """An empty cell may yet be filled by a formula above it or to its left."""
        listed = self.order.get(key[0], [])
        first = self._done.get(key[0], 0)
        while first < len(listed) and listed[first] in self.found:
            first += 1
        self._done[key[0]] = first
        for place in range(first, len(listed)):
            other = listed[place]
            if other[1] > key[1]:
                return
            if other[2] <= key[2] and other not in self.found and other not in self._not_here:
                raise _Waits(other, is_guess=True)

    def _given(self, key: Key) -> Any:
        """What tags and the template put into a cell."""
        column = (key[0], key[2])
        if column not in self._columns:
            sheet = self._by_title[key[0]]
            letters = column_letters(key[2])
            found = seen(sheet.walked, key[2], letters, 1, max(sheet.walked.made.count, 1), unknown=UNKNOWN)
            self._columns[column] = [_cell(value) for value in found]
        cells = self._columns[column]
        return cells[key[1] - 1] if key[1] <= len(cells) else None


def _cell(value: object) -> object:
    """A finished value as an argument."""
    if isinstance(value, (bool, int, float, str, CellError, date, _Unknown)) or value is None:
        return value
    return str(value)


def _with_values(one: Asked, values: Sequence[CellValue | CellRows]) -> str:
    """A formula with the values of its calls in their place."""
    try:
        text = placed(one.text, [(call.span, literal(value)) for call, value in zip(one.calls, values, strict=True)])
    except FormulaError as error:
        raise TemplateError(error.what, where=one.place, found=error.found) from None
    if len(text) > LONGEST:
        what = f"with its values a formula has more than {LONGEST:,} characters"
        raise TemplateError(what, where=one.place, found=one.text)
    return text


def _bare(formula: str) -> tuple[str, tuple[Call, ...]]:
    """A formula with our functions under their own names, and its calls."""
    calls = calls_in(formula)
    if all(call.spelled == call.name for call in calls):
        return formula, calls
    for call in reversed(calls):
        formula = formula[: call.head[0]] + call.name + formula[call.head[1] :]
    return formula, calls_in(formula)
