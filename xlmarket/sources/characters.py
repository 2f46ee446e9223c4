"""Invisible characters: harmless ones are taken out of a cell, the others make it a reject.

A name with a hidden character in it is another name, and an override of the direction shows 12 for 21.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from xlmarket.sources.tables import RawCell, Unreadable

_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060-\u2064\u2066-\u2069\ufeff]")
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ufffd\ud800-\udfff\ufff0-\ufff8]")


def clean(text: str) -> str:
    """Return a text without characters that only steer how it is printed."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def are_plain(lines: Iterable[str]) -> bool:
    """Whether no line has a character that `readable` would take out or refuse."""
    return not any(_HARMFUL.search(line) or has_invisible(line) for line in lines)


def has_invisible(text: str) -> bool:
    """Whether `clean` would change a text."""
    return not text.isascii() and bool(_INVISIBLE.search(text))


def readable(text: str) -> RawCell:
    """Return a text as a clean cell, or as an unreadable one whose reason names the harmful character."""
    match = _HARMFUL.search(text)
    if match is None:
        return clean(text)
    shown = _HARMFUL.sub(lambda sign: f"<U+{ord(sign[0]):04X}>", text)
    if match[0] == "\ufffd":
        return Unreadable(shown, "a character was lost when the file was written: export it again as UTF-8")
    return Unreadable(shown, f"the cell holds the control character U+{ord(match[0]):04X}")
