"""How a written name becomes a key to look it up by, and which markets other languages mean by it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

CLDR = Path(__file__).with_name("cldr.tsv")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
_PUNCTUATION = re.compile(r"[^\w]+|_+")
_AND = re.compile(r"\s*&\s*")


def cleaned(text: str) -> str:
    """The name as one would print it: composed, without invisible characters, single spaces."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def key_of(text: str) -> str:
    """What two spellings of one name have in common: no case, accents, punctuation or leading article."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    text = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", text))
    text = _PUNCTUATION.sub(" ", _AND.sub(" and ", text.replace("'", "").replace("’", "")))
    return unicodedata.normalize("NFC", text.strip().removeprefix("the ").removesuffix(" the"))


@cache
def foreign() -> dict[str, tuple[str, ...]]:
    """Keys of names in other languages, each with the markets that some language means by it."""
    found: dict[str, tuple[str, ...]] = {}
    for line in CLDR.read_text(encoding="utf-8").splitlines():
        market, _, names = line.partition("\t")
        for name in names.split("|"):
            found[name] = (*found.get(name, ()), market)
    return found
