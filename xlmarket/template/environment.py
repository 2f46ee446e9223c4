"""What templates may use besides their own values: filters, functions in formulas, and texts that name a day.

The engine has the filters that need no knowledge of the data. `report` adds those of markets and periods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from jinja2 import StrictUndefined, Undefined
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from xlmarket.errors import TemplateError
from xlmarket.template.evaluator import FormulaFunctions
from xlmarket.template.filters import FILTERS, missing
from xlmarket.template.marks import Marked

_REMOVED = ("lipsum", "cycler", "joiner", "namespace")
_HUGE_FILTERS = ("center", "indent", "format", "filesizeformat", "pprint", "xmlattr", "urlize")
MOST_POWER = 10_000


def _no_day(_: str) -> date | None:
    return None


def _in_text(value: Any) -> Any:
    """A value among other text. Raises `TemplateError` for one with a link or note, which is of a whole cell."""
    if isinstance(value, Marked):
        remedy = "let its tag stand alone in a cell"
        raise TemplateError("a text holds a value without a link or note", found=str(value), remedy=remedy)
    if callable(value) and not isinstance(value, Undefined):
        raise TemplateError(
            "a text holds values, not functions", found=str(value), remedy="call it with brackets: NAME()"
        )
    return "" if value is None else value


@dataclass(frozen=True, eq=False)
class Environment:
    """One for all templates of a kind: compiled templates are kept by file and environment.

    `filters` are known to expressions by these names, next to the engine's. `functions` are those that formulas may
    call, if there are any. `date_of` returns the day that a text means in a cell formatted as a date, or nothing.
    """

    filters: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    functions: FormulaFunctions | None = None
    date_of: Callable[[str], date | None] = _no_day

    @cached_property
    def sandbox(self) -> ImmutableSandboxedEnvironment:
        """The sandbox expressions run in."""
        return self.make_sandbox(keep_trailing_newline=True)

    def make_sandbox(self, **options: Any) -> ImmutableSandboxedEnvironment:
        """A sandbox for other texts than those of cells, with options of Jinja's environments: its loader, `autoescape`.

        It is not optimised, as that would work out constants outside of it.
        """
        sandbox = _Sandbox(undefined=StrictUndefined, optimized=False, **options)
        for name in _REMOVED:
            sandbox.globals.pop(name, None)
        for name in _HUGE_FILTERS:
            sandbox.filters.pop(name, None)
        sandbox.filters |= {**FILTERS, **self.filters}
        sandbox.tests["missing"] = missing
        sandbox.finalize = _in_text
        return sandbox

    def has_calls(self, formula: str) -> bool:
        """Whether a formula calls one of the functions."""
        return self.functions is not None and self.functions.has_calls(formula)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's immutable sandbox, in which no operator makes something huge out of something small."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        sides = (left, right)
        if operator == "%" and isinstance(left, str):
            raise SecurityError("% with a text")
        if operator == "*" and any(hasattr(side, "__len__") for side in sides):
            raise SecurityError("* with a text or list")
        if operator == "**" and any(abs(side) > MOST_POWER for side in sides if isinstance(side, (int, float))):
            raise SecurityError(f"** beyond {MOST_POWER:,}")
        return super().call_binop(context, operator, left, right)


PLAIN = Environment()
"""Values and the engine's filters, without functions in formulas."""
