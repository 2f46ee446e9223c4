"""Compiling the expressions of templates: Jinja2 in the sandbox of an environment, plain paths also without it."""

from __future__ import annotations

import re
from collections.abc import Callable

from jinja2 import meta
from jinja2.exceptions import TemplateSyntaxError, UndefinedError

from xlmarket.errors import TemplateError
from xlmarket.nearest import nearest
from xlmarket.template.environment import PLAIN, Environment
from xlmarket.template.plan.expressions import Expression, Text, ValuePath

_PATH = re.compile(r"([A-Za-z]\w*)((?:\.[A-Za-z]\w*|\[\d+\])*)")
_STEP = re.compile(r"\.([A-Za-z]\w*)|\[(\d+)\]")
_DEFAULT = re.compile(r"(.+?)\s*\|\s*default\(\s*(?:\"([^\"]*)\"|'([^']*)')\s*\)", re.DOTALL)
_UNKNOWN = re.compile(r"No (filter|test) named '(\w+)'")
UNREADABLE = (TemplateSyntaxError, UndefinedError, RecursionError, SyntaxError, MemoryError, ValueError)
"""What Jinja raises for a template it cannot read, and Python for one that is nested too deeply for either of them."""
_LITERALS = {"true", "false", "none", "True", "False", "None"}


def compile_expression(source: str, environment: Environment = PLAIN) -> Expression:
    """An expression as it stands between `{{` and `}}`. Raises `TemplateError` for one that cannot be read."""
    source = source.strip()
    sandbox = environment.sandbox
    try:
        evaluate = sandbox.compile_expression(source, undefined_to_none=False)
        names = meta.find_undeclared_variables(sandbox.parse("{{ " + source + " }}"))
    except UNREADABLE as fault:
        raise _unreadable("the expression", fault, source, environment) from None
    path, default = _path(source)
    return Expression(source=source, names=frozenset(names), evaluate=evaluate, path=path, default=default)


def compile_text(source: str, environment: Environment = PLAIN, write: Callable[[object], str] | None = None) -> Text:
    """A text with `{{ }}` and `{% %}` inside, whose values are written by `write`.

    Raises `TemplateError` for one that cannot be read.
    """
    sandbox = environment.sandbox.overlay(finalize=write) if write is not None else environment.sandbox
    try:
        template = sandbox.from_string(source)
        names = meta.find_undeclared_variables(environment.sandbox.parse(source))
    except UNREADABLE as fault:
        raise _unreadable("the text", fault, source, environment) from None
    return Text(source, frozenset(names), template.generate)


def _unreadable(what: str, fault: Exception, source: str, environment: Environment) -> TemplateError:
    """The error for what Jinja cannot read, with the filters or tests near to one that is not there."""
    message = reason_of(fault)
    unknown = _UNKNOWN.match(message)
    known = {"filter": environment.sandbox.filters, "test": environment.sandbox.tests}[unknown[1]] if unknown else {}
    near = nearest(unknown[2], known) if unknown else []
    return TemplateError(f"{what} cannot be read: {message.rstrip('.')}", found=source, nearest=near)


def reason_of(fault: Exception) -> str:
    """Why Jinja, or Python after it, cannot read a template."""
    if isinstance(fault, (TemplateSyntaxError, UndefinedError)):
        return fault.message or ""
    return "a number has too many digits" if isinstance(fault, ValueError) else "it is nested too deeply"


def _path(source: str) -> tuple[ValuePath | None, str | None]:
    """The path an expression is, with the word of a `default` behind it, if it is no more than that."""
    default = _DEFAULT.fullmatch(source)
    match = _PATH.fullmatch((default[1] if default else source).strip())
    if match is None or match[1] in _LITERALS:
        return None, None
    steps = tuple(name or int(place) for name, place in _STEP.findall(match[2]))
    word = (default[2] if default[2] is not None else default[3]) if default else None
    return ValuePath(match[1], steps), word
