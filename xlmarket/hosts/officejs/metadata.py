"""`functions.json`: what Excel shows of the functions before any is called, made from the registry."""

from __future__ import annotations

from xlmarket.functions import registry
from xlmarket.functions.spec import Function, Parameter

LONGEST = 255
"""What Excel's function wizard shows of a help text."""


def metadata(help_url: str = "") -> dict[str, object]:
    """The metadata of the functions: any value or range goes in, a value or a spill comes out, errors travel too."""
    return {
        "allowErrorForDataTypeAny": True,
        "functions": [_function(function, help_url) for function in registry().values()],
    }


def short(text: str) -> str:
    """A help text in one line, within Excel's limit."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def _function(function: Function, help_url: str) -> dict[str, object]:
    return {
        "id": function.cell_name,
        "name": function.cell_name,
        "description": short(function.summary),
        **({"helpUrl": f"{help_url}#{function.anchor}"} if help_url else {}),
        "parameters": [_parameter(parameter) for parameter in function.parameters],
        "result": {"type": "any", "dimensionality": "matrix"},
        "options": {"stream": False, "cancelable": True},
    }


def _parameter(parameter: Parameter) -> dict[str, object]:
    return {
        "name": parameter.name,
        "description": short(parameter.takes.help),
        "type": "any",
        "dimensionality": "matrix",
        "optional": parameter.optional,
    }
