"""Writes `cldr.tsv`, the names of countries in other languages, from the CLDR of the Babel that is installed.

Run as `python -m xlmarket.markets.cldr` to take over the names of a newer CLDR. Nothing imports this module, so nobody
pays for Babel's hundreds of locales. `xlmarket.markets.languages` reads what it writes.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

import babel
from babel import Locale, localedata
from babel.core import get_global

from xlmarket.markets.book import Market
from xlmarket.markets.languages import CLDR
from xlmarket.markets.names import key_of
from xlmarket.markets.standard import standard_markets

_ELSEWHERE = frozenset({"england", "norfolk"})
"""Keys some language has for a country that are a part of another country in English, and common in data as such.

Walser German calls the United Kingdom England, and Dutch, Polish, Czech, Slovak and Estonian call Norfolk Island
Norfolk. A table of the parts of the United Kingdom or of English counties would become those countries.
"""


def generate(locales: Iterable[str]) -> str:
    """Return the table of those locales, without locales whose names are all their parent's."""
    names = {tag: _names(tag) for tag in sorted(locales)}
    parents = {tag: _parent(tag, names) for tag in names}
    kept = {tag for tag in names if names[tag] and names[tag] != names.get(_without_last(tag))}
    lines = [f"{tag}\t{_line_of(tag, names, _kept_parent(tag, parents, kept))}" for tag in kept]
    aliases = [f"{tag}\t{meant}\t" for tag, meant in _aliases(names, kept).items()]
    return "\n".join([f"Babel {babel.__version__}", *sorted(lines + aliases), "", *_keys(names)]) + "\n"


def _names(tag: str) -> dict[str, str]:
    """The names of a locale by our key, those that mean another place left out."""
    known = Locale.parse(tag).territories
    named = {market.key: str(known.get(market.iso2, "")) for market in _countries()}
    return {key: name for key, name in named.items() if key_of(name) and key_of(name) not in _ELSEWHERE}


def _countries() -> list[Market]:
    return sorted((market for market in standard_markets() if market.iso2), key=lambda market: market.key)


def _parent(tag: str, names: Mapping[str, object]) -> str:
    """The locale whose names hold where a locale has none: the CLDR's, else the tag without its last part."""
    parent = get_global("parent_exceptions").get(tag) or _without_last(tag)
    while parent and parent not in names:
        parent = _without_last(parent)
    return str(parent)


def _kept_parent(tag: str, parents: Mapping[str, str], kept: Container[str]) -> str:
    """Return the nearest parent of a locale that has a line. Parents between have the same names."""
    parent = parents[tag]
    while parent and parent not in kept:
        parent = parents[parent]
    return parent


def _line_of(tag: str, names: Mapping[str, Mapping[str, str]], parent: str) -> str:
    """The parent and the names that differ from the parent's, in the order of the countries."""
    own, known = names[tag], names.get(parent, {})
    cells = [own.get(market.key, "") for market in _countries()]
    differing = [
        name if name != known.get(market.key) else "" for market, name in zip(_countries(), cells, strict=True)
    ]
    return f"{parent}\t{'|'.join(differing).rstrip('|')}"


def _aliases(names: Mapping[str, Mapping[str, str]], kept: Container[str]) -> dict[str, str]:
    """Tags that the CLDR reads as another: `iw` as `he`, and `zh_TW` as `zh_Hant`, whose script is not that of `zh`."""
    told = {old: new for old, new in get_global("language_aliases").items() if new in kept}
    for tag, likely in get_global("likely_subtags").items():
        script = _without_last(likely)
        if script in kept and _without_last(script) == _without_last(tag) != "":
            told[tag] = likely if likely in kept else script
    return {tag: meant for tag, meant in told.items() if tag not in names}


def _without_last(tag: str) -> str:
    return tag.rpartition("_")[0]


def _keys(names: Mapping[str, Mapping[str, str]]) -> list[str]:
    keys: dict[str, set[str]] = {market.key: set() for market in _countries()}
    for own in names.values():
        for market, name in own.items():
            keys[market].add(key_of(name))
    return [f"{market}\t{'|'.join(sorted(known))}" for market, known in keys.items()]


if __name__ == "__main__":
    CLDR.write_text(generate(localedata.locale_identifiers()), encoding="utf-8", newline="\n")
