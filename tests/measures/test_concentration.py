import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.errors import Reason
from xlmarket.measures.concentration import ResidualBound, cr, effective, hhi
from xlmarket.measures.figures import Figures

BRIEF = Figures(np.array([16.5, 15.8, 11.4, 6.6, 4.2, 3.5, 2.2, 1.4]))
OTHERS = Figures(np.array(38.4))
sizes = st.lists(st.floats(0.01, 1e6), min_size=1, max_size=12).map(np.array)


def test_the_published_shares_of_2015_give_both_bounds() -> None:
    assert hhi(BRIEF, OTHERS).item()[0] == pytest.approx(732.1)
    assert hhi(BRIEF, OTHERS, ResidualBound.HIGH).item()[0] == pytest.approx(785.38)


def test_one_player_called_others_would_give_the_wrong_answer() -> None:
    wrong = Figures(np.append(BRIEF.values, 38.4))
    assert hhi(wrong).item()[0] == pytest.approx(2206.66)


def test_cr4_keeps_the_residual_in_the_total_and_out_of_the_four() -> None:
    assert cr(BRIEF, OTHERS).item()[0] == pytest.approx(0.503)
    assert cr(BRIEF, OTHERS, bound=ResidualBound.HIGH).item()[0] == pytest.approx(0.503)


def test_cr4_of_two_named_members_is_a_bound() -> None:
    named, others = Figures(np.array([50.0, 10.0])), Figures(np.array(40.0))
    assert cr(named, others).item()[0] == pytest.approx(0.6)
    assert cr(named, others, bound=ResidualBound.HIGH).item()[0] == pytest.approx(0.8)


def test_a_missing_member_leaves_no_concentration() -> None:
    assert hhi(Figures(np.array([1.0, np.nan]))).item()[1] is Reason.MISSING
    assert hhi(Figures(np.array([]))).item()[1] is Reason.MISSING
    assert cr(Figures(np.array([])), OTHERS).item()[1] is Reason.MISSING


def test_a_negative_member_has_no_concentration() -> None:
    assert hhi(Figures(np.array([3.0, -1.0]))).item()[1] is Reason.NOT_MEANINGFUL


@given(st.integers(1, 200), st.floats(0.01, 1e6))
def test_hhi_of_n_equal_shares_is_ten_thousand_over_n(n: int, size: float) -> None:
    equal = Figures(np.full(n, size))
    assert hhi(equal).item()[0] == pytest.approx(10_000 / n)
    assert effective(equal).item()[0] == pytest.approx(n)


@given(sizes, st.floats(0, 1e6))
def test_the_lower_bound_is_never_above_the_upper(values: np.ndarray, rest: float) -> None:
    named, others = Figures(values), Figures(np.array(rest))
    for measure in (hhi, cr):
        low, high = measure(named, others).item()[0], measure(named, others, bound=ResidualBound.HIGH).item()[0]
        assert low <= high * (1 + 1e-12)
    assert hhi(named, others, ResidualBound.HIGH).item()[0] <= 10_000 * (1 + 1e-12)


@given(sizes, st.floats(1e-3, 1e3))
def test_concentration_does_not_depend_on_the_unit(values: np.ndarray, scale: float) -> None:
    assert hhi(Figures(values * scale)).item()[0] == pytest.approx(hhi(Figures(values)).item()[0])
