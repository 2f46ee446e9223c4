"""Expressions of templates as formulas: `m.value | over(scale.by)` is `MARKET_VALUE("Germany","2015Q4")/1000`.

The expression is read as Jinja reads it. A part that names a figure of a view, or calls a function, becomes a call. What
has no formula (a filter that makes a text) gives none, and its figures are still found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from jinja2 import nodes
from jinja2.environment import Template, TemplateExpression

from xlmarket.functions.registry import registry
from xlmarket.package.values import CellError
from xlmarket.report.context import plain_argument
from xlmarket.report.engine import ENVIRONMENT
from xlmarket.report.trace.calls import FigureCall, FigureCalls, literal

_OPERATORS: Mapping[type[nodes.Expr], str] = MappingProxyType(
    {nodes.Mul: "*", nodes.Add: "+", nodes.Sub: "-", nodes.Div: "/"}
)
_PASSING = ("default", "d")
"""Filters that leave a figure as it is."""


MOST_KEPT = 4096
"""How many expressions and parts of them are kept in compiled form."""


class _Untranslatable(Exception):
    """A part of an expression that has no formula."""


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A figure in an expression: how it is written there, its value, and the call it equals, if there is one."""

    source: str
    value: object
    call: FigureCall | None


class ExpressionReader:
    """Reads one expression or text of a cell with the scope it had."""

    def __init__(self, calls: FigureCalls, scope: Mapping[str, Any]) -> None:
        self.calls = calls
        self.scope = scope

    def formula(self, source: str) -> str:
        """Return the formula that an expression equals, empty where there is none."""
        try:
            text = self._formula(_parse(as_written(source)))
        except _Untranslatable:
            return ""
        return f"={text}" if "MARKET_" in text else ""

    def figures(self, source: str) -> tuple[NamedFigure, ...]:
        """Return the figures that an expression or a text names, each once."""
        figures: dict[str, NamedFigure] = {}
        for node in _outermost(_tree(as_written(source)), self._is_figure):
            call = self._call_of(node)
            name = _written(node)
            if call is not None and name not in figures:
                figures[name] = NamedFigure(name, self._value(node), call)
        return tuple(figures.values())

    def _is_figure(self, node: nodes.Node) -> bool:
        return isinstance(node, nodes.Expr) and self._call_of(node) is not None

    def _formula(self, node: nodes.Node) -> str:
        call = self._call_of(node)
        if call is not None:
            return call.text
        match node:
            case nodes.Mul() | nodes.Add() | nodes.Sub() | nodes.Div():
                left, right = self._operand(node.left), self._operand(node.right)
                return f"{left}{_OPERATORS[type(node)]}{right}"
            case nodes.Neg():
                return f"-{self._operand(node.node)}"
            case nodes.Filter(name="over") if node.node is not None:
                divisor = self._number(node.args[0]) if node.args else 1.0
                inner = self._operand(node.node)
                return inner if divisor == 1 else f"{inner}/{literal(divisor)}"
            case nodes.Filter() if node.node is not None and node.name in _PASSING:
                return self._formula(node.node)
            case nodes.CondExpr():
                chosen = node.expr1 if self._value(node.test) else node.expr2
                return self._formula(chosen) if chosen is not None else ""
            case nodes.Expr():
                return literal(self._number(node))
        raise _Untranslatable

    def _operand(self, node: nodes.Expr) -> str:
        text = self._formula(node)
        return f"({text})" if isinstance(node, (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div)) else text

    def _number(self, node: nodes.Expr) -> float:
        value = self._value(node)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise _Untranslatable
        return value

    def _call_of(self, node: nodes.Node) -> FigureCall | None:
        match node:
            case nodes.Getattr():
                return self.calls.of(self._value(node.node), node.attr)
            case nodes.Getitem(node=nodes.Getattr() as owner, arg=nodes.Const(value=int() as place)):
                return self.calls.of(self._value(owner.node), owner.attr, place)
            case nodes.Call(node=nodes.Name(name=name)) if name.upper() in registry():
                return self._called(name.upper(), node.args)
        return None

    def _called(self, function: str, arguments: Sequence[nodes.Expr]) -> FigureCall:
        """The call that a template writes itself, with the names of its markets."""
        given = [self._value(argument) for argument in arguments]
        plain = [
            self.calls.name_of(value.code) if getattr(value, "code", None) else plain_argument(value) for value in given
        ]
        plain = [None if isinstance(value, CellError) else value for value in plain]
        market = str(plain[0]) if plain and isinstance(plain[0], str) else ""
        period = str(plain[1]) if len(plain) > 1 and isinstance(plain[1], str) else self.calls.label
        return FigureCall(function, tuple(plain), market, period)

    def _value(self, node: nodes.Node) -> Any:
        """The value of a part of an expression, nothing where it has none here."""
        try:
            return _compiled(node)(**self.scope)
        except Exception:  # noqa: BLE001 - a branch of a text that is not taken may fail
            return None


@lru_cache(maxsize=MOST_KEPT)
def _tree(source: str) -> nodes.Template:
    return ENVIRONMENT.sandbox.parse(source)


@lru_cache(maxsize=MOST_KEPT)
def _compiled(node: nodes.Node) -> TemplateExpression:
    """A part of an expression that can be evaluated. The nodes of a tree that is kept are the same each time."""
    body: list[nodes.Node] = [nodes.Assign(nodes.Name("result", "store"), node, lineno=1)]
    template: Template = ENVIRONMENT.sandbox.from_string(nodes.Template(body, lineno=1))
    return TemplateExpression(template, undefined_to_none=True)


def _parse(source: str) -> nodes.Node:
    """The expression of a text that is one tag. Raises `_Untranslatable` for any other text."""
    template = _tree(source)
    found = [child for node in template.body for child in node.iter_child_nodes()]
    if len(found) != 1 or not isinstance(template.body[0], nodes.Output):
        raise _Untranslatable
    return found[0]


def as_written(source: str) -> str:
    """Return the source of a cell with the marks of its tags."""
    return source if "{{" in source or "{%" in source else "{{ " + source + " }}"


def _outermost(node: nodes.Node, wanted: Callable[[nodes.Node], bool]) -> Iterator[nodes.Node]:
    """The nodes that are wanted, without those inside them."""
    for child in node.iter_child_nodes():
        if wanted(child):
            yield child
        else:
            yield from _outermost(child, wanted)


def _written(node: nodes.Node) -> str:
    """How a figure is written: `m.share`, `h.parts[0]`, `market_share(…)`."""
    match node:
        case nodes.Name():
            return str(node.name)
        case nodes.Const():
            return repr(node.value)
        case nodes.Getattr():
            return f"{_written(node.node)}.{node.attr}"
        case nodes.Getitem():
            return f"{_written(node.node)}[{_written(node.arg)}]"
        case nodes.Call():
            return f"{_written(node.node)}({', '.join(map(_written, node.args))})"
    return "…"
