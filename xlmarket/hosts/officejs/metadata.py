"""`functions.json`: names and help of the functions for Excel, generated from the registry."""

from __future__ import annotations

from xlmarket.functions import registry
from xlmarket.functions.help import short_help
from xlmarket.functions.spec import Function, Parameter


def metadata() -> dict[str, object]:
    """The metadata. Arguments may be values, ranges, errors or data types, and results may spill."""
    return {
        "allowCustomDataForDataTypeAny": True,
        "allowErrorForDataTypeAny": True,
        "functions": [_function(function) for function in registry().values()],
    }


def _function(function: Function) -> dict[str, object]:
    return {
        "id": function.cell_name,
        "name": function.cell_name,
        "description": short_help(function.summary),
        "options": {"cancelable": True},
        "parameters": [_parameter(parameter) for parameter in function.parameters],
        "result": {"dimensionality": "matrix"},
    }


def _parameter(parameter: Parameter) -> dict[str, object]:
    return {
        "name": parameter.name,
        "description": short_help(parameter.takes.help),
        "type": "any",
        "dimensionality": "matrix",
        **({"optional": True} if parameter.optional else {}),
    }
