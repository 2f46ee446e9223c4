"""Volatility: how much growth varies from period to period."""

from __future__ import annotations

import math

import numpy as np

from xlmarket.errors import Reason
from xlmarket.measures.figures import Figures

FEWEST = 2


def volatility(earlier: Figures, later: Figures, per_year: float) -> Figures:
    """Return the standard deviation (n − 1) of log growth × √periods per year: arrays (markets, rates) to (markets).

    `earlier` and `later` are the two figures of each rate, the result a fraction per year. Only pairs that are both there
    and positive give a rate. Fewer than two rates are TOO_SHORT. Source: Hull, Options, Futures and Other Derivatives,
    "estimating volatility from historical data".
    """
    pairs = np.ascontiguousarray(earlier.present & later.present & (earlier.values > 0) & (later.values > 0))
    # contiguous: one way of adding up, whether a market comes alone or with others
    before, after = (np.ascontiguousarray(np.where(pairs, one.values, 1.0)) for one in (earlier, later))
    rates = np.where(pairs, np.log(after) - np.log(before), 0.0)
    count = pairs.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = rates.sum(axis=-1) / count
        spread = (np.where(pairs, rates - mean[..., None], 0.0) ** 2).sum(axis=-1) / (count - 1)
        values = np.sqrt(spread) * math.sqrt(per_year)
    return Figures(values, np.where(count < FEWEST, np.uint8(Reason.TOO_SHORT), np.uint8(Reason.OK)))
