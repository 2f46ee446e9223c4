"""A raw table becomes observations: tidy as it is, or wide and with foreign names through a mapping."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace
from typing import TypeVar

from xlmarket.config import Mapping
from xlmarket.errors import NameAmbiguous, NameUnknown, PeriodError, SourceError, XlmarketError
from xlmarket.markets import Markets
from xlmarket.markets.names import cleaned
from xlmarket.observations import Kind, Metric, Observation, Observations, Qualifier, Status
from xlmarket.periods import Period, through
from xlmarket.sources.moments import period_reader
from xlmarket.sources.reading import Reject, Unused
from xlmarket.sources.tables import Raw, RawTable, Row, Unreadable
from xlmarket.sources.values import check_readable, number_reader

TEXTS = ("unit", "qualifier", "status", "source", "note")
Word = TypeVar("Word", Qualifier, Status)
_ZERO_NOTE = "no row in the file means none"


@dataclass(frozen=True, slots=True)
class _Field:
    """One value of a row: where it stands and what the header says of it."""

    column: int
    market: str = ""
    metric: str = ""
    period: Period | None = None


@dataclass
class Tidying:
    """The work on one table; `rejects` and `new_names` are what to report afterwards, with `unused`."""

    table: RawTable
    mapping: Mapping
    markets: Markets
    rejects: list[Reject] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    new_names: dict[str, str] = field(default_factory=dict)
    _seen: dict[tuple[str, str, Period, str], tuple[float, int]] = field(default_factory=dict)
    _units: dict[str, str] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)

    def observations(self) -> Observations:
        """All rows that are right; the others are in `rejects`."""
        self.rejects += self.table.rejects
        self.unused += self.table.unused
        self._number, self._period = number_reader(self.mapping), period_reader(self.mapping)
        self._aliases = {alias.casefold(): name for alias, name in self.mapping.names.items()}
        self._places = {name: self._place(name) for name in ("market", "metric", "period", "value", *TEXTS)}
        fields = self._fields()
        filters = [(self.table.column(name, "filter"), texts) for name, texts in self.mapping.only.items()]
        rows = [one for row in self._kept(filters) for one in self._row(row, fields)]
        return _completed(Observations(tuple(rows), self._metrics(rows), self.mapping.covered), self.mapping)

    def _place(self, name: str) -> int | None:
        """The column of a field: as the mapping says, else the one of that name."""
        said = self.mapping.columns.get(name)
        return self.table.column(said, name) if said else self.table.find(name)

    def _fields(self) -> list[_Field]:
        """The value columns, for a wide table one per header that means something."""
        if not self.mapping.wide:
            if self._places["value"] is None:
                self.table.column("value", "value")
            return [_Field(int(self._places["value"] or 0))]
        taken = {place for place in self._places.values() if place is not None}
        chosen = {self.table.column(name, "value"): metric for name, metric in self.mapping.values.items()}
        candidates = chosen or {n: name for n, name in enumerate(self.table.header) if n not in taken and name}
        found = [one for n in candidates if (one := self._wide_field(n, candidates[n])) is not None]
        if not found:
            raise SourceError(
                f"no header names {self.mapping.wide}", where=self.table.place(), found=", ".join(self.table.header[:6])
            )
        return found

    def _wide_field(self, column: int, name: str) -> _Field | None:
        match self.mapping.wide:
            case "metrics":
                return _Field(column, metric=name)
            case "markets":
                return _Field(column, market=name)
        try:
            return _Field(column, period=self._period(self.table.header[column]))
        except PeriodError:
            return None

    def _kept(self, filters: list[tuple[int, tuple[str, ...]]]) -> Iterator[Row]:
        for row in self.table.rows:
            if not any(cell not in (None, "") for cell in row.cells):
                continue
            if all(str(_cell(row, column) or "").strip() in texts for column, texts in filters):
                yield row

    def _row(self, row: Row, fields: list[_Field]) -> Iterator[Observation]:
        for one in fields:
            cell = _cell(row, one.column)
            if cell is None or (isinstance(cell, str) and cell.strip() in ("", *self.mapping.missing)):
                continue
            step = one.column
            try:
                step = self._step("market", step)
                market = self._market(one.market or self.mapping.market or self._text(row, "market"))
                step = self._step("period", one.column)
                period = one.period or self._period(self._cell_of(row, "period"))
                step = one.column
                yield self._observation(row, one, market, period, cell)
            except XlmarketError as error:
                self.rejects.append(
                    Reject(
                        self.table.place(row.number, step),
                        str(_shown(error, cell)),
                        error.what,
                        error.nearest or error.allowed,
                    )
                )

    def _observation(self, row: Row, one: _Field, market: str, period: Period, cell: Raw) -> Observation:
        value, qualifier, percent = self._number(cell)
        texts = {name: self._text(row, name, default="") for name in TEXTS}
        metric = one.metric or self.mapping.metric or self._text(row, "metric")
        unit = texts["unit"] or self.mapping.unit or ("percent" if percent else "")
        known = self._units.setdefault(metric, unit)
        if unit != known:
            raise SourceError(f'the metric "{metric}" has the unit "{known}" in other rows', found=unit)
        source = texts["source"] or self.mapping.source or self.table.file
        found = Observation(
            market,
            metric,
            period,
            value,
            unit,
            _one_of(Qualifier, texts["qualifier"]) if texts["qualifier"] else qualifier,
            _one_of(Status, texts["status"] or self.mapping.status),
            source,
            texts["note"],
        )
        self._refuse_second(found, row.number)
        return found

    def _refuse_second(self, found: Observation, number: int) -> None:
        key = (found.market, found.metric, found.period, found.source)
        if key in self._seen:
            value, first = self._seen[key]
            raise SourceError(f"the figure was given before, in row {first}, as {value:g}", found=f"{found.value:g}")
        self._seen[key] = (found.value, number)

    def _market(self, text: str) -> str:
        text = self._aliases.get(text.strip().casefold(), text)
        if text not in self._keys:
            self._keys[text] = self._key(text)
        return self._keys[text]

    def _key(self, text: str) -> str:
        """The key of a known market, or the name of one the file brings itself."""
        if not cleaned(text):
            raise SourceError("the market is empty")
        check_readable(text)
        try:
            return self.markets.resolve(text).key
        except NameAmbiguous:
            raise
        except NameUnknown as error:
            self.new_names[cleaned(text)] = error.nearest[0] if error.nearest else ""
            return cleaned(text)

    def _cell_of(self, row: Row, name: str) -> Raw:
        place = self._places[name]
        if place is None:
            place = self.table.column(name, name)
        found = _cell(row, place)
        if isinstance(found, Unreadable) and found.label is not None:
            return found.label
        check_readable(found)
        if found is None or found == "":
            raise SourceError(f"the {name} is empty")
        return found

    def _text(self, row: Row, name: str, default: str | None = None) -> str:
        if default is not None and (self._places[name] is None or _cell(row, self._places[name]) in (None, "")):
            return default
        return str(self._cell_of(row, name)).strip()

    def _step(self, name: str, otherwise: int) -> int:
        place = self._places[name]
        return otherwise if place is None else place

    def _metrics(self, rows: list[Observation]) -> tuple[Metric, ...]:
        first = {row.metric: row for row in reversed(rows)}
        said = self.mapping
        names = list(dict.fromkeys(row.metric for row in rows))
        return tuple(
            Metric(
                name,
                self._units[name],
                _kind(said, name),
                first[name].period.frequency,
                n == 0 if said.default is True else name == said.default,
                said.title,
            )
            for n, name in enumerate(names)
        )


def _kind(mapping: Mapping, metric: str) -> Kind:
    kind = mapping.kind if isinstance(mapping.kind, str) else mapping.kind.get(metric, "")
    return Kind(kind) if kind else Kind.FLOW


def _cell(row: Row, column: int | None) -> Raw:
    return row.cells[column] if column is not None and column < len(row.cells) else None


def _shown(error: XlmarketError, cell: Raw) -> object:
    return error.found if error.found is not None else cell


def _one_of(kind: type[Word], text: str) -> Word:
    try:
        return kind(text.lower())
    except ValueError:
        raise SourceError(
            f"this is no {kind.__name__.lower()}", found=text, allowed=[one.value for one in kind]
        ) from None


def _completed(table: Observations, mapping: Mapping) -> Observations:
    """In a complete book, a market and period without a row had nothing: a derived zero, with a note."""
    if not mapping.complete or not table.rows:
        return table
    added: list[Observation] = []
    for metric in table.metrics:
        rows = [row for row in table.rows if row.metric == metric.name]
        there = {(row.market, row.period) for row in rows}
        ordinals = [row.period.ordinal for row in rows]
        span = through(Period(metric.frequency, min(ordinals)), Period(metric.frequency, max(ordinals)))
        models: Dictionary[str, Observation] = {row.market: row for row in rows}
        added += [
            replace(model, period=period, value=0.0, status=Status.DERIVED, note=_ZERO_NOTE)
            for market, model in models.items()
            for period in span
            if (market, period) not in there
        ]
    return replace(table, rows=(*table.rows, *added))
