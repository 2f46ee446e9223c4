"""How large a value in the sandbox may grow, and how long one evaluation may take. The sandbox charges every step.

Sizes are checked before a value is made wherever one step can make something huge out of something small.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from jinja2 import Undefined
from jinja2.exceptions import SecurityError

MOST_CHARACTERS = 4 << 20
"""The longest text that an operator, a method, a filter or a macro makes."""
MOST_ITEMS = 5_000_000
"""The longest list that an operator makes."""
MOST_NODES = 8_000_000
"""Items and characters of a list with all lists in it. A list may hold another many times, so few bytes can print as many."""
MOST_BITS = 100_000
"""The longest whole number that is multiplied."""
MOST_WIDTH = 1_000
"""The widest field of a format, and the most decimals."""
MOST_STEPS = 5_000_000
"""Turns of loops and calls in one cell or text, where a step over a long value counts as many."""
MOST_SECONDS = 10.0
"""The longest one cell or text takes."""
CALL = 10
"""Steps of a call."""
_CLOCK_EVERY = 64
_CHARACTERS_A_STEP = 1024
_CONTAINERS = (str, list, tuple, set, frozenset, dict)


class Meter:
    """The steps that an evaluation has left, and when it has to be done."""

    __slots__ = ("_clock", "_deadline", "_left", "_seconds", "_steps")

    def __init__(self, steps: int, seconds: float) -> None:
        self._steps = self._left = steps
        self._seconds, self._deadline = seconds, time.monotonic() + seconds
        self._clock = _CLOCK_EVERY

    def charge(self, steps: int) -> None:
        """Take some steps. Raises `SecurityError` where they are used up or the time is."""
        self._left -= steps
        self._clock -= 1
        if self._left < 0:
            raise SecurityError(f"more than {self._steps:,} steps of loops and calls")
        if self._clock < 0:
            self._clock = _CLOCK_EVERY
            if time.monotonic() > self._deadline:
                raise SecurityError(f"more than {self._seconds:.0f} seconds")


_METER: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def metered(steps: int = MOST_STEPS, seconds: float = MOST_SECONDS) -> Iterator[None]:
    """Give what is evaluated inside a budget of its own."""
    token = _METER.set(Meter(steps, seconds))
    try:
        yield
    finally:
        _METER.reset(token)


def charge(steps: int = 1) -> None:
    """Take steps off the budget of the evaluation that runs. Raises `SecurityError` where it is used up."""
    meter = _METER.get()
    if meter is not None:
        meter.charge(steps)


class Counted:
    """A list of a loop, each turn of which is charged."""

    __slots__ = ("_items",)

    def __init__(self, items: Any) -> None:
        self._items = items

    def __iter__(self) -> Iterator[Any]:
        meter = _METER.get()
        if meter is None:
            return iter(self._items)
        return self._charged(meter)

    def __len__(self) -> int:
        return len(self._items)

    def _charged(self, meter: Meter) -> Iterator[Any]:
        for item in self._items:
            meter.charge(1)
            yield item


def size_of(value: Any, most: int = MOST_NODES) -> int:
    """The items and characters of a value with all that is in it, counted no further than `most`."""
    if isinstance(value, str):
        return len(value)
    size, waiting = 0, [value]
    while waiting and size <= most:
        node = waiting.pop()
        if isinstance(node, str):
            size += len(node)
        elif isinstance(node, dict):
            size += len(node)
            waiting += [*node, *node.values()]
        elif isinstance(node, (list, tuple, set, frozenset)):
            size += len(node)
            waiting += [inner for inner in node if isinstance(inner, _CONTAINERS)]
    return size


def bounded(value: Any, what: str) -> Any:
    """A value that a step made, if it is not too large. Raises `SecurityError` that says what made it."""
    if isinstance(value, str):
        charge(1 + len(value) // _CHARACTERS_A_STEP)
        check_text(len(value), what)
    elif isinstance(value, (list, tuple, set, frozenset, dict)):
        check_list(len(value), what)
        size = size_of(value)
        charge(1 + size)
        check_nodes(size, what)
    elif isinstance(value, Iterator):
        return _bounded_items(value, what)
    else:
        charge()
    return value


def _bounded_items(items: Iterator[Any], what: str) -> Iterator[Any]:
    size = 0
    for item in items:
        size += 1 + (size_of(item) if isinstance(item, _CONTAINERS) else 0)
        charge()
        check_nodes(size, what)
        if isinstance(item, Undefined) and issubclass(item._undefined_exception, SecurityError):
            item._fail_with_undefined_error()  # an attribute no template may read: a list of such would print
        yield item


def take_list(items: Iterable[Any], what: str) -> list[Any]:
    """All items, if they are not too many."""
    taken: list[Any] = []
    for item in items:
        taken.append(item)
        if len(taken) > MOST_ITEMS:
            check_list(len(taken), what)
    charge(1 + len(taken) // _CHARACTERS_A_STEP)
    return taken


def check_text(length: int, what: str) -> None:
    """Raises `SecurityError` for a text that would be too long."""
    if length > MOST_CHARACTERS:
        raise SecurityError(f"{what} makes a text of more than {MOST_CHARACTERS:,} characters")


def check_list(length: int, what: str) -> None:
    """Raises `SecurityError` for a list that would be too long."""
    if length > MOST_ITEMS:
        raise SecurityError(f"{what} makes a list of more than {MOST_ITEMS:,} items")


def check_nodes(size: int, what: str) -> None:
    """Raises `SecurityError` for lists in lists that would print as too much."""
    if size > MOST_NODES:
        raise SecurityError(f"{what} makes lists of more than {MOST_NODES:,} items and characters")


def check_width(width: Any, what: str, most: int = MOST_WIDTH) -> None:
    """Raises `SecurityError` for a count that is no number of a reasonable size."""
    if isinstance(width, (int, float)) and abs(width) > most:
        raise SecurityError(f"{what} beyond {most:,}")


def length_of(value: Any) -> int:
    """The length of what has one, 1 for other values."""
    return len(value) if isinstance(value, (Sized, Mapping)) else 1
