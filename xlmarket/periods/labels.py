"""A whole set of labels judged at once: `2008-09` is a month next to `2008-10`, and a fiscal year next to `2012-13`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xlmarket.periods.shapes import mask

_TWO_NUMBERS = re.compile(r"(?:FY ?)?(\d{4})[-/–](\d{2}|\d{4})", re.IGNORECASE)
_NUMBER_FIRST = re.compile(r"(\d{2})[-/.](\d{4})")


def names_two_years(text: str) -> bool:
    """Whether a label names a year and the one that follows: `2014/15`, `1999-2000`."""
    match = _TWO_NUMBERS.fullmatch(text)
    if not match:
        return False
    following = str(int(match[1]) + 1)
    return match[2] == following[-len(match[2]) :]


def may_be_month(text: str) -> bool:
    """Whether the number next to the year is that of a month."""
    if match := _TWO_NUMBERS.fullmatch(text):
        return 1 <= int(match[2]) <= 12
    match = _NUMBER_FIRST.fullmatch(text)
    return bool(match and 1 <= int(match[1]) <= 12)


def not_months(labels: Iterable[str]) -> frozenset[str]:
    """Return the shapes of labels that are not months in this set, though each could be one by itself.

    A shape counts as a month unless one of its labels cannot be one (`2012-13`, `34/2015`), or all of them, two or
    more, name a year and the one that follows.
    """
    shaped: dict[str, set[str]] = {}
    for label in labels:
        text = " ".join(label.split())
        if _TWO_NUMBERS.fullmatch(text) or _NUMBER_FIRST.fullmatch(text):
            shaped.setdefault(mask(text), set()).add(text)
    return frozenset(shape for shape, texts in shaped.items() if _impossible(texts))


def _impossible(texts: set[str]) -> bool:
    if not all(map(may_be_month, texts)):
        return True
    return len(texts) > 1 and all(map(names_two_years, texts))
