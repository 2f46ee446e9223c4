"""Names of markets in a file: the market each means, those left out, and those whose name is that of a sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xlmarket.config import Mapping
from xlmarket.errors import AmbiguousMarket, SourceError, UnknownMarket
from xlmarket.listing import list_names
from xlmarket.markets import Markets
from xlmarket.markets.names import cleaned
from xlmarket.sources.values import check_readable

WORLD = "WORLD"
_MOST_NAMES = 5
_MARK = re.compile(r"\s*(?:[\u00b9\u00b2\u00b3\u2070-\u2079]+|\(\w{1,2}\)|\[\w{1,2}\]|\d{1,2}\)?)\s*$")


@dataclass
class MarketNames:
    """The names of one file.

    `new` are the markets that the file brings itself, each with the nearest known name or "". `texts` are the names by
    key as the file writes them. `held` are the keys of all rows and headers.
    """

    mapping: Mapping
    markets: Markets
    new: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    _keys: dict[str, str] = field(default_factory=dict)
    _found_keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._aliases = {alias.casefold(): name for alias, name in self.mapping.names.items()}
        self._excluded = {name.strip().casefold() for name in self.mapping.exclude}
        self._excluded_keys = set(filter(None, map(self._find_key, self.mapping.exclude)))
        self._totals = {
            name.strip().casefold()
            for name, members in self.mapping.aggregates.items()
            if members == () and self.markets.is_total(name)
        }

    def key(self, text: str) -> str:
        """Return the key of a known market, or the name of one that the file brings itself.

        Raises `SourceError` for an empty cell and `AmbiguousMarket` for a name of several markets.
        """
        text = text.strip()
        if text not in self._keys:
            self._keys[text] = self._resolve(text)
            self.texts.setdefault(self._keys[text], text)
        return self._keys[text]

    def key_of_row(self, text: str) -> str:
        """Return the key of a market in a row or header, and keep it as one that the file has figures for."""
        key = self.key(text)
        self.held.add(key)
        return key

    def is_excluded(self, text: str) -> bool:
        """Whether a market is left out, by the same name or by another name of the same market."""
        if text.strip().casefold() in self._excluded:
            self.left_out.add(text.strip().casefold())
            return True
        key = self._find_key(text) if self._excluded_keys else ""
        if key in self._excluded_keys:
            self.left_out.add(key)
            return True
        return False

    def findings(self) -> Iterator[str]:
        """Names of `exclude` and `aggregates` that no row of the file has, and names of rarely used languages."""
        for text, key in self._keys.items():
            if text.casefold() not in self._aliases and (language := self.markets.rare_language(text)):
                yield f'"{text}" is read as {self.markets[key].name}, its name in {language}'
        left = [name for name in self.mapping.exclude if not self._is_left_out(name)]
        sums = [name for name in self.mapping.aggregates if not self._is_left_out(name)]
        yield from _unmet("exclude", left)
        yield from _unmet("aggregates", [name for name in sums if self.key(name) not in self.held])

    def is_aggregate(self, key: str) -> bool:
        """Whether a known market is the sum of others."""
        return key in self.markets and self.markets[key].is_aggregate

    def means_total(self, key: str) -> bool:
        """Whether a market that the file brings itself has the name of a sum of other rows."""
        text = self.texts.get(key, key)
        return key not in self.markets and (self.markets.is_total(text) or self.markets.is_subtotal(text))

    def means_computed(self, key: str) -> bool:
        """Whether a market that the file brings itself has the name of a result computed from other rows."""
        return key not in self.markets and self.markets.is_computed(self.texts.get(key, key))

    def _is_left_out(self, name: str) -> bool:
        return bool({name.strip().casefold(), self._find_key(name)} & self.left_out)

    def _find_key(self, text: str) -> str:
        """The key of a known market, or ""."""
        if text not in self._found_keys:
            try:
                self._found_keys[text] = self.markets.resolve(self._aliases.get(text.strip().casefold(), text)).key
            except UnknownMarket:
                self._found_keys[text] = ""
        return self._found_keys[text]

    def _resolve(self, text: str) -> str:
        if text.casefold() in self._totals:
            return WORLD
        text = self._aliases.get(text.casefold(), text)
        if not cleaned(text):
            raise SourceError("the market is empty")
        check_readable(text)
        try:
            return self.markets.resolve(text).key
        except AmbiguousMarket:
            raise
        except UnknownMarket as error:
            self.new[cleaned(text)] = error.nearest[0] if error.nearest else self._without_mark(text)
            return cleaned(text)

    def _without_mark(self, text: str) -> str:
        """The known market whose name comes without a footnote mark: `Brazil (1)` and `Brazil²` are near Brazil."""
        key = self._find_key(_MARK.sub("", text))
        return self.markets[key].name if key else ""


def _unmet(key: str, names: Sequence[str]) -> Iterator[str]:
    """One sentence for all names of a key that no market of the file has."""
    if names:
        quoted = list_names([f'"{name}"' for name in names], _MOST_NAMES)
        yield f"{key}: no market of the file has the name{'s' if len(names) > 1 else ''} {quoted}"
