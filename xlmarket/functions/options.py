"""The last argument of every function, one text: `"currency=USD; quality=any"`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from xlmarket.errors import ArgumentError
from xlmarket.functions.units import SCALES
from xlmarket.store import DatasetState, parse_as_of

UNITS = {"fraction": 1.0, "percent": 100.0, "pp": 100.0, "bp": 10_000.0}

CHOICES: Mapping[str, tuple[str, ...]] = {
    "scale": ("", *SCALES),
    "as": tuple(UNITS),
    "quality": ("sound", "any"),
    "bounds": ("low", "high"),
    "partial": ("no", "any", "likeforlike"),
    "missing": ("error", "skip"),
    "members": ("later", "then"),
    "method": ("midpoint", "classic"),
    "rate": ("average", "end"),
    "headers": ("1", "0", "2"),
}
"""Options with their values, the default first. An empty default leaves the figure as it is."""

FREE = {
    "currency": "a currency code: USD",
    "fill": "what to show in place of a missing figure",
    "as_of": "a day, or the number of a vintage: 2025-01-31",
    "dataset": "a data set",
    "level": "a probability: 0.95",
    "weights": "weights by factor: population:2,law:1",
}

ALL_OPTIONS = (*CHOICES, *FREE)

SETS = ("dataset", "as_of")
"""Options of every function that reads a data set: which one, and as of which day."""

FIGURES = (*SETS, "quality", "fill", "currency", "rate", "missing")
"""Options of functions that answer a figure."""

RATES = (*FIGURES, "partial", "members")
"""Options of functions that compare two periods."""


@dataclass(frozen=True, slots=True)
class CallOptions:
    """The options of a call. One that was not given has the first value of `CHOICES`, or none."""

    given: tuple[tuple[str, str], ...] = ()

    def get(self, key: str) -> str:
        """The value of an option, its default where it was not given."""
        return dict(self.given).get(key) or (CHOICES[key][0] if key in CHOICES else "")

    @property
    def factor(self) -> float:
        """What a ratio is multiplied by (`as=percent`: 100)."""
        return UNITS[self.get("as")]

    @property
    def size(self) -> float | None:
        """How many whole units an amount is printed in (`scale=m`: a million), or nothing for one as it is."""
        scale = self.get("scale")
        return SCALES[scale][1] if scale else None

    @property
    def as_of(self) -> DatasetState | None:
        """The day, or the number of a vintage. Raises `ArgumentError` for a text that is neither."""
        text = self.get("as_of")
        try:
            return parse_as_of(text) if text else None
        except ValueError:
            raise ArgumentError(
                "as_of takes a day or the number of a vintage", found=text, allowed=("2025-01-31", "3")
            ) from None

    @property
    def level(self) -> float | None:
        """The probability of bounds, or nothing. Raises `ArgumentError` for anything not between 0 and 1."""
        text = self.get("level")
        if not text:
            return None
        try:
            level = float(text)
        except ValueError:
            level = 0.0
        if not 0 < level < 1:
            raise ArgumentError("level takes a probability between 0 and 1", found=text, allowed="0.95")
        return level

    def without(self, *keys: str) -> CallOptions:
        return replace(self, given=tuple(pair for pair in self.given if pair[0] not in keys))


@lru_cache(maxsize=1024)
def read_options(text: str) -> CallOptions:
    """Return the options of a text. Raises `ArgumentError` for an unknown key or value, with the nearest."""
    given = []
    for part in text.split(";"):
        if not part.strip():
            continue
        key, equals, value = (piece.strip() for piece in part.partition("="))
        key = key.lower()
        if not equals or not value:
            raise ArgumentError("not an option", found=part.strip(), allowed="key=value, as in quality=any")
        if key not in ALL_OPTIONS:
            raise ArgumentError.unknown("option", key, ALL_OPTIONS)
        value = value.lower() if key in CHOICES else value
        if value not in CHOICES.get(key, (value,)):
            raise ArgumentError.invalid(key, value, filter(None, CHOICES[key]))
        given.append((key, value))
    return CallOptions(tuple(given))
