"""What is calculated: the formulas of a finished workbook and the cells around them. Made by `template`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xlmarket.package.areas import Area
from xlmarket.package.values import CellValue


class Unknown:
    """What stands in a cell whose value is not known."""


UNKNOWN = Unknown()

ColumnKey = tuple[str, int]
"""A column of cells: the casefolded title of its sheet, and its number."""

KnownValues = dict[ColumnKey, dict[int, CellValue]]
"""The values of formulas by column and row. A formula that is absent has no value."""


@dataclass(frozen=True, slots=True)
class FormulaRun:
    """Formulas below each other that came from one of the template: they differ in the numbers of rows only.

    `sheet` is the title of their sheet. A run without `texts` is a cell whose value nobody can calculate here.
    """

    sheet: str
    column: int
    row: int
    texts: Sequence[str]
    count: int

    @property
    def last_row(self) -> int:
        return self.row + self.count - 1

    @property
    def key(self) -> ColumnKey:
        return self.sheet.casefold(), self.column


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRange:
    """A table of the finished workbook: its sheet, area and the names of its columns, casefolded."""

    sheet: str
    area: Area
    columns: Sequence[str]
    header_rows: int = 1
    total_rows: int = 0


def _no_names(_: str) -> dict[str, str]:
    return {}


def _no_tables() -> dict[str, TableRange]:
    return {}


@dataclass(frozen=True, kw_only=True)
class CalculationBook:
    """The finished workbook.

    `used` are its sheets by title with the last row each uses. `cells` returns the values of one column between two rows
    as the file has them, `UNKNOWN` for formulas. `names` returns the defined names, casefolded, and what they mean on a sheet.
    `filtered` are the sheets (casefolded) with hidden rows or a filter.
    """

    used: Mapping[str, int]
    runs: Sequence[FormulaRun]
    cells: Callable[[str, int, int, int], Sequence[object]]
    names: Callable[[str], Mapping[str, str]] = _no_names
    tables: Callable[[], Mapping[str, TableRange]] = _no_tables
    filtered: frozenset[str] = frozenset()


Calculate = Callable[[CalculationBook], KnownValues]
"""Returns the values of the formulas of a finished workbook that it knows."""
