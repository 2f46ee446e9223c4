"""The spelling of tags, for reading, which compiles them, and for followers, which fill texts outside cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

WHOLE_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
"""An expression, tag or comment from its beginning to its end."""


def holds_grammar(text: str) -> bool:
    """Whether a text is more than text."""
    return "{{" in text or "{%" in text or "{#" in text


def holds_whole_tag(text: str) -> bool:
    """Whether a text has an expression, a tag or a comment from its beginning to its end."""
    return holds_grammar(text) and WHOLE_TAG.search(text) is not None


def without_sheets(text: str, sheets: Iterable[str]) -> str:
    """A text without the names of some sheets, which follow: `'{{ r.name }}'!A1` leaves `!A1`."""
    for sheet in sheets:
        if holds_grammar(sheet):
            quoted = sheet.replace("'", "''")
            text = text.replace(f"'{quoted}'", "").replace(sheet, "")
    return text


def join_tags(runs: Sequence[str]) -> list[str]:
    """The runs of a text, each tag whole in the run in which it begins. The text stays the same."""
    text = "".join(runs)
    starts = [0]
    for run in runs[:-1]:
        starts.append(starts[-1] + len(run))
    for tag in WHOLE_TAG.finditer(text):
        starts = [tag.end() if tag.start() < start < tag.end() else start for start in starts]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
