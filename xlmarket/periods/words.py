"""Month names and period words of other languages, from the table `words.tsv` next to this module.

Each line has a language, what is named (`M1` a month, `Q` or `H` or `W` a template as in `shapes`, `Q1` one that names
its own number), and the names. The months come from the CLDR, with the abbreviations that German and Spanish files use
besides. Names are compared without accents and in any case.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from xlmarket.periods.calendar import Frequency
from xlmarket.periods.shapes import LabelShape, Spelled, mask, shape_of, spell_month

_TABLE = Path(__file__).with_name("words.tsv")
LANGUAGES = ("de", "en", "es", "fr", "it", "ja", "nl", "pt", "zh")
"""The languages whose month names and period words are known."""


def fold(text: str) -> str:
    """A text without accents and other marks: `févr.` is `fevr.`."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


@cache
def month_names(language: str) -> dict[str, int]:
    """The folded names of the months in a language, in small letters, with their numbers."""
    named = {fold(name): int(key[1:]) for key, names in _rows(language) if key.startswith("M") for name in names}
    return named | {f"{number}月": number for number in range(1, 13) if language in ("zh", "ja")}


@cache
def word_shapes(language: str) -> dict[str, LabelShape]:
    """The shapes of a language's periods, folded."""
    return {shape: meaning for spellings in _spellings(language) for shape, meaning in spellings}


def languages_of(text: str) -> frozenset[str]:
    """The languages that have a spelling of the shape of a text."""
    shape = mask(fold(text))
    return frozenset(language for language in LANGUAGES if shape in word_shapes(language))


def _spellings(language: str) -> Iterator[Spelled]:
    for key, names in _rows(language):
        frequency, number = Frequency(key[0]), int(key[1:] or 1)
        for name in names:
            if frequency is Frequency.MONTH:
                yield spell_month(fold(name), number)
                yield iter((shape_of(f"{fold(name)} de YYYY", frequency, number),))
                yield iter((shape_of(f"YYYY年{fold(name)}", frequency, number),))
            else:
                yield iter((shape_of(fold(name), frequency, number),))


@cache
def _table() -> dict[str, list[tuple[str, list[str]]]]:
    table: dict[str, list[tuple[str, list[str]]]] = {language: [] for language in LANGUAGES}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        language, key, names = line.split("\t")
        table[language].append((key, names.split("|")))
    return table


def _rows(language: str) -> list[tuple[str, list[str]]]:
    return _table()[language]
