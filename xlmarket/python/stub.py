"""The types of the methods for editors and mypy: `methods.pyi`, written from the registry by `make docs`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from xlmarket.functions import registry
from xlmarket.functions.spec import Function, Parameter
from xlmarket.python.answering import ALWAYS_TABLES
from xlmarket.python.signatures import ON_ERROR, arguments_of, docstring_of, options_of

FILE = Path(__file__).with_name("methods.pyi")
HEAD = '''\
"""The types of the methods. Written by `make docs` from the registry: change the declaration of a function instead."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, overload

import numpy as np
import pandas as pd

from xlmarket.functions import Answer
from xlmarket.functions.snapshot import Snapshot
from xlmarket.python.table import FigureTable

MarketList = list[str] | tuple[str, ...] | pd.Series[Any] | pd.Index[Any] | np.ndarray[Any, Any]
PeriodValue = str | int | date | pd.Period
PeriodList = list[Any] | tuple[Any, ...] | pd.Series[Any] | pd.Index[Any] | np.ndarray[Any, Any]

class MarketMethods:
    snapshot: Snapshot
'''
ONE, SEVERAL, EITHER = "one", "several", "either"
_MARKETS = {ONE: "str", SEVERAL: "MarketList", EITHER: "str | MarketList"}
_PERIODS = {ONE: "PeriodValue", SEVERAL: "PeriodList", EITHER: "PeriodValue | PeriodList"}
_OPTIONS = {
    "as_of": "str | date | int",
    "level": "float",
    "fill": "str | float",
    "weights": "str | Mapping[str, float]",
}
_KINDS = {"period": "PeriodValue", "within": "str", "metric": "str"}


def text() -> str:
    """The stub, in the layout of ruff: no blank line after a method without a body."""
    methods = "".join(line for spec in registry().values() for line in _methods(spec))
    return HEAD + methods.replace(" ...\n\n", " ...\n")


def _methods(spec: Function) -> Iterator[str]:
    """The method of a function, once for each kind of result: an answer for one figure, a table for several."""
    variants = list(_variants(spec))
    for number, (markets, periods, result) in enumerate(variants):
        yield "\n    @overload\n" if len(variants) > 1 else "\n"
        yield _method(spec, markets, periods, result, with_help=number == 0)


def _variants(spec: Function) -> Iterator[tuple[str, str, str]]:
    """How many markets and periods go in, and the type of the result."""
    kinds = [one.takes.kind for one in spec.parameters]
    if spec.method in ALWAYS_TABLES:
        yield EITHER, EITHER, "FigureTable"
        return
    yield ONE, ONE, "Answer"
    if "markets" in kinds or spec.method in ("code", "name", "outlook"):
        yield SEVERAL, EITHER, "FigureTable"
    if "periods" in kinds:
        yield ONE, SEVERAL, "FigureTable"


def _method(spec: Function, markets: str, periods: str, result: str, *, with_help: bool) -> str:
    arguments = list(_arguments(spec, markets, periods))
    options = [f"{one.name}: {_option_type(one.option, one.choices)} | None = None" for one in options_of(spec)]
    errors = f'errors: {_literal(ON_ERROR)} = "{ON_ERROR[0]}"'
    star = [] if "*" in arguments else ["*"]
    lines = "".join(f"        {line},\n" for line in ("self", *arguments, *star, *options, errors))
    body = f"\n{_indent(docstring_of(spec))}\n" if with_help else " ...\n"
    return f"    def {spec.method}(\n{lines}    ) -> {result}:{body}"


def _arguments(spec: Function, markets: str, periods: str) -> Iterator[str]:
    """The arguments with their types. A list of periods that follows optional ones is given by keyword."""
    optional = False
    for name, one in arguments_of(spec).items():
        must = one.takes.kind == "periods" and periods == SEVERAL
        if must and optional:
            yield "*"
        kind = _argument_type(spec, one, markets, periods)
        optional = optional or (one.optional and not must)
        yield f"{name}: {kind}" if must or not one.optional else _with_default(name, kind, one.default)


def _with_default(name: str, kind: str, default: object) -> str:
    if default is None:
        return f"{name}: Any = None" if kind == "Any" else f"{name}: {kind} | None = None"
    return f'{name}: {kind} = "{default}"'


def _argument_type(spec: Function, one: Parameter, markets: str, periods: str) -> str:
    kind = one.takes.kind
    if kind == "markets" or (spec.plain and one is spec.parameters[0]):
        return "str" if spec.method in ("find", "members") else _MARKETS[markets]
    if kind == "periods":
        return _PERIODS[periods]
    return _literal(one.takes.choices) if kind == "choice" else _KINDS.get(kind, "Any")


def _option_type(option: str, choices: tuple[str, ...]) -> str:
    return _literal(choices) if choices else _OPTIONS.get(option, "str")


def _literal(words: tuple[str, ...]) -> str:
    quoted = ", ".join(f'"{word}"' for word in words)
    return f"Literal[{quoted}]"


def _indent(docstring: str) -> str:
    escaped = docstring.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    lines = f'"""{escaped}\n"""'.splitlines()
    return "\n".join(f"        {line}" if line else "" for line in lines)


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else FILE).write_text(text(), encoding="utf-8")
