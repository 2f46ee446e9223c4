"""The gate: everything that comes into a function, from a cell, a template, Python or the wire, passes here.

`bind` gives each parameter its value as a cell or rows of cells. `read_call_options` reads the last argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeGuard

from xlmarket.errors import ArgumentError, NotAvailable
from xlmarket.functions.foreign import to_argument
from xlmarket.functions.options import ALL_OPTIONS, CallOptions, read_options
from xlmarket.functions.spec import Function, Parameter
from xlmarket.package.values import is_number

Arguments = tuple[Any, ...]
"""One value per parameter: a cell, a tuple of cells, a tuple of rows, or None."""


def bind(function: Function, arguments: Sequence[Any], keywords: Mapping[str, Any] | None = None) -> Arguments:
    """Return one value per parameter. What is omitted or empty is None, and an array of one cell is that cell.

    Keywords are parameters, or options of the function in place of its options text: `kind="YOY", currency="USD"`.
    A trailing underscore, as in `from_`, is dropped. Raises `ArgumentError` for too many arguments, an unknown keyword
    or one given twice, and a parameter that is needed.
    """
    parameters = function.parameters
    if len(arguments) > len(parameters):
        what = f"{function.cell_name} takes at most {len(parameters)} arguments"
        raise ArgumentError(what, found=len(arguments), allowed=function.signature)
    values = [*map(_value, arguments), *[None] * (len(parameters) - len(arguments))]
    if keywords:
        _place_keywords(function, values, keywords)
    for parameter, value in zip(parameters, values, strict=True):
        if value is None and not parameter.optional:
            raise ArgumentError(f"{function.cell_name} needs {parameter.name}", allowed=function.signature)
    return tuple(values)


def read_call_options(function: Function, arguments: Arguments) -> CallOptions:
    """Return the options of a call. Raises `ArgumentError` for a text that cannot be read or has no meaning here."""
    text = next((v for p, v in zip(function.parameters, arguments, strict=True) if p.takes.kind == "options"), None)
    if text is not None and not isinstance(text, str):
        raise ArgumentError("options are one text", found=text, allowed="quality=any; currency=USD")
    options = read_options(text or "")
    for key, _ in options.given:
        if key not in function.options:
            raise ArgumentError(f"the option {key} has no meaning for {function.cell_name}", allowed=function.options)
    return options


def read_text(value: Any, noun: str) -> str:
    """Return a text. Raises `NotAvailable` where it is empty, `ArgumentError` where it is not a text."""
    if isinstance(value, str) and value.strip():
        return value
    if is_empty(value):
        raise NotAvailable(f"the {noun} is empty")
    raise ArgumentError(f"a {noun} is a text", found=value)


def read_choice(parameter: Parameter, value: Any) -> str:
    """Return one of the choices of a parameter in capitals. Raises `ArgumentError` with the choices and the nearest."""
    word = str(parameter.default if value is None else value).strip().upper()
    if word in parameter.takes.choices:
        return word
    raise ArgumentError.invalid(parameter.name, value, parameter.takes.choices)


def read_line(value: Any) -> Sequence[Any]:
    """Return the cells of a scalar, row or column. Raises `ArgumentError` for a block, which has no one order."""
    if not is_array(value):
        return (value,)
    if not any(map(is_array, value[:1])):
        cells: Sequence[Any] = value
        return cells
    if len(value) > 1 and max(map(len, value)) > 1:
        raise ArgumentError("a list of names or periods is one row or one column", found=f"{len(value)} rows")
    return [cell for row in value for cell in row]


def read_count(value: Any, noun: str) -> int:
    """Return a whole number from 1. Raises `ArgumentError` for anything else."""
    if not is_number(value) or value != int(value) or value < 1:
        raise ArgumentError(f"{noun} takes a whole number from 1", found=value)
    return int(value)


def is_empty(value: object) -> bool:
    """Whether a value is omitted, an empty text or an empty cell.

    Excel hands an empty cell over as 0, and no argument of ours means anything by 0.
    """
    if isinstance(value, str):
        return not value.strip()
    return value is None or (value == 0 and type(value) in (int, float))


def is_array(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    """Whether an argument holds cells rather than being one."""
    return isinstance(value, (list, tuple))


def as_rows(value: Any) -> tuple[tuple[Any, ...], ...]:
    """Return an argument as rows: a scalar is one cell, a flat list one row."""
    if not is_array(value):
        return ((value,),)
    if value and all(is_array(row) for row in value):
        return tuple(tuple(row) for row in value)
    return (tuple(value),)


def flat(value: Any) -> tuple[Any, ...]:
    """Return all cells of an argument in reading order."""
    return tuple(cell for row in as_rows(value) for cell in row)


def _value(argument: Any) -> Any:
    value = argument if type(argument) is str else to_argument(argument)
    while is_array(value) and len(value) == 1:
        value = value[0]
    return None if is_empty(value) else value


def _place_keywords(function: Function, values: list[Any], keywords: Mapping[str, Any]) -> None:
    """Put keywords in the places of their parameters. Options join the options text."""
    places = {parameter.name: place for place, parameter in enumerate(function.parameters)}
    options: list[str] = []
    for keyword, argument in keywords.items():
        name = keyword.rstrip("_")
        if name in places:
            if values[places[name]] is not None:
                raise ArgumentError(f"{function.cell_name} got {name} twice", found=argument)
            values[places[name]] = _value(argument)
        elif function.options and name in ALL_OPTIONS:
            options += [] if argument is None else [f"{name}={_option_text(name, argument)}"]
        else:
            raise ArgumentError.unknown("keyword", keyword, [*places, *function.options])
    if options:
        values[places["options"]] = "; ".join(filter(None, [values[places["options"]], *options]))


def _option_text(name: str, argument: Any) -> str:
    """The value of an option as its text: dates in ISO form, weights as `name:number,name:number`."""
    if isinstance(argument, Mapping):
        text = ",".join(f"{key}:{value}" for key, value in argument.items())
    elif isinstance(argument, Iterable) and not isinstance(argument, str):
        raise ArgumentError(f"the option {name} takes one value", found=argument)
    elif isinstance(argument, bool):
        text = str(int(argument))
    else:
        text = argument.isoformat()[:10] if isinstance(argument, date) else str(argument)
    if ";" in text:
        raise ArgumentError(f"the option {name} has no semicolon in its value", found=text)
    return text
