"""Compiled expressions and their values. A plain path such as `m.share` costs no Jinja call.

`read.expressions` compiles them. A missing figure (`CellError`, None) is replaced by the filter `default`. An unknown
name is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import Any, Protocol

from jinja2 import Undefined
from jinja2.exceptions import SecurityError, UndefinedError

from xlmarket.errors import TemplateError
from xlmarket.nearest import nearest
from xlmarket.package.limits import MOST_TEXT
from xlmarket.package.rich_text import Rich
from xlmarket.template.bounds import metered
from xlmarket.template.ordering import is_missing

Scope = dict[str, Any]
"""The values given to a template, by name."""

_ROOT = re.compile(r"([A-Za-z]\w*)")


@dataclass(frozen=True, slots=True)
class ValuePath:
    """A variable and the attributes, keys or places to take from it."""

    root: str
    steps: tuple[str | int, ...]

    def of(self, scope: Mapping[str, Any]) -> Any:
        """The value. Raises what reading an attribute or a key raises."""
        value = scope[self.root]
        for step in self.steps:
            by_name = isinstance(step, str) and not isinstance(value, Mapping)
            value = getattr(value, str(step)) if by_name else value[step]
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A compiled expression. `path` and `default` are set where it is no more than that."""

    source: str
    names: frozenset[str]
    evaluate: Callable[..., Any] = field(repr=False)
    path: ValuePath | None = None
    default: str | None = None

    def value(self, scope: Scope) -> Any:
        """Its value. Raises `TemplateError` without a place, which render adds."""
        if self.path is not None:
            try:
                value = self.path.of(scope)
            except (KeyError, IndexError, AttributeError, TypeError):
                pass
            else:
                return self.default if self.default is not None and is_missing(value) else value
        return _guard(lambda: self.evaluate(**scope), self.source, scope)


@dataclass(frozen=True, slots=True)
class Text:
    """A cell of text with expressions inside."""

    source: str
    names: frozenset[str]
    pieces: Callable[..., Iterable[str]] = field(repr=False)

    def value(self, scope: Scope) -> str:
        """The finished text. Raises `TemplateError` without a place."""
        return str(_guard(lambda: _join(self.pieces(**scope)), self.source, scope))


@dataclass(frozen=True, slots=True)
class RichText:
    """A cell of formatted text with expressions inside: each run with the XML of its properties."""

    source: str
    names: frozenset[str]
    runs: tuple[tuple[str | Text, str], ...]

    def value(self, scope: Scope) -> Rich:
        """The finished runs. Raises `TemplateError` without a place."""
        runs = ((text if isinstance(text, str) else text.value(scope), look) for text, look in self.runs)
        return Rich(tuple(runs), is_whole=True)


@dataclass(frozen=True, slots=True)
class ColumnExpression:
    """The expression of a cell in a repeated column, with the items of that column."""

    content: CellExpression
    items: Mapping[str, Any]

    @property
    def source(self) -> str:
        """The expression as it is written."""
        return self.content.source

    @property
    def names(self) -> frozenset[str]:
        """The names it takes from outside the columns."""
        return self.content.names - self.items.keys()

    def value(self, scope: Scope) -> Any:
        """Its value. Raises `TemplateError` without a place."""
        return self.content.value({**scope, **self.items})


@dataclass(frozen=True, slots=True)
class NoExpression:
    """The content of a cell in a column that a list of nothing leaves."""

    source: str = ""
    names: frozenset[str] = frozenset()

    def value(self, _scope: Scope) -> None:
        """Nothing."""


class CellExpression(Protocol):
    """What gives a cell its value."""

    @property
    def source(self) -> str:
        """What is written in the template."""

    @property
    def names(self) -> frozenset[str]:
        """The variables it needs."""

    def value(self, scope: Scope, /) -> Any:
        """Its value. Raises `TemplateError` without a place."""


@dataclass(frozen=True, slots=True)
class Attributes:
    """The names of attributes (or keys) to read of an item, and the words to put where one is missing."""

    names: tuple[str, ...]
    defaults: tuple[str | None, ...]

    def of(self, items: list[Any]) -> list[tuple[Any, ...]]:
        """The values of many items. Raises what reading an attribute or a key raises."""
        getter = itemgetter if isinstance(items[0], Mapping) else attrgetter
        read = getter(*self.names)
        values = list(map(read, items)) if len(self.names) > 1 else [(read(item),) for item in items]
        if all(word is None for word in self.defaults):
            return values
        return [tuple([_or_default(*pair) for pair in zip(row, self.defaults, strict=True)]) for row in values]


def _or_default(value: Any, word: str | None) -> Any:
    return word if word is not None and is_missing(value) else value


def attributes_of(contents: Sequence[object], variable: str) -> Attributes | None:
    """A reader of all values of a row at once, if each is an attribute of `variable`, or nothing."""
    expressions = [content for content in contents if isinstance(content, Expression)]
    paths = [expression.path for expression in expressions if expression.path is not None]
    if not contents or len(paths) < len(contents) or any(path.root != variable for path in paths):
        return None
    names = [str(path.steps[0]) for path in paths if len(path.steps) == 1 and isinstance(path.steps[0], str)]
    defaults = tuple(expression.default for expression in expressions)
    return Attributes(tuple(names), defaults) if len(names) == len(paths) else None


def _join(pieces: Iterable[str]) -> str:
    """The pieces as one text, given up as soon as no cell could hold it."""
    texts: list[str] = []
    size = 0
    for piece in pieces:
        texts.append(piece)
        size += len(piece)
        if size > MOST_TEXT:
            raise TemplateError(f"a cell holds at most {MOST_TEXT:,} characters")
    return "".join(texts)


def _guard(run: Callable[[], Any], source: str, scope: Scope) -> Any:
    try:
        with metered():
            value = run()
        if isinstance(value, Undefined):
            value._fail_with_undefined_error()
    except UndefinedError as fault:
        raise unknown_name(str(fault.message), source, scope) from None
    except SecurityError as fault:
        raise TemplateError(f"this is not allowed in a template: {fault}", found=source) from None
    except TemplateError:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever an expression of the user's does
        raise TemplateError(f"the expression fails: {type(fault).__name__}: {fault}", found=source) from None
    return value


def unknown_name(message: str, source: str, scope: Scope) -> TemplateError:
    """Return the error for a name that is not there, by the message of Jinja, with the nearest names."""
    name = re.search(r"'(\w+)' is undefined", message)
    owner = re.search(r"has no attribute '(\w+)'", message)
    word = (name or owner or ["", source])[1]
    names = list(scope) if name else _attributes(source, word, scope)
    if owner:  # Jinja names the class of ours that lacks it
        holder = _owner(source, word)
        message = f"{holder[1]!r} has no {word!r}" if holder else f"nothing is called {word!r}"
    what = f"the template asks for something that is not there: {message}"
    return TemplateError(what, found=source, nearest=nearest(word, names))


def _owner(source: str, word: str) -> re.Match[str] | None:
    """The name before the dot and a word."""
    return re.search(rf"([A-Za-z]\w*)\.{re.escape(word)}\b", source)


def _attributes(source: str, word: str, scope: Scope) -> list[str]:
    """The names of all attributes of the variable that should have one, or that an expression begins with."""
    root = _owner(source, word) or _ROOT.match(source)
    value = scope.get(root[1]) if root else None
    names = list(value) if isinstance(value, Mapping) else [name for name in dir(value) if not name.startswith("_")]
    return [str(name) for name in names]
