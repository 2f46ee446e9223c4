"""How a file writes numbers: signs for decimals and thousands, symbols for no figure, marks and currencies."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from typing import Any

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.magnitudes import multiple_of
from xlmarket.sources.values import NumberReader

_PAIRS = ((".", ""), (".", ","), (",", ""), (",", "."), (",", " "), (".", " "), (".", "'"), (",", "'"))
SYMBOLS = {
    "(na)": "not available", "na": "not available", "n/a": "not available", "n.a.": "not available",
    "#n/a": "not available", ":": "not available", "..": "not available", "...": "not available", "-": "none",
    "–": "none", "—": "none", "(s)": "suppressed", "(d)": "withheld", "(x)": "not applicable", "(z)": "rounds to zero",
    "c": "confidential", "x": "not applicable", "*": "suppressed", "[x]": "not available", "[c]": "confidential",
    "null": "not available", "none": "not available", "not available": "not available", "nd": "not available",
}  # fmt: skip
"""The meaning of symbols that agencies print instead of a figure."""

FLAGS = {
    "p": "provisional", "e": "estimated", "r": "revised", "b": "break in series", "f": "forecast", "s": "estimated",
    "u": "low reliability", "d": "definition differs", "c": "confidential", "n": "not significant", "i": "see metadata",
    "*": "footnote", "†": "footnote", "‡": "footnote", "(p)": "provisional", "(r)": "revised", "(e)": "estimated",
    "(est.)": "estimated", "est.": "estimated",
}  # fmt: skip
"""The meaning of marks that agencies print behind a figure."""

_MARKED = re.compile(r"(.*?\d)\s*([^\d\s.,%)]{1,6}|\*+|\([a-z.]+\))", re.IGNORECASE)
_TRAILING = re.compile(r"[\d.,' \u00a0\u202f]+[-\u2212]")
_WORD = re.compile(r"\d\s*([^\W\d]+\.?)$")
_CURRENCY = re.compile(r"^[^\d(+\-]*?([^\d\s().,+\-]{1,4})|([^\d\s().,+\-%*]{1,4})$")


@dataclass(frozen=True, slots=True)
class Writing:
    """The keys that read the texts of a file as numbers, and doubts about them."""

    keys: dict[str, Any] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


def writing_of(texts: Sequence[str]) -> Writing:
    """Return the keys under which all texts of the value columns are figures, gaps or flagged figures."""
    symbols, marks = _symbols([text for text in texts if not _has_digit(text)])
    figures = [text for text in texts if _has_digit(text)]
    signs = _signs(figures)
    bare = [_strip(text, signs) for text in figures]
    multiples = _multiples(bare)
    bare = [_without_word(text, multiples) for text in bare]
    flags = sorted({*_flags(bare), *marks})
    bare = [_without(text, flags) for text in bare]
    is_trailing = any(_TRAILING.fullmatch(text) for text in bare)
    (decimal, thousands), doubt = _pair([text.rstrip("-\u2212 ") if is_trailing else text for text in bare])
    keys = {
        "minus": "trailing" if is_trailing else "",
        "decimal": decimal if decimal != "." else "",
        "thousands": thousands,
        "signs": sorted(signs),
        "multiples": multiples,
        "missing": symbols,
        "flags": {flag: FLAGS.get(flag.casefold(), "see the notes of the source") for flag in flags},
    }
    doubts = (*filter(None, [doubt]), *_doubts(signs, multiples))
    return Writing({key: value for key, value in keys.items() if value}, doubts)


def _doubts(signs: set[str], multiples: Dictionary[str, float]) -> Iterator[str]:
    if len(signs) > 1:
        yield f"figures have the signs of several currencies, {' '.join(sorted(signs))}: none is kept"
    for word, factor in multiples.items():
        yield f"{word} behind a figure multiplies it by {factor:,.0f}"


def flags_of(labels: Sequence[str]) -> dict[str, str]:
    """Return the marks at headers such as `2016p`, `2017*` and `2018 (est.)`, with their meaning."""
    flags = {}
    for label in labels:
        marked = re.fullmatch(r"(?:19|20)\d\d\s*([^\d\s/.-][^\d]*)", label)
        if marked and marked[1].strip().casefold() in FLAGS:
            flags[marked[1].strip()] = FLAGS[marked[1].strip().casefold()]
    return flags


def _has_digit(text: str) -> bool:
    return any(sign.isdecimal() for sign in text)


def _symbols(texts: Sequence[str]) -> tuple[dict[str, str], set[str]]:
    """The symbols for no figure with their meaning, and the flags behind some of them, as in `: c`."""
    symbols: dict[str, str] = {}
    marks: set[str] = set()
    for text in texts:
        symbol, _, rest = text.partition(" ")
        letters = rest.replace(" ", "")
        if rest and symbol.casefold() in SYMBOLS and _is_letters(letters):
            marks |= set(letters)
        else:
            symbol = text
        symbols[symbol] = SYMBOLS.get(symbol.casefold(), "not explained in the file")
    return symbols, marks


def _signs(texts: Sequence[str]) -> set[str]:
    """Signs of currencies at the ends of figures."""
    signs = set()
    for text in texts:
        for sign in (match[1] or match[2] for match in _CURRENCY.finditer(text.strip().strip("()-+\u2212 "))):
            if sign and all(unicodedata.category(letter) == "Sc" for letter in sign):
                signs.add(sign)
    return signs


def _strip(text: str, signs: set[str]) -> str:
    for sign in signs:
        text = text.replace(sign, "")
    return text.strip()


def _flags(texts: Sequence[str]) -> list[str]:
    marks = Counter(
        match[2] for text in texts if (match := _MARKED.fullmatch(text)) and match[2] not in ("-", "\u2212")
    )
    single = {letter for mark in marks for letter in mark} if all(_is_letters(mark) for mark in marks) else set(marks)
    return sorted(single)


def _multiples(texts: Sequence[str]) -> dict[str, float]:
    """The words behind figures that multiply them."""
    words = {match[1].strip() for text in texts if (match := _WORD.search(text))}
    return {word: factor for word in sorted(words) if (factor := multiple_of(word))}


def _without_word(text: str, words: Collection[str]) -> str:
    match = _WORD.search(text)
    return text[: match.start(1)].strip() if match and match[1].strip() in words else text


def _is_letters(mark: str) -> bool:
    return mark.isalpha() and all(letter.casefold() in FLAGS for letter in mark)


def _without(text: str, flags: Sequence[str]) -> str:
    match = _MARKED.fullmatch(text)
    return match[1].strip() if flags and match and match[2] not in ("-", "\u2212") else text


def _pair(texts: Sequence[str]) -> tuple[tuple[str, str], str]:
    """The decimal and thousands signs that read the most texts, and a doubt where two pairs read other numbers."""
    outcomes = {pair: _read(texts, pair) for pair in _PAIRS}
    most = max(len(values) for values in outcomes.values())
    fits = [pair for pair, values in outcomes.items() if len(values) == most]
    best = fits[0]
    differing = (
        (pair, at)
        for pair in fits
        for at in outcomes[best]
        if outcomes[pair].get(at, outcomes[best][at]) != outcomes[best][at]
    )
    other, place = next(differing, (None, 0))
    if other is None:
        return best, ""
    doubt = f"{texts[place]} is read as {outcomes[best][place]:g}; it could be {outcomes[other][place]:g}"
    return best, f'{doubt} (decimal = "{other[0]}", thousands = "{other[1]}")'


def _read(texts: Sequence[str], pair: tuple[str, str]) -> dict[int, float]:
    reader = NumberReader(Mapping(decimal=pair[0], thousands=pair[1]))
    values = {}
    for at, text in enumerate(texts):
        try:
            values[at] = reader.read(text).value
        except SourceError:
            continue
    return values
