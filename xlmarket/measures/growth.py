"""Growth: rates between two figures, compound rates, contributions, indices, and which periods a kind compares."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from xlmarket.errors import Reason
from xlmarket.measures.figures import Codes, Figures, combine
from xlmarket.periods import Period, through

GrowthParts = tuple[Period, ...]
_OK, _SIGN_CHANGE = np.uint8(Reason.OK), np.uint8(Reason.SIGN_CHANGE)


class GrowthKind(StrEnum):
    """Which periods a growth rate compares: `spans` returns them."""

    YOY = "YOY"
    POP = "POP"
    LTM = "LTM"
    YTD = "YTD"
    ANN = "ANN"
    LOG = "LOG"
    CC = "CC"


def spans(kind: GrowthKind, parts: GrowthParts) -> tuple[GrowthParts, GrowthParts]:
    """Return the periods of the current and of the base figure, matched by calendar, for neighbouring `parts`.

    YOY, LOG, CC: the bucket and the same one a year before. POP, ANN: the bucket and the one just before it. LTM: the
    twelve months to its end and the twelve before. YTD: the year to its end and the same part of the year before.
    A week 53, which the year before lacks, is its own base: `has_base` is false for it.
    """
    last = parts[-1]
    match kind:
        case GrowthKind.POP | GrowthKind.ANN:
            return parts, tuple(part.shift(-len(parts)) for part in parts)
        case GrowthKind.LTM:
            size = last.frequency.per_year
            current = through(last.shift(1 - size), last)
            return current, tuple(part.shift(-size) for part in current)
        case GrowthKind.YTD:
            current = through(last.shift(1 - last.number), last)
            return current, tuple(map(_year_before, current))
    return parts, tuple(map(_year_before, parts))


def has_base(kind: GrowthKind, parts: GrowthParts) -> bool:
    """Whether every period of the current figure has one that it is compared with."""
    if kind in (GrowthKind.POP, GrowthKind.ANN, GrowthKind.LTM):
        return True
    return all(part.has_partner() for part in spans(kind, parts)[0])


def _year_before(period: Period) -> Period:
    return period.years_ago() if period.has_partner() else period


def growth(current: Figures, base: Figures, kind: GrowthKind = GrowthKind.YOY, per_year: ArrayLike = 1.0) -> Figures:
    """Return the growth of `kind` from base to current as a fraction: 0.021 for 2.1 %. Shapes broadcast.

    ANN annualises with `per_year` spans of this length in a year. LOG is ln(current / base). The others are
    current / base − 1 (for CC both figures come converted at the average rate of the base period).
    A base of zero is ZERO_BASE. From plus to minus or from minus to plus is SIGN_CHANGE. From minus to minus is
    NEGATIVE_BASE, as the quotient would show a rise where the figure falls. A missing figure stays MISSING.
    Source: Eurostat, growth rates, Handbook on quarterly national accounts (2013).
    """
    match kind:
        case GrowthKind.ANN:
            return annualise(current, base, per_year)
        case GrowthKind.LOG:
            return log_growth(current, base)
    return rate(current, base)


def rate(current: Figures, base: Figures) -> Figures:
    """Return current / base − 1 as a fraction, computed as (current − base) / base. Shapes and reasons as in `growth`."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return Figures((current.values - base.values) / base.values, _reasons(current, base))


def annualise(current: Figures, base: Figures, per_year: ArrayLike) -> Figures:
    """Return (current / base) ** per_year − 1 as a fraction: a rate as if it went on for a year.

    Shapes and reasons as in `growth`. Source: Eurostat, annualised growth rates.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return Figures((current.values / base.values) ** np.asarray(per_year) - 1.0, _reasons(current, base))


def log_growth(current: Figures, base: Figures) -> Figures:
    """Return ln(current / base), a fraction. A current of zero is UNDEFINED. Shapes and other reasons as in `growth`.

    Source: log points as in Törnqvist, Vartia and Vartia (1985).
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return Figures(np.log(current.values / base.values), _reasons(current, base))


def cagr(start: Figures, end: Figures, years: ArrayLike) -> Figures:
    """Return the compound annual growth rate (end / start) ** (1 / years) − 1 as a fraction. Shapes broadcast.

    `years` is the distance of the periods (2010Q1 to 2015Q1: 5), not their count. It is UNDEFINED unless above zero.
    Other reasons as in `growth`. Source: RRI of Excel, which computes the same.
    """
    years = np.asarray(years, dtype=np.float64)
    timeless = np.where(years > 0, np.uint8(Reason.OK), np.uint8(Reason.UNDEFINED))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return Figures((end.values / start.values) ** (1.0 / years) - 1.0, combine(_reasons(end, start), timeless))


def contribution(current: Figures, base: Figures, total_base: Figures) -> Figures:
    """Return (current − base) / base of the total: the part of the total's growth that a member brings, as a fraction.

    Arrays (members, …) and a total (…) broadcast. Members and residual add up to the total's growth. The member's own
    base may be zero or of any sign. A total of zero is ZERO_BASE, a negative one NEGATIVE_BASE, and a missing figure
    stays MISSING. Source: Eurostat, contributions to growth.
    """
    reasons = combine(current.reasons, base.reasons, total_base.reasons, _bad_base(total_base))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return Figures((current.values - base.values) / total_base.values, reasons)


def index(values: Figures, base: Figures, at_base: float = 100.0) -> Figures:
    """Return values / base × `at_base`: an index that is 100 at its base, without a unit. Shapes and reasons as in `growth`."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return Figures(values.values / base.values * at_base, _reasons(values, base))


def _reasons(current: Figures, base: Figures) -> Codes:
    falls = np.where((current.values < 0) & (base.values > 0), _SIGN_CHANGE, _OK)
    rises = np.where((current.values >= 0) & (base.values < 0), _SIGN_CHANGE, _OK)
    return combine(current.reasons, base.reasons, falls, rises, _bad_base(base))


def _bad_base(base: Figures) -> Codes:
    negative = np.where(base.values < 0, np.uint8(Reason.NEGATIVE_BASE), _OK)
    return np.where(base.values == 0, np.uint8(Reason.ZERO_BASE), negative)
