"""A data set as one tidy table of typed columns, and as the CSV of `xlmarket data export`.

Each row is a figure, or a gap with its symbol and reason. What belongs to a metric, a market or the whole table is
repeated in every row it holds for: kind, default, title and calendar of the metric, the members of a market that is the
sum of others, the days covered. Columns that nothing needs are left out, but for those of the contract of observations,
kind and default, and those that other programs join on: names, dates. `sources.exported` reads them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from xlmarket.csv_texts import marked, quoted
from xlmarket.markets import Market, MarketKind, Markets, standard_markets
from xlmarket.observations import COLUMNS, EXPORTED, JOINED, UNKNOWN_MEMBERS, Gap, Metric, Observation, Observations

Field = str | float | bool | date | None
TidyRow = Mapping[str, Field]

TYPES: Mapping[str, type] = {
    **dict.fromkeys((*COLUMNS, *EXPORTED, *JOINED), str),
    "value": float,
    "default": bool,
    "period_start": date,
    "period_end": date,
}
"""The type of each column. A value or text that is missing is `None` or empty."""

_ALWAYS = ("kind", "default", *JOINED)
_LEVELS = {MarketKind.GROUP: "aggregate", MarketKind.WORLD: "aggregate", MarketKind.RESIDUAL: "residual"}


@dataclass(frozen=True, slots=True)
class TidyTable:
    """The rows of a data set with the names of its columns. Fields have the types of `TYPES`."""

    names: tuple[str, ...]
    rows: Sequence[TidyRow]

    def column(self, name: str) -> list[Field]:
        return [row[name] for row in self.rows]


def tidy_table(table: Observations, markets: Markets | None = None) -> TidyTable:
    """Return the table: rows in their order, gaps last.

    `markets` is the book of names. Without one it is the standard one, with the markets of the data.
    """
    rows = tidy_rows(table, markets)
    names = [*COLUMNS, *EXPORTED, *JOINED]
    names = [name for name in names if name not in EXPORTED or name in _ALWAYS or any(row[name] for row in rows)]
    return TidyTable(tuple(names), rows)


def tidy_rows(table: Observations, markets: Markets | None = None) -> list[TidyRow]:
    """Return the rows with all columns."""
    markets = markets or book_of(table)
    metrics = {metric.name: _about_metric(metric) for metric in table.metrics}
    keys = dict.fromkeys([*(row.market for row in table.rows), *(gap.market for gap in table.gaps)])
    places = {key: _about_market(market_of(markets, key), table) for key in keys}
    covered = "/".join(day.isoformat() for day in table.covered or ())
    return [
        {**fields, **metrics[cell.metric], **places[cell.market], **_about_period(cell), "covered": covered}
        for cell, fields in _cells(table)
    ]


def market_of(markets: Markets, key: str) -> Market:
    """Return the market of the key in an observation."""
    return markets[key] if key in markets else markets.resolve(key)


def book_of(table: Observations) -> Markets:
    """Return the standard markets with those of the data."""
    members = [member for listed in table.aggregates.values() for member in listed]
    own = [*(row.market for row in table.rows), *(gap.market for gap in table.gaps)]
    return standard_markets().including([*own, *table.aggregates, *members]).with_aggregates(table.aggregates)


def _cells(table: Observations) -> Iterator[tuple[Observation | Gap, dict[str, Field]]]:
    for row in table.rows:
        yield row, _figure(row)
    for gap in table.gaps:
        yield gap, _gap(gap)


def tidy_csv(table: Observations, *, raw: bool = False) -> str:
    """Return the table as a CSV. Dates are ISO 8601, numbers have the fewest digits that read back the same.

    An apostrophe keeps a spreadsheet from running a text as a formula (`xlmarket.csv_texts`). `raw` is without, for
    programs. Both import again unchanged.
    """
    tidy = tidy_table(table)
    show = marked if raw else quoted
    columns = [map(_PRINTERS[TYPES[name]], tidy.column(name)) for name in tidy.names]
    texts = [
        map(show, column) if TYPES[name] is str else column for name, column in zip(tidy.names, columns, strict=True)
    ]
    return csv_text([tidy.names, *zip(*texts, strict=True)])


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of texts as the text of a CSV file, each text as it is."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def field_text(name: str, value: Field) -> str:
    """Return one field of a CSV. The name of a column without a type is that of a number."""
    return _PRINTERS[TYPES.get(name, float)](value)


def _show_number(value: Field) -> str:
    """A number with the fewest digits that read back the same, and no exponent."""
    return np.format_float_positional(value, trim="-") if isinstance(value, float) else ""


def _show_truth(value: Field) -> str:
    return "true" if value else ""


def _show_text(value: Field) -> str:
    return str(value)


_PRINTERS: Mapping[type, Callable[[Field], str]] = {
    str: _show_text,
    float: _show_number,
    bool: _show_truth,
    date: _show_text,
}


def _figure(row: Observation) -> dict[str, Field]:
    return {
        "market": row.market,
        "metric": row.metric,
        "period": row.period.label,
        "value": float(row.value),
        "unit": row.unit,
        "qualifier": row.qualifier.value,
        "status": row.status.value,
        "source": row.source,
        "note": row.note,
        "symbol": "",
        "reason": "",
    }


def _gap(gap: Gap) -> dict[str, Field]:
    empty: dict[str, Field] = dict.fromkeys(("unit", "qualifier", "status", "note"), "")
    where: dict[str, Field] = {"market": gap.market, "metric": gap.metric, "period": gap.period.label, "value": None}
    return {**where, **empty, "source": gap.source, "symbol": gap.symbol, "reason": gap.reason}


def _about_metric(metric: Metric) -> dict[str, Field]:
    return {
        "kind": metric.kind.value,
        "default": metric.default,
        "title": metric.title,
        "calendar": metric.calendar.text,
    }


def _about_market(market: Market, table: Observations) -> dict[str, Field]:
    members = table.aggregates.get(market.key)
    level = "aggregate" if members is not None else _LEVELS.get(market.kind, "market")
    listed = "" if members is None else "|".join(members) or UNKNOWN_MEMBERS
    return {"members": listed, "market_name": market.name, "level": level}


def _about_period(cell: Observation | Gap) -> dict[str, Field]:
    period = cell.period
    return {"frequency": period.frequency.value, "period_start": period.start, "period_end": period.end}
