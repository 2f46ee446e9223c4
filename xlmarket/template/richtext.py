"""Rich text: text whose parts look different, as Excel keeps it in runs (r) with properties (rPr).

A run without properties looks as its cell does. One with some has only these, so they repeat the cell's font. A text
that the designer formatted in parts keeps its runs around what is filled in.
"""

from __future__ import annotations

import re
from typing import Any

from xlmarket.package.rich_text import BOLD, ITALIC, Rich

_MARK = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<![\w*])\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?![\w*])", re.DOTALL)
_BREAK = re.compile(r"<br ?/?>|\r\n?")


def markdown(value: Any) -> Any:
    """Text with `**bold**`, `*italic*` and line breaks (`<br>`) as rich text. What is no text stays as it is.

    `{{ "**Sales** rose" | markdown }}` -> `Sales rose`
    """
    if not isinstance(value, str):
        return value
    text = _BREAK.sub("\n", value)
    runs: list[tuple[str, str]] = []
    done = 0
    for found in _MARK.finditer(text):
        runs.append((text[done : found.start()], ""))
        runs.append((found[1], BOLD) if found[1] is not None else (found[2], ITALIC))
        done = found.end()
    runs.append((text[done:], ""))
    kept = tuple(run for run in runs if run[0])
    return Rich(kept) if any(look for _, look in kept) else text
