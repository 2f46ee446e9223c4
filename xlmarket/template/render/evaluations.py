"""Formulas with calls on finished sheets, evaluated by what the report hands in.

A reference means a cell of the finished workbook: what a tag wrote there, what the template had, or another formula with
calls, which is evaluated first. A formula that only Excel calculates has no value here: a call whose argument needs one
is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from xlmarket.calculation import UNKNOWN, Unknown
from xlmarket.errors import FormulaError, Place, TemplateError
from xlmarket.package.areas import column_letters, column_number
from xlmarket.package.dates import EPOCH_1900
from xlmarket.package.limits import MAX_COLUMN, MAX_ROW
from xlmarket.package.shift import shift_formula
from xlmarket.package.values import CellError, CellRows, CellValue
from xlmarket.template.evaluator import Evaluator, LiveFormula
from xlmarket.template.layout.references import Layouts, compile_formula
from xlmarket.template.plan.cells import FormulaCell
from xlmarket.template.render.lookup import column_values, live_formulas
from xlmarket.template.render.sheets import RenderedSheet

EvaluationKey = tuple[str, int, int]
"""A cell: the casefolded title of its sheet, its row, its column."""


class _Waits(Exception):
    """A cell has to be evaluated before this one. `is_guess`: only if its value spills that far."""

    def __init__(self, key: EvaluationKey, *, is_guess: bool) -> None:
        self.key, self.is_guess = key, is_guess


@dataclass(frozen=True, slots=True)
class LiveCell:
    """A cell of a finished sheet with a formula that calls functions. `row` is its finished row."""

    cell: FormulaCell
    formula: LiveFormula
    sheet: RenderedSheet
    row: int

    @property
    def place(self) -> Place:
        """Where it is, for errors."""
        return replace(self.sheet.place, sheet=self.sheet.title, cell=f"{self.cell.column}{self.row}")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The value of such a cell (unknown where Excel's own functions stand around the calls) and its formula as written.

    The formula is empty where it was one call and values are wanted.
    """

    value: Any
    formula: str


