"""The names near to one that is unknown, for "did you mean" in errors: one rule for the whole project."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LETTERS_PER_SLIP = 8
_MOST_SLIPS = 3
_SHORTEST_WORD = 4


def nearest(text: str, known: Iterable[str], limit: int = 2) -> list[str]:
    """The known names near to a text, nearest first, without regard to case.

    Those with few slips come first, then those in which a word begins with the text.
    """
    by_key = {name.casefold(): name for name in known}
    key = text.strip().casefold()
    return [by_key[name] for name in dict.fromkeys([*near(key, by_key, limit), *_words(key, by_key)])][:limit]


def near(text: str, known: Iterable[str], limit: int | None = None) -> list[str]:
    """Return the known texts that differ from a text by few slips, nearest first. Case counts.

    A slip is a letter left out, put in, changed, or swapped with the next. One is allowed, and one more for every
    eight letters, but less than half of the letters: of two letters nothing is near.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = most_slips(text)
    if slips < 0:
        return []
    hits = process.extract(text, list(known), scorer=OSA.distance, score_cutoff=slips, limit=limit)
    return [name for name, _, _ in hits]


def most_slips(text: str) -> int:
    """How many slips a name near to a text has at most. The lengths of the two differ by no more. Negative for ''."""
    return min(1 + len(text) // _LETTERS_PER_SLIP, _MOST_SLIPS, (len(text) - 1) // 2)


def _words(key: str, known: Iterable[str]) -> list[str]:
    """The known names in which a word begins with the key."""
    if len(key) < _SHORTEST_WORD:
        return []
    begins = re.compile(rf"(?<![^\W_]){re.escape(key)}")
    return [name for name in known if begins.search(name)]
