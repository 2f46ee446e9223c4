"""Forecasts of one series: the run rate, and exponential smoothing (ETS AAA) with the interface of FORECAST.ETS."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from xlmarket.errors import NotAvailable
from xlmarket.measures.figures import Floats

SEASONS_NEEDED = 2
_ROUNDS = 6
_POINTS = 7


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected value in the unit of the history and, either side of it, the half width of the interval at a level."""

    value: float
    half_width: float

    @property
    def low(self) -> float:
        return self.value - self.half_width

    @property
    def high(self) -> float:
        return self.value + self.half_width


def run_rate(history: Floats, season: int) -> float:
    """Return the mean of the last `season` periods: the last year carried on.

    `history` is an array (periods) without gaps, and the mean has its unit. Raises `NotAvailable` for less than a year.
    """
    if len(history) < season:
        raise NotAvailable("the history is shorter than a year")
    return float(history[-season:].mean())


def ets(history: Floats, steps: int, season: int = 1, level: float = 0.95) -> Forecast:
    """Return a Holt–Winters forecast `steps` periods ahead, with additive error, trend and season, as FORECAST.ETS.

    `history` is an array (periods) without gaps, whose unit the forecast has. `season` is the number of periods in a year
    (1: none), `level` the probability of the interval as a fraction. The smoothing weights minimise the squared one-step
    errors over a grid that is refined around its best point, so that the same history always gives the same answer.
    Raises `NotAvailable` for a history of fewer than two seasons or three periods, and for steps beyond its length.
    Source: Hyndman et al. (2008), Forecasting with Exponential Smoothing, ETS(A,A,A), interval of class 1.
    """
    if len(history) < max(SEASONS_NEEDED * season, 3):
        raise NotAvailable(f"a forecast needs {max(SEASONS_NEEDED * season, 3)} periods, there are {len(history)}")
    if steps > len(history):
        raise NotAvailable(f"{steps} periods ahead is beyond the length of the history ({len(history)})")
    weights = _best_weights(history, season)
    from statistics import NormalDist  # it loads decimal and fractions, which a cold call need not wait for

    state = _smooth(history, season, weights[:, None])
    value = state.level[0] + steps * state.trend[0] + state.season[(len(history) + steps - 1) % season, 0]
    spread = math.sqrt(state.errors[0] / max(len(history) - 3, 1) * _growth_of_variance(weights, steps, season))
    return Forecast(float(value), NormalDist().inv_cdf(0.5 + level / 2) * spread)


@dataclass(frozen=True, slots=True)
class _State:
    level: Floats
    trend: Floats
    season: Floats
    errors: Floats


def _smooth(history: Floats, season: int, weights: Floats) -> _State:
    """Run the recursions for many sets of weights at once. `weights` is an array (alpha beta gamma, candidates)."""
    alpha, beta, gamma = weights
    start, slope, pattern = _initial(history, season)
    level, trend = np.full(alpha.shape, start), np.full(alpha.shape, slope)
    seasonal = np.repeat(pattern[:, None], len(alpha), axis=1)
    errors = np.zeros(alpha.shape)
    for t, observed in enumerate(history):
        now = t % season
        error = observed - (level + trend + seasonal[now])
        level = level + trend + alpha * error
        trend = trend + alpha * beta * error
        seasonal[now] += gamma * error
        errors += error**2
    return _State(level, trend, seasonal, errors)


def _initial(history: Floats, season: int) -> tuple[float, float, Floats]:
    """Level before the first period, slope, and seasonal pattern, from the first two seasons."""
    first, second = history[:season].mean(), history[season : 2 * season].mean()
    slope = (second - first) / season
    middle = (season - 1) / 2
    line = first + slope * (np.arange(season) - middle)
    pattern = history[:season] - line if season > 1 else np.zeros(1)
    return float(line[0] - slope), float(slope), pattern


def _best_weights(history: Floats, season: int) -> Floats:
    low, high = np.zeros(3), np.ones(3)
    best = np.full(3, 0.5)
    for _ in range(_ROUNDS):
        axes = [np.linspace(low[i], high[i], _POINTS) for i in range(3)]
        if season == 1:
            axes[2] = np.zeros(1)
        candidates = np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")])
        best = candidates[:, int(_smooth(history, season, candidates).errors.argmin())]
        width = (high - low) / (_POINTS - 1)
        low, high = np.clip(best - width, 0, 1), np.clip(best + width, 0, 1)
    return best


def _growth_of_variance(weights: Floats, steps: int, season: int) -> float:
    alpha, beta, gamma = (float(weight) for weight in weights)
    seasons = [gamma if j % season == 0 and season > 1 else 0.0 for j in range(steps)]
    return 1.0 + math.fsum((alpha * (1 + j * beta) + seasons[j]) ** 2 for j in range(1, steps))
