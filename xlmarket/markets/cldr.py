"""Writes `cldr.tsv`, the names of countries in other languages, anew from Babel's copy of the CLDR.

Run as `python -m xlmarket.markets.cldr`; nothing imports it, so that nobody pays for Babel's hundreds of locales.
"""

from __future__ import annotations

from collections.abc import Iterator

from babel import Locale, localedata

from xlmarket.markets.book import Markets
from xlmarket.markets.names import CLDR, key_of


def generate(locales: Iterator[str]) -> str:
    """A line per country with the keys of its names in those languages."""
    countries = {market.iso2: market.key for market in Markets.standard() if market.iso2}
    names: dict[str, set[str]] = {key: set() for key in countries.values()}
    for identifier in locales:
        for code, name in Locale.parse(identifier).territories.items():
            if code in countries and (key := key_of(name)):
                names[countries[code]].add(key)
    return "".join(f"{market}\t{'|'.join(sorted(keys))}\n" for market, keys in sorted(names.items()) if keys)


if __name__ == "__main__":
    CLDR.write_text(generate(iter(localedata.locale_identifiers())), encoding="utf-8")
