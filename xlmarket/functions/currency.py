"""Amounts in another currency, at the average rate of the period (or `rate=end`, its last).

Rates are figures like any others: a metric `exchange_rate` (averages) or `exchange_rate_end` (last days), whose unit
says what each is: `BRL per USD`. The data set's own rates count. One that has none uses those of the European Central
Bank that come with xlmarket.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from xlmarket.errors import ArgumentError, PeriodError, Reason
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.units import currency_of, in_currency, magnitude
from xlmarket.listing import list_names
from xlmarket.measures.figures import Figures
from xlmarket.measures.panel import Panel
from xlmarket.observations import Observation
from xlmarket.periods import CIVIL, Frequency, Period

RATES = "exchange_rate"
ENDS = "exchange_rate_end"
DAYS = "exchange_rate_days"
"""Averages, last rates, and how many days stand behind an average: the weights of a mean over several periods."""

_CODE = re.compile(r"[A-Z]{3}")
_RATE = re.compile(r"\b([A-Z]{3}) per ([A-Z]{3})\b")
_NAMED = 3

CurrencyPair = tuple[str, str]
Converted = tuple[Panel, tuple[str, ...]]


def convert_panel(
    snapshot: Snapshot, panel: Panel, reasons: tuple[Reason, ...], currency: str, rate: str, years_ago: int = 0
) -> Converted:
    """Return the panel in `currency`, each market from its own, and sentences about rates that are missing.

    `rate`: "average" of the period or "end", its last. `years_ago`: at the rate of so many years before the period
    (constant currency). Raises `ArgumentError` for a code that is none and for a metric that is no amount of money.
    """
    code = currency.upper()
    if not _CODE.fullmatch(code):
        raise ArgumentError("currency takes a code of three letters", found=currency, allowed=("USD", "EUR", "CNY"))
    key = (panel.metric.name, reasons, code, rate, years_ago)
    cache = snapshot.derive(_conversions)
    if key not in cache:
        cache[key] = _convert(snapshot.derive(rates_of), panel, code, rate == "end", years_ago)
    return cache[key]


def _conversions(_: Snapshot) -> dict[object, Converted]:
    """The cache of converted panels of a snapshot."""
    return {}


def _years_before(period: Period, years: int) -> Period:
    """The same period of an earlier year. A week 53 without one has no growth either, whatever its rate."""
    return period.years_ago(years) if period.has_partner(years) else period


def _convert(rates: Rates, panel: Panel, code: str, at_end: bool, years_ago: int) -> Converted:
    values, lost = panel.values.copy(), panel.reasons.copy()
    size = min((magnitude(unit) for unit in panel.units if currency_of(unit)), default=1.0)
    word = next((unit for unit in panel.units if currency_of(unit) and magnitude(unit) == size), "")
    missing: dict[str, list[str]] = {}
    for unit in dict.fromkeys(panel.units):
        own = currency_of(unit)
        rows = np.array([row for row, each in enumerate(panel.units) if each == unit], dtype=np.intp)
        if not own:
            raise ArgumentError(f"{panel.metric.name} is not an amount of money", found=unit or "no unit")
        then = [_years_before(period, years_ago) for period in panel.periods]
        factors = [rates.between(own, code, period, at_end) for period in then]
        known = np.array([factor is not None for factor in factors])
        values[rows] *= np.array([factor or np.nan for factor in factors]) * (magnitude(unit) / size)
        lost[rows] = np.where((lost[rows] == Reason.OK) & ~known, np.uint8(Reason.NO_RATE), lost[rows])
        gone = [period.label for period, there in zip(then, known, strict=True) if not there]
        if gone:
            missing[f"{own} to {code}"] = gone if known.any() or len(gone) <= _NAMED else []
    units = (in_currency(word, code),) * len(panel.units)
    return panel.with_figures(Figures(values, lost), units), tuple(_sentences(missing, ENDS if at_end else RATES))


def _sentences(missing: dict[str, list[str]], metric: str) -> Iterator[str]:
    for pair, labels in missing.items():
        shown = list_names(labels, _NAMED, noun="more periods")
        yield f"{metric} has no rate of {pair}" + (f" in {shown}" if shown else "")


def rates_of(snapshot: Snapshot) -> Rates:
    """The rates of the data set, or those that come with xlmarket where it has none."""
    own = [row for row in snapshot.holding.observations if row.metric in (RATES, ENDS, DAYS)]
    return Rates.read(own) if own else read_shipped_rates()


def read_shipped_rates() -> Rates:
    """Reference rates of the European Central Bank."""
    from xlmarket.store.shipped import RATES_DATASET, holding

    return Rates.read(list(holding(RATES_DATASET).observations))


@dataclass(frozen=True, slots=True)
class Rates:
    """Per pair (a, b): how many a for one b, by period, as averages and as last rates, and the days behind the averages."""

    averages: dict[CurrencyPair, dict[Period, float]] = field(default_factory=dict)
    ends: dict[CurrencyPair, dict[Period, float]] = field(default_factory=dict)
    days: dict[CurrencyPair, dict[Period, float]] = field(default_factory=dict)

    @classmethod
    def read(cls, rows: list[Observation]) -> Rates:
        """From observations whose unit says which pair each is."""
        found = cls()
        tables = {RATES: found.averages, ENDS: found.ends, DAYS: found.days}
        pairs = {row.market: pair for row in rows if (pair := _pair(row)) is not None}
        for row in rows:
            pair = _pair(row) or pairs.get(row.market)  # a number of days has no unit of its own to say it
            if pair is not None and row.value > 0:
                tables[row.metric].setdefault(pair, {}).setdefault(row.period, row.value)
        return found

    def between(self, own: str, other: str, period: Period, at_end: bool) -> float | None:
        """How many units of `other` one unit of `own` was worth, or nothing where a rate is missing."""
        if own == other:
            return 1.0
        direct = self._leg(other, own, period, at_end)
        if direct is not None:
            return direct
        table = self.ends if at_end else self.averages
        for base in dict.fromkeys(code for pair in table for code in pair):
            mine, theirs = self._leg(own, base, period, at_end), self._leg(other, base, period, at_end)
            if mine and theirs:
                return theirs / mine
        return None

    def _leg(self, above: str, below: str, period: Period, at_end: bool) -> float | None:
        """How many `above` for one `below`, from the pair as it is given or turned over."""
        given = self._over(period, (above, below), at_end)
        if given is not None:
            return given
        turned = self._over(period, (below, above), at_end)
        return 1 / turned if turned else None

    def _over(self, period: Period, pair: CurrencyPair, at_end: bool) -> float | None:
        """The rate of a pair over a period: as given, else from shorter periods that make it up."""
        table = (self.ends if at_end else self.averages).get(pair, {})
        if period in table:
            return table[period]
        for frequency in dict.fromkeys(one.frequency for one in table):
            parts = _parts(period, frequency)
            if at_end and parts and parts[-1] in table:
                return table[parts[-1]]
            if parts and not at_end and all(part in table for part in parts):
                return self._mean(pair, parts)
        return None

    def _mean(self, pair: CurrencyPair, parts: tuple[Period, ...]) -> float:
        """The mean of the averages of several periods, weighted by their days where all of these are given."""
        days = self.days.get(pair, {})
        weights = [days.get(part, 0.0) for part in parts]
        if not all(weights):
            weights = [1.0] * len(parts)
        rates = [self.averages[pair][part] for part in parts]
        return math.fsum(rate * weight for rate, weight in zip(rates, weights, strict=True)) / math.fsum(weights)


def _parts(period: Period, frequency: Frequency) -> tuple[Period, ...]:
    """The calendar periods of a frequency that make up a period, be it of a fiscal year, or none."""
    try:
        return period.parts(frequency, CIVIL)
    except PeriodError:
        return ()


def _pair(row: Observation) -> CurrencyPair | None:
    """Which currencies a rate is of: `BRL per USD`."""
    found = _RATE.search(row.unit)
    return (found[1], found[2]) if found else None
