"""Expressions of templates: Jinja2 in its immutable sandbox; a plain path such as `m.share` costs no Jinja call.

A figure that is not there (`CellError`, None) is replaced by the filter `default`; a name nobody gave is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, Undefined, meta
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from xlmarket.errors import TemplateError
from xlmarket.nearest import nearest
from xlmarket.template.read.filters import FILTERS, is_missing

if TYPE_CHECKING:
    from xlmarket.template.read.plan import RowPlan

Scope = dict[str, Any]
_PATH = re.compile(r"([A-Za-z]\w*)((?:\.[A-Za-z]\w*|\[\d+\])*)")
_STEP = re.compile(r"\.([A-Za-z]\w*)|\[(\d+)\]")
_DEFAULT = re.compile(r"(.+?)\s*\|\s*default\(\s*(?:\"([^\"]*)\"|'([^']*)')\s*\)", re.DOTALL)
_LITERALS = {"true", "false", "none", "True", "False", "None"}
_REMOVED = ("lipsum", "cycler", "joiner", "namespace")
_HUGE_FILTERS = ("center", "indent", "format", "filesizeformat", "pprint", "xmlattr", "urlize")
MOST_POWER = 10_000
MOST_TEXT = 32_767


@dataclass(frozen=True, slots=True)
class Path:
    """A variable and the attributes, keys or places to take from it."""

    root: str
    steps: tuple[str | int, ...]

    def of(self, scope: Mapping[str, Any]) -> Any:
        value = scope[self.root]
        for step in self.steps:
            by_name = isinstance(step, str) and not isinstance(value, Mapping)
            value = getattr(value, str(step)) if by_name else value[step]
        return value


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression; `path` and `default` are set where it is no more than that."""

    source: str
    names: frozenset[str]
    evaluate: Callable[..., Any] = field(repr=False)
    path: Path | None = None
    default: str | None = None

    def value(self, scope: Scope) -> Any:
        """Its value; raises `TemplateError` without a place, which render fills in."""
        if self.path is not None:
            try:
                found = self.path.of(scope)
            except (KeyError, IndexError, AttributeError, TypeError):
                pass
            else:
                return self.default if self.default is not None and is_missing(found) else found
        return _guarded(lambda: self.evaluate(**scope), self.source, scope)


@dataclass(frozen=True, slots=True)
class Text:
    """A cell of text with expressions inside."""

    source: str
    names: frozenset[str]
    pieces: Callable[..., Iterable[str]] = field(repr=False)

    def value(self, scope: Scope) -> str:
        return str(_guarded(lambda: _joined(self.pieces(**scope)), self.source, scope))


def compile_expression(source: str) -> Expression:
    """An expression as it stands between `{{` and `}}`; `TemplateError` says what is wrong with it."""
    source = source.strip()
    try:
        run = environment().compile_expression(source, undefined_to_none=False)
        names = meta.find_undeclared_variables(environment().parse("{{ " + source + " }}"))
    except TemplateSyntaxError as fault:
        raise TemplateError(f"the expression cannot be read: {fault.message}", found=source) from None
    default = _DEFAULT.fullmatch(source)
    path = _path(default[1] if default else source)
    said = (default[2] if default[2] is not None else default[3]) if default else None
    return Expression(source, frozenset(names), run, path, said if path else None)


def compile_text(source: str) -> Text:
    """A text with `{{ }}` and `{% %}` inside."""
    try:
        template = environment().from_string(source)
        names = meta.find_undeclared_variables(environment().parse(source))
    except TemplateSyntaxError as fault:
        raise TemplateError(f"the text cannot be read: {fault.message}", found=source) from None
    return Text(source, frozenset(names), template.generate)


