"""The book of markets everybody knows, read from the tables of countries, groups and members that are shipped."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from xlmarket.markets.book import Market, MarketKind, Markets
from xlmarket.markets.groups import Groups, Membership
from xlmarket.markets.names import key_of

_HERE = Path(__file__).parent


@cache
def standard_markets() -> Markets:
    """Return the countries, groups and residuals that are shipped, without the markets of any data."""
    countries = _table("countries.csv")
    markets = {row["key"]: _country(row) for row in countries}
    names: dict[str, str] = {}
    capitals = {
        code: row["key"] for row in countries for code in (row["iso2"], row["key"], *row["capitals"].split("|"))
    }
    by_subregion: dict[str, list[str]] = {}
    numbers: dict[str, str] = {}
    bank: dict[str, str] = {}
    for row in countries:
        names.update({key_of(name): row["key"] for name in (row["name"], row["official"], *row["aliases"].split("|"))})
        by_subregion.setdefault(row["subregion"], []).append(row["key"])
        numbers |= dict.fromkeys(row["numeric"].split("|"), row["key"])
    members: dict[str, tuple[Membership, ...]] = {}
    closed: list[str] = []
    for row in _table("groups.csv"):
        key = row["key"]
        closed += [key] if row["closed"] else []
        markets[key] = Market(key=key, name=row["name"], kind=MarketKind(row["kind"]))
        names.update({key_of(name): key for name in (row["name"], *row["aliases"].split("|"))})
        capitals |= {name: key for name in row["aliases"].split("|") if name.isupper() and name.isascii()}
        numbers[row["numeric"]] = bank[row["bank"]] = key
        parts = [part for part in row["subregions"].split("+") if part]
        members[key] = tuple(Membership(market) for part in parts for market in by_subregion[part])
    for row in _table("members.csv"):
        members[row["group"]] += (Membership.read(row["market"], row["from"], row["to"]),)
    for table in (names, capitals, numbers, bank):
        table.pop("", None)
    groups = Groups({key: who for key, who in members.items() if who})
    return Markets(
        by_key=markets,
        names=names,
        capitals=capitals,
        groups=groups,
        closed=frozenset(closed),
        numbers=numbers,
        bank=bank,
    )


def _country(row: Mapping[str, str]) -> Market:
    return Market(
        key=row["key"],
        name=row["name"],
        kind=MarketKind.COUNTRY,
        iso2=row["iso2"],
        iso3=row["key"],
        official=row["official"],
    )


def _table(name: str) -> list[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
