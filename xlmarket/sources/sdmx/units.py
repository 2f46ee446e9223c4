"""Codes of units as our words, each with the power of ten that is part of the code: `MIO_EUR` is EUR and 6."""

from __future__ import annotations

import math
from decimal import Decimal
from functools import cache

UNITS = {
    **dict.fromkeys(("PT", "PC", "PCT", "PERCENT", "PA", "_P"), ("percent", 0)),
    **dict.fromkeys(("PS", "PERS", "PER", "PERSONS", "PEOPLE", "HAB"), ("persons", 0)),
    "THS_PER": ("persons", 3),
    "THS_PERS": ("persons", 3),
    "NR": ("number", 0),
    "NUMBER": ("number", 0),
    "PURE_NUMB": ("", 0),
    "IX": ("index", 0),
    "INX": ("index", 0),
    "MIO_EUR": ("EUR", 6),
    "THS_EUR": ("EUR", 3),
    "MIO_USD": ("USD", 6),
    "CP_MEUR": ("EUR", 6),
    "TONES": ("tonnes", 0),
    "TN": ("tonnes", 0),
    "T": ("tonnes", 0),
    "_X": ("", 0),
    "_Z": ("", 0),
    "SO": ("", 0),
}
NATIONAL = {"XDC": 0, "NAC": 0, "MIO_NAC": 6, "CP_MNAC": 6, "LCU": 0}
"""Codes for the money of each country, whose currency the message does not name."""

_LARGEST = 24


@cache
def unit_of(code: str, named: str) -> tuple[str, int]:
    """Return the unit of a code and its power of ten. A code that is in no list keeps its name, else itself."""
    if code.upper() in UNITS:
        return UNITS[code.upper()]
    if len(code) == 3 and code.isalpha() and code.isupper():
        return code, 0
    return named or code, 0


def multiplied(text: str, power: int) -> float | None:
    """Return a decimal number times a power of ten, without an error of rounding in between. None for other texts."""
    if "_" in text or not text.isascii():
        return None
    try:
        number = float(Decimal(text).scaleb(power))
    except ArithmeticError:
        return None
    return number if math.isfinite(number) else None


def power_of(text: str) -> int | None:
    """Return UNIT_MULT as a power of ten: 0 for none, None for a text that is no whole number or too large."""
    stripped = text.strip()
    if not stripped:
        return 0
    try:
        power = int(stripped)
    except ValueError:
        return None
    return power if abs(power) <= _LARGEST else None
