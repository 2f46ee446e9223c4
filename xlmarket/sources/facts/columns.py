"""Expressions of a mapping as Ibis expressions over a table, with the types checked, so that all engines agree.

Arithmetic is in double precision. A division by zero has no value. Comparing with a missing value decides nothing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any, NoReturn

from xlmarket.config.expression import Call, Column, In, Like, Literal, Missing, Node, Operation, parse
from xlmarket.errors import Place, SourceError

_ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_LOGIC = {"and": operator.and_, "or": operator.or_}
NUMBER, TEXT, CONDITION, TIME = "number", "text", "condition", "time"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, as the expression of one key of the mapping reads them. Times of `zoned` ones have a zone."""

    table: Any
    place: Place
    key: str
    zoned: frozenset[str] = frozenset()

    def named(self, name: str) -> Any:
        """A column. Raises `SourceError` with the nearest names."""
        if name not in self.table.columns:
            raise SourceError.unknown(f"column in {self.key}", name, self.table.columns, where=self.place)
        return self.table[name]

    def number(self, source: str) -> Any:
        """An expression that is a number. Raises `SourceError` for any other."""
        return _double(self._of(parse(source), NUMBER))

    def exact(self, source: str, decimals: int) -> Any | None:
        """A column of whole numbers, or of decimals that need no rounding. None for any other expression."""
        node = parse(source)
        if not isinstance(node, Column):
            return None
        column = self.named(node.name)
        kind = column.type()
        scale = 0 if kind.is_integer() else kind.scale if kind.is_decimal() else None
        return column if scale is not None and scale <= decimals else None

    def condition(self, source: str) -> Any:
        """An expression that is true or false. Raises `SourceError` for any other."""
        return self._of(parse(source), CONDITION)

    def any(self, source: str) -> Any:
        """An expression of any kind."""
        return self._build(parse(source))

    def _of(self, node: Node, *kinds: str) -> Any:
        built = self._build(node)
        if kind_of(built) not in kinds:
            self._refuse(f"{_name(node)} is a {kind_of(built)}, not a {' or '.join(kinds)}")
        return built

    def _refuse(self, why: str) -> NoReturn:
        raise SourceError(f"{self.key}: {why}", where=self.place)

    def _build(self, node: Node) -> Any:
        import ibis

        match node:
            case Column(name):
                return self.named(name)
            case Literal(value):
                return ibis.literal(value)
            case Missing(operand):
                return undecided(self._build(operand))
            case Like(operand, pattern):
                return self._of(operand, TEXT).like(pattern)
            case In(operand, choices):
                return self._in(operand, choices)
            case Call():
                return self._call(node)
            case Operation():
                return self._operation(node)

    def _operation(self, node: Operation) -> Any:
        name = node.operator
        if name in _LOGIC:
            return reduce(_LOGIC[name], (self._of(part, CONDITION) for part in node.operands))
        if name == "not":
            return ~self._of(node.operands[0], CONDITION)
        if name in _COMPARE:
            return self._compare(name, *node.operands)
        left, right = (_double(self._of(part, NUMBER)) for part in node.operands)
        return left / right.nullif(0.0) if name == "/" else _ARITHMETIC[name](left, right)

    def _compare(self, name: str, first: Node, second: Node) -> Any:
        left, right = self._build(first), self._build(second)
        for built, node in ((left, first), (right, second)):
            if kind_of(built) == CONDITION and not isinstance(node, (Column, Literal)):
                self._refuse("a condition is combined with and, or and not, and is not compared")
        if TIME in (kind_of(left), kind_of(right)):
            left, right = self._time(left, first, right), self._time(right, second, left)
        elif kind_of(left) != kind_of(right):
            self._refuse(f"{_name(first)} is a {kind_of(left)} and {_name(second)} is a {kind_of(right)}")
        if kind_of(left) != NUMBER and kind_of(left) != TIME and name not in ("=", "!="):
            self._refuse(f"{_name(first)} is a {kind_of(left)}, which has no order that all engines share")
        return _COMPARE[name](_exact(left), _exact(right))

    def _time(self, built: Any, node: Node, other: Any) -> Any:
        """A side of a comparison of times: a column, or a text such as '2015-01-31'."""
        import ibis

        if kind_of(built) == TIME:
            if isinstance(node, Column) and node.name in self.zoned:
                self._refuse(f"{_name(node)} has a time zone, so its days depend on who reads them")
            return built
        text = node.value if isinstance(node, Literal) else None
        try:
            if other.type().is_date():
                return ibis.literal(date.fromisoformat(str(text)))
            return ibis.literal(datetime.fromisoformat(str(text)))
        except ValueError:
            self._refuse(f"a time is compared with a text such as '2015-01-31', not with {_name(node)}")

    def _in(self, operand: Node, choices: tuple[Literal, ...]) -> Any:
        built = self._of(operand, TEXT, NUMBER)
        kind = kind_of(built)
        wanted = [choice.value for choice in choices]
        if any((TEXT if isinstance(value, str) else NUMBER) != kind for value in wanted):
            self._refuse(f"{_name(operand)} is a {kind}, and not all choices are")
        return _exact(built).isin(wanted)

    def _call(self, call: Call) -> Any:
        import ibis

        if call.function == "abs":
            return _double(self._of(call.arguments[0], NUMBER)).abs()
        parts = [self._build(argument) for argument in call.arguments]
        if len({kind_of(part) for part in parts}) > 1:
            self._refuse("coalesce takes columns and values of one kind")
        return ibis.coalesce(*(_double(part) if kind_of(part) == NUMBER else part for part in parts))


def undecided(built: Any) -> Any:
    """Whether an expression has no value. Of a condition Spark cannot parse the test that others have."""
    if kind_of(built) != CONDITION:
        return built.isnull()
    return built.fill_null(True) & ~built.fill_null(False)


def kind_of(built: Any) -> str:
    """What an expression is: number, text, condition or time."""
    kind = built.type()
    if kind.is_boolean():
        return CONDITION
    if kind.is_numeric():
        return NUMBER
    if kind.is_string():
        return TEXT
    return TIME if kind.is_date() or kind.is_timestamp() else str(kind)


def _double(built: Any) -> Any:
    return built if built.type().is_float64() else built.cast("float64")


def _exact(built: Any) -> Any:
    """A side of a comparison: whole numbers as they are, others in double precision."""
    return _double(built) if kind_of(built) == NUMBER and not built.type().is_integer() else built


def _name(node: Node) -> str:
    match node:
        case Column(name):
            return name
        case Literal(value):
            return repr(value)
    return "an expression"
