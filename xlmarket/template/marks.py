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
    """The value as a link to an address or to a place in the workbook (`#Sources!A1`); no target, no link.

    `{{ "Brazil" | link("https://example.org") }}` -> `Brazil`
    """
    return replace(marked(value), target=str(target)) if target else value


def note(value: Any, text: Any) -> Any:
    """The value with a note at its cell; no text, no note.

    `{{ 0.022 | note("published") }}` -> `0.022`
    """
    return replace(marked(value), note=str(text)) if text else value


def marked(value: Any) -> Marked:
    return value if isinstance(value, Marked) else Marked(value)
