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

from xlmarket.errors import TemplateError
from xlmarket.template.evaluator import FormulaFunctions
from xlmarket.template.filters import FILTERS, missing
from xlmarket.template.marks import Marked
from xlmarket.template.sandbox import Sandbox, make

_REMOVED = ("lipsum", "cycler", "joiner", "namespace")
_HUGE_FILTERS = ("center", "indent", "format", "filesizeformat", "pprint", "xmlattr", "urlize")


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
    def sandbox(self) -> Sandbox:
        """The sandbox expressions run in."""
        return self.make_sandbox(keep_trailing_newline=True)

    def make_sandbox(self, **options: Any) -> Sandbox:
        """A sandbox for other texts than those of cells, with options of Jinja's environments: its loader, `autoescape`."""
        sandbox = make(undefined=StrictUndefined, **options)
        for name in _REMOVED:
            sandbox.globals.pop(name, None)
        for name in _HUGE_FILTERS:
            sandbox.filters.pop(name, None)
        sandbox.add_filters({**FILTERS, **self.filters})
        sandbox.tests["missing"] = missing
        sandbox.finalize = _in_text
        return sandbox

    def has_calls(self, formula: str) -> bool:
        """Whether a formula calls one of the functions."""
        return self.functions is not None and self.functions.has_calls(formula)


PLAIN = Environment()
"""Values and the engine's filters, without functions in formulas."""
