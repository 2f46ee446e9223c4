"""What blocks do with their lists, for rows, columns and whole sheets alike: the items, their names, and `loop`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xlmarket.errors import Place, TemplateError
from xlmarket.package.values import CellError
from xlmarket.template.plan.expressions import Expression, Scope


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


def items_of(expression: Expression, scope: Scope, where: Place, *, counted: bool = True) -> Iterable[Any]:
    """The items of a block. An iterator stays one unless they have to be `counted`.

    Raises `TemplateError` for what is not a list.
    """
    try:
        items = expression.value(scope)
    except TemplateError as error:
        raise error.at(where) from None
    if isinstance(items, (str, CellError)) or not hasattr(items, "__iter__"):
        raise TemplateError("a list is wanted here", where=where, found=expression.source)
    if isinstance(items, (list, tuple)):
        return items
    return list(items) if counted or not isinstance(items, Iterator) else items


def bind(variables: tuple[str, ...], item: Any, where: Place) -> Mapping[str, Any]:
    """An item by the names of its block. Raises `TemplateError` where it does not have as many parts."""
    if len(variables) == 1:
        return {variables[0]: item}
    try:
        return dict(zip(variables, item, strict=True))
    except (TypeError, ValueError):
        raise TemplateError(f"an item does not have {len(variables)} parts", where=where, found=item) from None
