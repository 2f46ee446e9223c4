"""Units as they are written: `USD million` is a million of USD, `thousand persons` a thousand of persons."""

from __future__ import annotations

import re

from xlmarket.magnitudes import MULTIPLES, NAMES
from xlmarket.observations import MetricKind

_WORDS = re.compile(r"\b(" + "|".join(sorted(MULTIPLES, key=len, reverse=True)) + r")\b", re.IGNORECASE)
_CODE = re.compile(r"\b([A-Z]{3})\b")
_RELATIVE = re.compile(r"percent|per cent|%|index|score|rate|share|ratio", re.IGNORECASE)

SCALES = {
    "1": ("", 1.0),
    **{word: (NAMES[MULTIPLES[word]], MULTIPLES[word]) for word in ("k", "m", "bn", "tn")},
}
"""Values of `scale=`: the word in the unit and how many whole units one counts for."""


def magnitude(unit: str) -> float:
    """How many whole units one counts for."""
    match = _WORDS.search(unit)
    return MULTIPLES[match[1].lower()] if match else 1.0


def numerator(unit: str) -> str:
    """The unit without its magnitude."""
    return " ".join(_WORDS.sub("", unit).split()) or "unit"


def currency_of(unit: str) -> str:
    """The currency an amount is in, as its code of three letters, or empty for anything else."""
    match = _CODE.search(unit)
    return match[1] if match and not _RELATIVE.match(unit) else ""


def is_scalable(unit: str, kind: MetricKind) -> bool:
    """Whether `scale=` has a meaning: for amounts and counts, not for ratios, percentages, indices and scores."""
    return kind is not MetricKind.RATIO and not _RELATIVE.match(unit)


def scale_unit(unit: str, scale: str) -> str:
    """The unit of a figure after `scale=`. An empty `scale` leaves it as it is."""
    if not scale:
        return unit
    word = SCALES[scale][0]
    plain = " ".join(_WORDS.sub("", unit).split())
    if not plain:
        return word or "units"
    return f"{plain} {word}".strip() if _CODE.match(plain) else f"{word} {plain}".strip()


def in_currency(unit: str, code: str) -> str:
    """The unit of an amount after its conversion: `JPY billion` in USD is `USD billion`."""
    return _CODE.sub(code, unit, count=1)
