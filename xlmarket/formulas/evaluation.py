"""Our functions in the formulas of templates: what the engine needs to read and to evaluate them. `report` hands it in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlmarket.errors import FormulaError, TemplateError
from xlmarket.formulas.spelling import Call, calls_in, outermost
from xlmarket.functions.formula import evaluate
from xlmarket.functions.registry import find_function
from xlmarket.functions.snapshot import Snapshot
from xlmarket.package.dates import EPOCH_1904
from xlmarket.package.limits import MOST_FORMULA
from xlmarket.package.literals import literal, placed
from xlmarket.package.values import CellRows, CellValue


class TemplateFunctions:
    """The functions of the registry in formulas of a template."""

    def has_calls(self, formula: str) -> bool:
        """Whether a formula calls one of our functions."""
        return bool(calls_in(formula))

    def problems(self, formula: str) -> list[TemplateError]:
        """Unknown functions and wrong counts of arguments, without a place."""
        return [error for call in calls_in(formula) if (error := _problem(call))]


def _problem(call: Call) -> TemplateError | None:
    try:
        spec = find_function(call.name)
    except FormulaError as error:
        return TemplateError(error.what, found=call.spelled, nearest=error.nearest)
    most, given = len(spec.parameters), call.given
    if len(given) > most:
        return TemplateError(
            f"{spec.cell_name} takes at most {most} arguments", found=len(given), allowed=spec.signature
        )
    for number, parameter in enumerate(spec.parameters):
        if not parameter.optional and not "".join(given[number : number + 1]):
            return TemplateError(f"{spec.cell_name} needs {parameter.name}", found=call.text, allowed=spec.signature)
    return None


@dataclass(frozen=True, slots=True)
class CallingFormula:
    """A formula with our functions under their own names, and its outermost calls."""

    text: str
    outermost: tuple[Call, ...]

    @property
    def calls(self) -> tuple[str, ...]:
        """The outermost calls as they are written."""
        return tuple(call.text for call in self.outermost)

    @property
    def is_call(self) -> bool:
        """Whether the formula is one call and nothing else."""
        return self.outermost[0].is_whole

    def with_values(self, values: Sequence[CellValue | CellRows]) -> str:
        """The formula with values in the place of its calls. Raises `TemplateError` where they have no room."""
        spans = (call.span for call in self.outermost)
        try:
            text = placed(self.text, [(span, literal(value)) for span, value in zip(spans, values, strict=True)])
        except FormulaError as error:
            raise TemplateError(error.what, found=error.found) from None
        if len(text) > MOST_FORMULA:
            raise TemplateError(f"with its values a formula has more than {MOST_FORMULA:,} characters", found=self.text)
        return text


def _no_reason(_: Call) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class SnapshotEvaluator:
    """Evaluates formulas on a snapshot. `formulas` is `values`, `lambda` or `addin`.

    `refuses` returns why the receiver's workbook could not calculate a call, or "".
    """

    snapshot: Snapshot
    formulas: str = "values"
    refuses: Callable[[Call], str] = _no_reason

    @property
    def keeps_formulas(self) -> bool:
        """Whether the finished workbook has the formulas."""
        return self.formulas != "values"

    def read(self, formula: str) -> CallingFormula:
        """A formula with our functions under their own names. Raises `TemplateError` for a call that is refused."""
        text, calls = _bare(formula)
        for call in calls:
            if why := self.refuses(call):
                remedy = f"write {{{{ {call.name.lower()}(…) }}}}, which is a value, or say --formulas values"
                raise TemplateError(why, found=call.text, remedy=remedy)
        return CallingFormula(text, outermost(calls))

    def value(self, formula: str, look_up: Callable[[str], Any], epoch: date) -> CellValue | CellRows:
        """The value of a formula. Raises `FormulaError` for one that cannot be read."""
        return evaluate(self.snapshot, formula, look_up, counts_from_1904=epoch == EPOCH_1904).value


def _bare(formula: str) -> tuple[str, tuple[Call, ...]]:
    """A formula with our functions under their own names, and its calls."""
    calls = calls_in(formula)
    if all(call.spelled == call.name for call in calls):
        return formula, calls
    for call in reversed(calls):
        formula = formula[: call.head[0]] + call.name + formula[call.head[1] :]
    return formula, calls_in(formula)
