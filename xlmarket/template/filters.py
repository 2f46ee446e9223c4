"""The filters every template has: what stands in for a missing value, rich text, links and notes.

`environment` puts them into the sandbox, next to those its user brings.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any

from jinja2 import Undefined

from xlmarket.package.values import CellError
from xlmarket.template.marks import link, note
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


def is_missing(value: Any) -> bool:
    """Whether there is no figure or name."""
    return value is None or isinstance(value, (Undefined, CellError)) or (type(value) is float and not isfinite(value))


FILTERS: dict[str, Callable[..., Any]] = {
    "default": default,
    "d": default,
    "markdown": markdown,
    "link": link,
    "note": note,
}
"""By the name that templates use."""
