"""Concentration: both bounds of a residual, worked examples of several periods, and laws."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.errors import Reason
from xlmarket.measures.concentration import ResidualBound, cr, effective, entropy, gini, hhi
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


NAN = float("nan")
TABLE = Figures(np.array([[1.0, 5.0, 9.0], [4.0, 5.0, NAN], [2.0, 5.0, 1.0], [3.0, 5.0, 1.0]]))
"""Members down and periods across, the last of which lacks a member."""


def test_the_gini_is_half_the_mean_difference_over_the_mean() -> None:
    values = TABLE.values[:, 0]
    differences = np.abs(values[:, None] - values[None, :]).mean()
    assert gini(TABLE).values[:2] == pytest.approx([differences / (2 * values.mean()), 0])
    assert gini(TABLE).reasons.tolist() == [Reason.OK, Reason.OK, Reason.MISSING]


def test_the_gini_leaves_the_residual_out_but_for_a_negative_one() -> None:
    rest = Figures(np.array([10.0, -1.0, 0.0]))
    assert gini(TABLE, rest).values[0] == pytest.approx(0.25)
    assert gini(TABLE, rest).reasons.tolist() == [Reason.OK, Reason.NOT_MEANINGFUL, Reason.MISSING]


def test_the_entropy_is_in_nats_and_a_member_without_sales_adds_nothing() -> None:
    assert entropy(TABLE).values[1] == pytest.approx(np.log(4))
    assert entropy(TABLE).reasons.tolist() == [Reason.OK, Reason.OK, Reason.MISSING]
    assert entropy(Figures(np.array([1.0, 3.0, 0.0]))).item()[0] == pytest.approx(
        -0.25 * np.log(0.25) - 0.75 * np.log(0.75)
    )
    assert entropy(Figures(np.array([1.0, 1.0])), Figures(2.0)).item()[0] == pytest.approx(0.5 * np.log(4))


@pytest.mark.parametrize("measure", [hhi, cr, effective, gini, entropy])
def test_no_members_have_no_concentration(measure: Callable[..., Figures]) -> None:
    assert measure(Figures(np.ones((0, 2)))).reasons.tolist() == [Reason.MISSING] * 2


@pytest.mark.parametrize("measure", [hhi, cr, effective, gini, entropy])
def test_members_that_sum_to_zero_have_no_concentration(measure: Callable[..., Figures]) -> None:
    assert measure(Figures(np.zeros(2))).item()[1] is Reason.ZERO_BASE
    assert measure(Figures(np.zeros(2)), Figures(0.0)).item()[1] is Reason.ZERO_BASE


@pytest.mark.parametrize("bound", list(ResidualBound))
def test_a_negative_residual_has_no_concentration(bound: ResidualBound) -> None:
    for measure in (hhi, effective):
        assert measure(Figures(np.array([3.0, 1.0])), Figures(-1.0), bound).item()[1] is Reason.NOT_MEANINGFUL
    assert cr(Figures(np.array([3.0, 1.0])), Figures(-1.0), bound=bound).item()[1] is Reason.NOT_MEANINGFUL


def test_the_residual_is_split_into_firms_of_the_smallest_positive_member() -> None:
    # 100 in all: of the residual of 25, two firms of 10 and one of 5. The member without sales is no size.
    named, rest = Figures(np.array([[50.0], [15.0], [10.0], [0.0]])), Figures(np.array([25.0]))
    assert hhi(named, rest, ResidualBound.HIGH).values == pytest.approx([2500 + 225 + 100 + 2 * 100 + 25])
    assert effective(named, rest, ResidualBound.HIGH).values == pytest.approx([10_000 / 3050])
    assert hhi(named, rest).values == pytest.approx([2825])
    assert effective(named, rest).values == pytest.approx([10_000 / 2825])


def test_places_among_the_largest_are_filled_from_the_residual() -> None:
    # The residual of 25 gives firms of 10, 10 and 5.
    named, rest = Figures(np.array([[65.0, 40.0], [10.0, NAN]])), Figures(np.array([25.0, 60.0]))
    answers = {n: cr(named, rest, n, ResidualBound.HIGH).values[0] for n in range(1, 8)}
    assert answers == pytest.approx({1: 0.65, 2: 0.75, 3: 0.85, 4: 0.95, 5: 1, 6: 1, 7: 1})
    assert cr(named, rest, 3, ResidualBound.HIGH).reasons.tolist() == [Reason.OK, Reason.MISSING]


def test_only_the_residual_leaves_no_size_to_split_it_by() -> None:
    nothing, rest = Figures(np.array([0.0, 0.0])), Figures(10.0)
    assert hhi(nothing, rest, ResidualBound.HIGH).item() == (0, Reason.OK)
    assert cr(nothing, rest, bound=ResidualBound.HIGH).item() == (0, Reason.OK)
    assert effective(nothing, rest).item()[1] is Reason.UNDEFINED


def test_crn_takes_the_largest_of_each_period() -> None:
    assert cr(TABLE, n=1).values[:2] == pytest.approx([0.4, 0.25])
    assert cr(TABLE, n=2).values[:2] == pytest.approx([0.7, 0.5])
