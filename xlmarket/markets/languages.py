"""Names of countries in other languages, understood and printed from one table of ours, `cldr.tsv`.

The table is frozen so that an answer does not depend on the Babel that is installed, and so that every name printed is
also understood. It is UTF-8 text: a line on its origin, a line per language with its names, an empty line, and a line
per country with the look-up keys of all these names. `xlmarket.markets.cldr` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from xlmarket.markets.names import key_of

CLDR = Path(__file__).with_name("cldr.tsv")
_LETTERS = 4
_WIDELY_USED = (
    "en", "zh", "zh_Hant", "hi", "es", "fr", "ar", "bn", "ru", "pt", "pt_PT", "ur", "id", "de", "ja", "mr", "te", "tr", "ta",
    "vi", "ko", "it", "th", "fa", "pl", "uk", "ro", "nl", "el", "hu", "cs", "sv", "sr", "sr_Latn", "bg", "da", "fi", "nb", "nn", "sk",
    "hr", "bs", "sl", "lt", "lv", "et", "he", "ms", "fil", "sw", "af", "ca", "gl", "eu", "is", "ga", "cy", "mt", "sq", "mk", "az", "kk",
    "uz", "ka", "hy", "be", "mn", "km", "lo", "my", "ne", "si", "gu", "pa", "kn", "ml", "am", "zu", "lb",
)  # fmt: skip
"""Languages that figures are published in: a name that only others have may be a slip of the pen."""

_REGION = re.compile("_(?![A-Z][a-z]{3}$)[A-Za-z0-9]+$")
"""What follows a language: a region or a variant, not a script."""


@cache
def foreign() -> dict[str, tuple[str, ...]]:
    """Keys of names in other languages, each with the markets that some language means by it."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _halves()[1].splitlines():
        market, _, names = line.partition("\t")
        for name in names.split("|"):
            found[name] = (*found.get(name, ()), market)
    return found


@cache
def printed(tag: str) -> dict[str, str] | None:
    """Return names by ISO code in the language of a tag such as `de` or `pt-BR`, None for a language without names.

    A region or variant without names of its own has those of its language: `de-BR` reads as `de`. A script stays.
    """
    wanted = _tag(tag)
    while wanted not in _lines() and _REGION.search(wanted):
        wanted = _REGION.sub("", wanted)
    return _names(wanted) if wanted in _lines() else None


def rare_language(name: str) -> str:
    """Return the language of a name that no widely used language has, in English, empty for any other name.

    Mauritian Creole calls the Netherlands Oland, which may as well be a Poland that lost its first letter.
    """
    key = key_of(name)
    if key not in foreign() or key in _usual():
        return ""
    tag = next((tag for tag, line in _lines().items() if any(key_of(one) == key for one in _near(line, name))), "")
    return _title(tag) if tag else "a rarely used language"


def _near(line: str, name: str) -> Iterator[str]:
    """The names of a line that are about as long as another."""
    return (one for one in line.rpartition("\t")[2].split("|") if abs(len(one) - len(name)) < _LETTERS)


def _title(tag: str) -> str:
    from babel import Locale

    return str(Locale.parse(tag).get_display_name("en"))


@cache
def _usual() -> frozenset[str]:
    """Keys of the names in widely used languages."""
    return frozenset(key_of(name) for tag in _WIDELY_USED for name in (printed(tag) or {}).values())


def languages() -> tuple[str, ...]:
    """The tags that have names in the table."""
    return tuple(_lines())


def _names(tag: str) -> dict[str, str]:
    """Return the names of a language over those of its parent. An empty name is the parent's."""
    parent, _, names = _lines()[tag].partition("\t")
    own = dict(zip(_countries(), names.split("|"), strict=False)) if names else {}
    return {**(_names(parent) if parent else {}), **{market: name for market, name in own.items() if name}}


def _tag(text: str) -> str:
    """A tag in the letters the table has: `PT-br` is `pt_BR`, `zh-hant-hk` is `zh_Hant_HK`."""
    language, *rest = re.split("[-_]", text)
    return "_".join([language.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])


@cache
def _lines() -> dict[str, str]:
    """The parent and names of each language, not taken apart yet."""
    lines = _halves()[0].splitlines()[1:]
    return {tag: rest for tag, _, rest in (line.partition("\t") for line in lines)}


@cache
def _countries() -> tuple[str, ...]:
    """The countries in the order of the names of a language."""
    return tuple(line.partition("\t")[0] for line in _halves()[1].splitlines())


@cache
def _halves() -> tuple[str, str]:
    names, _, keys = CLDR.read_text(encoding="utf-8").partition("\n\n")
    return names, keys
