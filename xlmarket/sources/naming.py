"""Names of markets in a file: which market each means, which are left out, and which are sums of others."""

from __future__ import annotations

from dataclasses import dataclass, field

from xlmarket.config import Mapping
from xlmarket.errors import NameAmbiguous, NameUnknown, SourceError
from xlmarket.markets import Markets
from xlmarket.markets.names import cleaned
from xlmarket.sources.values import check_readable

WORLD = "WORLD"


@dataclass
class MarketNames:
    """The names of one file; `new` are the markets it brings itself, each with the nearest known name or nothing."""

    mapping: Mapping
    markets: Markets
    new: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._aliases = {alias.casefold(): name for alias, name in self.mapping.names.items()}
        self._excluded = {name.strip().casefold() for name in self.mapping.exclude}
        self._totals = {
            name.strip().casefold()
            for name, members in self.mapping.aggregates.items()
            if members == () and self.markets.is_total(name)
        }

    def key(self, text: str) -> str:
        """The key of a known market, or the name of one the file brings itself."""
        text = text.strip()
        if text not in self._keys:
            self._keys[text] = self._resolve(text)
            self.texts.setdefault(self._keys[text], text)
        return self._keys[text]

    def is_excluded(self, text: str) -> bool:
        return text.strip().casefold() in self._excluded

    def is_aggregate(self, key: str) -> bool:
        """Whether everybody knows a market as the sum of others."""
        return key in self.markets and self.markets[key].is_aggregate

    def means_total(self, key: str) -> bool:
        """Whether a market of the file's own has a name for the sum of other rows."""
        text = self.texts.get(key, key)
        return key not in self.markets and (self.markets.is_total(text) or self.markets.is_subtotal(text))

    def _resolve(self, text: str) -> str:
        if text.casefold() in self._totals:
            return WORLD
        text = self._aliases.get(text.casefold(), text)
        if not cleaned(text):
            raise SourceError("the market is empty")
        check_readable(text)
        try:
            return self.markets.resolve(text).key
        except NameAmbiguous:
            raise
        except NameUnknown as error:
            self.new[cleaned(text)] = error.nearest[0] if error.nearest else ""
            return cleaned(text)
