"""How a written name becomes a key to look it up by."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
# A question mark stands for a letter that was lost, a currency sign for one that was damaged: "?oland" is not "oland".
_PUNCTUATION = re.compile(r"[^\w?$¢£¤¥€₩₹₽]+|_+")
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
