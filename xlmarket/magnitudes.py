"""Words that multiply a number: `million`, `Mio.`, `亿`. Mappings, headers and units read them from one table."""

from __future__ import annotations

_WORDS: dict[float, tuple[str, ...]] = {
    1e3: ("k", "tsd", "thsd", "thousand", "thousands", "mille", "千"),
    1e4: ("ten thousand", "万"),
    1e5: ("lakh",),
    1e6: ("m", "mm", "mn", "mln", "mio", "mill", "million", "millions", "millionen", "百万"),
    1e7: ("crore",),
    1e8: ("hundred million", "亿"),
    1e9: ("bn", "bln", "mrd", "billion", "billions", "milliard", "milliards", "milliarden", "十亿"),
    1e12: ("tn", "trn", "trillion", "trillions", "万亿"),
}
MULTIPLES = {word: size for size, words in _WORDS.items() for word in words}
"""The words in small letters and without a full stop, and by how much they multiply."""

NAMES = {1e3: "thousand", 1e4: "ten thousand", 1e6: "million", 1e8: "hundred million", 1e9: "billion", 1e12: "trillion"}
"""How units print a magnitude: `USD million`."""


def multiple_of(word: str) -> float | None:
    """Return how much a word behind a number multiplies it, or nothing: `Mio.` is a million, and `B` a billion."""
    return MULTIPLES.get(word.strip().rstrip(".").casefold()) or (1e9 if word.strip() == "B" else None)
