"""What the sandbox checks before a method of a text or a filter of Jinja runs, since some make gigabytes of a few bytes.

A method of a text, number or list that is not listed is refused. Guards get the arguments of the call, the value first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2.exceptions import SecurityError

from xlmarket.template.bounds import MOST_WIDTH, check_text, check_width, length_of, size_of, take_list

Guard = Callable[..., None]
MOST_BATCH = 100_000
MOST_DECIMALS = 300


def _pad(_: str, width: Any = 0, *__: Any, **___: Any) -> None:
    check_width(width, "the width of a text", 32_767)


def _expand(text: str, tabsize: Any = 8) -> None:
    check_width(tabsize, "the width of a tab")
    check_text(len(text) + text.count("\t") * int(tabsize), "expandtabs")


def _replace(text: str, old: Any = "", new: Any = "", *_: Any, **__: Any) -> None:
    hits = str(text).count(str(old)) if str(old) else len(str(text)) + 1
    check_text(len(str(text)) + hits * len(str(new)), "replace")


def _join(text: str, items: Any = ()) -> None:
    if not isinstance(items, (list, tuple, str)):
        raise SecurityError("join of what is not a list")
    check_text(len(text) * len(items) + size_of(items), "join")


def _translate(text: str, table: Any) -> None:
    longest = max(map(length_of, table.values()), default=1) if isinstance(table, Mapping) else length_of(table)
    check_text(len(text) * longest, "translate")


def _time_format(_: Any, pattern: Any = "") -> None:
    check_width(length_of(pattern), "the length of a format")


_LINEAR = (
    "capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha", "isascii", "isdecimal",
    "isdigit", "isidentifier", "islower", "isnumeric", "isprintable", "isspace", "istitle", "isupper", "lower", "lstrip",
    "partition", "removeprefix", "removesuffix", "rfind", "rindex", "rpartition", "rsplit", "rstrip", "split",
    "splitlines", "startswith", "strip", "striptags", "swapcase", "title", "unescape", "upper",
)  # fmt: skip
"""Methods whose result is not much larger than their text."""

METHODS: dict[str, Guard | None] = {
    **dict.fromkeys(_LINEAR),
    **dict.fromkeys(("center", "ljust", "rjust", "zfill"), _pad),
    "expandtabs": _expand,
    "join": _join,
    "replace": _replace,
    "translate": _translate,
}
"""Methods of texts with their guards. `format` and `format_map` have a formatter of their own."""

_OTHERS: dict[type, dict[str, Guard | None]] = {
    bytes: {"decode": None},
    bytearray: {},
    memoryview: {},
    bool: {},
    int: dict.fromkeys(("bit_length", "is_integer")),
    float: dict.fromkeys(("is_integer",)),
    complex: {},
    type: {},
}


def guard_method(method: Any, args: tuple[Any, ...], named: Mapping[str, Any]) -> None:
    """Check a call of a method of a plain value. Raises `SecurityError` for one that is refused."""
    owner, name = getattr(method, "__self__", None), getattr(method, "__name__", "")
    if isinstance(owner, str) and type(owner).__module__ in ("builtins", "markupsafe"):
        methods = METHODS
    elif name in ("strftime", "__format__"):
        methods = {"strftime": _time_format}
    elif isinstance(owner, type) and owner.__module__ == "builtins":
        methods = {}
    else:
        methods = _OTHERS.get(type(owner)) if not isinstance(owner, str) else None  # type: ignore[assignment]
        if methods is None:
            return
    if name not in methods and getattr(method, "__wrapped__", None) is None:
        raise SecurityError(f"the method {name} of a {type(owner).__name__}")
    if (guard := methods.get(name)) is not None:
        guard(owner, *args, **named)


# Filters of Jinja


def _joined(value: Any, d: Any = "", *_: Any, **__: Any) -> None:
    if isinstance(value, (list, tuple, str)):
        check_text(len(value) * len(str(d)) + size_of(value), "join")


def _wordwrap(value: Any, _: Any = 79, __: Any = True, wrapstring: Any = None, *___: Any, **____: Any) -> None:
    check_text(len(str(value)) * max(length_of(wrapstring or ""), 1), "wordwrap")


def _rows(_: Any, count: Any = 0, *__: Any, **___: Any) -> None:
    check_width(count, "the length of a batch", MOST_BATCH)


def _round(_: Any, precision: Any = 0, *__: Any, **___: Any) -> None:
    check_width(precision, "decimals", MOST_DECIMALS)


def _sum(_: Any, __: Any = None, start: Any = 0, **___: Any) -> None:
    if not isinstance(start, (int, float)):
        raise SecurityError("sum of what are not numbers")


def _json(_: Any, indent: Any = None) -> None:
    check_width(indent if indent is not None else 0, "an indent", MOST_WIDTH // 10)


FILTER_GUARDS: dict[str, Guard] = {
    "batch": _rows,
    "join": _joined,
    "replace": _replace,
    "round": _round,
    "slice": _rows,
    "sum": _sum,
    "tojson": _json,
    "wordwrap": _wordwrap,
}
"""By the name that templates use."""

LISTED_FIRST = frozenset(["join"])
"""Filters whose value is made a list before its guard sees it."""


def listed(value: Any, name: str) -> Any:
    """A value whose items can be counted."""
    return value if isinstance(value, (list, tuple, str)) or not hasattr(value, "__iter__") else take_list(value, name)
