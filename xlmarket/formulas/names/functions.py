"""The LAMBDA names: read from `worksheet.lambda`, their parameters and help from the registry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from xlmarket.formulas.names.storage import HIDDEN, file_formula
from xlmarket.functions.help import short_help
from xlmarket.functions.registry import find_function
from xlmarket.functions.spec import Function
from xlmarket.package.limits import MOST_FORMULA

_SOURCE = Path(__file__).with_name("worksheet.lambda")
_HEAD = re.compile(r"^(?P<name>[A-Z]\w*)(?:\((?P<parameters>[^)]*)\))? =\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LambdaName:
    """A defined name as the file holds it. `help` is what Excel shows next to it."""

    name: str
    text: str
    help: str = ""

    @property
    def is_hidden(self) -> bool:
        return self.name.startswith(HIDDEN)


@cache
def _sources() -> Mapping[str, str]:
    """What stands under each head of the file."""
    text = _SOURCE.read_text(encoding="utf-8")
    heads = list(_HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return {head[0]: text[head.end() : end] for head, end in zip(heads, ends, strict=True)}


@cache
def available_functions() -> tuple[str, ...]:
    """The functions of the registry that a worksheet can say."""
    return tuple(sorted(head.split(" ")[0] for head in _sources() if head.startswith("MARKET_")))


@cache
def names() -> tuple[LambdaName, ...]:
    """Every formula with a name, without the prefix the user may want."""
    return tuple(_lambda_name(head, body) for head, body in _sources().items())


def _lambda_name(head: str, body: str) -> LambdaName:
    found = _HEAD.match(head)
    assert found is not None  # noqa: S101 - heads were found by the same expression
    if found["name"].isupper():
        spec = find_function(found["name"])
        return LambdaName(
            spec.cell_name, file_formula(_with_parameters(spec, body)), short_help(f"{spec.signature} {spec.summary}")
        )
    return LambdaName(HIDDEN + found["name"], file_formula(f"LAMBDA({found['parameters']},{body})"))


def _with_parameters(spec: Function, body: str) -> str:
    """The body with its parameters: arrays of one cell are that cell, omitted is empty, an error given comes back."""
    heads = ",".join(f"[{one.name}]" if one.optional else one.name for one in spec.parameters)
    taken = ",".join(
        f'{one.name}_,IF(ISOMITTED({one.name}),"",Lone({one.name}))'
        if one.optional
        else f"{one.name}_,Lone({one.name})"
        for one in spec.parameters
    )
    inner = body
    for one in reversed(spec.parameters):
        inner = f"IF(TYPE({one.name}_)=16,{one.name}_,{inner})"
    for one in spec.parameters:
        inner = inner if one.optional else f"IF(Blank({one.name}_),#VALUE!,{inner})"
    return f"LAMBDA({heads},LET({taken},{inner}))"


def too_long() -> list[str]:
    """Names whose formula is longer than Excel allows."""
    return [one.name for one in names() if len(one.text) >= MOST_FORMULA]
