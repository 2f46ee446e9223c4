"""The fields of a table's columns: by the mapping, by the names of a tidy table, or by usual names for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from xlmarket.config import Mapping
from xlmarket.config.mapping import FIELDS
from xlmarket.errors import PeriodError, SourceError
from xlmarket.periods import Period
from xlmarket.sources.cells import NO_MARKS, FigureReader, Marks, is_blank
from xlmarket.sources.headers import METRIC_HEADERS, SYNONYMS, plain_header
from xlmarket.sources.moments import period_reader
from xlmarket.sources.reading import Reject, Unused
from xlmarket.sources.tables import RawCell, RawTable

_SAMPLE = 500
_MARKED = re.compile(r"(?:FY)?\d{4}\s*([a-zA-Z]|[^\w\s]+|\(?est\.?\)?|\([a-z]+\.?\))")
"""A year and a mark of one letter or sign behind it. Words are other figures: `2014 YTD`, `2014 Share`."""

_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
"""A unit in brackets at the end of a header."""

_WORD = re.compile(r"[^\W\d_]{4}")
OPTIONAL = tuple(name for name in FIELDS if name not in ("market", "metric", "period", "value"))
"""The fields that a row may leave out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueColumn:
    """A column of values by its position, with the market, metric or period of its header in a wide table."""

    column: int
    market: str = ""
    metric: str = ""
    period: Period | None = None
    marks: Marks = NO_MARKS


