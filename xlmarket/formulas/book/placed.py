"""A formula of a workbook with its place, and a call in it that stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from xlmarket.formulas.book.cells import BookCell
from xlmarket.formulas.spelling import Call
from xlmarket.package.markup import Element


class FormulaKind(StrEnum):
    """Where a formula stands."""

    CELL = "cell"
    NAME = "defined name"
    FORMAT = "conditional format"
    VALIDATION = "data validation"
    COLUMN = "table column"
    CHART = "chart"


@dataclass(frozen=True, slots=True)
class FormulaSheet:
    """One sheet of cells."""

    title: str
    part: str


@dataclass(frozen=True, slots=True, eq=False)
class PlacedFormula:
    """One formula: in which part, on which sheet ("" for the whole workbook's), at which place, and its element."""

    kind: FormulaKind
    part: str
    sheet: str
    place: str
    text: str
    element: Element
    cell: BookCell | None = None

    @property
    def where(self) -> str:
        return f"{self.sheet}!{self.place}" if self.sheet else self.place


@dataclass(frozen=True, slots=True)
class LeftCall:
    """A call that stays as it is, and why."""

    formula: PlacedFormula
    call: Call
    why: str

    def __str__(self) -> str:
        return f"{self.formula.where}: {self.call.text}: {self.why}"

    def fields(self) -> dict[str, object]:
        """The same as plain data."""
        return {"sheet": self.formula.sheet, "place": self.formula.place, "call": self.call.text, "why": self.why}
