"""Help texts as Excel shows them, in whatever host: in the function wizard, in the name manager, as one types."""

from __future__ import annotations

LONGEST_HELP = 255
"""What Excel takes as the help of a function, of an argument or of a name."""


def short_help(text: str, end: str = "…") -> str:
    """Return a text in one line, within Excel's limit. `end` stands for what is cut off."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_HELP else line[: LONGEST_HELP - len(end)].rstrip() + end
