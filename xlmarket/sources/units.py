"""Units and scales in headers and titles: `Sales (USD m)`, `('000)`, `in millions of dollars`, `(亿元)`."""

from __future__ import annotations

import re

from xlmarket.magnitudes import MULTIPLES, NAMES
from xlmarket.sources.kinds import is_money

_THOUSANDS = re.compile(r"(?<![a-z\d])'?000s?(?![a-z\d])")
_AMBIGUOUS = ("k", "m", "mm", "mille")
"""Words that multiply behind a number and mean something else in a header: metres, millimetres, per mille."""

_SCALE = re.compile(
    "|".join(
        word if not word.isascii() else rf"(?<![a-z\d]){word}(?![a-z\d])"
        for word in sorted(MULTIPLES, key=len, reverse=True)
        if word not in _AMBIGUOUS and MULTIPLES[word] in NAMES
    )
)
_LETTERS = {"m": "million", "b": "billion", "k": "thousand"}
_MOST_WORDS = 5
_CURRENCIES = {
    "USD": r"us\s?\$|u\.s\. dollars?|us dollars?|\busd\b|(?<![a-z])\$|\bdollars?\b",
    "EUR": r"€|\beuros?\b|\beur\b",
    "GBP": r"£|\bpounds?\b|\bgbp\b|\bsterling\b",
    "CNY": r"\brmb\b|\bcny\b|元|人民币",
    "JPY": r"\bjpy\b|\byen\b|円|¥",
    "INR": r"₹|\binr\b|\brupees?\b",
    "BRL": r"r\$|\bbrl\b|\breais\b",
}
_PLAIN = {
    "percent": r"%|\bper\s?cent\b|\bpct\b|百分",
    "persons": r"\bpersons?\b|\bpeople\b|\binhabitants\b|人",
    "index": r"\bindex\b|指数",
}
_NOTE = re.compile(r"\s*[\[(]\s*(?:notes?\s*)?\d+(?:\s*,\s*\d+)*\s*[\])]", re.IGNORECASE)
"""A reference to a footnote: `[Note 1]`, `(2)`."""

_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|,\s*([^,()]*)$|\bin ([\w\s$€£]+)$", re.IGNORECASE)


def unit_of(text: str) -> str:
    """Return the unit in a header, such as `USD million`, or ""."""
    return next((unit for match in _BRACKETS.finditer(text) if (unit := _unit(_inside(match)))), "")


def name_of(text: str) -> str:
    """Return a header without its unit, as the name of a metric: `sales`."""
    plain = _BRACKETS.sub(lambda match: "" if _unit(_inside(match)) else match[0], _NOTE.sub("", text))
    return re.sub(r"[\W_]+", "_", plain).strip("_").lower()


def _inside(match: re.Match[str]) -> str:
    """The words in brackets, behind a comma or behind "in"."""
    return next(group for group in match.groups() if group is not None)


def _unit(words: str) -> str:
    lower = words.casefold()
    if len(lower.split()) > _MOST_WORDS or re.search(r"\w[._]\w", lower):
        return ""
    plain = next((unit for unit, pattern in _PLAIN.items() if re.search(pattern, lower)), "")
    currency = next((unit for unit, pattern in _CURRENCIES.items() if re.search(pattern, lower)), "")
    codes = [code for code in re.findall(r"\b[A-Z]{3}\b", words) if is_money(code)]
    currency = codes[0] if codes and not currency else currency
    words_of_scale = _SCALE.search(lower)
    scale = NAMES[MULTIPLES[words_of_scale[0]]] if words_of_scale else "thousand" if _THOUSANDS.search(lower) else ""
    letter = re.search(r"(?<![^\W\d_])([mbk])(?![^\W\d_])", lower)
    scale = _LETTERS[letter[1]] if letter and currency and not scale else scale
    if not (plain or currency or scale):
        return ""
    return " ".join(part for part in ((currency, scale) if currency or not plain else (scale, plain)) if part)
