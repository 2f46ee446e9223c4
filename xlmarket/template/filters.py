"""The filters every template has: what stands in for a missing value, order, groups, rich text, links and notes.

`environment` puts them into the sandbox, next to those its user brings.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Undefined

from xlmarket.template.marks import link, note
from xlmarket.template.ordering import groupby, is_missing, sort
from xlmarket.template.richtext import markdown


def default(value: Any, instead: Any = "", boolean: bool = False) -> Any:
    """The value, or something else where a figure or name is not there. `d` is short for it.

    A number that is none (NaN, as other libraries write a missing figure, or infinite) is not there either. With
    `boolean` whatever is false is replaced too.

    `{{ none | default("n/a") }}` -> `n/a`
    `{{ unheard_of | default("n/a") }}` -> `n/a`
    `{{ none | percent | default("n/a") }}` -> `n/a`
    `{{ 0 | default("n/a") }}` -> `0`
    `{{ 0 | default("n/a", boolean=true) }}` -> `n/a`
    `{{ none | d("-") }}` -> `-`
    """
    missing = is_missing(value) or (boolean and not value)
    return instead if missing else value


def missing(value: Any) -> bool:
    """Whether a figure or text is not there: the test `m.growth is missing`. Raises for an unknown name."""
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()
    return is_missing(value) or value == ""


FILTERS: dict[str, Callable[..., Any]] = {
    "default": default,
    "d": default,
    "sort": sort,
    "groupby": groupby,
    "markdown": markdown,
    "link": link,
    "note": note,
}
"""By the name that templates use."""
