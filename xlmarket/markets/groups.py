"""Groups of markets and who belonged to them when: the European Union of 2015 holds the United Kingdom, that of 2021 not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from xlmarket.periods import Period

_EVER = date.max
_ALWAYS = date.min


@dataclass(frozen=True, slots=True)
class Membership:
    """A market in a group from a day on (included) until another (excluded)."""

    market: str
    since: date = _ALWAYS
    until: date = _EVER

    @classmethod
    def read(cls, market: str, since: str, until: str) -> Membership:
        """Read a membership from the texts of a table. An empty date means always."""
        return cls(
            market, date.fromisoformat(since) if since else _ALWAYS, date.fromisoformat(until) if until else _EVER
        )

    def holds(self, day: date) -> bool:
        return self.since <= day < self.until


@dataclass(frozen=True, slots=True)
class Groups:
    """Members of every group by its key."""

    memberships: Mapping[str, tuple[Membership, ...]]

    def members(self, key: str, on: Period | date) -> tuple[str, ...]:
        """Return the keys of the members on a day, of a period its last day. A market that is not a group has none."""
        day = on.end if isinstance(on, Period) else on
        return tuple(one.market for one in self.memberships.get(key, ()) if one.holds(day))

    def of(self, market: str, on: Period | date) -> tuple[str, ...]:
        """Keys of the groups a market belongs to."""
        return tuple(key for key in self.memberships if market in self.members(key, on))

    def changes(self, key: str, after: date, until: date) -> tuple[date, ...]:
        """The days, after one day and until another (included), on which a group's members change."""
        listed = self.memberships.get(key, ())
        days = {day for one in listed for day in (one.since, one.until) if after < day <= until}
        return tuple(sorted(days))

    def including(self, more: Mapping[str, Iterable[str]]) -> Groups:
        """With further groups, whose members are always the same."""
        fixed = {key: tuple(Membership(market) for market in markets) for key, markets in more.items()}
        return Groups({**self.memberships, **fixed})
