"""Tables that `xlmarket data export` wrote: their last columns describe the whole table and its metrics.

A file is one of ours where it begins with the columns of an observation in their order, or is SDMX-CSV of our agency. The mapping of the user wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from xlmarket.config import Mapping
from xlmarket.errors import PeriodError, SourceError
from xlmarket.observations import COLUMNS, EXPORTED, JOINED, UNKNOWN_MEMBERS, Observations
from xlmarket.periods import Calendar, read_calendar
from xlmarket.periods.calendar import WeekCalendar
from xlmarket.sources.tables import RawRow, RawTable

SDMX_HEAD = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
_COMPONENTS = {"market": "REF_AREA", "metric": "INDICATOR", "value": "OBS_VALUE", "source": "SOURCE"}
"""The components of our SDMX-CSV that hold a field. The other fields have columns of their names."""

OF_TABLE = ("title", "calendar", "members", "covered")
"""Columns that are read here. The others of an exported table are read row by row, and `JOINED` follow from them."""


@dataclass(frozen=True)
class Exported:
    """A table without the columns read here, the mapping with their content, and titles by metric."""

    table: RawTable
    mapping: Mapping
    titles: Dictionary[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, table: RawTable, mapping: Mapping) -> Exported:
        """Read the columns of a table of ours. Any other table stays unchanged.

        Raises `SourceError` for an unreadable calendar or days, and where rows differ in one of them.
        """
        table = _without_codes(table) if not mapping.columns else table
        derived = JOINED if set(JOINED) <= set(table.header) else ()
        ours = [n for n, name in enumerate(table.header) if n >= len(COLUMNS) and name in (*OF_TABLE, *derived)]
        if table.header[: len(COLUMNS)] != COLUMNS or not ours:
            return cls(table, mapping)
        keys: dict[str, Any] = {}
        aggregates = {**_aggregates(table), **mapping.aggregates}
        if aggregates:
            keys["aggregates"] = aggregates
        if mapping.covered is None and (covered := _only(table, "covered")):
            keys["covered"] = _days(table, covered)
        if mapping.fiscal_start is None and (calendar := _only(table, "calendar")):
            keys |= _keys(_calendar(table, calendar))
        rest = [n for n in range(len(table.header)) if n not in ours]
        return cls(_with_columns(table, rest), replace(mapping, **keys), _by(table, "metric", "title"))

    def with_titles(self, table: Observations) -> Observations:
        """Return the observations with the titles of their metrics."""
        if not self.titles:
            return table
        title = self.mapping.title
        metrics = tuple(replace(m, title=title or self.titles.get(m.name, "")) for m in table.metrics)
        return replace(table, metrics=metrics)


def _without_codes(table: RawTable) -> RawTable:
    """An SDMX-CSV of ours as the tidy table it was made of. Any other table stays unchanged.

    The value of a bound is in a column of its own, and SDMX has a code for a source that is not specified.
    """
    if not is_export(table):
        return table
    names = [*COLUMNS, *(name for name in table.header if name in EXPORTED)]
    places = [table.header.index(_COMPONENTS.get(name, name)) for name in names]
    bound, value, source = table.header.index("bound"), names.index("value"), names.index("source")
    rows = []
    for row in table.rows:
        filled = [*row.cells, *[None] * (len(table.header) - len(row.cells))]
        cells = [filled[place] for place in places]
        cells[value] = cells[value] if filled[bound] in (None, "") else filled[bound]
        cells[source] = None if cells[source] == "_X" else cells[source]
        rows.append(RawRow(row.number, cells))
    return replace(table, header=tuple(names), rows=rows, columns=())


def is_export(table: RawTable) -> bool:
    """Whether a table is an SDMX-CSV of ours, with the columns that SDMX has no concept for."""
    if table.header[: len(SDMX_HEAD)] != SDMX_HEAD or "bound" not in table.header:
        return False
    return all(str(row.cells[1]).startswith("XLMARKET:") for row in table.rows if len(row.cells) > 1)


def is_quoted(table: RawTable) -> bool:
    """Whether the texts of a CSV are quoted as in `csv_texts`: it is one of ours, or has our columns in our order."""
    return table.header[: len(COLUMNS)] == COLUMNS or is_export(table)


def _texts(table: RawTable, name: str) -> Iterator[tuple[RawRow, str]]:
    place = table.find(name)
    for row in table.rows if place is not None else ():
        cell = row.cells[place] if place is not None and place < len(row.cells) else None
        yield row, "" if cell is None else str(cell).strip()


def _only(table: RawTable, name: str) -> str:
    """The only text of a column. A second one is an error with its row."""
    first = ""
    for number, (row, text) in enumerate(_texts(table, name)):
        if number and text != first:
            remedy = f"import each metric by itself, with only = {{{name} = [...]}} in a mapping"
            where = table.place(row.number, table.find(name))
            raise SourceError(f"the rows of an export differ in {name}", where=where, found=text, remedy=remedy)
        first = text
    return first


def _by(table: RawTable, key: str, name: str) -> dict[str, str]:
    """The text of a column by that of another."""
    pairs = zip(_texts(table, key), _texts(table, name), strict=False)
    return {of: text for (_, of), (_, text) in pairs if text}


def _aggregates(table: RawTable) -> dict[str, tuple[str, ...]]:
    members = _by(table, "market", "members")
    return {market: () if text == UNKNOWN_MEMBERS else tuple(text.split("|")) for market, text in members.items()}


def _days(table: RawTable, text: str) -> tuple[date, date]:
    try:
        first, last = (date.fromisoformat(day) for day in text.split("/"))
    except ValueError:
        where = table.place(column=table.find("covered"))
        raise SourceError(
            "covered is not two dates", where=where, found=text, allowed="2010-12-01/2011-12-09"
        ) from None
    return first, last


def _calendar(table: RawTable, text: str) -> Calendar:
    try:
        return read_calendar(text)
    except PeriodError as error:
        raise SourceError(error.what, where=table.place(column=table.find("calendar")), found=text) from None


def _keys(calendar: Calendar) -> dict[str, Any]:
    """The keys of a mapping that declare a calendar."""
    keys: dict[str, Any] = {"fiscal_start": calendar.first_month, "fiscal_name": calendar.named}
    if isinstance(calendar, WeekCalendar):
        keys |= {"weeks": calendar.weeks, "year_end": calendar.ends}
    return keys


def _with_columns(table: RawTable, kept: list[int]) -> RawTable:
    """The table with some of its columns."""

    def pick(cells: Any) -> tuple[Any, ...]:
        return tuple(cells[n] for n in kept if n < len(cells))

    rows = [RawRow(row.number, pick(row.cells)) for row in table.rows]
    return replace(table, header=pick(table.header), rows=rows, columns=pick(table.columns))
