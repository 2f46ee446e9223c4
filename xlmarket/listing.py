"""Names, numbers and excerpts in messages, worded alike everywhere: `Brazil, Japan and 3 more`, `2 markets`."""

from __future__ import annotations

from collections.abc import Sequence


def list_names(names: Sequence[str], most: int = 3, *, last: str = ", ", noun: str = "more") -> str:
    """Return at most `most` names, separated by commas, and the number of the others.

    `last` separates the last two names where all are listed. `noun` is what follows the number of the others.
    """
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most:,} {noun}"
    return last.join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def count_of(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: `1 market`, `2,000 markets`, `2 countries`."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def shorten(text: str, most: int = 80) -> str:
    """Return a text on one line, with an ellipsis at its end where it has more than `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
