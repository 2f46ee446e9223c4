"""Markets of a file that are sums of others: those that the mapping declares, and those to ask about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlmarket.config import Mapping
from xlmarket.listing import list_names
from xlmarket.observations import Observation
from xlmarket.sources.aggregates import find_sums
from xlmarket.sources.naming import WORLD, MarketNames
from xlmarket.sources.reading import Question
from xlmarket.sources.tables import RawTable

_PARTS = 4


@dataclass(frozen=True)
class Totals:
    """The sums among the markets of one file."""

    mapping: Mapping
    names: MarketNames
    table: RawTable

    def aggregates(self, rows: Sequence[Observation]) -> dict[str, tuple[str, ...]]:
        """Return each declared aggregate with its members: those of the mapping, else those that arithmetic finds."""
        held = dict.fromkeys(row.market for row in rows)
        declared: dict[str, tuple[str, ...]] = {}
        for name, members in self.mapping.aggregates.items():
            if members is not None and (key := self.names.key(name)) != WORLD:
                declared[key] = tuple(dict.fromkeys(map(self.names.key, members)))
        for member, parent in self.mapping.parent.items():
            key = self.names.key(parent)
            declared[key] = tuple(dict.fromkeys((*declared.get(key, ()), self.names.key(member))))
        unknown = [key for key, members in declared.items() if not members]
        if unknown:
            aside = [key for key in held if (key in declared and key not in unknown) or self.names.is_aggregate(key)]
            sums = find_sums(rows, aside)
            declared |= {key: sums[key] for key in unknown if key in sums}
        return {key: members for key, members in declared.items() if key in held}

    def questions(self, rows: Sequence[Observation]) -> Iterator[Question]:
        """Yield a question for each market that by name or arithmetic is a sum of others and is not declared."""
        held = dict.fromkeys(row.market for row in rows)
        declared = {self.names.key(name) for name in (*self.mapping.aggregates, *self.mapping.parent.values())}
        known = {key for key in held if key in declared or self.names.is_aggregate(key)}
        apart = {self.names.key(name) for name, members in self.mapping.aggregates.items() if members is None}
        sums = find_sums(rows, known - apart)
        for key in held:
            if key in known:
                continue
            if key in sums:
                parts = list_names([self.names.texts.get(part, part) for part in sums[key]], _PARTS)
                yield self._question(key, f"is the sum of {parts}")
            elif self.names.means_total(key):
                yield self._question(key, "has the name of a sum of other rows")
            elif self.names.means_computed(key):
                yield self._question(key, "has the name of a result computed from other rows")

    def _question(self, key: str, sentence: str) -> Question:
        name = self.names.texts.get(key, key)
        return Question(
            topic="aggregate",
            name=name,
            what=f'"{name}" {sentence}',
            remedy=f'pass --aggregate "{name}" or --exclude "{name}", or set aggregates = ["{name}"], '
            f'exclude = ["{name}"] or, for a market like the others, aggregates = {{"{name}" = false}} in a mapping',
            place=self.table.place(),
            choices=("aggregate", "exclude", "market"),
        )
