"""Several figures of one period, such as the days of a month, become one by the rule of the mapping."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from xlmarket.observations import FigureStatus, Observation

_RULES: dict[str, Callable[[Sequence[float]], float]] = {
    "first": lambda values: values[0],
    "last": lambda values: values[-1],
    "mean": lambda values: math.fsum(values) / len(values),
    "sum": math.fsum,
}


def one_per_period(rows: Sequence[Observation], rule: str) -> list[Observation]:
    """Return one observation per market, metric, period and source, by the rule `first`, `last`, `mean` or `sum`.

    Without a rule all rows are returned. Figures are taken in the order of the file. One made of several has the status
    derived, and their number in its note.
    """
    if not rule:
        return list(rows)
    groups: dict[tuple[object, ...], list[Observation]] = {}
    for row in rows:
        groups.setdefault((row.market, row.metric, row.period, row.source), []).append(row)
    return [_join(group, rule) for group in groups.values()]


def _join(group: Sequence[Observation], rule: str) -> Observation:
    first = group[0]
    if len(group) == 1:
        return first
    value = _RULES[rule]([row.value for row in group])
    return replace(first, value=value, status=FigureStatus.DERIVED, note=f"{rule} of {len(group)} figures")
