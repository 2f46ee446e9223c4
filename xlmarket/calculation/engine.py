"""IronCalc at work: cells in, values out. It is a package of its own with wheels for the usual systems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from xlmarket.calculation.order import LAST_COLUMN
from xlmarket.package.values import CellError, CellValue, is_number


class Engine:
    """One workbook in the engine. `titles` are its sheets."""

    def __init__(self, ironcalc: Any, titles: Sequence[str]) -> None:
        self._model = ironcalc.create("report")
        self._error = ironcalc.CellType.ErrorValue
        self._sheets = {title.casefold(): place for place, title in enumerate(titles)}
        self._helpers: dict[tuple[int, int], int] = {}
        for title in titles[1:]:
            self._model.add_sheet(title)
        if titles and titles[0] != "Sheet1":
            self._model.rename_sheet(0, titles[0])

    def put_values(self, sheet: str, column: int, row: int, values: Sequence[object]) -> None:
        """Put values below each other. What is not a value of a cell is left out."""
        place, model = self._sheets[sheet], self._model
        if set(map(type, values)) == {float}:
            put = model.update_cell_with_number
            for number, value in enumerate(values, start=row):
                put(place, number, column, value)
            return
        for number, value in enumerate(values, start=row):
            kind = type(value)
            if kind is float or kind is int:
                model.update_cell_with_number(place, number, column, value)
            elif kind is str:
                model.update_cell_with_text(place, number, column, value)
            elif kind is bool:
                model.update_cell_with_bool(place, number, column, value)
            elif isinstance(value, CellError):
                model.update_cell_with_formula(place, number, column, f"={value.code}")

    def put_formulas(self, sheet: str, column: int, row: int, formulas: Iterable[str]) -> None:
        """Put formulas below each other, without their `=`."""
        place, put = self._sheets[sheet], self._model.update_cell_with_formula
        for number, formula in enumerate(formulas, start=row):
            put(place, number, column, f"={formula}")

    def put_helper(self, sheet: str, row: int, formula: str) -> int:
        """Put a formula behind all columns in use. Returns its column."""
        place = self._sheets[sheet]
        column = self._helpers.get((place, row), LAST_COLUMN) + 1
        self._helpers[place, row] = column
        self._model.update_cell_with_formula(place, row, column, f"={formula}")
        return column

    def evaluate(self) -> None:
        """Calculate all formulas."""
        self._model.evaluate()

    def values(self, sheet: str, column: int, row: int, count: int) -> list[CellValue]:
        """The values of cells below each other after `evaluate`."""
        place, get = self._sheets[sheet], self._model.get_cell_value
        values = [get(place, number, column) for number in range(row, row + count)]
        if set(map(type, values)) == {float}:
            return [int(value) if value.is_integer() and abs(value) < _LARGEST else value for value in values]
        return [self.value(sheet, column, number) for number in range(row, row + count)]

    def value(self, sheet: str, column: int, row: int) -> CellValue:
        """The value of a cell after `evaluate`."""
        place = self._sheets[sheet]
        value = self._model.get_cell_value(place, row, column)
        if isinstance(value, str) and value[:1] == "#" and self._model.get_cell_type(place, row, column) == self._error:
            return CellError(value)
        if is_number(value) and float(value).is_integer() and abs(value) < _LARGEST:
            return int(value)
        return value  # type: ignore[no-any-return]


_LARGEST = 1e15
