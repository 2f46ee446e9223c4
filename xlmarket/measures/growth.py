"""Growth: rates between two figures, compound rates, contributions, indices, and which periods a kind compares."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from xlmarket.errors import Reason
from xlmarket.measures.figures import Codes, Figures, combined
from xlmarket.periods import Period, through

GrowthParts = tuple[Period, ...]
_OK, _SIGN_CHANGE = np.uint8(Reason.OK), np.uint8(Reason.SIGN_CHANGE)


class GrowthKind(StrEnum):
    """What is compared with what; `spans` gives the periods."""

    YOY = "YOY"
    POP = "POP"
    LTM = "LTM"
    YTD = "YTD"
    ANN = "ANN"
    LOG = "LOG"
    CC = "CC"


def spans(kind: GrowthKind, parts: GrowthParts) -> tuple[GrowthParts, GrowthParts]:
    """The periods of the current and of the base figure, matched by calendar, for a bucket of neighbouring `parts`.

    A week without the same week a year before, the 53rd, stands for itself: `has_base` tells. YOY, LOG, CC: the bucket
    and the same one a year before. POP, ANN: the bucket and the one just before it. LTM: the
    twelve months to its end and the twelve before. YTD: the year to its end and the same part of the year before.
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
    """The growth of `kind` from base to current as a fraction; shapes broadcast.

    ANN annualises with `per_year` spans of this length in a year; LOG is ln(current / base); the others are
    current / base − 1 (for CC both figures come converted at the base period's average rate).
    A base of zero is ZERO_BASE. From plus to minus or from minus to plus is SIGN_CHANGE, from minus to minus
    NEGATIVE_BASE: the quotient would show a rise where the figure falls.
    """
    match kind:
        case GrowthKind.ANN:
            return annualised(current, base, per_year)
        case GrowthKind.LOG:
            return log_growth(current, base)
    return rate(current, base)


def rate(current: Figures, base: Figures) -> Figures:
    """Current / base − 1, computed as (current − base) / base."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return Figures((current.values - base.values) / base.values, _reasons(current, base))


def annualised(current: Figures, base: Figures, per_year: ArrayLike) -> Figures:
    """(current / base) ** per_year − 1: a period-on-period rate as if it went on for a year."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return Figures((current.values / base.values) ** np.asarray(per_year) - 1.0, _reasons(current, base))


def log_growth(current: Figures, base: Figures) -> Figures:
    """ln(current / base), natural logarithm; a current of zero is UNDEFINED."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return Figures(np.log(current.values / base.values), _reasons(current, base))


def cagr(start: Figures, end: Figures, years: ArrayLike) -> Figures:
    """Compound annual growth rate (end / start) ** (1 / years) − 1; UNDEFINED unless years > 0.

    `years` is the distance of the periods (2010Q1 to 2015Q1: 5), not their count.
    """
    years = np.asarray(years, dtype=np.float64)
    timeless = np.where(years > 0, np.uint8(Reason.OK), np.uint8(Reason.UNDEFINED))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return Figures((end.values / start.values) ** (1.0 / years) - 1.0, combined(_reasons(end, start), timeless))


def contribution(current: Figures, base: Figures, total_base: Figures) -> Figures:
    """(current − base) / base of the total: the part of the total's growth that a member brings, as a fraction.

    Members and residual add up to the total's growth. The member's own base may be zero or of any sign; a total of
    zero is ZERO_BASE, a negative one NEGATIVE_BASE.
    """
    reasons = combined(current.reasons, base.reasons, total_base.reasons, _bad_base(total_base))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return Figures((current.values - base.values) / total_base.values, reasons)


def index(values: Figures, base: Figures, at_base: float = 100.0) -> Figures:
    """Values / base × 100, with the reasons of `growth`."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return Figures(values.values / base.values * at_base, _reasons(values, base))


def _reasons(current: Figures, base: Figures) -> Codes:
    falls = np.where((current.values < 0) & (base.values > 0), _SIGN_CHANGE, _OK)
    rises = np.where((current.values >= 0) & (base.values < 0), _SIGN_CHANGE, _OK)
    return combined(current.reasons, base.reasons, falls, rises, _bad_base(base))


def _bad_base(base: Figures) -> Codes:
    negative = np.where(base.values < 0, np.uint8(Reason.NEGATIVE_BASE), _OK)
    return np.where(base.values == 0, np.uint8(Reason.ZERO_BASE), negative)
