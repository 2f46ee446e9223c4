"""Units as they are written: `USD million` is a million of USD, `thousand persons` a thousand of persons."""

from __future__ import annotations

import re

from xlmarket.observations import MetricKind

_SIZES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SIZES |= {f"{word}s": size for word, size in _SIZES.items()} | {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12}
_WORDS = re.compile(r"\b(" + "|".join(_SIZES) + r")\b", re.IGNORECASE)
_CODE = re.compile(r"\b([A-Z]{3})\b")
_RELATIVE = re.compile(r"percent|per cent|%|index|score|rate|share|ratio", re.IGNORECASE)

SCALES = {
    "1": ("", 1.0),
    "k": ("thousand", 1e3),
    "m": ("million", 1e6),
    "bn": ("billion", 1e9),
    "tn": ("trillion", 1e12),
}
"""Values of `scale=`: the word in the unit and how many whole units one counts for."""


def magnitude(unit: str) -> float:
    """How many whole units one counts for."""
    found = _WORDS.search(unit)
    return _SIZES[found[1].lower()] if found else 1.0


def numerator(unit: str) -> str:
    """The unit without its magnitude."""
    return " ".join(_WORDS.sub("", unit).split()) or "unit"


def currency_of(unit: str) -> str:
    """The currency an amount is in, as its code of three letters; empty for anything else."""
    found = _CODE.search(unit)
    return found[1] if found and not _RELATIVE.match(unit) else ""


def is_scalable(unit: str, kind: MetricKind) -> bool:
    """Whether `scale=` has a meaning: for amounts and counts, not for ratios, percentages, indices and scores."""
    return kind is not MetricKind.RATIO and not _RELATIVE.match(unit)


def scaled(unit: str, scale: str) -> str:
    """The unit of a figure after `scale=`; empty `scale` leaves it as it is."""
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