def attributes_of(row: RowPlan, variable: str) -> Attributes | None:
    """A reader of all values of a row at once, if each is an attribute of `variable`; else nothing."""
    contents = [cell.content for cell in row.dynamic]
    paths = [content.path for content in contents if isinstance(content, Expression) and content.path is not None]
    if not contents or len(paths) < len(contents) or any(path.root != variable for path in paths):
        return None
    names = [str(path.steps[0]) for path in paths if len(path.steps) == 1 and isinstance(path.steps[0], str)]
    instead = [content.default for content in contents if isinstance(content, Expression)]
    return Attributes(tuple(names), tuple(instead)) if len(names) == len(paths) else None


@dataclass(frozen=True, slots=True)
class Attributes:
    """The names of attributes (or keys) to read of an item, and the words to put where one is missing."""

    names: tuple[str, ...]
    instead: tuple[str | None, ...]

    def of(self, items: list[Any]) -> list[tuple[Any, ...]]:
        """The values of many items; raises what reading an attribute or a key raises."""
        getter = itemgetter if isinstance(items[0], Mapping) else attrgetter
        read = getter(*self.names)
        values = list(map(read, items)) if len(self.names) > 1 else [(read(item),) for item in items]
        if all(word is None for word in self.instead):
            return values
        return [
            tuple(
                [
                    word if word is not None and is_missing(value) else value
                    for value, word in zip(row, self.instead, strict=True)
                ]
            )
            for row in values
        ]


def _joined(pieces: Iterable[str]) -> str:
    """The pieces as one text, given up as soon as no cell could hold it."""
    found: list[str] = []
    size = 0
    for piece in pieces:
        found.append(piece)
        size += len(piece)
        if size > MOST_TEXT:
            raise TemplateError(f"a cell holds at most {MOST_TEXT:,} characters")
    return "".join(found)


def _path(source: str) -> Path | None:
    found = _PATH.fullmatch(source.strip())
    if found is None or found[1] in _LITERALS:
        return None
    steps = tuple(name or int(place) for name, place in _STEP.findall(found[2]))
    return Path(found[1], steps)


def _guarded(run: Callable[[], Any], source: str, scope: Scope) -> Any:
    try:
        found = run()
        if isinstance(found, Undefined):
            found._fail_with_undefined_error()
    except UndefinedError as fault:
        raise _unknown(str(fault.message), source, scope) from None
    except SecurityError as fault:
        raise TemplateError(f"this is not allowed in a template: {fault}", found=source) from None
    except TemplateError:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever an expression of the user's does
        raise TemplateError(f"the expression fails: {type(fault).__name__}: {fault}", found=source) from None
    return found


def _unknown(message: str, source: str, scope: Scope) -> TemplateError:
    name = re.search(r"'(\w+)' is undefined", message)
    owner = re.search(r"has no attribute '(\w+)'", message)
    known = list(scope) if name else _attributes(source, scope)
    word = (name or owner or ["", source])[1]
    what = f"the template asks for something that is not there: {message}"
    return TemplateError(what, found=source, nearest=nearest(word, known))


def _attributes(source: str, scope: Scope) -> list[str]:
    """What the variable an expression begins with has to give."""
    root = _PATH.match(source)
    value = scope.get(root[1]) if root else None
    names = list(value) if isinstance(value, Mapping) else [name for name in dir(value) if not name.startswith("_")]
    return [str(name) for name in names]


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's immutable sandbox, in which no operator makes something huge out of something small."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        sides = (left, right)
        if operator == "%" and isinstance(left, str):
            raise SecurityError("% with a text")
        if operator == "*" and any(hasattr(side, "__len__") for side in sides):
            raise SecurityError("* with a text or list")
        if operator == "**" and any(abs(side) > MOST_POWER for side in sides if isinstance(side, (int, float))):
            raise SecurityError(f"** beyond {MOST_POWER:,}")
        return super().call_binop(context, operator, left, right)


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """The sandbox templates run in; not optimised, as that would work out constants outside of it."""
    found = _Sandbox(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True, optimized=False)
    for name in _REMOVED:
        found.globals.pop(name, None)
    for name in _HUGE_FILTERS:
        found.filters.pop(name, None)
    found.filters |= FILTERS
    found.finalize = lambda value: "" if value is None else value
    return found
