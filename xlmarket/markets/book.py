"""The book of market names: what `resolve` reads, which markets there are, and how to print them.

A name is looked up as a code (in capitals only), then among the user's aliases, the English names, the markets the
data brings, and last the names in other languages. The nearest name is offered, never taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from xlmarket.errors import AmbiguousMarket, Place, UnknownMarket, UnknownName, XlmarketError
from xlmarket.markets import codes
from xlmarket.markets.groups import Groups
from xlmarket.markets.languages import foreign, printed, rare_language
from xlmarket.markets.names import cleaned, key_of
from xlmarket.markets.totals import means_computed, means_subtotal, means_total
from xlmarket.nearest import most_slips, near
from xlmarket.periods import Period

_AMBIGUOUS = {
    "congo": ("COG", "COD"),
    "korea": ("KOR", "PRK"),
    "america": ("USA", "AMERICAS", "NORTH_AMERICA", "LATIN_AMERICA"),
    "virgin islands": ("VIR", "VGB"),
    "samoa islands": ("WSM", "ASM"),
    "guinea coast": ("GIN", "GNB", "GNQ"),
    "sudans": ("SDN", "SSD"),
    "saint martin island": ("MAF", "SXM"),
    "lac": ("LATIN_AMERICA", "WB_LAC"),
    "ssa": ("SUB_SAHARAN_AFRICA", "WB_SSA"),
    "mna": ("MENA", "WB_MNA"),
    "eap": ("WB_EAS", "WB_EAP"),
    "eca": ("WB_ECS", "WB_ECA"),
    "republic of china": ("CHN", "TWN"),
}
_SHORTEST_GUESS = 4


class MarketKind(StrEnum):
    """The kind of a market. Only countries and custom markets are ranked. A residual is in the total and nowhere else."""

    COUNTRY = "country"
    GROUP = "group"
    WORLD = "world"
    RESIDUAL = "residual"
    CUSTOM = "custom"


_MAY_BE_SUMS = (MarketKind.COUNTRY, MarketKind.GROUP, MarketKind.CUSTOM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """One market. `key` is ISO 3166-1 alpha-3 for a country, capitals for a group, the cleaned name for a custom one."""

    key: str
    name: str
    kind: MarketKind = MarketKind.CUSTOM
    iso2: str = ""
    iso3: str = ""
    official: str = ""

    @property
    def is_aggregate(self) -> bool:
        """Whether its figure holds those of other markets."""
        return self.kind in (MarketKind.GROUP, MarketKind.WORLD)

    @property
    def is_residual(self) -> bool:
        """Whether it stands for an unknown number of others."""
        return self.kind is MarketKind.RESIDUAL


@dataclass(frozen=True, kw_only=True)
class Markets:
    """An immutable book of markets, groups and names.

    `numbers` are codes of the United Nations, `bank` those of the World Bank, which hold only where the data has them.
    `unsure` are numbers of one column of a file that may be such codes.
    """

    by_key: Mapping[str, Market]
    names: Mapping[str, str]
    capitals: Mapping[str, str]
    groups: Groups
    closed: frozenset[str] = frozenset()
    numbers: Mapping[str, str] = field(default_factory=dict)
    bank: Mapping[str, str] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()

    def __iter__(self) -> Iterator[Market]:
        return iter(self.by_key.values())

    def __getitem__(self, key: str) -> Market:
        return self.by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self.by_key

    def including(self, names: Iterable[str], aliases: Mapping[str, str] | None = None) -> Markets:
        """With the markets a data set brings (those nobody knows yet) and the user's own names for markets."""
        own = {name: cleaned(name) for name in names}
        new = {
            key: Market(key=key, name=key)
            for key in own.values()
            if key not in self.by_key and key_of(key) not in self.names
        }
        there = set(own.values())
        book = replace(
            self,
            by_key={**self.by_key, **new},
            names={**{key_of(key): key for key in new}, **self.names},
            capitals={**self.capitals, **{code: key for code, key in self.bank.items() if key in there}},
        )
        said = {key_of(alias): book._said(meant, "[names]", alias) for alias, meant in (aliases or {}).items()}
        return replace(book, names={**book.names, **said})

    def with_aggregates(self, aggregates: Mapping[str, Sequence[str]]) -> Markets:
        """With the sums a data set declares as groups: of the members it names, else of those known, else of unknown.

        The world and residuals stay what they are.
        """
        told = {key: tuple(members) for key, members in aggregates.items() if self.by_key[key].kind in _MAY_BE_SUMS}
        new = {key: replace(self.by_key[key], kind=MarketKind.GROUP) for key in told}
        known = {key: members for key, members in told.items() if members}
        return replace(
            self, by_key={**self.by_key, **new}, groups=self.groups.including(known), closed=self.closed - set(known)
        )

    def for_column(self, names: Iterable[str]) -> Markets:
        """As one column of a file writes names: whether its numbers and capitals are codes shows in all of them."""
        plain = {cleaned(name) for name in names if key_of(name) and key_of(name) not in self.names}
        countries = {market.iso3 for market in self if market.iso3}
        capitals = {**self.capitals, **self.bank} if codes.are_bank_codes(plain, countries) else self.capitals
        found = codes.numbers_in(plain)
        if codes.are_numeric_codes(found, self.numbers):
            return replace(self, capitals=capitals)
        unsure = found if codes.may_be_numeric_codes(found, self.numbers) else ()
        return replace(self, capitals=capitals, numbers={} if not unsure else self.numbers, unsure=frozenset(unsure))

    def with_regions(self, regions: Mapping[str, Sequence[str]]) -> Markets:
        """Return the book with the regions of the settings, whose members must be known markets."""
        keys = {
            cleaned(name): [self._said(member, "[regions]", name) for member in members]
            for name, members in regions.items()
        }
        new = {key: Market(key=key, name=key, kind=MarketKind.GROUP) for key in keys}
        names = {**self.names, **{key_of(key): key for key in keys}}
        return replace(self, by_key={**self.by_key, **new}, names=names, groups=self.groups.including(keys))

    def _said(self, text: str, table: str, entry: str) -> str:
        """Return the key of a market in an entry of the settings. The error names the entry."""
        try:
            return self.resolve(text).key
        except XlmarketError as error:
            remedy = "only standard markets and those of this data set are allowed there"
            raise error.replace(remedy=remedy).at(Place(key=f"{table} {entry}")) from None

    def resolve(self, text: str) -> Market:
        """Return the market of a name or code.

        Raises `UnknownMarket` with the nearest names, `AmbiguousMarket` with the choices.
        """
        plain = cleaned(text)
        if plain in self.unsure:
            raise self._unsure(plain)
        if plain in self.capitals:
            return self.by_key[self.capitals[plain]]
        if plain in self.by_key:
            return self.by_key[plain]
        if plain in self.numbers:
            return self.by_key[self.numbers[plain]]
        key = key_of(plain)
        if key in self.names:
            return self.by_key[self.names[key]]
        choices = _AMBIGUOUS.get(key) or foreign().get(key, ())
        if len(choices) > 1:
            allowed = [self.by_key[choice].name for choice in choices]
            raise AmbiguousMarket.between(text, allowed)
        if choices:
            return self.by_key[choices[0]]
        raise UnknownMarket.named(text, self._offered(key))

    def _unsure(self, number: str) -> AmbiguousMarket:
        code = number.zfill(3)
        name = self.by_key[self.numbers[code]].name
        return AmbiguousMarket(
            "a number may be a code of the United Nations or a name of your own",
            found=number,
            allowed=(f"{code} for {name}", f'names = {{"{number}" = "{name}"}} in the mapping'),
        )

    def is_total(self, name: str) -> bool:
        """Whether a name means the total of the rows next to it: `Total`, `Summe`, `合计`. `World` is a market."""
        return means_total(name) and not self._knows(name)

    def is_subtotal(self, name: str) -> bool:
        """Whether a name means the total of some of the rows next to it: `Subtotal`, `Total Europe`."""
        return means_subtotal(name) and not self._knows(name)

    def rare_language(self, name: str) -> str:
        """Return the language of a name that only a rarely used language has, or nothing."""
        return "" if key_of(name) in self.names or name in self.capitals else rare_language(name)

    def is_computed(self, name: str) -> bool:
        """Whether a name means what was computed from other rows: `Average`, `YoY`, `of which online`."""
        return means_computed(name) and not self._knows(name)

    def _knows(self, name: str) -> bool:
        """Whether a name is in our tables or those of the user. A name that only a data set brought is not."""
        key = self.names.get(key_of(name))
        return key is not None and self.by_key[key].kind is not MarketKind.CUSTOM

    def find(self, text: str, limit: int = 5) -> tuple[Market, ...]:
        """The markets whose names are nearest to a text, nearest first."""
        key = key_of(text)
        if not key:
            return ()
        found = dict.fromkeys(self._near(key)) if len(key) >= _SHORTEST_GUESS else {}
        found.update(dict.fromkeys(self.names[name] for name in sorted(self.names) if _begins(name, key)))
        return tuple(self.by_key[market] for market in list(found)[:limit])

    def _offered(self, key: str) -> list[str]:
        markets = self._near(key) if len(key) >= _SHORTEST_GUESS else []
        return [self.by_key[market].name for market in dict.fromkeys(markets)][:3]

    def _near(self, key: str) -> list[str]:
        slips, digits = most_slips(key), _digits(key)
        lengths = range(len(key) - slips, len(key) + slips + 1)
        pool = [name for length in lengths for name in self._by_shape.get((digits, length), ())]
        return [self.names[name] for name in near(key, sorted(pool, key=self._order.__getitem__), limit=20)]

    @cached_property
    def _by_shape(self) -> dict[tuple[str, int], list[str]]:
        """The names that may be offered, by the digits in them (EU27 is never near EU28) and by length.

        A batch of 10,000 unknown names compares each with those of about its length only.
        """
        pools: dict[tuple[str, int], list[str]] = {}
        for name in self.names:
            if len(name) >= _SHORTEST_GUESS:
                pools.setdefault((_digits(name), len(name)), []).append(name)
        return pools

    @cached_property
    def _order(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.names)}

    def members(self, key: str, on: Period | date) -> tuple[str, ...]:
        """Return the keys of a group's members on a day, of a period its last day.

        The members of the world are all countries. A country has none.
        """
        if self.by_key[key].kind is MarketKind.WORLD:
            return tuple(market.key for market in self if market.kind is MarketKind.COUNTRY)
        return self.groups.members(key, on)

    def is_closed(self, key: str) -> bool:
        """Whether a group is a treaty's: its figure is nothing without every member. Geographic regions are open."""
        return key in self.closed

    def countries(self, key: str, on: Period | date) -> frozenset[str]:
        """The countries and other leaves a market comes to, groups inside groups opened."""
        members = self.members(key, on)
        return frozenset().union(*(self.countries(one, on) for one in members)) if members else frozenset((key,))

    def groups_of(self, key: str, on: Period | date) -> tuple[str, ...]:
        """Keys of the groups a market belongs to on a day."""
        return self.groups.of(key, on)

    def overlap(self, a: str, b: str, on: Period | date) -> bool:
        """Whether two markets are the same, one lies in the other, or they share a member."""
        return bool({a, *self.countries(a, on)} & {b, *self.countries(b, on)}) or MarketKind.WORLD in (
            self.by_key[a].kind,
            self.by_key[b].kind,
        )

    def display(self, key: str, scheme: str = "short") -> str:
        """A market's name by scheme: short, official, iso2, iso3, or a language tag such as `de` or `pt-BR`."""
        market = self.by_key[key]
        match scheme:
            case "short":
                return market.name
            case "official":
                return market.official or market.name
            case "iso2" | "iso3":
                return market.iso2 if scheme == "iso2" else market.iso3
        return _in_language(market, scheme)


def _digits(name: str) -> str:
    return "".join(sign for sign in name if sign.isdecimal())


def _begins(name: str, key: str) -> bool:
    return name.startswith(key) or f" {key}" in name


def _in_language(market: Market, tag: str) -> str:
    names = printed(tag)
    if names is None:
        raise UnknownName.unknown("scheme of names", tag, ("short", "official", "iso2", "iso3", "a language: de"))
    return names.get(market.key, market.name)
