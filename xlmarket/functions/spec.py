"""What a worksheet function is: its name, parameters and help, all read from its signature and docstring.

Declarations decorate their bodies with `function`. The registry collects what that makes.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from xlmarket.errors import FormulaError
from xlmarket.markets import Market
from xlmarket.nearest import nearest
from xlmarket.periods import Bucket


@dataclass(frozen=True, slots=True)
class Takes:
    """How an argument is read: `kind` names the reader, `help` is the text of the manual, `choices` are the words allowed."""

    kind: str
    help: str
    choices: tuple[str, ...] = ()


MARKET_HELP = "a country, group, region or any market the data bring; several spill down"
PERIOD_HELP = "2015, 2015Q4, 2015-11, latest-4, LTM 2015Q4, 2010:2015 …; several spill across; default: the latest"

OMITTED: Any = None
"""The default of an argument that is left out, an empty text or an empty cell."""

FIRST: Any = "first"
"""The default of a period that is the first one with figures."""

Many = Annotated[Sequence[Market], Takes("markets", MARKET_HELP)]
Periods = Annotated[Sequence[Bucket], Takes("periods", PERIOD_HELP)]
Start = Annotated[Bucket, Takes("period", "the earlier period")]
End = Annotated[Bucket, Takes("period", "the later period; default: the latest")]
Within = Annotated[Market | None, Takes("within", "the whole: a group or region; default: the total of the data set")]
MetricName = Annotated[str, Takes("metric", "what is measured; default: the data set's default metric")]
OptionsText = Annotated[str, Takes("options", "one text, key=value; key=value")]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as hosts and manual show it."""

    name: str
    takes: Takes
    optional: bool
    default: object = None

    @property
    def is_period(self) -> bool:
        """Whether it takes a period, by its reader or, in functions that get raw arguments, by its name."""
        return self.takes.kind in ("period", "periods") or self.name == "period"

    @property
    def label(self) -> str:
        return f"[{self.name}]" if self.optional else self.name


@dataclass(frozen=True, slots=True)
class FormulaExample:
    """A formula of the docstring and what a cell shows, on a shipped data set."""

    formula: str
    shown: str
    dataset: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Function:
    """A worksheet function: what its declaration gives, and what is read from the declared body when it is needed.

    A `plain` one reads no metric: its body gets the snapshot and raw arguments, any other an `Ask` and what its
    parameters mean. `options` are the keys of the last argument that have a meaning for it.
    """

    family: str
    format: str
    body: Callable[..., Any]
    plain: bool = False
    options: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.body.__name__

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters with how they are read. Raises `TypeError` for an annotation without that."""
        return _parameters(self.body)

    @property
    def summary(self) -> str:
        return self._help[0]

    @property
    def description(self) -> str:
        return self._help[1]

    @property
    def examples(self) -> tuple[FormulaExample, ...]:
        return self._help[2]

    @cached_property
    def _help(self) -> tuple[str, str, tuple[FormulaExample, ...]]:
        return _read_help(inspect.getdoc(self.body) or "")

    @property
    def cell_name(self) -> str:
        """The one rule of names: market_share, MARKET_SHARE, .share, #market-share."""
        return self.name.upper()

    @property
    def method(self) -> str:
        return self.name.removeprefix("market_")

    @property
    def anchor(self) -> str:
        return self.name.replace("_", "-")

    @property
    def signature(self) -> str:
        return f"{self.cell_name}({', '.join(parameter.label for parameter in self.parameters)})"


_EXAMPLE = re.compile(r"^ *(=.+?) +→ +(.+?)(?: +\(([\w-]+)\))?$", re.MULTILINE)
DEFAULT_EXAMPLE_DATASET = "sample-quarterly"


def function(
    family: str, form: str, *, plain: bool = False, options: tuple[str, ...] = ()
) -> Callable[[Callable[..., Any]], Function]:
    """Declare a worksheet function whose name, parameters and help are those of the decorated Python function.

    `form` is one of `functions/forms.py`: how a cell shows its answers.
    """

    def declare(body: Callable[..., Any]) -> Function:
        return Function(family=family, format=form, body=body, plain=plain, options=options)

    return declare


def _read_help(text: str) -> tuple[str, str, tuple[FormulaExample, ...]]:
    """The summary, the description and the examples of a docstring."""
    examples = tuple(
        FormulaExample(formula, shown.replace(r"\n", "\n").replace(r"\t", "\t"), dataset or DEFAULT_EXAMPLE_DATASET)
        for formula, shown, dataset in _EXAMPLE.findall(text)
    )
    prose = _EXAMPLE.sub("", text).replace("Examples:", "").replace("Example:", "").strip()
    summary, _, rest = prose.partition("\n")
    return summary, rest.strip(), examples


def _parameters(body: Callable[..., Any]) -> tuple[Parameter, ...]:
    hints = get_type_hints(body, include_extras=True)
    signature = inspect.signature(body)
    parameters = []
    for name, parameter in list(signature.parameters.items())[1:]:
        optional = parameter.default is not inspect.Parameter.empty
        takes = _takes(hints[name])
        parameters.append(Parameter(name.rstrip("_"), takes, optional, parameter.default if optional else None))
    return tuple(parameters)


def _takes(hint: Any) -> Takes:
    if get_origin(hint) is Annotated:
        return next(extra for extra in get_args(hint)[1:][::-1] if isinstance(extra, Takes))
    raise TypeError(f"a parameter of a worksheet function says how it is read: {hint}")


def find_named(functions: Mapping[str, Function], name: str) -> Function:
    """Return a function by its name in any case. Raises `FormulaError` with the nearest names."""
    function = functions.get(name.strip().upper())
    if function is None:
        raise FormulaError.unknown("function", name, allowed=(), nearest=nearest(name, functions, limit=3))
    return function


def functions_of(*modules: ModuleType) -> Iterator[Function]:
    """Yield the functions that modules declare, in their order."""
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Function) and value.body.__module__ == module.__name__:
                yield value
