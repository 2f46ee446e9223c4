"""How a worksheet function looks from Python: the name of its method, its keywords, its help. All from the registry.

`methods` makes the methods from it and `stub` the types that editors and mypy read.
"""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from inspect import Parameter as PythonParameter
from inspect import Signature

from xlmarket.functions.options import CHOICES, FREE
from xlmarket.functions.spec import Function, Parameter

ON_ERROR = ("return", "raise")
"""What the keyword `errors` takes: an error comes back in the answer (the default), or it is raised."""

LAYOUT = ("headers",)
"""Options that lay out cells of a worksheet. A table in Python has its header apart."""


@dataclass(frozen=True, slots=True)
class OptionKeyword:
    """A keyword of a method that stands for an option of a cell: `as_="percent"` for `as=percent`."""

    name: str
    option: str
    help: str
    choices: tuple[str, ...] = ()


@cache
def arguments_of(spec: Function) -> dict[str, Parameter]:
    """The arguments a method takes by place or keyword, by their Python names. Options have keywords of their own."""
    return {python_name(one.name): one for one in spec.parameters if one.takes.kind != "options"}


@cache
def options_of(spec: Function) -> tuple[OptionKeyword, ...]:
    """The options of a function as keywords of its method."""
    return tuple(
        OptionKeyword(python_name(key), key, FREE.get(key, ""), tuple(filter(None, CHOICES.get(key, ()))))
        for key in spec.options
        if key not in LAYOUT
    )


def python_name(name: str) -> str:
    """A name as Python can write it: `from` and `as` are words of the language."""
    return f"{name}_" if keyword.iskeyword(name) else name


def signature_of(spec: Function) -> Signature:
    """The signature of a method: arguments in the order of the cell, then options and `errors` by keyword alone."""
    by_place, by_name = PythonParameter.POSITIONAL_OR_KEYWORD, PythonParameter.KEYWORD_ONLY
    arguments = [
        PythonParameter(name, by_place, default=one.default if one.optional else PythonParameter.empty)
        for name, one in arguments_of(spec).items()
    ]
    options = [PythonParameter(option.name, by_name, default=None) for option in options_of(spec)]
    errors = PythonParameter("errors", by_name, default=ON_ERROR[0])
    return Signature([PythonParameter("self", by_place), *arguments, *options, errors])


def docstring_of(spec: Function) -> str:
    """The docstring of a method."""
    arguments = {name: one.takes.help for name, one in arguments_of(spec).items()}
    options = {option.name: option.help or ", ".join(option.choices) for option in options_of(spec)}
    errors = {"errors": "return (default): an error is the value of the answer; raise: it is raised"}
    parts = [spec.summary, spec.description, _listing("Arguments:", arguments | options | errors)]
    examples = [f"    {one.formula} → {one.shown} ({one.dataset})" for one in spec.examples if "\n" not in one.shown]
    parts.append("\n".join(["In a cell:", f"    ={spec.signature}", *examples]))
    return "\n\n".join(filter(None, parts))


def _listing(title: str, lines: Mapping[str, str]) -> str:
    return "\n".join([title, *(f"    {name}: {text}" for name, text in lines.items())])
