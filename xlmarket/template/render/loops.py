"""What blocks do with their lists, for rows, columns and whole sheets alike: the items, their names, and `loop`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xlmarket.errors import Place, TemplateError
from xlmarket.template.plan.expressions import Expression, Scope
from xlmarket.template.plan.selection import Selection, bind, check_list


@dataclass(frozen=True, slots=True)
class Loop:
    """What `loop` is inside a block (`colloop` inside repeated columns)."""

    index0: int
    length: int

    @property
    def index(self) -> int:
        """The number of the item, from 1."""
        return self.index0 + 1

    @property
    def first(self) -> bool:
        """Whether the item is the first."""
        return self.index0 == 0

    @property
    def last(self) -> bool:
        """Whether the item is the last."""
        return self.index == self.length


def items_of(expression: Expression | Selection, scope: Scope, where: Place, *, counted: bool = True) -> Iterable[Any]:
    """The items of a block. An iterator stays one unless they have to be `counted`.

    Raises `TemplateError` for what is not a list.
    """
    try:
        items = check_list(expression.value(scope), expression.source)
        if counted and not isinstance(items, (list, tuple)):
            return list(items)
    except TemplateError as error:
        raise error.at(where) from None
    if isinstance(items, (list, tuple)):
        return items
    if not isinstance(items, Iterator):
        return list(items)
    return _place_errors(items, where) if isinstance(expression, Selection) else items


def bind_at(variables: tuple[str, ...], item: Any, where: Place) -> Mapping[str, Any]:
    """An item by the names of its block. Raises `TemplateError` where it does not have as many parts."""
    try:
        return bind(variables, item)
    except TemplateError as error:
        raise error.at(where) from None


def _place_errors(items: Iterator[Any], where: Place) -> Iterator[Any]:
    """The items of a list whose clauses are worked out as it is read."""
    try:
        yield from items
    except TemplateError as error:
        raise error.at(where) from None
