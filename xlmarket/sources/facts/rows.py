"""The rows of facts as they are grouped: market, day, value and sign, of the rows that count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xlmarket.config import Facts
from xlmarket.errors import Place, SourceError
from xlmarket.sources.facts import zones
from xlmarket.sources.facts.columns import TIME, Columns, kind_of
from xlmarket.sources.facts.engines import Tables

Span = tuple[datetime, datetime]
"""The first and the last time of all rows, as they are stored."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The joined table of one import, and its expressions."""

    facts: Facts
    table: Any
    place: Place
    zoned: frozenset[str]

    @classmethod
    def of(cls, tables: Tables, facts: Facts, place: Place) -> Rows:
        """The rows of the facts with those of the lookup.

        Raises `SourceError` for a lookup with several rows for one key, which would count facts twice.
        """
        table = tables.facts
        if tables.lookup is not None:
            table = _join(tables, facts, place)
        return cls(facts, table, place, tables.zoned)

    def columns(self, key: str) -> Columns:
        """What the expression of a key reads."""
        return Columns(self.table, self.place, key, self.zoned)

    @property
    def market(self) -> Any:
        return self.columns("market").named(self.facts.market).cast("string")

    @property
    def time(self) -> Any:
        """The column with days or times. Raises `SourceError` for a column of anything else."""
        column = self.columns("date").named(self.facts.date)
        if kind_of(column) != TIME:
            remedy = "give it a type of days or times; in delimited text they are written 2015-01-31"
            raise SourceError(f"date: {self.facts.date} is a {kind_of(column)}", where=self.place, remedy=remedy)
        return column

    def rule(self, key: str) -> Any:
        """A rule of the mapping, with undecided rows. None where there is none."""
        written = getattr(self.facts, key)
        return self.columns(key).condition(written) if written else None

    def counted(self) -> Any:
        """The table without the rows that do not count. An undecided `where` keeps no row, another rule changes none."""
        table = self.table
        kept, cancelled = self.rule("where"), self.rule("cancelled")
        if kept is not None:
            table = table.filter(kept)
        return table if cancelled is None else table.filter(~cancelled.fill_null(False))

    def sign(self, values: Any) -> Any:
        """Values with those of returns subtracted."""
        import ibis

        returned = self.rule("returns")
        if returned is None:
            return values
        return ibis.ifelse(returned.fill_null(False), -values.abs(), values)

    def day(self, span: Span) -> Any:
        """The day on which each row counts. Raises `SourceError` where a zone is missing."""
        time = self.time
        if not self._has_zones(time):
            return time if time.type().is_date() else time.date()
        return self._local_day(time, span)

    def _has_zones(self, time: Any) -> bool:
        facts = self.facts
        is_zoned = facts.date in self.zoned
        if time.type().is_date() and (facts.zone or facts.times_in):
            raise SourceError(f"{facts.date} has days without times, which have no zone", where=self.place)
        if is_zoned and facts.times_in:
            raise SourceError(f"times_in: the times of {facts.date} have a zone already", where=self.place)
        if is_zoned and not facts.zone:
            remedy = 'say whose days count: zone = "UTC", or another'
            raise SourceError(f"the times of {facts.date} have a zone", where=self.place, remedy=remedy)
        if facts.zone and not is_zoned and not facts.times_in:
            remedy = 'say in which zone they are stored: times_in = "UTC", or another'
            raise SourceError(f"the times of {facts.date} have no zone", where=self.place, remedy=remedy)
        return bool(facts.zone)

    def _local_day(self, time: Any, span: Span) -> Any:
        seconds = zones.seconds_of(time)
        if self.facts.times_in:
            seconds = zones.to_utc(seconds, self.facts.times_in, *span)
        zone = self.facts.zone
        if isinstance(zone, str):
            return zones.day_of(zones.to_local(seconds, zone, *span))
        return zones.day_of(zones.to_local_of(seconds, self.market, zone, *span))


def _join(tables: Tables, facts: Facts, place: Place) -> Any:
    """Each row with the columns of its row in the lookup. The columns of both need different names."""
    lookup, column, key = tables.lookup, facts.lookup["column"], facts.lookup["key"]
    assert lookup is not None  # noqa: S101 - the caller has one
    code = Columns(tables.facts, place, "lookup").named(column)
    own = Columns(lookup, place, "lookup").named(key)
    if kind_of(code) != kind_of(own):
        raise SourceError(f"lookup: {column} is a {kind_of(code)} and {key} is a {kind_of(own)}", where=place)
    both = [name for name in lookup.columns if name in tables.facts.columns and name != key]
    if both:
        raise SourceError(
            f"lookup: both tables have a column {both[0]}", where=place, remedy="rename it in one of them"
        )
    _refuse_doubles(tables, own, place)
    renamed = lookup.rename({_KEY: key})
    return tables.facts.left_join(renamed, code == renamed[_KEY])


_KEY = "xlmarket_key"


def _refuse_doubles(tables: Tables, key: Any, place: Place) -> None:
    lookup = tables.lookup
    assert lookup is not None  # noqa: S101 - the caller has one
    counts = lookup.filter(key.notnull()).group_by(key.name("key")).aggregate(rows=lambda t: t.count())
    doubles = tables.engine.to_pyarrow(counts.filter(counts.rows > 1).limit(1)).to_pylist()
    if doubles:
        raise SourceError(
            "lookup: a key has several rows, so facts would count several times",
            where=place,
            found=doubles[0]["key"],
        )
