"""Volatility: worked examples for several markets at once, with gaps and figures without a logarithm."""

from __future__ import annotations

import itertools
import math
import statistics

import numpy as np
import pytest

from xlmarket.errors import Reason
from xlmarket.measures.figures import Figures
from xlmarket.measures.volatility import volatility

NAN = math.nan


def of_levels(*series: list[float], per_year: float = 4) -> Figures:
    levels = np.array(series)
    return volatility(Figures(levels[:, :-1]), Figures(levels[:, 1:]), per_year)


def expected(levels: list[float], per_year: float = 4) -> float:
    """The textbook formula on the pairs that are there, computed by the standard library."""
    pairs = itertools.pairwise(levels)
    rates = [math.log(later / earlier) for earlier, later in pairs if earlier > 0 and later > 0]
    return statistics.stdev(rates) * math.sqrt(per_year)


def test_it_is_the_standard_deviation_of_log_growth_over_a_year() -> None:
    series = [[0.5, 0.6, 0.7, 0.65, 0.9], [10.0, 30.0, 20.0, 80.0, 60.0]]
    assert of_levels(*series).values == pytest.approx([expected(levels) for levels in series], rel=1e-12)
    assert of_levels(*series, per_year=12).values[0] == pytest.approx(expected(series[0], 12))


def test_a_gap_takes_the_two_rates_next_to_it_out() -> None:
    levels = [1.0, 3.0, NAN, 5.0, 4.0, 9.0]
    assert of_levels(levels, [2.0] * 6).values == pytest.approx([expected(levels), 0])


@pytest.mark.parametrize("low", [0.0, -2.0])
def test_figures_without_a_logarithm_take_their_rates_out(low: float) -> None:
    levels = [0.25, 0.75, low, 0.5, 0.4, 0.9]
    assert of_levels(levels).values == pytest.approx([expected(levels)])


def test_two_rates_are_enough_and_one_is_too_short() -> None:
    found = of_levels([1.0, 2.0, 6.0], [1.0, 2.0, NAN])
    assert found.values[0] == pytest.approx(expected([1.0, 2.0, 6.0]))
    assert found.reasons.tolist() == [Reason.OK, Reason.TOO_SHORT]
