"""What a source judges of markets beside its figures: outlooks, factors of a market's potential, barriers.

`MARKET_OUTLOOK` and reports read it. A market with no outlook of its own takes that of the smallest region named in which
it lies: Romania that of Eastern Europe, not that of Europe. Brazil keeps its own, whatever Latin America's is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xlmarket.errors import NotAvailable
from xlmarket.functions.snapshot import Snapshot
from xlmarket.markets import Market
from xlmarket.store import Assertion

OUTLOOKS = {
    "still strong": "mature",
    "developing rapidly": "fast-growing",
    "growing by more than 40 % a year": "fast-growing",
    "sure to compete": "contested",
    "worth looking forward to": "prospective",
}
"""The words of the brief, and the one word of `MARKET_OUTLOOK` for each."""

NEARLY_ALL = 0.9
"""How much of a group must lie in a region to take its outlook: the European Union has one member outside Europe."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The outlook of a market as one word. `region` is the one it comes from, none where the market has its own."""

    word: str
    assertion: Assertion
    region: Market | None = None

    @property
    def source(self) -> str:
        """Where it comes from, with the words of the source."""
        return f"{self.assertion.source} (“{self.assertion.value}”)"

    @property
    def flag(self) -> str:
        """The region it is taken from, or empty for a market's own."""
        return f"by region: {self.region.name}" if self.region else ""

    @property
    def status(self) -> str:
        return "derived" if self.region else "published"


def assertions_of(snapshot: Snapshot, kind: str) -> tuple[Assertion, ...]:
    """The judgements of one kind (`outlook`, `factor`, `barrier`) in the order of the source."""
    return tuple(one for one in snapshot.holding.assertions if one.kind == kind)


def find_outlook(snapshot: Snapshot, market: Market) -> Outlook:
    """Return the outlook of a market: its own, else that of the smallest region named in which it lies.

    Raises `NotAvailable` where the data set has none for it, with the outlooks of its parts.
    """
    named = {one.market: one for one in assertions_of(snapshot, "outlook")}
    if not named:
        raise NotAvailable("the data set holds no outlooks", found=market.name)
    if market.key in named:
        return Outlook(OUTLOOKS[named[market.key].value], named[market.key])
    markets, day = snapshot.markets, snapshot.latest().end
    around = [key for key in named if _lies_in(snapshot, market.key, key, day)]
    if not around:
        raise NotAvailable(_without_outlook(snapshot, market, named, day))
    region = min(around, key=lambda key: len(markets.countries(key, day)))
    return Outlook(OUTLOOKS[named[region].value], named[region], markets[region])


def _lies_in(snapshot: Snapshot, key: str, region: str, day: date) -> bool:
    countries = snapshot.markets.countries(key, day)
    return len(countries & snapshot.markets.countries(region, day)) >= NEARLY_ALL * len(countries)


def _without_outlook(snapshot: Snapshot, market: Market, named: dict[str, Assertion], day: date) -> str:
    """Why a market has no outlook. Of a region it names the parts that have one."""
    parts = [
        f"{snapshot.markets[key].name} {OUTLOOKS[one.value]}"
        for key, one in named.items()
        if _lies_in(snapshot, key, market.key, day)
    ]
    if parts:
        return f"the source gives no one outlook of {market.name}, but of parts of it: {', '.join(parts)}"
    return f"the source gives no outlook of {market.name}, nor of a region it lies in"
