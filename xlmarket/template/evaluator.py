"""Formulas with functions that only the caller of the engine knows: what it hands in to read and to evaluate them.

`FormulaFunctions` are asked when a template is compiled, an `Evaluator` when it is rendered. Without them such formulas
stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol

from xlmarket.errors import TemplateError
from xlmarket.package.values import CellRows, CellValue

CellLookup = Callable[[str], Any]
"""The value or rows of a reference (`B5`, `$B$5:C7`, `'Figures 2015'!B5`) or of a defined name."""


class LiveFormula(Protocol):
    """A formula that calls such functions."""

    @property
    def text(self) -> str:
        """The formula as a finished workbook has it."""

    @property
    def calls(self) -> Sequence[str]:
        """The outermost calls as they are written."""

    @property
    def is_call(self) -> bool:
        """Whether the formula is one call and nothing else."""

    def with_values(self, values: Sequence[CellValue | CellRows]) -> str:
        """The formula with values in the place of `calls`. Raises `TemplateError` where they have no room."""


class FormulaFunctions(Protocol):
    """The functions that formulas of a template may call."""

    def has_calls(self, formula: str) -> bool:
        """Whether a formula calls one of the functions."""

    def problems(self, formula: str) -> Sequence[TemplateError]:
        """Unknown functions and wrong counts of arguments, without a place."""


class Evaluator(Protocol):
    """Evaluates formulas for one report."""

    @property
    def keeps_formulas(self) -> bool:
        """Whether the finished workbook has the formulas, which its receiver can calculate, or values in their place."""

    def read(self, formula: str) -> LiveFormula:
        """A formula with calls. Raises `TemplateError` for a call that the receiver could not calculate."""

    def value(self, formula: str, look_up: CellLookup, epoch: date) -> CellValue | CellRows:
        """The value of a formula. Numbers that are dates count from `epoch`. Raises `FormulaError`."""
