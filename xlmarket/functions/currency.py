"""Amounts in another currency, at the average rate of the period (or `rate=end`, its last).

Rates are figures of the data set like any others: a metric `exchange_rate` (averages) or `exchange_rate_end`, whose
unit says what it is, `BRL per USD`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from xlmarket.errors import ArgumentError, Reason
from xlmarket.measures.figures import Figures
from xlmarket.measures.panel import Panel
from xlmarket.observations import Observation
from xlmarket.periods import Period

if TYPE_CHECKING:
    from xlmarket.functions.ask import Ask

_CODE = re.compile(r"\b([A-Z]{3})\b")
_RATE = re.compile(r"([A-Z]{3}) per ([A-Z]{3})")


def converted(ask: Ask, panel: Panel, currency: str, at: tuple[Period, ...] | None = None) -> Panel:
    """The panel in `currency`; `at` names, per period, the period whose rate counts (constant currency)."""
    code = currency.upper()
    if not _CODE.fullmatch(code):
        raise ArgumentError("currency takes a code of three letters", found=currency, allowed=("USD", "EUR", "CNY"))
    unit = _CODE.search(panel.metric.unit)
    if unit is None:
        raise ArgumentError(f"{panel.metric.name} is no amount of money", found=panel.metric.unit)
    own = unit[1]
    if own == code:
        return panel
    name = "exchange_rate_end" if ask.options.get("rate") == "end" else "exchange_rate"
    rates = _Rates(ask, name)
    factors = [rates.between(own, code, period) for period in at or panel.periods]
    known = np.array([factor is not None for factor in factors])
    if not known.all():
        ask.notes.append(f"{name} has no rate of {own} to {code}")
    values = panel.values * np.array([factor or np.nan for factor in factors])[None, :]
    lost = np.where((panel.reasons == Reason.OK) & ~known[None, :], np.uint8(Reason.NO_RATE), panel.reasons)
    return panel.replaced(Figures(values, lost))


class _Rates:
    """Units of a currency per unit of a common base, by period."""

    def __init__(self, ask: Ask, metric: str) -> None:
        self.rows: dict[str, list[Observation]] = {}
        for row in ask.snapshot.holding.observations:
            if row.metric == metric and (found := _RATE.search(row.unit)):
                self.rows.setdefault(found[1], []).append(row)
                self.rows.setdefault(found[2], [])

    def between(self, own: str, other: str, period: Period) -> float | None:
        """How many units of `other` one unit of `own` was worth; nothing where a rate is missing."""
        mine, theirs = self._per_base(own, period), self._per_base(other, period)
        return theirs / mine if mine and theirs else None

    def _per_base(self, code: str, period: Period) -> float | None:
        if code not in self.rows:
            return None
        if not self.rows[code]:
            return 1.0
        frequency = self.rows[code][0].period.frequency
        if not Period.holding(period.start, frequency).nests_in(period.frequency):
            return None
        wanted = period.parts(frequency)
        found = {row.period: row.value for row in self.rows[code]}
        values = [found[part] for part in wanted if part in found]
        return sum(values) / len(values) if len(values) == len(wanted) else None