@dataclass
class Evaluations:
    """The evaluations of all such cells of one report.

    `names` returns what the workbook's names refer to on a sheet, `epoch` is day 0 of its calendar. `done` are the
    evaluations by cell, `spilled` the further cells they fill, `order` the cells by sheet, row by row.
    """

    evaluator: Evaluator
    sheets: Sequence[RenderedSheet]
    names: Callable[[Layouts], Mapping[str, str]]
    epoch: date = EPOCH_1900
    cells: dict[EvaluationKey, LiveCell] = field(default_factory=dict)
    done: dict[EvaluationKey, Evaluation] = field(default_factory=dict)
    spilled: dict[EvaluationKey, CellValue] = field(default_factory=dict)
    order: dict[str, list[EvaluationKey]] = field(default_factory=dict)
    _columns: dict[tuple[str, int], list[object]] = field(default_factory=dict)
    _not_spilled: set[EvaluationKey] = field(default_factory=set)
    _first_open: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_title = {sheet.title.casefold(): sheet for sheet in self.sheets}
        for sheet in self.sheets:
            if sheet.plan.is_live:
                self._collect(sheet)
        for keys in self.order.values():
            keys.sort()
            for key in keys:
                self._settle(key)

    def _collect(self, sheet: RenderedSheet) -> None:
        for row, cell, text in live_formulas(sheet.filled, sheet.formulas):
            key = (sheet.title.casefold(), row, column_number(cell.column))
            try:
                formula = self.evaluator.read(text)
            except TemplateError as error:
                where = replace(sheet.place, sheet=sheet.title, cell=f"{cell.column}{row}")
                raise error.at(where) from None
            self.cells[key] = LiveCell(cell, formula, sheet, row)
            self.order.setdefault(key[0], []).append(key)

    def _settle(self, key: EvaluationKey) -> None:
        """Evaluate a cell, those it needs first."""
        waiting = {} if key in self.done else {key: False}
        while waiting:
            last = next(reversed(waiting))
            try:
                self._keep(last, self._evaluate(self.cells[last]))
                waiting.pop(last)
            except _Waits as need:
                if need.key not in waiting:
                    waiting[need.key] = need.is_guess
                else:
                    self._break(waiting, need)

    def _break(self, waiting: dict[EvaluationKey, bool], need: _Waits) -> None:
        """Formulas that wait for each other: one that was only thought to spill is not waited for, any other is a mistake."""
        keys = list(waiting)
        guesses = [key for key in keys[keys.index(need.key) + 1 :] if waiting[key]]
        if need.is_guess:
            self._not_spilled.add(need.key)
        elif guesses:
            self._not_spilled.add(guesses[-1])
            for key in keys[keys.index(guesses[-1]) :]:
                del waiting[key]
        else:
            where = self.cells[keys[-1]].place
            raise TemplateError("formulas go round in a circle", where=where, found=self.cells[keys[-1]].formula.text)

    def _evaluate(self, cell: LiveCell) -> Evaluation:
        keeps = self.evaluator.keeps_formulas
        try:
            whole = self._value(cell, cell.formula.text)
        except FormulaError:
            whole = UNKNOWN
        if keeps and whole is not UNKNOWN:
            return Evaluation(whole, cell.formula.text)
        values = [self._value_of_call(cell, call) for call in cell.formula.calls]
        if cell.formula.is_call:
            return Evaluation(values[0], cell.formula.text if keeps else "")
        return Evaluation(whole, cell.formula.text if keeps else _with_values(cell, values))

    def _value_of_call(self, cell: LiveCell, call: str) -> Any:
        """The value of one call. An argument without a value is a problem of the template."""
        try:
            return self._value(cell, call)
        except FormulaError as error:
            found = error.found or call
            raise TemplateError(
                error.what, where=cell.place, found=found, nearest=error.nearest, remedy=error.remedy
            ) from None

    def _value(self, cell: LiveCell, formula: str) -> Any:
        value = self._value_of_text(formula, cell)
        if isinstance(value, tuple) and len(value) == 1 and len(value[0]) == 1:
            value = value[0][0]
        return 0 if value is None else value

    def _keep(self, key: EvaluationKey, evaluation: Evaluation) -> None:
        self.done[key] = evaluation
        if not isinstance(evaluation.value, tuple):
            return
        title, top, left = key
        height, width = len(evaluation.value), len(evaluation.value[0])
        if top + height - 1 > MAX_ROW or left + width - 1 > MAX_COLUMN:
            raise TemplateError("the answer does not fit on the sheet", where=self.cells[key].place)
        for row, cells in enumerate(evaluation.value, start=top):
            for column, value in enumerate(cells, start=left):
                if (row, column) != (top, left):
                    self._free((title, row, column), key)
                    self.spilled[title, row, column] = value

    def _free(self, place: EvaluationKey, home: EvaluationKey) -> None:
        """Whether an answer may fill a cell: nothing else stands there."""
        if place in self.cells or place in self.spilled or self._value_on_sheet(place) is not None:
            found = f"{column_letters(place[2])}{place[1]}"
            what = "the answer of several cells has no room: a cell it would fill is not empty"
            raise TemplateError(what, where=self.cells[home].place, found=found)

    def _look_up(self, reference: str, cell: LiveCell) -> Any:
        """The value of a reference or a name."""
        compiled = compile_formula(reference)
        if not compiled.references:
            return self._value_of_name(reference, cell)
        target = compiled.references[0]
        title = target.sheets[0] if target.sheets else cell.sheet.title.casefold()
        if len(target.sheets) > 1 or title not in self._by_title:
            raise FormulaError("a reference leads to no sheet of this workbook", found=reference)
        area = target.area
        last = min(area.last_row, max(self._by_title[title].filled.finished.count, area.first_row, cell.row))
        rows = tuple(
            tuple(self._at((title, row, column)) for column in range(area.first_column, area.last_column + 1))
            for row in range(area.first_row, last + 1)
        )
        return rows[0][0] if area.is_cell else rows

    def _value_of_name(self, name: str, cell: LiveCell) -> Any:
        """The value of what a name means at a cell: its relative references are written as they read from A1."""
        text = self.names(cell.sheet.layouts).get(name.casefold())
        if text is None:
            raise FormulaError("there is no such name in the workbook", found=name)
        return self._value_of_text(shift_formula(text, cell.row - 1, column_number(cell.cell.column) - 1), cell)

    def _value_of_text(self, formula: str, cell: LiveCell) -> Any:
        return self.evaluator.value(formula, partial(self._look_up, cell=cell), self.epoch)

    def _at(self, key: EvaluationKey) -> Any:
        if key in self.cells:
            return self._value_at(key)
        if key in self.spilled:
            return self.spilled[key]
        value = self._value_on_sheet(key)
        if value is UNKNOWN:
            found = f"{column_letters(key[2])}{key[1]}"
            raise FormulaError("a cell is needed whose formula only Excel calculates", found=found)
        if value is None:
            self._wait_for_spills(key)
        return value

    def _value_at(self, key: EvaluationKey) -> Any:
        if key not in self.done:
            raise _Waits(key, is_guess=False)
        value = self.done[key].value
        if value is UNKNOWN:
            raise FormulaError(
                "a cell is needed whose formula only Excel calculates", found=self.cells[key].formula.text
            )
        return value[0][0] if isinstance(value, tuple) else value

    def _wait_for_spills(self, key: EvaluationKey) -> None:
        """An empty cell may yet be filled by a formula above it or to its left."""
        listed = self.order.get(key[0], [])
        first = self._first_open.get(key[0], 0)
        while first < len(listed) and listed[first] in self.done:
            first += 1
        self._first_open[key[0]] = first
        for place in range(first, len(listed)):
            other = listed[place]
            if other[1] > key[1]:
                return
            if other[2] <= key[2] and other not in self.done and other not in self._not_spilled:
                raise _Waits(other, is_guess=True)

    def _value_on_sheet(self, key: EvaluationKey) -> Any:
        """What tags and the template put into a cell."""
        column = (key[0], key[2])
        if column not in self._columns:
            sheet = self._by_title[key[0]]
            last = max(sheet.filled.finished.count, 1)
            values = column_values(sheet.filled, key[2], 1, last, unknown=UNKNOWN)
            self._columns[column] = [_argument(value) for value in values]
        cells = self._columns[column]
        return cells[key[1] - 1] if key[1] <= len(cells) else None


def _argument(value: object) -> object:
    """A finished value as an argument."""
    if isinstance(value, (bool, int, float, str, CellError, date, Unknown)) or value is None:
        return value
    return str(value)


def _with_values(cell: LiveCell, values: Sequence[CellValue | CellRows]) -> str:
    try:
        return cell.formula.with_values(values)
    except TemplateError as error:
        raise error.at(cell.place) from None
