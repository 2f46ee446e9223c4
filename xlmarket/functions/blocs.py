"""Published blocs inside a region, and what a region's sum is made of: `snapshot` adds them up, `origins` says so.

The brief has a figure for the European Union and none for its members. The Union is not a member of Europe, its
countries are, so the sum for Europe takes the bloc in their place.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xlmarket.listing import list_names
from xlmarket.markets import Market, MarketKind, Markets

STRANGERS = {"EUROPE": frozenset({"CYP"})}
"""Countries that blocs of a region may hold although they lie outside of it. Every flag of such a sum names them.

The United Nations count Cyprus as Western Asia. Without it the European Union would lie in no region at all.
"""
MOST_NAMED = 4


def blocs_inside(markets: Markets, keys: Sequence[str], region: str, day: date) -> list[str]:
    """The groups among `keys` whose countries all lie in a region (its strangers apart), the largest first."""
    inside = markets.countries(region, day) | STRANGERS.get(region, frozenset())
    sizes = {
        key: len(countries)
        for key in keys
        if key != region
        and markets[key].kind is MarketKind.GROUP
        and (countries := markets.countries(key, day)) <= inside
    }
    return sorted(sizes, key=lambda key: -sizes[key])


def describe_sum(markets: Markets, region: Market, parts: Sequence[Market], day: date) -> str:
    """What a region's figure adds up, how many of its members that covers, and what it counts from outside.

    Example: `sum of European Union and Russia; figures for 28 of 52 members; Cyprus, outside of Europe, is counted`.
    """
    covered = frozenset[str]().union(*(markets.countries(part.key, day) for part in parts))
    everyone = markets.countries(region.key, day)
    residuals = [part.name for part in parts if part.is_residual]
    clauses = [
        f"sum of {_list_parts(parts)}",
        f"with {', '.join(residuals)}"
        if residuals
        else f"figures for {len(everyone & covered)} of {len(everyone)} members",
    ]
    strangers = sorted(STRANGERS.get(region.key, frozenset()) & covered)
    return "; ".join([*clauses, *(f"{markets[key].name}, outside of {region.name}, is counted" for key in strangers)])


def _list_parts(parts: Sequence[Market]) -> str:
    names = [part.name for part in parts]
    if len(names) > MOST_NAMED:
        return f"{len(names)} markets"
    return list_names(names, MOST_NAMED, last=" and ")