@dataclass
class TableColumns:
    """The columns of one table: `places` of the tidy fields, the columns of values, and those that are not used.

    Raises `SourceError` for a column that the mapping names and the table lacks, and where a field has no column.
    """

    table: RawTable
    mapping: Mapping
    cells: FigureReader
    places: dict[str, int] = field(default_factory=dict)
    fields: list[ValueColumn] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chosen = {self.table.column(name, "value"): meant for name, meant in self.mapping.values.items()}
        self._filters = [self.table.column(name, "filter") for name in self.mapping.only]
        scale = self.mapping.scale
        self._scales = (
            {} if isinstance(scale, float | int) else {self.table.column(n, "scale"): f for n, f in scale.items()}
        )
        self._skipped = {self.table.column(name, "column to skip") for name in self.mapping.skip_columns}
        self._period = period_reader(self.mapping, self._labels())
        self._needed = self._fields_required()
        self.places = dict(self._places())
        self._refuse_missing()
        self.fields = self._value_fields()
        self._list_unused()

    def _labels(self) -> list[str]:
        """All headers that may name a period, with and without their marks. They are read alike."""
        headers = [*self.table.header, *self._chosen.values()] if self.mapping.wide == "periods" else []
        return [*headers, *(self.cells.marks(header)[0] for header in headers)]

    def _fields_required(self) -> list[str]:
        wide = self.mapping.wide
        given = {
            "market": wide == "markets" or self.mapping.market,
            "metric": wide == "metrics" or self.mapping.metric,
            "period": wide == "periods" or self.mapping.period,
            "value": wide,
        }
        return [name for name, known in given.items() if not known]

    def _places(self) -> Iterator[tuple[str, int]]:
        mapped = {name: self.table.column(header, name) for name, header in self.mapping.columns.items()}
        taken = {*mapped.values(), *self._chosen, *self._filters, *self._skipped}
        for name in FIELDS:
            if name in mapped:
                yield name, mapped[name]
            elif name in OPTIONAL or name in self._needed:
                place = self._find_field(name, taken)
                if place is not None:
                    yield name, place

    def _find_field(self, name: str, taken: set[int]) -> int | None:
        """The column of a field by its own name, else by a usual one. Two of those are an error."""
        exact = self.table.find(name)
        if exact is not None and exact not in taken:
            return exact
        synonyms = SYNONYMS.get(name, ())
        headers = enumerate(map(plain_header, self.table.header))
        usual = [n for n, header in headers if header in synonyms and n not in taken]
        if usual and name == "value":
            usual = self._rivals(synonyms, taken)
        if len(usual) > 1:
            both = [self.table.header[n] for n in usual]
            raise SourceError(
                f"several columns can be the {name}",
                where=self.table.place(),
                found=", ".join(both),
                remedy=f'set one: columns = {{{name} = "{both[0]}"}}',
            )
        return usual[0] if usual else self._headless(name)

    def _rivals(self, synonyms: tuple[str, ...], taken: set[int]) -> list[int]:
        """All columns with a usual name, also before a bracket: of `Revenue (EUR)` and `Orders` neither is a guess."""
        plain = [plain_header(_BRACKET.sub("", header)) for header in self.table.header]
        return [n for n, header in enumerate(plain) if header in synonyms and n not in taken]

    def _headless(self, name: str) -> int | None:
        """The first column where its header is blank, as that of the row labels of a pivot table is."""
        labels = "period" if self.mapping.wide == "markets" else "market"
        if name != labels or not self.mapping.wide or not self.table.header or self.table.header[0]:
            return None
        return 0 if self._holds_words(0) or labels == "period" else None

    def _refuse_missing(self) -> None:
        missing = [name for name in self._needed if name not in self.places]
        if "metric" in missing and self.metric_of_header:
            missing.remove("metric")
        if not missing:
            return
        constant = next((f', or {name} = "..."' for name in missing if name in ("market", "metric")), "")
        wide = ', or wide = "periods"' if {"period", "value"} & set(missing) else ""
        below = ", or skip_rows where the header is further down" if not self.places else ""
        raise SourceError(
            f"no column for the {', '.join(missing)}",
            where=self.table.place(),
            found=", ".join(header for header in self.table.header if header),
            remedy=f'set columns = {{{missing[0]} = "..."}}{constant}{wide}{below}, or let --draft write a mapping',
        )

    def scale(self, column: int) -> float:
        """Return the factor of a column."""
        scale = self.mapping.scale
        return float(scale) if isinstance(scale, float | int) else self._scales.get(column, 1.0)

    @property
    def metric_of_header(self) -> str:
        """The metric in the header of the value column, such as `Sales`, or "" where a column names the metric."""
        if "metric" in self.places:
            return ""
        place = self.places.get("value")
        header = plain_header(self.table.header[place]) if place is not None else ""
        return header if header in METRIC_HEADERS else ""

    def _value_fields(self) -> list[ValueColumn]:
        if not self.mapping.wide:
            header = "" if "metric" in self.places else self.metric_of_header
            return [ValueColumn(column=self.places["value"], metric=self.mapping.metric or header)]
        taken = {*self.places.values(), *self._filters, *self._skipped}
        candidates = self._chosen or {n: name for n, name in enumerate(self.table.header) if n not in taken and name}
        fields = [value for n, name in candidates.items() if (value := self._wide_field(n, name)) is not None]
        if not fields and not self.rejects:
            raise SourceError(
                f"no header names {self.mapping.wide}", where=self.table.place(), found=", ".join(self.table.header[:6])
            )
        return fields

    def _wide_field(self, column: int, name: str) -> ValueColumn | None:
        if self.mapping.wide == "periods":
            return self._period_field(column, name)
        if column not in self._chosen and not self._holds_figures(column) and self._holds_words(column):
            return None
        return (
            ValueColumn(column=column, metric=name)
            if self.mapping.wide == "metrics"
            else ValueColumn(column=column, market=name)
        )

    def _period_field(self, column: int, name: str) -> ValueColumn | None:
        read = self._period
        rest, marks = self.cells.marks(name)
        try:
            try:
                return ValueColumn(column=column, period=read(name))
            except PeriodError:
                if rest == name:
                    raise
                return ValueColumn(column=column, period=read(rest), marks=marks)
        except PeriodError as error:
            if column in self._chosen or self._holds_figures(column):
                self.rejects.append(self._not_a_period(column, error))
            return None

    def _not_a_period(self, column: int, error: PeriodError) -> Reject:
        header = self.table.header[column].strip()
        mark = _MARKED.fullmatch(header)
        remedy = error.remedy or (f'set flags = ["{mark[1]}"]' if mark else "")
        advice = remedy or "skip_columns = [...] leaves it out, values = [...] chooses the columns of periods"
        why = f"the column holds figures and its header is not a period: {error.what}; {advice}"
        return Reject(self.table.place(column=column), self.table.header[column], why, error.nearest)

    def _list_unused(self) -> None:
        used = {*self.places.values(), *self._filters, *(value.column for value in self.fields)}
        rejected, unreadable = {reject.place.column for reject in self.rejects}, self._unreadable_headers()
        for column, header in enumerate(self.table.header):
            if column not in used and header not in rejected and column not in unreadable:
                self._list_column(column, header)

    def _unreadable_headers(self) -> set[int]:
        """Columns whose header is a reject already, such as a formula that was never calculated."""
        first = min((row.number for row in self.table.rows), default=0)
        cells = [re.fullmatch(r"([A-Z]+)(\d+)", reject.place.cell or "") for reject in self.table.rejects]
        letters = {cell[1] for cell in cells if cell and int(cell[2]) < first}
        return {column for column, letter in enumerate(self.table.columns) if letter in letters}

    def _list_column(self, column: int, header: str) -> None:
        filled = sum(not is_blank(cell) for cell in self._column(column))
        place = self.table.place(column=column)
        if column in self._skipped:
            self.unused.append(Unused(place, "column left out by skip_columns", 'its header is one of "skip_columns"'))
        elif header:
            why = "no key of the mapping uses the column" if filled else "the column is empty"
            self.unused.append(Unused(place, "column", why))
        elif filled and self.mapping.wide and not self._chosen and self._holds_figures(column):
            why = f"column {column + 1} holds figures and has no header; choose the columns with values = [...]"
            self.rejects.append(Reject(place, "", why))
        elif filled:
            self.unused.append(Unused(place, "column", f"column {column + 1} has no header"))

    def _column(self, column: int) -> Iterator[RawCell]:
        return (row.cells[column] for row in self.table.rows if column < len(row.cells))

    def _holds_figures(self, column: int) -> bool:
        """Whether at least half of the filled cells at its top are figures or symbols for none."""
        filled = list(islice((cell for cell in self._column(column) if not is_blank(cell)), _SAMPLE))
        return bool(filled) and 2 * sum(map(self._is_figure, filled)) >= len(filled)

    def _is_figure(self, cell: RawCell) -> bool:
        try:
            return self.cells.read(cell) is not None
        except SourceError:
            return False

    def _holds_words(self, column: int) -> bool:
        """Whether a column holds words and not only symbols."""
        return any(isinstance(cell, str) and _WORD.search(cell) for cell in islice(self._column(column), _SAMPLE))
