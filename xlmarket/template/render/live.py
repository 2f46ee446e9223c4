"""The answers to formulas with our functions as cells: values, or formulas with their values cached, and what they fill.

A dynamic-array formula is written with the area it fills; the cells there hold their values, as Excel saves them.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlmarket.package.areas import Area
from xlmarket.package.cell_xml import cell_tail, formula_tail, formula_xml
from xlmarket.package.dynamic import array_formula
from xlmarket.template.render.answers import UNKNOWN, Answered, Answers, Key
from xlmarket.template.render.sheets import Sheet
from xlmarket.template.render.spills import Spilled


@dataclass
class Live:
    """The answers of one report, being written as `formulas` says."""

    answers: Answers
    formulas: str

    def over(self, title: str, area: Area, cells: list[object]) -> list[object]:
        """The cells of an area as charts see them, row by row, with the answers among them."""
        if title not in self.answers.order:
            return cells
        width = area.last_column - area.first_column + 1
        found = list(cells)
        for place in range(len(found)):
            key = (title, area.first_row + place // width, area.first_column + place % width)
            if key in self.answers.found:
                value = _first(self.answers.found[key].value)
                found[place] = None if value is UNKNOWN else value
            elif key in self.answers.spilled:
                found[place] = self.answers.spilled[key]
        return found

    def last_row(self, sheet: Sheet) -> int:
        """The last row of a sheet that holds something."""
        title = sheet.title.casefold()
        spilled = (row for where, row, _ in self.answers.spilled if where == title)
        return max(sheet.walked.made.count, *spilled, 0)

    @property
    def is_array(self) -> bool:
        """Whether a formula is written that may fill several cells: the workbook then says what such formulas are."""
        return any(self._is_dynamic(answer) for answer in self.answers.found.values())

    def _is_dynamic(self, answer: Answered) -> bool:
        return bool(answer.formula) and (self.formulas != "values" or isinstance(answer.value, tuple))

    def tails(self, sheet: Sheet, dynamic: int) -> dict[tuple[int, str], str]:
        """The cells with formulas of ours by row and column, as they are written after their row number."""
        keys = self.answers.order.get(sheet.title.casefold(), ())
        return {(key[1], self.answers.asked[key].cell.column): self._tail(key, dynamic) for key in keys}

    def _tail(self, key: Key, dynamic: int) -> str:
        style, answer = self.answers.asked[key].cell.style, self.answers.found[key]
        first = _first(answer.value)
        if not answer.formula:
            return cell_tail(style, first)
        known = None if first is UNKNOWN else first
        if not self._is_dynamic(answer):
            return formula_tail(style, known, formula_xml(answer.formula))
        element = array_formula(answer.formula, str(_filled(key, answer.value)))
        return formula_tail(f'{style} cm="{dynamic}"', known, element)

    def spills(self, sheet: Sheet) -> Spilled:
        """The cells that answers fill beside their own."""
        title = sheet.title.casefold()
        found: dict[int, dict[int, str]] = {}
        for (where, row, column), value in self.answers.spilled.items():
            if where == title:
                found.setdefault(row, {})[column] = formula_tail("", value)[1:]
        return found


def _first(value: object) -> object:
    return value[0][0] if isinstance(value, tuple) else value


def _filled(key: Key, value: object) -> Area:
    """The area an answer fills."""
    _, row, column = key
    height, width = (len(value), len(value[0])) if isinstance(value, tuple) else (1, 1)
    return Area(column, row, column + width - 1, row + height - 1)
