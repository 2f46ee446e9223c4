"""Shares and ranks: worked examples of several periods, residuals and ties, and laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.errors import Reason
from xlmarket.measures.figures import Figures, total
from xlmarket.measures.ranking import rank
from xlmarket.measures.share import penetration, relative_share, share, share_change, shares_of

amounts = st.lists(st.floats(0.01, 1e9), min_size=1, max_size=12).map(np.array)


def row(*values: float) -> Figures:
    return Figures(np.array(values))


def test_a_share_is_a_fraction() -> None:
    assert share(row(2.2), row(100)).values[0] == pytest.approx(0.022)


def test_a_whole_of_zero_or_less_has_no_shares() -> None:
    assert share(row(1, 1), row(0, -2)).reasons.tolist() == [Reason.ZERO_BASE, Reason.NOT_MEANINGFUL]


def test_a_change_of_share_is_a_difference_of_fractions() -> None:
    assert share_change(row(0.163), row(0.16)).values[0] == pytest.approx(0.003)


def test_the_leader_is_above_one_and_measured_against_the_second() -> None:
    np.testing.assert_allclose(relative_share(row(40, 20, 10)).values, [2, 0.5, 0.25])
    np.testing.assert_allclose(relative_share(row(40, 40, 10)).values, [1, 1, 0.25])


def test_a_residual_is_never_the_largest_competitor() -> None:
    answer = relative_share(row(40, 20, 90), np.array([False, False, True]))
    np.testing.assert_allclose(answer.values[:2], [2, 0.5])
    assert answer.reasons[2] == Reason.NOT_MEANINGFUL


def test_a_lone_member_has_no_competitor() -> None:
    assert relative_share(row(5)).reasons.tolist() == [Reason.NOT_MEANINGFUL]
    assert relative_share(row(5, np.nan)).reasons.tolist() == [Reason.NOT_MEANINGFUL, Reason.MISSING]


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    assert rank(row(10, 30, 10, 5)).values.tolist() == [2, 1, 2, 4]


def test_residuals_and_missing_members_have_no_rank() -> None:
    values = row(10, 99, np.nan, 20)
    residual = np.array([False, True, False, False])
    answer = rank(values, residual)
    assert answer.values[[0, 3]].tolist() == [2, 1]
    assert answer.reasons[[1, 2]].tolist() == [Reason.NOT_MEANINGFUL, Reason.MISSING]


def test_ranks_are_taken_per_period() -> None:
    assert rank(Figures(np.array([[1.0, 5.0], [2.0, 4.0]]))).values.tolist() == [[2, 1], [1, 2]]


@given(amounts, st.floats(0, 1e9))
def test_the_shares_of_a_full_partition_sum_to_one(values: np.ndarray, rest: float) -> None:
    shares = shares_of(Figures(values), Figures(np.array(rest)))
    assert total(shares).item()[0] + rest / (values.sum() + rest) == pytest.approx(1.0)


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=20, unique=True))
def test_ranks_without_ties_are_a_permutation(values: list[int]) -> None:
    assert sorted(rank(row(*values)).values) == list(range(1, len(values) + 1))


@given(amounts, st.sampled_from([0.125, 2.0, 1024.0]))
def test_shares_and_ranks_do_not_depend_on_the_unit(values: np.ndarray, scale: float) -> None:
    one, other = Figures(values), Figures(values * scale)
    np.testing.assert_allclose(shares_of(one).values, shares_of(other).values)
    assert rank(one).values.tolist() == rank(other).values.tolist()


def test_each_period_has_its_own_leader() -> None:
    table = Figures(np.array([[40.0, 10.0, 7.0], [20.0, 30.0, 7.0], [np.nan, 5.0, 1.0]]))
    answer = relative_share(table)
    np.testing.assert_allclose(answer.values[:2], [[2, 1 / 3, 1], [0.5, 3, 1]])
    assert answer.reasons[2].tolist() == [Reason.MISSING, Reason.OK, Reason.OK]
    assert answer.values[2, 1] == pytest.approx(1 / 6)


def test_residuals_are_marked_per_member_of_every_period() -> None:
    table = Figures(np.array([[40.0, 10.0], [90.0, 90.0], [20.0, 30.0]]))
    answer = relative_share(table, np.array([False, True, False]))
    np.testing.assert_allclose(answer.values[[0, 2]], [[2, 1 / 3], [0.5, 3]])
    assert rank(table, np.array([False, True, False])).values[[0, 2]].tolist() == [[1, 2], [2, 1]]


def test_no_members_have_no_relative_share_and_no_rank() -> None:
    empty = Figures(np.ones((0, 2)))
    assert relative_share(empty).shape == (0, 2)
    assert rank(empty).shape == (0, 2)


def test_a_rival_without_sales_is_a_base_of_zero() -> None:
    assert relative_share(row(5, 0)).reasons.tolist() == [Reason.ZERO_BASE, Reason.OK]


def test_penetration_is_the_value_per_unit_of_its_base() -> None:
    assert penetration(row(50, 1), row(200, 0)).values[0] == 0.25
    assert penetration(row(50, 1), row(200, 0)).reasons[1] == Reason.ZERO_BASE


def test_shares_of_named_members_need_the_residual_to_be_there() -> None:
    table = Figures(np.array([[30.0, 30.0], [20.0, np.nan]]))
    shares = shares_of(table, Figures(np.array([50.0, 50.0])))
    assert shares.values[:, 0].tolist() == [0.3, 0.2]
    assert shares.reasons.tolist() == [[Reason.OK, Reason.MISSING], [Reason.OK, Reason.MISSING]]
    missing = Figures(np.array([np.nan, 50.0]), np.array([Reason.DOUBTFUL, Reason.OK]))
    assert shares_of(table, missing).reasons[0].tolist() == [Reason.DOUBTFUL, Reason.MISSING]
