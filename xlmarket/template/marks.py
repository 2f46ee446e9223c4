"""Values that bring more than themselves to their cell: a link to go to, or a note that shows when one points at it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Marked:
    """A value with a link, a note or both."""

    value: Any
    target: str = ""
    note: str = ""

    def __str__(self) -> str:
        return str(self.value)


def link(value: Any, target: Any) -> Any:
    """The value as a link to an address or to a place in the workbook (`#Sources!A1`). Without a target it stays as it is.

    `{{ "Brazil" | link("https://example.org") }}` -> `Brazil`
    """
    return replace(_mark(value), target=str(target)) if target else value


def note(value: Any, text: Any) -> Any:
    """The value with a note at its cell. Without a text it stays as it is.

    `{{ 0.022 | note("published") }}` -> `0.022`
    """
    return replace(_mark(value), note=str(text)) if text else value


def _mark(value: Any) -> Marked:
    return value if isinstance(value, Marked) else Marked(value)
