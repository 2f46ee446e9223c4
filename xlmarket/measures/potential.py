"""Market potential: an opportunity score from indicators, with its coverage and how firm its rank is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xlmarket.measures.figures import Figures, Floats
from xlmarket.measures.ranking import rank

SWING = 0.25
"""How far a weight is turned up and down to see how firm a rank is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Per candidate: score 0 to 100, share of the weight behind it, rank, and the range of ranks under ±25 % weights."""

    score: Figures
    coverage: Floats
    rank: Figures
    best: Figures
    worst: Figures


def normalise(indicator: Figures, *, higher_is_better: bool = True) -> Figures:
    """Return an indicator scaled by minimum and maximum to 0…100: array (candidates) to (candidates), without a unit.

    Candidates that are all equal have 50 each. A candidate without a number keeps its reason.
    Source: OECD, Handbook on Constructing Composite Indicators (2008), §5.
    """
    there = indicator.values[indicator.present]
    if there.size == 0:
        return indicator
    low, high = there.min(), there.max()
    spread = high - low
    values = np.full(indicator.shape, 50.0) if spread == 0 else (indicator.values - low) / spread * 100
    return Figures(values if higher_is_better else 100 - values, indicator.reasons)


def score(indicators: Figures, weights: Floats) -> Scores:
    """Return the weighted mean of scaled indicators: arrays (indicators, candidates) and weights (indicators).

    A candidate's mean is over the indicators it has, 0 to 100, and MISSING without any. Its coverage is the fraction of
    the weight behind it. The range of the rank comes from turning each weight up and down by a quarter, one at a time.
    Source: OECD, Handbook on Constructing Composite Indicators (2008), §6 and §7.
    """
    base = _weigh(indicators, weights)
    ranks = [rank(base)]
    for number in range(len(weights)):
        for factor in (1 - SWING, 1 + SWING):
            turned = np.array(weights, dtype=float)
            turned[number] *= factor
            ranks.append(rank(_weigh(indicators, turned)))
    every = np.stack([figures.values for figures in ranks])
    reasons = ranks[0].reasons
    behind = (indicators.present * np.asarray(weights, dtype=float)[:, None]).sum(axis=0) / np.sum(weights)
    return Scores(
        score=base,
        coverage=behind,
        rank=ranks[0],
        best=Figures(every.min(axis=0), reasons),
        worst=Figures(every.max(axis=0), reasons),
    )


def _weigh(indicators: Figures, weights: Floats) -> Figures:
    heavy = indicators.present * np.asarray(weights, dtype=float)[:, None]
    weighed = np.where(indicators.present, indicators.values, 0.0) * heavy
    with np.errstate(invalid="ignore", divide="ignore"):
        return Figures(weighed.sum(axis=0) / heavy.sum(axis=0))
