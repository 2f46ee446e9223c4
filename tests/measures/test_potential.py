"""Scores of candidates from indicators: scaled, weighted, ranked, and how firm the ranks are."""

from __future__ import annotations

import math

import numpy as np
import pytest

from xlmarket.errors import Reason
from xlmarket.measures.figures import Figures
from xlmarket.measures.potential import normalise, score

NAN = math.nan


def test_an_indicator_is_scaled_from_the_worst_to_the_best() -> None:
    raw = Figures(np.array([10.0, 30.0, NAN, 15.0]), np.array([0, 0, Reason.DOUBTFUL, 0]))
    assert normalise(raw).values[[0, 1, 3]] == pytest.approx([0, 100, 25])
    assert normalise(raw, higher_is_better=False).values[[0, 1, 3]] == pytest.approx([100, 0, 75])
    assert normalise(raw).reasons.tolist() == [0, 0, Reason.DOUBTFUL, 0]


def test_equal_indicators_are_half_way_each() -> None:
    assert normalise(Figures(np.array([7.0, 7.0]))).values.tolist() == [50, 50]
    assert normalise(Figures(np.array([7.0]))).values.tolist() == [50]


def test_an_indicator_nobody_has_stays_missing() -> None:
    assert normalise(Figures.none(2)).reasons.tolist() == [Reason.MISSING, Reason.MISSING]


def test_the_score_is_the_weighted_mean_of_what_is_there() -> None:
    indicators = Figures(np.array([[100.0, 0.0, 40.0, NAN], [50.0, 80.0, NAN, NAN]]))
    scores = score(indicators, np.array([3.0, 1.0]))
    assert scores.score.values[:3] == pytest.approx([87.5, 20, 40])
    assert scores.score.reasons.tolist() == [0, 0, 0, Reason.MISSING]
    assert scores.coverage == pytest.approx([1, 1, 0.75, 0])
    assert scores.rank.values[:3].tolist() == [1, 3, 2]
    assert scores.rank.reasons.tolist() == [0, 0, 0, Reason.MISSING]


def test_the_range_of_a_rank_comes_from_weights_a_quarter_up_and_down() -> None:
    # With equal weights 52 beats 50. At 1.25 to 1 the second wins: 50 against 47.1. At 0.75 to 1 it stays behind.
    indicators = Figures(np.array([[30.0, 50.0], [74.0, 50.0]]))
    scores = score(indicators, np.array([1.0, 1.0]))
    assert scores.score.values == pytest.approx([52, 50])
    assert [figures.values.tolist() for figures in (scores.rank, scores.best, scores.worst)] == [[1, 2], [1, 1], [2, 2]]


def test_a_clear_lead_is_firm() -> None:
    scores = score(Figures(np.array([[90.0, 10.0], [80.0, 20.0]])), np.array([1.0, 1.0]))
    assert [figures.values.tolist() for figures in (scores.rank, scores.best, scores.worst)] == [[1, 2]] * 3


def test_each_weight_is_turned_alone() -> None:
    # Turning both weights at once would leave every rank as it is: the mean depends on their ratio.
    indicators = Figures(np.array([[60.0, 50.0], [41.0, 50.0], [50.0, 50.0]]))
    scores = score(indicators, np.array([1.0, 1.0, 2.0]))
    assert scores.best.values.tolist() == [1, 1]
    assert scores.worst.values.tolist() == [2, 2]


def test_the_weights_given_are_not_changed() -> None:
    weights = np.array([1.0, 2.0])
    score(Figures(np.array([[1.0, 2.0], [3.0, 4.0]])), weights)
    assert weights.tolist() == [1, 2]
