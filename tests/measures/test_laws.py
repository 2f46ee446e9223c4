"""Laws of the measures that add up, forecast and score."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from xlmarket.errors import NotAvailable, Reason
from xlmarket.measures.aggregation import over_members, over_time
from xlmarket.measures.concentration import cr, entropy, gini, hhi
from xlmarket.measures.decomposition import shift_share
from xlmarket.measures.figures import Figures
from xlmarket.measures.forecast import ets, run_rate
from xlmarket.measures.growth import cagr, contribution, growth
from xlmarket.measures.potential import normalise, score
from xlmarket.measures.ranking import rank
from xlmarket.measures.share import relative_share, share, shares_of
from xlmarket.measures.volatility import volatility
from xlmarket.observations import MetricKind

AMOUNTS = arrays(np.float64, st.integers(2, 12), elements=st.floats(0.01, 1e9))


@given(AMOUNTS)
def test_shares_of_a_full_partition_sum_to_one(values: np.ndarray) -> None:
    assert shares_of(Figures(values)).values.sum() == pytest.approx(1)


@given(AMOUNTS, st.floats(0.001, 1000))
def test_the_unit_changes_no_share_rank_or_concentration(values: np.ndarray, factor: float) -> None:
    one, other = Figures(values), Figures(values * factor)
    assert shares_of(one).values == pytest.approx(shares_of(other).values)
    assert (rank(one).values == rank(other).values).all() or len(np.unique(values * factor)) < len(np.unique(values))
    for formula in (hhi, cr, gini, entropy):
        assert formula(one).values == pytest.approx(formula(other).values, abs=1e-9)


@given(st.integers(1, 200), st.floats(0.5, 1e6))
def test_the_hhi_of_equal_shares_is_ten_thousand_over_their_number(count: int, size: float) -> None:
    assert hhi(Figures(np.full(count, size))).values == pytest.approx(10_000 / count)


@given(AMOUNTS, st.data())
def test_contributions_sum_to_the_growth_of_the_total(base: np.ndarray, data: st.DataObject) -> None:
    now = data.draw(arrays(np.float64, len(base), elements=st.floats(0.01, 1e9)))
    parts = contribution(Figures(now), Figures(base), Figures(base.sum()))
    assert parts.values.sum() == pytest.approx(
        growth(Figures(now.sum()), Figures(base.sum())).values, rel=1e-9, abs=1e-9
    )


@given(st.floats(0.01, 1e9), st.floats(0.01, 1e9))
def test_the_compound_rate_of_one_year_is_the_growth(start: float, end: float) -> None:
    assert cagr(Figures(start), Figures(end), 1).values == pytest.approx(growth(Figures(end), Figures(start)).values)


@given(*[st.floats(0.01, 1e6)] * 4)
def test_the_effects_of_a_change_add_up_to_it(a: float, b: float, whole_a: float, whole_b: float) -> None:
    for classic in (False, True):
        found = shift_share(Figures(a), Figures(b), Figures(whole_a), Figures(whole_b), classic=classic)
        parts = [found.market, found.share] + ([found.interaction] if found.interaction is not None else [])
        assert sum(part.values for part in parts) == pytest.approx(
            b - a, abs=1e-9 * (a + b) * max(whole_a / whole_b, whole_b / whole_a)
        )


@given(arrays(np.float64, (3, 4), elements=st.floats(-1e6, 1e6)), st.integers(0, 2), st.integers(0, 3))
def test_a_missing_figure_never_becomes_a_number(values: np.ndarray, row: int, column: int) -> None:
    holed = values.copy()
    holed[row, column] = np.nan
    figures = Figures(holed)
    assert not over_members(figures).present[column]
    assert not over_time(figures, MetricKind.FLOW).present[row]
    assert not share(figures, Figures(1e9)).present[row, column]
    assert not rank(figures).present[row, column]
    assert not relative_share(figures).present[row, column]
    assert not growth(figures, Figures(1.0)).present[row, column]
    assert over_members(figures, skip_missing=True).values[column] == pytest.approx(np.nansum(holed[:, column]))


def test_flows_sum_stocks_take_the_last_and_ratios_are_never_summed() -> None:
    quarters = Figures(np.array([[1.0, 2.0, 3.0, 4.0]]))
    assert over_time(quarters, MetricKind.FLOW).values == [10.0]
    assert over_time(quarters, MetricKind.STOCK).values == [4.0]
    assert over_time(quarters, MetricKind.RATIO).reasons == [Reason.NOT_MEANINGFUL]


def test_a_steady_growth_has_no_volatility_and_a_gap_breaks_the_chain() -> None:
    steady = 1.05 ** np.arange(8)
    assert volatility(Figures(steady[None, :-1]), Figures(steady[None, 1:]), 4).values == pytest.approx([0], abs=1e-12)
    gaps = steady.copy()
    gaps[1::2] = np.nan
    assert volatility(Figures(gaps[None, :-1]), Figures(gaps[None, 1:]), 4).reasons == [Reason.TOO_SHORT]


def test_smoothing_finds_a_line_with_seasons_again() -> None:
    season = np.tile([10.0, -5.0, -10.0, 5.0], 4)
    history = 100 + 2.0 * np.arange(16) + season
    for steps in (1, 4, 8):
        expected = 100 + 2.0 * (15 + steps) + season[(15 + steps) % 4]
        assert ets(history, steps, 4).value == pytest.approx(expected, rel=1e-6)
    assert ets(history, 4, 4).half_width >= ets(history, 1, 4).half_width
    assert run_rate(history, 4) == pytest.approx(history[-4:].mean())


def test_a_forecast_is_refused_beyond_the_length_of_the_history() -> None:
    with pytest.raises(NotAvailable, match="beyond the length"):
        ets(np.arange(8.0), 9, 4)
    with pytest.raises(NotAvailable, match="needs 8 periods"):
        ets(np.arange(7.0), 1, 4)


def test_a_score_runs_from_the_worst_to_the_best_and_says_how_firm_its_rank_is() -> None:
    raw = Figures(np.array([[1.0, 2.0, 3.0], [30.0, np.nan, 10.0]]))
    scaled = [normalise(raw[n]) for n in range(2)]
    assert scaled[0].values == pytest.approx([0, 50, 100])
    stack = Figures(np.stack([one.values for one in scaled]), np.stack([one.reasons for one in scaled]))
    found = score(stack, np.array([1.0, 1.0]))
    assert found.score.values == pytest.approx([50, 50, 50])
    assert found.coverage == pytest.approx([1, 0.5, 1])
    assert (found.best.values <= found.rank.values).all()
    assert (found.rank.values <= found.worst.values).all()
