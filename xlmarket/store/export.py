"""A table of figures as a tidy CSV that imports again as what it was: the one writer of `xlmarket data export`.

Each row is a figure, or a gap with its symbol and reason. What belongs to a metric, a market or the whole table is
repeated in every row it holds for: kind, default, title and calendar of the metric, the members of a market that is the
sum of others, the days covered. Columns that nothing needs are left out, but for those of the
contract of observations. `sources.exported` reads them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np

from xlmarket.observations import COLUMNS, EXPORTED, UNKNOWN_MEMBERS, Gap, Metric, Observation, Observations

_ALWAYS = ("kind", "default")
_TRUE = "true"


def tidy_csv(table: Observations) -> str:
    """The CSV, rows in their order, gaps last."""
    rows = list(_rows(table))
    names = [*COLUMNS, *EXPORTED]
    names = [name for name in names if name not in EXPORTED or name in _ALWAYS or any(row[name] for row in rows)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _rows(table: Observations) -> Iterator[dict[str, str]]:
    metrics = {metric.name: metric for metric in table.metrics}
    cells: tuple[Observation | Gap, ...] = (*table.rows, *table.gaps)
    covered = "/".join(day.isoformat() for day in table.covered or ())
    for cell in cells:
        about = _about(metrics[cell.metric])
        members = table.aggregates.get(cell.market)
        about["members"] = "" if members is None else "|".join(members) or UNKNOWN_MEMBERS
        about["covered"] = covered
        yield {**(_figure(cell) if isinstance(cell, Observation) else _gap(cell)), **about}


def _figure(row: Observation) -> dict[str, str]:
    """Return the fields of an observation. Numbers have the fewest digits that read back the same, and no exponent."""
    return {
        "market": row.market,
        "metric": row.metric,
        "period": row.period.label,
        "value": np.format_float_positional(row.value, trim="-"),
        "unit": row.unit,
        "qualifier": row.qualifier.value,
        "status": row.status.value,
        "source": row.source,
        "note": row.note,
        "symbol": "",
        "reason": "",
    }


def _gap(gap: Gap) -> dict[str, str]:
    empty = dict.fromkeys(("value", "unit", "qualifier", "status"), "")
    where = {"market": gap.market, "metric": gap.metric, "period": gap.period.label}
    return {**where, **empty, "source": gap.source, "note": "", "symbol": gap.symbol, "reason": gap.reason}


def _about(metric: Metric) -> dict[str, str]:
    default = _TRUE if metric.default else ""
    return {
        "kind": metric.kind.value,
        "default": default,
        "title": metric.title,
        "calendar": metric.calendar.text,
    }
