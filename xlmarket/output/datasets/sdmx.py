"""A data set as SDMX-CSV 2.0: dimensions, measure and attributes with the codes of SDMX's cross-domain lists.

Standard: https://github.com/sdmx-twg/sdmx-csv (data message, version 2.0.0). One row is an observation or a gap.

A bound has no `OBS_VALUE`: a program that knows SDMX and not our qualifiers would add "more than 70" as 70. Its number
is in the custom column `bound`. Custom columns, in lower case and last, hold what SDMX has no concept for, so that the
file imports again unchanged (`sources.exported`). Programs that follow the standard skip them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from xlmarket.csv_texts import marked, quoted
from xlmarket.functions.units import is_scalable, magnitude, numerator
from xlmarket.markets import Markets
from xlmarket.observations import FigureStatus, Gap, MetricKind, Observation, Qualifier
from xlmarket.periods import CIVIL, Frequency, Period
from xlmarket.store.export import Field, TidyRow, book_of, csv_text, field_text, market_of, tidy_table
from xlmarket.store.holdings import Holding

AGENCY, VERSION = "XLMARKET", "1.0.0"
UNSPECIFIED = "_X"
"""SDMX's code for what is not specified."""

COMPONENTS = ("FREQ", "REF_AREA", "INDICATOR", "SOURCE", "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE", "UNIT_MULT",
              "OBS_STATUS", "COMMENT_OBS")  # fmt: skip
_ELSEWHERE = ("market", "metric", "value", "source", "market_name", "level", "frequency", "period_start", "period_end")
"""Columns of the tidy table that the components hold, or that follow from them."""

_NUMBERS = ("OBS_VALUE", "UNIT_MULT", "bound")

STATUSES = {
    FigureStatus.PUBLISHED: "A",
    FigureStatus.DERIVED: "A",
    FigureStatus.ESTIMATED: "E",
    FigureStatus.ILLUSTRATIVE: "G",
    FigureStatus.DOUBTFUL: "U",
}
"""CL_OBS_STATUS: A normal value, E estimated, G experimental, U low reliability, O missing, Q missing and suppressed."""

_FREQUENCIES = {Frequency.HALF: "S"}
"""The code of CL_FREQ that differs from our letter."""

_UNITS = {"percent": "PT", "persons": "PS"}
_NO_CODE = re.compile(r"[^A-Z0-9]+")
_NO_ID = re.compile(r"[^A-Za-z0-9_@$-]+")
_BOUNDS = {Qualifier.ABOVE: "a lower bound: more than", Qualifier.BELOW: "an upper bound: less than"}


def sdmx_csv(holding: Holding, *, raw: bool = False) -> str:
    """Return a data set as SDMX-CSV 2.0. Without `raw`, texts are quoted as in `xlmarket.csv_texts`."""
    show = marked if raw else quoted
    observations = holding.observations
    table = tidy_table(observations)
    custom = [name for name in table.names if name not in _ELSEWHERE]
    custom.insert(1, "bound")
    markets, kinds = book_of(observations), {metric.name: metric.kind for metric in observations.metrics}
    flow = f"{AGENCY}:{_NO_ID.sub('_', holding.dataset.name)}({VERSION})"
    lines = [["STRUCTURE", "STRUCTURE_ID", "ACTION", *COMPONENTS, *custom]]
    cells: tuple[Observation | Gap, ...] = (*observations.rows, *observations.gaps)
    for cell, row in zip(cells, table.rows, strict=True):
        components = _components(cell, row, markets, kinds[cell.metric])
        bound = row["value"] if components["OBS_VALUE"] == "" else None
        fields: dict[str, Field] = {**row, "bound": bound}
        texts = {**components, **{name: field_text(name, fields[name]) for name in custom}}
        shown = (text if name in _NUMBERS else show(text) for name, text in texts.items())
        lines.append(["dataflow", flow, "I", *shown])
    return csv_text(lines)


def _components(cell: Observation | Gap, row: TidyRow, markets: Markets, kind: MetricKind) -> Mapping[str, str]:
    unit, power = _unit(str(row["unit"]), kind)
    is_bound = isinstance(cell, Observation) and cell.qualifier.is_bound
    return {
        "FREQ": _FREQUENCIES.get(cell.period.frequency, cell.period.frequency.value),
        "REF_AREA": market_of(markets, cell.market).iso2 or cell.market,
        "INDICATOR": cell.metric,
        "SOURCE": cell.source or UNSPECIFIED,
        "TIME_PERIOD": time_period(cell.period),
        "OBS_VALUE": "" if is_bound else field_text("value", row["value"]),
        "UNIT_MEASURE": unit,
        "UNIT_MULT": power,
        "OBS_STATUS": _status(cell),
        "COMMENT_OBS": _comment(cell),
    }


def time_period(period: Period) -> str:
    """Return a period as SDMX writes it: `2015`, `2015-S2`, `2015-Q4`, `2015-11`, `2015-W07`.

    A fiscal period is a time range, its first day and its length: `2014-04-01/P3M`.
    """
    frequency = period.frequency
    if period.calendar != CIVIL:
        is_months = (period.start.day, frequency is Frequency.WEEK, period.calendar.holds_weeks) == (1, False, False)
        days = (period.end - period.start).days + 1
        return f"{period.start}/P{f'{frequency.months}M' if is_months else f'{days}D'}"
    match frequency:
        case Frequency.YEAR:
            return str(period.year)
        case Frequency.MONTH:
            return f"{period.year}-{period.number:02d}"
        case Frequency.WEEK:
            return f"{period.year}-W{period.number:02d}"
    return f"{period.year}-{_FREQUENCIES.get(frequency, frequency.value)}{period.number}"


def _unit(unit: str, kind: MetricKind) -> tuple[str, str]:
    """The code of a unit and the power of ten of its multiplier: `USD million` is USD and 6."""
    if not unit:
        return UNSPECIFIED, "0"
    size = magnitude(unit) if is_scalable(unit, kind) else 1.0
    plain = numerator(unit) if size != 1.0 else unit
    return _UNITS.get(plain) or _NO_CODE.sub("_", plain.upper()).strip("_") or UNSPECIFIED, str(round(math.log10(size)))


def _status(cell: Observation | Gap) -> str:
    if isinstance(cell, Gap):
        return "Q" if "suppress" in cell.reason.lower() else "O"
    return "O" if cell.qualifier.is_bound else STATUSES[cell.status]


def _comment(cell: Observation | Gap) -> str:
    if isinstance(cell, Gap):
        return cell.reason
    if not cell.qualifier.is_bound:
        return cell.note
    bound = f"{_BOUNDS[cell.qualifier]} {field_text('value', cell.value)} {cell.unit}".rstrip()
    return f"{bound}; {cell.note}" if cell.note else bound
