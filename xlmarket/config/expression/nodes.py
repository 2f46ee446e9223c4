"""What an expression consists of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text, or true and false."""

    value: int | float | str | bool


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator on one or two operands: `+ - * / = != < <= > >= and or not`."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class In:
    """Whether an operand is one of several literals."""

    operand: Node
    choices: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Like:
    """Whether a text has a pattern, in which `%` is any text and `_` any character."""

    operand: Node
    pattern: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Whether an operand has no value."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function: `coalesce` or `abs`."""

    function: str
    arguments: tuple[Node, ...]


Node: TypeAlias = Column | Literal | Operation | In | Like | Missing | Call


def columns_of(node: Node) -> Iterator[str]:
    """The columns an expression reads, in order, each as often as it is read."""
    match node:
        case Column(name):
            yield name
        case Operation(_, parts) | Call(_, parts):
            for part in parts:
                yield from columns_of(part)
        case In(operand) | Like(operand) | Missing(operand):
            yield from columns_of(operand)
