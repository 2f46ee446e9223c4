"""Evaluated formulas as cells: values, or formulas with their values cached, and the cells they fill.

A dynamic-array formula is written with the area it fills. The cells there hold their values, as Excel saves them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xlmarket.calculation import UNKNOWN, ColumnKey
from xlmarket.package.areas import Area
from xlmarket.package.cell_xml import cell_tail, formula_tail, formula_xml
from xlmarket.package.dynamic import array_formula
from xlmarket.package.values import CellValue
from xlmarket.template.render.evaluations import Evaluation, EvaluationKey, Evaluations
from xlmarket.template.render.sheets import RenderedSheet
from xlmarket.template.render.spills import SpilledCells


@dataclass(frozen=True, slots=True)
class EvaluatedCells:
    """The evaluated formulas of one report, as its parts show them."""

    evaluations: Evaluations
    calculated: Mapping[ColumnKey, Mapping[int, CellValue]] = field(default_factory=dict)

    def put_over(self, title: str, area: Area, cells: list[object]) -> list[object]:
        """The cells of an area as charts show them, row by row, with the evaluated ones among them."""
        if title not in self.evaluations.order:
            return cells
        width = area.last_column - area.first_column + 1
        values = list(cells)
        for place in range(len(values)):
            key = (title, area.first_row + place // width, area.first_column + place % width)
            if key in self.evaluations.done:
                value = _first(self.evaluations.done[key].value)
                values[place] = values[place] if value is UNKNOWN else value
            elif key in self.evaluations.spilled:
                values[place] = self.evaluations.spilled[key]
        return values

    def put_known(self, title: str, column: int, first: int, values: list[object]) -> None:
        """Put what is evaluated over the values of a column from a row on. What is not known stays unknown."""
        if title not in self.evaluations.order:
            return
        for row in range(first, first + len(values)):
            key = (title, row, column)
            if key in self.evaluations.done:
                values[row - first] = _first(self.evaluations.done[key].value)
            elif key in self.evaluations.spilled:
                values[row - first] = self.evaluations.spilled[key]

    def open_formula(self, sheet: RenderedSheet, row: int, column: int) -> str:
        """The formula of a cell whose value is not known yet, "" if it is."""
        evaluation = self.evaluations.done.get((sheet.title.casefold(), row, column))
        return evaluation.formula if evaluation is not None and evaluation.value is UNKNOWN else ""

    def _calculated(self, key: EvaluationKey) -> CellValue:
        title, row, column = key
        return self.calculated.get((title, column), {}).get(row)

    def last_row(self, sheet: RenderedSheet) -> int:
        """The last row of a sheet that holds something."""
        title = sheet.title.casefold()
        spilled = (row for where, row, _ in self.evaluations.spilled if where == title)
        return max(sheet.filled.finished.count, *spilled, 0)

    @property
    def has_arrays(self) -> bool:
        """Whether a formula is written that may fill several cells: the workbook then declares such formulas."""
        return any(self._is_dynamic(evaluation) for evaluation in self.evaluations.done.values())

    def _is_dynamic(self, evaluation: Evaluation) -> bool:
        keeps = self.evaluations.evaluator.keeps_formulas
        return bool(evaluation.formula) and (keeps or isinstance(evaluation.value, tuple))

    def tails(self, sheet: RenderedSheet, dynamic: int) -> dict[tuple[int, str], str]:
        """The evaluated cells of a sheet by row and column, as they are written after their row number."""
        keys = self.evaluations.order.get(sheet.title.casefold(), ())
        return {(key[1], self.evaluations.cells[key].cell.column): self._tail(key, dynamic) for key in keys}

    def _tail(self, key: EvaluationKey, dynamic: int) -> str:
        style, evaluation = self.evaluations.cells[key].cell.style, self.evaluations.done[key]
        first = _first(evaluation.value)
        if not evaluation.formula:
            return cell_tail(style, first)
        value = self._calculated(key) if first is UNKNOWN else first
        if not self._is_dynamic(evaluation):
            return formula_tail(style, value, formula_xml(evaluation.formula))
        element = array_formula(evaluation.formula, str(_area_of(key, evaluation.value)))
        return formula_tail(f'{style} cm="{dynamic}"', value, element)

    def spills(self, sheet: RenderedSheet) -> SpilledCells:
        """The cells of a sheet that formulas fill next to their own."""
        title = sheet.title.casefold()
        spills: dict[int, dict[int, CellValue]] = {}
        for (where, row, column), value in self.evaluations.spilled.items():
            if where == title:
                spills.setdefault(row, {})[column] = value
        return spills


def _first(value: object) -> object:
    return value[0][0] if isinstance(value, tuple) else value


def _area_of(key: EvaluationKey, value: object) -> Area:
    _, row, column = key
    height, width = (len(value), len(value[0])) if isinstance(value, tuple) else (1, 1)
    return Area(column, row, column + width - 1, row + height - 1)
