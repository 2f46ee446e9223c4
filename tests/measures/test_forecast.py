"""Forecasts: the recursions of exponential smoothing step by step, the interval, and what is refused."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from xlmarket.errors import NotAvailable
from xlmarket.measures.forecast import ets, run_rate

NOISE = [3.0, -1.0, 4.0, -2.0, 0.5, 2.5, -3.0, 1.0, -0.5, 2.0, -1.5, 0.0]
SEASONAL = np.array([100 + 3 * t + [12.0, -4.0, -9.0, 1.0][t % 4] + NOISE[t] for t in range(12)])
PLAIN = np.array([50 + 2 * t + NOISE[t] for t in range(12)])


def smooth(
    history: np.ndarray, season: int, weights: tuple[float, float, float]
) -> tuple[float, float, list[float], float]:
    """Level, trend, seasons and squared errors after Holt–Winters with additive terms, written as a textbook does."""
    alpha, beta, gamma = weights
    trend = (history[season : 2 * season].mean() - history[:season].mean()) / season
    line = [history[:season].mean() + trend * (t - (season - 1) / 2) for t in range(season)]
    seasons = [history[t] - line[t] for t in range(season)] if season > 1 else [0.0]
    level, squares = line[0] - trend, 0.0
    for t, observed in enumerate(history):
        error = observed - (level + trend + seasons[t % season])
        level, trend = level + trend + alpha * error, trend + alpha * beta * error
        seasons[t % season] += gamma * error
        squares += error**2
    return level, trend, seasons, squares


def best_weights(history: np.ndarray, season: int) -> tuple[float, float, float]:
    """The weights of least squared error on a grid of seven by seven by seven, refined five times."""
    low, high, best = [0.0] * 3, [1.0] * 3, (0.5,) * 3
    for _ in range(6):
        axes = [np.linspace(low[i], high[i], 7) for i in range(3)]
        if season == 1:
            axes[2] = np.zeros(1)
        best = min(itertools.product(*axes), key=lambda weights: smooth(history, season, weights)[3])
        width = [(high[i] - low[i]) / 6 for i in range(3)]
        low = [max(best[i] - width[i], 0) for i in range(3)]
        high = [min(best[i] + width[i], 1) for i in range(3)]
    return best


@pytest.mark.parametrize(("history", "season"), [(SEASONAL, 4), (PLAIN, 1)])
def test_it_carries_level_trend_and_season_on(history: np.ndarray, season: int) -> None:
    weights = best_weights(history, season)
    level, trend, seasons, squares = smooth(history, season, weights)
    for steps in (1, 2, 3, 5, 8):
        forecast = ets(history, steps, season)
        assert forecast.value == pytest.approx(level + steps * trend + seasons[(11 + steps) % season])
        alpha, beta, gamma = weights
        growth = sum(
            (alpha * (1 + j * beta) + (gamma if season > 1 and j % season == 0 else 0)) ** 2 for j in range(1, steps)
        )
        spread = math.sqrt(squares / (12 - 3) * (1 + growth))
        assert forecast.half_width == pytest.approx(1.959963985 * spread)
        assert (forecast.low, forecast.high) == pytest.approx(
            (forecast.value - forecast.half_width, forecast.value + forecast.half_width)
        )


def test_a_lower_level_gives_a_narrower_interval() -> None:
    wide, narrow = ets(PLAIN, 1), ets(PLAIN, 1, level=0.5)
    assert narrow.value == wide.value
    assert narrow.half_width / wide.half_width == pytest.approx(0.67448975 / 1.959963985)


def test_three_figures_are_the_shortest_history() -> None:
    assert ets(np.array([1.0, 2.0, 3.0]), 3).value == pytest.approx(6)
    with pytest.raises(NotAvailable, match="needs 3 periods, there are 2"):
        ets(np.array([1.0, 2.0]), 1)


def test_two_seasons_are_the_shortest_seasonal_history() -> None:
    assert ets(SEASONAL[:8], 8, 4).value > 0
    with pytest.raises(NotAvailable, match="needs 8 periods, there are 7"):
        ets(SEASONAL[:7], 1, 4)


def test_the_run_rate_is_the_mean_of_the_last_year() -> None:
    assert run_rate(np.array([100.0, 1, 2, 3, 6]), 4) == 3
    assert run_rate(np.array([1.0, 2, 3, 6]), 4) == 3
    with pytest.raises(NotAvailable, match="shorter than a year"):
        run_rate(np.array([1.0, 2, 3]), 4)
