"""A raw table becomes observations: directly where it is tidy, or through a mapping where it is wide or has other names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from xlmarket.config import Mapping
from xlmarket.errors import AmbiguousMarket, Place, SourceError, XlmarketError, quote
from xlmarket.markets import Markets
from xlmarket.observations import FigureStatus, Gap, Observation, Observations, Qualifier
from xlmarket.periods import Period, through
from xlmarket.sources.cells import NO_REASON, Absent, Figure, FigureReader, Marks, is_blank, join_notes
from xlmarket.sources.columns import OPTIONAL, TableColumns, ValueColumn
from xlmarket.sources.metrics import MetricBook
from xlmarket.sources.moments import period_reader
from xlmarket.sources.naming import MarketNames
from xlmarket.sources.reading import Question, Reject, Unused
from xlmarket.sources.several import one_per_period
from xlmarket.sources.tables import RawCell, RawRow, RawTable, Unreadable
from xlmarket.sources.tally import Tally
from xlmarket.sources.totals import Totals
from xlmarket.sources.values import check_readable

Word = TypeVar("Word", Qualifier, FigureStatus)
_ZERO_NOTE = "no row in the file means none"
_STEP = 5_000
"""Rows between two calls of the progress."""


class _FigureKey(NamedTuple):
    """Market, metric, period and source of a cell. A tuple, since every cell of a file makes and hashes one."""

    market: str
    metric: str
    period: Period
    source: str


@dataclass
class Tidying:
    """The work on one table. After `observations`, the other fields hold what to report.

    `progress` is called with the number of rows that are read and of all.

    Raises `SourceError` where a field of the mapping has no column in the table.
    """

    table: RawTable
    mapping: Mapping
    markets: Markets
    progress: Callable[[int, int], None] = lambda _done, _total: None
    rejects: list[Reject] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._cells = FigureReader(self.mapping)
        self._columns = TableColumns(self.table, self.mapping, FigureReader(self.mapping))
        self._names = MarketNames(self.mapping, self.markets.for_column(self._market_names()))
        self._period = period_reader(self.mapping, self._labels())
        self._only_period = self._period(self.mapping.period) if self.mapping.period else None
        self._metrics = MetricBook(self.mapping, self.table.codes)
        self._usual_status = FigureStatus(self.mapping.status)
        self._tally = Tally(self.table)
        self._fields = list(self._fields_to_read())
        self._optional = {name: place for name, place in self._columns.places.items() if name in OPTIONAL}
        self._blame = 0  # the column of the cell being read, for the place of an error
        self._seen: dict[_FigureKey, tuple[float | str, int]] = {}
        self._gaps: list[Gap] = []

    def _fields_to_read(self) -> Iterator[ValueColumn]:
        """The columns of values without those whose market is excluded, which are listed as unused."""
        for value in self._columns.fields:
            if value.market and self._names.is_excluded(value.market):
                place = self.table.place(column=value.column)
                self.unused.append(Unused(place, "column left out by exclude", "its market is one that is excluded"))
            else:
                yield value

    def _market_names(self) -> set[str]:
        """The names of markets in the column or headers of the file, without those that the mapping renames."""
        place, given = self._columns.places.get("market"), {name.casefold() for name in self.mapping.names}
        cells = () if place is None else (_text(_cell(row, place)) for row in self.table.rows)
        names = {*cells, *(field.market for field in self._columns.fields)}
        return {name for name in names if name.casefold() not in given}

    @property
    def new_names(self) -> dict[str, str]:
        """The markets that the file brings itself, each with the nearest known name or ""."""
        return self._names.new

    def _labels(self) -> set[RawCell]:
        """All cells that name a period. They are read alike."""
        place = self._columns.places.get("period")
        return set() if place is None else {_cell(row, place) for row in self.table.rows}

    def observations(self) -> Observations:
        """Return what can be imported. The other rows are in `rejects`, and decisions for a person in `questions`."""
        self.rejects += [*self.table.rejects, *self._columns.rejects]
        rows = one_per_period(
            [figure for row in self._rows_to_read() for figure in self._row(row)], self.mapping.several
        )
        self.unused += [*self.table.unused, *self._columns.unused, *self._tally.entries()]
        totals = Totals(self.mapping, self._names, self.table)
        self.questions += [*totals.questions(rows), *self._metrics.questions(self.table.place())]
        self.findings += [*self._cells.findings(), *self._metrics.findings(), *self._names.findings()]
        declared = totals.aggregates(rows)
        metrics = self._metrics.metrics([*rows, *self._gaps])
        table = Observations(
            rows=tuple(rows), metrics=metrics, covered=self.mapping.covered, gaps=tuple(self._gaps), aggregates=declared
        )
        return _complete(table, self.mapping)

    def _rows_to_read(self) -> Iterator[RawRow]:
        """The rows to read. Blank ones, filtered ones and notes are counted instead."""
        filters = [(self.table.column(name, "filter"), name, texts) for name, texts in self.mapping.only.items()]
        values = {value.column for value in self._columns.fields}
        for done, row in enumerate(self.table.rows, 1):
            if not done % _STEP:
                self.progress(done, len(self.table.rows))
            filled = [n for n, cell in enumerate(row.cells) if not is_blank(cell)]
            left_out = next((name for n, name, texts in filters if _text(_cell(row, n)) not in texts), None)
            if not filled:
                self._tally.count_blank(row)
            elif row.number in self.mapping.skip:
                self._tally.count_skipped(row)
            elif left_out is not None:
                self._tally.count_filtered(row, left_out)
            elif len(filled) == 1 and filled[0] not in values and isinstance(row.cells[filled[0]], str):
                self._tally.count_note(row)
            elif self._is_excluded(row):
                self._tally.count_excluded(row)
            else:
                self._tally.count_data(row)
                yield row

    def _is_excluded(self, row: RawRow) -> bool:
        place = self._columns.places.get("market")
        return bool(self.mapping.exclude) and place is not None and self._names.is_excluded(_text(_cell(row, place)))

    def _row(self, row: RawRow) -> Iterator[Observation]:
        texts = {name: _text(_cell(row, place)) for name, place in self._optional.items()}
        for value in self._fields:
            observation = self._value(row, value, texts)
            if observation is not None:
                yield observation

    def _value(self, row: RawRow, value: ValueColumn, texts: Dictionary[str, str]) -> Observation | None:
        """The figure of a cell, or None where it is a gap, empty or a reject, which are kept by themselves."""
        cell = _cell(row, value.column)
        if is_blank(cell) and not texts.get("symbol") and not texts.get("reason"):
            self._tally.count_empty(row, value.column)
            return None
        self._blame = value.column
        try:
            key = self._key(row, value, texts)
            content = self._cells.read(cell, self._columns.scale(value.column))
            if isinstance(content, Figure):
                return self._observation(row, value, key, content, texts)
            self._gap(row, key, content, texts)
        except XlmarketError as error:
            self.rejects.append(_reject(error, self.table.place(row.number, self._blame), cell))
        return None

    def _key(self, row: RawRow, value: ValueColumn, texts: Dictionary[str, str]) -> _FigureKey:
        self._blame = self._columns.places.get("market", value.column)
        market = self._names.key_of_row(value.market or self.mapping.market or self._text(row, "market"))
        self._blame = self._columns.places.get("period", value.column)
        period = value.period or self._only_period or self._period(self._cell_of(row, "period"))
        self._blame = self._columns.places.get("metric", value.column)
        metric = self._metrics.canonical_name(value.metric or self.mapping.metric or self._text(row, "metric"))
        self._blame = value.column
        return _FigureKey(market, metric, period, texts.get("source") or self.mapping.source or self.table.file)

    def _observation(
        self, row: RawRow, value: ValueColumn, key: _FigureKey, figure: Figure, texts: Dictionary[str, str]
    ) -> Observation:
        header = self.table.header[value.column]
        market_text = self._names.texts.get(key.market, "")
        entries = (header, key.metric, market_text)
        unit = self._metrics.unit(key.metric, key.market, entries, texts.get("unit", ""), figure.percent)
        marks = figure.marks.merge(value.marks)
        if flag := texts.get("flag"):
            marks = marks.merge(self._cells.column_marks(flag))
        observation = Observation(
            market=key.market,
            metric=key.metric,
            period=key.period,
            value=figure.value,
            unit=unit,
            qualifier=_read_word(Qualifier, "qualifier", qualifier)
            if (qualifier := texts.get("qualifier"))
            else figure.qualifier,
            status=self._status(texts.get("status", "")) or marks.status or self._usual_status,
            source=key.source,
            note=join_notes(texts.get("note", ""), marks.note),
        )
        self._metrics.note(key.metric, texts.get("kind", ""), texts.get("default", ""))
        self._refuse_second(key, observation.value, row.number)
        return observation

    def _gap(self, row: RawRow, key: _FigureKey, absent: Absent | None, texts: Dictionary[str, str]) -> None:
        symbol = absent.symbol if isinstance(absent, Absent) else texts.get("symbol", "")
        reason = texts.get("reason") or (absent.reason if isinstance(absent, Absent) else NO_REASON)
        self._metrics.note(key.metric, texts.get("kind", ""), texts.get("default", ""))
        self._refuse_second(key, symbol, row.number)
        self._gaps.append(
            Gap(
                market=key.market, metric=key.metric, period=key.period, symbol=symbol, reason=reason, source=key.source
            )
        )

    def _status(self, text: str) -> FigureStatus | None:
        if not text:
            return None
        marks = self._cells.meaning((text,)) if text in self.mapping.flags else Marks()
        return marks.status or (None if marks.note else _read_word(FigureStatus, "status", text))

    def _refuse_second(self, key: _FigureKey, value: float | str, number: int) -> None:
        if self.mapping.several:
            return
        if key in self._seen:
            earlier, first = self._seen[key]
            raise SourceError(
                f"the figure was given before, in row {first}, as {_format_value(earlier)}",
                found=_format_value(value),
                remedy='where a period has several figures, set several = "mean" (or first, last, sum)',
            )
        self._seen[key] = (value, number)

    def _cell_of(self, row: RawRow, name: str) -> RawCell:
        """The cell of a row that names its market, metric or period."""
        cell = _cell(row, self._columns.places[name])
        if isinstance(cell, Unreadable) and cell.label is not None:
            return cell.label
        if is_blank(cell):
            raise SourceError(f"the {name} is empty")
        check_readable(cell)
        return cell

    def _text(self, row: RawRow, name: str) -> str:
        return _text(self._cell_of(row, name))


def _cell(row: RawRow, column: int | None) -> RawCell:
    return row.cells[column] if column is not None and column < len(row.cells) else None


def _text(cell: RawCell) -> str:
    """A cell as text, a whole number without decimals. Spaces inside stay, unlike in `text_of`: names keep them."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _format_value(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _reject(error: XlmarketError, place: Place, cell: RawCell) -> Reject:
    """An error as a reject. Its reason lists the allowed texts, but markets are only offered."""
    markets = error.allowed if isinstance(error, AmbiguousMarket) else ()
    allowed = f": choose from {', '.join(error.allowed)}" if error.allowed and not markets else ""
    remedy = f"; {error.remedy}" if error.remedy else ""
    found = error.found if error.found is not None else _text(cell)
    value = quote(found)  # the value has a field of its own in a reject, so that rejects for one reason read alike
    what = error.what.removeprefix(f"{value} ").removesuffix(f" {value}")
    return Reject(place=place, found=found, why=f"{what}{allowed}{remedy}", offered=error.nearest or markets)


def _read_word(kind: type[Word], noun: str, text: str) -> Word:
    try:
        return kind(text.lower())
    except ValueError:
        raise SourceError.invalid(noun, text, [word.value for word in kind]) from None


def _complete(table: Observations, mapping: Mapping) -> Observations:
    """Of a complete file, a market and period without a row had nothing: a derived zero, with a note."""
    if not mapping.complete or not table.rows:
        return table
    added: list[Observation] = []
    for metric in table.metrics:
        rows = [row for row in table.rows if row.metric == metric.name]
        if not rows:
            continue
        there = {(row.market, row.period) for row in rows} | {(gap.market, gap.period) for gap in table.gaps}
        periods = [row.period for row in rows]
        span = through(min(periods), max(periods))
        models: Dictionary[str, Observation] = {row.market: row for row in rows}
        added += [
            replace(model, period=period, value=0.0, status=FigureStatus.DERIVED, note=_ZERO_NOTE)
            for market, model in models.items()
            for period in span
            if (market, period) not in there
        ]
    return replace(table, rows=(*table.rows, *added))
