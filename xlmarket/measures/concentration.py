"""Concentration of a market: HHI with bounds, CRn, Gini, entropy, effective number. Named members are on axis 0.

A residual (Others) stands for firms whose number is unknown. No formula treats it as one player: each gives a bound.
The one assumption, where a firm of the residual needs a size, is that it is no larger than the smallest named member.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from xlmarket.errors import Reason
from xlmarket.measures.figures import Figures, Floats, along
from xlmarket.measures.share import shares_of


class ResidualBound(StrEnum):
    """Which end of the range a residual leaves: LOW counts named members only, HIGH the most concentrated residual."""

    LOW = "low"
    HIGH = "high"


def hhi(named: Figures, residual: Figures | None = None, bound: ResidualBound = ResidualBound.LOW) -> Figures:
    """Return the Herfindahl–Hirschman index 10,000 × Σ share²: arrays (members, …) and residual (…) to (…).

    The index has no unit and lies in 0 to 10,000. LOW: the residual is split so finely that it adds nothing. HIGH: it is
    split into as many firms of the size of the smallest positive named member as fit, and one of the remainder, the most
    concentrated split in which none is larger: k·m² + (R − k·m)² with k = ⌊R / m⌋. A member or residual without a number
    gives its reason to the index, a negative one is NOT_MEANINGFUL, a sum of zero ZERO_BASE.
    Source: Hirschman (1964), and US Merger Guidelines (2023) §2.1.
    """
    shares = _shares(named, residual)
    squares = (shares.values**2).sum(axis=0)
    if bound is ResidualBound.HIGH and residual is not None:
        count, size, rest = _filling(shares)
        squares = squares + count * size**2 + rest**2
    return Figures(10_000 * squares, along(shares, 0))


def cr(
    named: Figures, residual: Figures | None = None, n: int = 4, bound: ResidualBound = ResidualBound.LOW
) -> Figures:
    """Return CRn, the share of the n largest members as a fraction: arrays (members, …) and residual (…) to (…).

    The residual is in the total and never among the n. LOW: named members only, so with fewer than n of them a lower
    bound. HIGH: places left are taken by firms of the residual, none larger than the smallest named member. With n named
    members both are the same. Reasons are those of `hhi`. Source: Bain (1951), concentration ratios.
    """
    shares = _shares(named, residual)
    largest = np.sort(shares.values, axis=0)[::-1][:n].sum(axis=0)
    if bound is ResidualBound.HIGH and residual is not None and len(named) < n:
        count, size, rest = _filling(shares)
        free = n - len(named)
        largest = largest + np.minimum(count, free) * size + np.where(count < free, rest, 0.0)
    return Figures(largest, along(shares, 0))


def effective(named: Figures, residual: Figures | None = None, bound: ResidualBound = ResidualBound.LOW) -> Figures:
    """Return the effective number of equal members, 1 / Σ share²: arrays (members, …) and residual (…) to (…).

    It is 10,000 over the HHI of the same `bound`, so that LOW gives the most. An index of zero is UNDEFINED, other
    reasons are those of `hhi`. Source: Adelman (1969), the numbers equivalent.
    """
    index = hhi(named, residual, bound)
    with np.errstate(divide="ignore"):
        return Figures(10_000 / index.values, index.reasons)


def _shares(named: Figures, residual: Figures | None) -> Figures:
    """Shares of the named members. A negative value or residual makes the whole NOT_MEANINGFUL."""
    shares = shares_of(named, residual)
    negative = (named.values < 0).any(axis=0)
    if residual is not None:
        negative = negative | (residual.values < 0)
    return shares.where(~negative, Reason.NOT_MEANINGFUL)


def _filling(shares: Figures) -> tuple[Floats, Floats, Floats]:
    """The most concentrated split of the residual: how many firms, of what share, and the share of the last one."""
    left = np.clip(1.0 - shares.values.sum(axis=0), 0.0, None)
    smallest = np.where(shares.values > 0, shares.values, np.inf).min(axis=0, initial=np.inf)
    size = np.where(np.isfinite(smallest), smallest, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        count = np.where(size > 0, np.floor(left / size), 0.0)
    rest = np.where(size > 0, left - count * size, 0.0)
    return count, size, rest


def gini(named: Figures, residual: Figures | None = None) -> Figures:
    """Return the Gini coefficient of the named members: array (members, …) to (…), 0 (all equal) to 1 − 1/n.

    It has no unit. The residual (…) is left out, but a negative or missing one leaves no coefficient. Reasons are those
    of `hhi`. Source: Gini (1912), as the mean difference over twice the mean.
    """
    shares = _shares(named, residual)
    ordered = np.sort(shares.values, axis=0)
    count = len(ordered)
    places = np.arange(1, count + 1).reshape(-1, *(1,) * (ordered.ndim - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        values = (2 * (places * ordered).sum(axis=0) / ordered.sum(axis=0) - count - 1) / max(count, 1)
    return Figures(values, along(shares, 0))


def entropy(named: Figures, residual: Figures | None = None) -> Figures:
    """Return the Shannon entropy −Σ s·ln s in nats: arrays (members, …) and residual (…) to (…).

    Only named members are summed, so that it is a lower bound with a residual. A share of zero adds nothing. Reasons are
    those of `hhi`. Source: Shannon (1948), for concentration Theil (1967).
    """
    shares = _shares(named, residual)
    positive = np.where(shares.values > 0, shares.values, 1.0)
    return Figures(-(positive * np.log(positive)).sum(axis=0), along(shares, 0))
