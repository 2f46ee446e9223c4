"""The list of a block with the clauses of its tag: `region.members where m.share > 0.01 orderby m.value desc top 10`.

`read.clauses` compiles them. They work from left to right. `where` and `top` let a generator pass item by item, `orderby`
and `groupby` hold all of its items at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from math import inf
from sys import maxsize
from typing import Any

from xlmarket.errors import TemplateError
from xlmarket.package.values import CellError
from xlmarket.template.ordering import group, put_in_order
from xlmarket.template.plan.expressions import Expression, Scope

FEED, KEPT = "items_of_where", "1"
"""The name by which a compiled condition takes its items, and what it returns for those it keeps."""


@dataclass(frozen=True, slots=True)
class Where:
    """Keeps the items for which a condition holds.

    `flags` works the condition out for one item after the other, in one run of its loop.
    """

    condition: Expression
    variables: tuple[str, ...]
    flags: Callable[..., Iterable[str]] = field(repr=False)

    @property
    def names(self) -> frozenset[str]:
        return self.condition.names.difference(self.variables)

    def apply(self, items: Iterable[Any], scope: Scope) -> Iterator[Any]:
        scope = dict(scope)
        feed = _Feed(items)
        try:
            for flag in self.flags(**{**scope, FEED: feed}):
                if flag == KEPT:
                    yield feed.item
        except Exception:
            self._fail(scope, feed.item)
            raise

    def _fail(self, scope: Scope, item: Any) -> None:
        """Raise `TemplateError` where the condition fails for an item."""
        try:
            self.condition.value({**scope, **bind(self.variables, item)})
        except TemplateError as error:
            if "NoneType" not in error.what:
                raise
            remedy = "begin with: where NAME is not missing and …"
            raise TemplateError("where compares a value that is not there", found=error.found, remedy=remedy) from None


@dataclass(frozen=True, slots=True)
class OrderBy:
    """Puts the items in order, by the first key and where that ties by the next. `True` stands for a descending key."""

    keys: tuple[tuple[Expression, bool], ...]
    variables: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for key, _ in self.keys for name in key.names).difference(self.variables)

    def apply(self, items: Iterable[Any], scope: Scope) -> Iterable[Any]:
        read = _Reader(scope, self.variables)
        for key, is_descending in reversed(self.keys):
            items = put_in_order(items, read.of(key), descending=is_descending)
        return items


@dataclass(frozen=True, slots=True)
class TopItems:
    """Keeps the first items."""

    count: Expression

    @property
    def names(self) -> frozenset[str]:
        return self.count.names

    def apply(self, items: Iterable[Any], scope: Scope) -> Iterable[Any]:
        """The first items, as they come. Raises TemplateError for a count that is no whole number."""
        count = self.count.value(scope)
        if isinstance(count, bool) or not isinstance(count, (int, float)) or not 0 <= count < inf or count % 1:
            raise TemplateError("top takes a whole number", found=count)
        return islice(items, min(int(count), maxsize))


@dataclass(frozen=True, slots=True)
class GroupBy:
    """Makes groups of the items, in the order of their key, those without one last."""

    key: Expression
    variables: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        return self.key.names.difference(self.variables)

    def apply(self, items: Iterable[Any], scope: Scope) -> Iterable[Any]:
        return group(items, _Reader(scope, self.variables).of(self.key))


Step = Where | OrderBy | TopItems | GroupBy


@dataclass(frozen=True, slots=True)
class Selection:
    """A list and what its clauses leave of it. `source` is all of it as it is written."""

    source: str
    items: Expression
    steps: tuple[Step, ...]

    @property
    def names(self) -> frozenset[str]:
        """The names it takes from outside its block."""
        return self.items.names.union(*(step.names for step in self.steps))

    def value(self, scope: Scope) -> Iterable[Any]:
        """The items that are left, an iterator where the list is one. Raises `TemplateError` without a place."""
        items: Iterable[Any] = check_list(self.items.value(scope), self.items.source)
        is_iterator = isinstance(items, Iterator)
        for step in self.steps:
            items = step.apply(items, scope)
        return iter(items) if is_iterator else list(items)


class PassingList:
    """A list of the context that passes through: an iterator, which can be read once."""

    def __init__(self, items: Iterator[Any]) -> None:
        self._items: Iterator[Any] | None = items

    def __iter__(self) -> Iterator[Any]:
        if self._items is None:
            what = "a list that passes through is read a second time"
            raise TemplateError(what, remedy="hand over a list in place of an iterator")
        items, self._items = self._items, None
        return items


def check_list(value: Any, source: str) -> Iterable[Any]:
    """A value that a block can repeat over. Raises `TemplateError` for what is not a list, or is one no more."""
    if isinstance(value, PassingList):
        return iter(value)
    if isinstance(value, (str, CellError)) or not hasattr(value, "__iter__"):
        raise TemplateError("a list is wanted here", found=source)
    return value  # type: ignore[no-any-return]


def bind(variables: tuple[str, ...], item: Any) -> Mapping[str, Any]:
    """An item by the names of its block. Raises `TemplateError` where it does not have as many parts."""
    if len(variables) == 1:
        return {variables[0]: item}
    try:
        return dict(zip(variables, item, strict=True))
    except (TypeError, ValueError):
        raise TemplateError(f"an item does not have {len(variables)} parts", found=item) from None


class _Feed:
    """Hands items on and holds the last one."""

    def __init__(self, items: Iterable[Any]) -> None:
        self.items = items
        self.item: Any = None

    def __iter__(self) -> Iterator[Any]:
        for item in self.items:
            self.item = item
            yield item


class _Reader:
    """Reads keys of items in a scope."""

    def __init__(self, scope: Scope, variables: tuple[str, ...]) -> None:
        self._scope = dict(scope)
        self._variables = variables

    def of(self, key: Expression) -> Any:
        def read(item: Any) -> Any:
            self._scope.update(bind(self._variables, item))
            return key.value(self._scope)

        return read
