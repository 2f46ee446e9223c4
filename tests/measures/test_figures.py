"""Figures: a number or a reason, never both, through every step that joins, cuts and adds them."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from xlmarket.errors import Reason
from xlmarket.measures.figures import (
    Figures,
    along,
    combine,
    difference,
    exact_sum,
    members_only,
    ratio,
    stack,
    total,
)  # fmt: skip

NAN, INF = math.nan, math.inf
OK, MISSING, BOUND, DOUBTFUL = (int(reason) for reason in (Reason.OK, Reason.MISSING, Reason.BOUND, Reason.DOUBTFUL))


def figures(values: list[float], reasons: list[int] | None = None) -> Figures:
    return Figures(np.array(values), np.array(reasons if reasons is not None else [OK] * len(values)))


def same(first: Figures, second: Figures) -> bool:
    return np.array_equal(first.values, second.values, equal_nan=True) and np.array_equal(first.reasons, second.reasons)


@given(
    arrays(np.float64, 6, elements=st.floats(allow_nan=True, allow_infinity=True)),
    arrays(np.uint8, 6, elements=st.sampled_from([int(reason) for reason in Reason])),
)
def test_a_figure_is_a_number_or_has_a_reason(values: np.ndarray, reasons: np.ndarray) -> None:
    made = Figures(values, reasons)
    assert (np.isnan(made.values) == (made.reasons != OK)).all()
    assert (made.present == np.isfinite(made.values)).all()


def test_what_is_no_number_gets_a_reason_and_keeps_one_it_has() -> None:
    made = figures([NAN, INF, -INF, NAN, 5.0], [OK, OK, OK, BOUND, DOUBTFUL])
    assert made.reasons.tolist() == [MISSING, Reason.UNDEFINED, Reason.UNDEFINED, BOUND, DOUBTFUL]
    assert np.isnan(made.values).all()


def test_one_reason_holds_for_all_values() -> None:
    made = Figures(np.array([1.0, 2.0]), np.array(BOUND))
    assert made.reasons.tolist() == [BOUND, BOUND]
    assert made.shape == (2,)


def test_no_figures_have_a_shape_and_a_reason() -> None:
    assert Figures.none((2, 3)).shape == (2, 3)
    assert (Figures.none(2).reasons == MISSING).all()
    assert (Figures.none(2, Reason.NO_RATE).reasons == Reason.NO_RATE).all()


def test_figures_are_joined_one_after_the_other() -> None:
    joined = Figures.join(figures([1.0, NAN]), figures([3.0], [BOUND]))
    assert same(joined, figures([1.0, NAN, 3.0], [OK, MISSING, BOUND]))
    assert len(joined) == 3


def test_figures_are_stacked_side_by_side() -> None:
    columns = stack([figures([1.0, NAN]), figures([3.0, 4.0], [BOUND, OK])], axis=1)
    assert columns.values.shape == (2, 2)
    assert columns.values[1, 1] == 4
    assert columns.reasons.tolist() == [[OK, BOUND], [MISSING, OK]]
    assert stack([figures([1.0]), figures([2.0])], axis=0).values.tolist() == [[1], [2]]


def test_a_part_keeps_its_reasons() -> None:
    assert figures([1.0, NAN], [OK, BOUND])[1].item()[1] is Reason.BOUND
    assert figures([1.0, 2.0])[1].item() == (2.0, Reason.OK)


def test_what_is_not_kept_gets_a_reason_unless_it_has_one() -> None:
    kept = figures([1.0, 2.0, NAN]).where([True, False, False], Reason.NOT_MEANINGFUL)
    assert kept.reasons.tolist() == [OK, Reason.NOT_MEANINGFUL, MISSING]
    assert kept.values[0] == 1
    whole = figures([1.0, 2.0])
    assert whole.where(np.True_, Reason.BOUND).reasons.tolist() == [OK, OK]
    assert whole.where(np.False_, Reason.BOUND).reasons.tolist() == [BOUND, BOUND]
    assert whole.where([True, True], Reason.BOUND) is whole


def test_figures_that_keep_all_take_the_shape_of_the_condition() -> None:
    assert Figures(np.array(1.0)).where([True, True], Reason.BOUND).shape == (2,)


def test_the_first_reason_that_is_not_ok_counts() -> None:
    assert combine([OK, BOUND, OK], [MISSING, MISSING, OK], [DOUBTFUL] * 3).tolist() == [MISSING, BOUND, DOUBTFUL]


def test_the_first_reason_along_an_axis_counts() -> None:
    table = Figures(np.ones((2, 3)), np.array([[OK, BOUND, OK], [MISSING, DOUBTFUL, OK]]))
    assert along(table, 0).tolist() == [MISSING, BOUND, OK]
    assert along(table, 1).tolist() == [BOUND, MISSING]
    assert along(Figures(np.ones((0, 2))), 0).tolist() == [MISSING, MISSING]
    assert along(Figures(np.ones((2, 0))), 1).tolist() == [MISSING, MISSING]


def test_a_ratio_says_why_it_has_no_value() -> None:
    found = ratio(figures([6.0, 1.0, 1.0, NAN, 1.0]), figures([3.0, 0.0, -2.0, 0.0, NAN], [OK, OK, OK, OK, BOUND]))
    assert found.values[0] == 2
    assert found.reasons.tolist() == [OK, Reason.ZERO_BASE, Reason.NOT_MEANINGFUL, MISSING, BOUND]
    assert ratio(figures([1e300]), figures([1e-300])).reasons.tolist() == [Reason.UNDEFINED]


def test_a_difference_needs_both_figures() -> None:
    found = difference(figures([6.0, NAN, 1.0]), figures([2.5, 1.0, 3.0], [OK, OK, BOUND]))
    assert found.values[0] == 3.5
    assert found.reasons.tolist() == [OK, MISSING, BOUND]
    assert difference(figures([1e308]), figures([-1e308])).reasons.tolist() == [Reason.UNDEFINED]


def test_a_total_needs_every_part() -> None:
    table = Figures(np.array([[1.0, 2.0], [3.0, NAN]]))
    assert total(table).values[0] == 4
    assert total(table).reasons.tolist() == [OK, MISSING]
    assert total(table, axis=1).values[0] == 3
    assert total(Figures(np.ones((0, 1)))).reasons.tolist() == [MISSING]


def test_sums_are_rounded_once_to_the_digits_of_a_cell() -> None:
    assert exact_sum(np.array([16.5, 15.8, 11.4, 6.6, 4.2, 3.5, 2.2, 1.4, 38.4])) == 100
    assert exact_sum(np.array([0.1] * 10)) == 1
    assert exact_sum(np.array([[0.1, 0.2], [0.2, 0.4]])).tolist() == [0.3, 0.6]
    assert exact_sum(np.array([[0.1, 0.2], [0.2, 0.4]]), axis=1).tolist() == [0.3, 0.6]
    assert exact_sum(np.array([123456789012345.0, 0.6])) == 123456789012346


def test_a_sum_too_large_for_a_number_is_infinite() -> None:
    large = np.array([[1e308, 1.0], [1e308, 2.0]])
    assert exact_sum(large).tolist() == [INF, 3]
    assert exact_sum(large, axis=1).tolist() == [1e308, 1e308]
    assert np.isnan(exact_sum(np.array([INF, -INF])))


def test_members_are_all_but_the_residuals() -> None:
    table = Figures(np.ones((2, 3)))
    assert members_only(table, None).tolist() == [[True] * 3] * 2
    assert members_only(table, np.array([False, True])).tolist() == [[True] * 3, [False] * 3]
