"""The sandbox that expressions, texts, pages and decks run in: Jinja2's immutable one, in which nothing runs away.

Before Python code is made of a template, its loops, lists, joined texts and parts of other files are put inside filters
of ours, which count and bound them. Operators, calls and filters are bounded where Jinja2 lets a sandbox do it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from functools import wraps
from typing import Any

from jinja2 import nodes, pass_eval_context
from jinja2.exceptions import SecurityError
from jinja2.nodes import EvalContext
from jinja2.runtime import LoopContext, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEscapeFormatter, SandboxedFormatter
from markupsafe import Markup

from xlmarket.template.bounds import (
    CALL,
    MOST_BITS,
    Counted,
    bounded,
    charge,
    check_list,
    check_nodes,
    check_text,
    check_width,
    length_of,
    size_of,
)
from xlmarket.template.guards import FILTER_GUARDS, LISTED_FIRST, guard_method, listed

MOST_POWER = 10_000
_COUNT, _BOUND, _JOIN, _PART = "xlmarket counts", "xlmarket bounds", "xlmarket joins", "xlmarket part"
"""Names of our own filters. No template can write them, since a name has no blank."""
_DIGITS = re.compile(r"\d+")


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's immutable sandbox, in which no operator, call or filter makes something huge out of something small."""

    intercepted_binops = frozenset(["+", "*", "**", "%"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        _check_operator(operator, left, right)
        return bounded(super().call_binop(context, operator, left, right), operator)

    def call(__self, __context: Any, __obj: Any, *args: Any, **named: Any) -> Any:  # noqa: N805 - as Jinja2 has it
        charge(CALL)
        guard_method(__obj, args, named)
        if isinstance(__obj, LoopContext):
            args = tuple(map(Counted, args[:1])) + args[1:]
        return bounded(super().call(__context, __obj, *args, **named), getattr(__obj, "__name__", "a call"))

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        if super().wrap_str_format(value) is None:
            return None
        text: str = value.__self__
        has_one_map = value.__name__ == "format_map"

        @wraps(value)
        def wrapper(*args: Any, **named: Any) -> str:
            if has_one_map:
                (named,), args = args, ()
            formatter = _EscapeFormatter(self, escape=text.escape) if isinstance(text, Markup) else _Formatter(self)
            return type(text)(formatter.vformat(text, args, named))

        return wrapper

    def concat(self, pieces: Iterable[str]) -> str:
        """The text of a macro or block."""
        held, size = [], 0
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            check_text(size, "a block")
        return "".join(held)

    def _generate(self, source: nodes.Template, *args: Any, **named: Any) -> str:
        return super()._generate(_bound(source), *args, **named)

    def add_filters(self, filters: Mapping[str, Callable[..., Any]]) -> None:
        """Add filters, each with its guard, and with its result bounded."""
        self.filters |= {name: _bounded_filter(name, function) for name, function in filters.items()}


def make(**options: Any) -> Sandbox:
    """A sandbox with the filters of Jinja2. It is not optimised, as that would work out constants outside of it."""
    sandbox = Sandbox(optimized=False, **options)
    sandbox.add_filters(dict(sandbox.filters))
    sandbox.filters |= {_COUNT: Counted, _BOUND: _bounded_literal, _JOIN: _join, _PART: _part}
    return sandbox


def _check_operator(operator: str, left: Any, right: Any) -> None:
    sides = (left, right)
    if operator == "%" and isinstance(left, (str, bytes)):
        raise SecurityError("% with a text")
    if operator == "*" and any(hasattr(side, "__len__") for side in sides):
        raise SecurityError("* with a text or list")
    if operator == "**" and any(abs(side) > MOST_POWER for side in sides if isinstance(side, (int, float))):
        raise SecurityError(f"** beyond {MOST_POWER:,}")
    if operator == "*" and sum(side.bit_length() for side in sides if isinstance(side, int)) > MOST_BITS:
        raise SecurityError("* with numbers of too many digits")
    if operator == "+" and all(isinstance(side, str) for side in sides):
        check_text(len(left) + len(right), "+")
    elif operator == "+" and all(hasattr(side, "__len__") for side in sides):
        check_list(len(left) + len(right), "+")


class _Sizes:
    """A formatter whose fields are neither too wide nor together too long."""

    size = 0

    def format_field(self, value: Any, format_spec: str) -> Any:
        for digits in _DIGITS.findall(format_spec):
            check_width(int(digits[:9]), "the width of a field")
        check_text(len(format_spec), "format")
        text = super().format_field(value, format_spec)  # type: ignore[misc]
        self.size += len(text)
        check_text(self.size, "format")
        return text

    def convert_field(self, value: Any, conversion: Any) -> Any:
        check_nodes(size_of(value), "format")
        return super().convert_field(value, conversion)  # type: ignore[misc]


class _Formatter(_Sizes, SandboxedFormatter):
    pass


class _EscapeFormatter(_Sizes, SandboxedEscapeFormatter):
    pass


def _bounded_filter(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    guard, skips = FILTER_GUARDS.get(name), hasattr(function, "jinja_pass_arg")

    @wraps(function)
    def wrapper(*args: Any, **named: Any) -> Any:
        if guard is not None:
            before, given = args[: 1 if skips else 0], args[1 if skips else 0 :]
            if name in LISTED_FIRST and given:
                given = (listed(given[0], name), *given[1:])
            guard(*given, **named)
            args = (*before, *given)
        return bounded(function(*args, **named), name)

    return wrapper


def _bounded_literal(value: Any) -> Any:
    return bounded(value, "a list")


@pass_eval_context
def _join(context: EvalContext, pieces: Sequence[Any]) -> str:
    """The texts of `~`, joined as Jinja2 does."""
    check_nodes(size_of(pieces), "~")
    text: str = bounded(markup_join(pieces) if context.autoescape else str_join(pieces), "~")
    return text


def _part(name: Any) -> Any:
    """The name of a part that a page includes, extends or imports."""
    charge(1 + length_of(name))
    return name


def _bound(node: Any) -> Any:
    """A copy of a tree in which what loops, joins or makes lists goes through our filters. The tree stays as it is."""
    made = copy(node)
    for field, value in node.iter_fields():
        if isinstance(value, nodes.Node):
            setattr(made, field, _bound(value))
        elif isinstance(value, list):
            setattr(made, field, [_bound(item) if isinstance(item, nodes.Node) else item for item in value])
    match made:
        case nodes.For():
            made.iter = _through(_COUNT, made.iter)
        case nodes.Include():
            made.template = _through(_PART, made.template)
        case nodes.Concat():
            return _through(_JOIN, nodes.List(made.nodes, lineno=made.lineno, environment=made.environment))
        case nodes.List() | nodes.Dict():
            return _through(_BOUND, made)
        case nodes.Tuple() if made.ctx == "load":
            return _through(_BOUND, made)
    return made


def _through(name: str, value: Any) -> nodes.Filter:
    return nodes.Filter(value, name, [], [], None, None, lineno=value.lineno, environment=value.environment)
