"""Units as they are written: `USD million` is a million of USD, `thousand persons` a thousand of persons."""

from __future__ import annotations

import re

_SIZES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "m": 1e6, "bn": 1e9, "k": 1e3}
_WORDS = re.compile(r"\b(" + "|".join(_SIZES) + r")\b")


def magnitude(unit: str) -> float:
    """How many whole units one counts for."""
    found = _WORDS.search(unit)
    return _SIZES[found[1]] if found else 1.0


def numerator(unit: str) -> str:
    """The unit without its magnitude."""
    return " ".join(_WORDS.sub("", unit).split()) or "unit"
