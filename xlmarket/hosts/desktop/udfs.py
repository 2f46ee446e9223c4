"""The module that xlwings imports in Excel's Python: one function per entry of the registry, and `open_figures`.

Excel does not see these functions. The VBA wrapper of the add-in calls them by name. On other systems xlwings'
decorators do nothing, and these are plain Python functions.
"""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlwings

from xlmarket.config import load_config
from xlmarket.errors import XlmarketError
from xlmarket.functions import call, open_snapshot, registry
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.spec import Function, Parameter
from xlmarket.hosts.desktop.crossing import MARK, UNOPENED, answer_out, argument_in

CATEGORY = "xlmarket"
_opened: dict[str, Snapshot] = {}


def open_figures(dataset: str | None = None, store: str | None = None, config: str | None = None) -> str:
    """Open the figures again and return their version. The same version gives the same answers. Raises `XlmarketError`."""
    found = open_snapshot(dataset or None, store=store or None, config=load_config(Path(config)) if config else None)
    kept = _opened.get("figures")
    if kept is None or kept.version != found.version:
        _opened["figures"] = found
    return found.version


def _argument_name(parameter: Parameter) -> str:
    return f"{parameter.name}_" if keyword.iskeyword(parameter.name) else parameter.name


def _udf(spec: Function) -> Callable[..., Any]:
    """A function of the registry with xlwings' decorators."""

    def answer(*arguments: Any) -> Any:
        snapshot = _opened.get("figures")
        if snapshot is None:
            return UNOPENED
        return answer_out(call(snapshot, spec.cell_name, *(argument_in(argument) for argument in arguments)))

    names = [_argument_name(parameter) for parameter in spec.parameters]
    answer.__name__ = answer.__qualname__ = spec.cell_name
    answer.__doc__ = spec.summary
    answer.__annotations__ = {}
    vars(answer)["__signature__"] = inspect.Signature(
        [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None) for name in names]
    )
    made: Callable[..., Any] = xlwings.func(category=CATEGORY)(answer)
    for name, parameter in zip(names, spec.parameters, strict=True):
        made = xlwings.arg(name, ndim=2, err_to_str=True, doc=parameter.takes.help)(made)
    return made


for _spec in registry().values():
    globals()[_spec.cell_name] = _udf(_spec)


def _opening() -> Callable[..., Any]:
    """`open_figures` for VBA. An error is returned as a marked sentence."""

    def opened(dataset: Any = None, store: Any = None, config: Any = None) -> str:
        try:
            return open_figures(dataset, store, config)
        except XlmarketError as fault:
            return f"{MARK}{fault}"

    opened.__name__ = opened.__qualname__ = "XLMARKET_OPEN"
    opened.__annotations__ = {}
    made: Callable[..., Any] = xlwings.func(category=CATEGORY)(opened)
    return made


XLMARKET_OPEN = _opening()
