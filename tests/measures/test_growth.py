"""Growth: each kind and its base, what has no rate and why, and laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.errors import Reason
from xlmarket.measures.figures import Figures, total
from xlmarket.measures.growth import GrowthKind, cagr, contribution, growth, has_base, index, spans
from xlmarket.periods import Period, through

positive = st.floats(0.01, 1e9)
pairs = st.lists(st.tuples(positive, positive), min_size=1, max_size=10).map(np.array)


def one(value: float) -> Figures:
    return Figures(np.array(value))


def labels(kind: GrowthKind, *parts: Period) -> list[str]:
    current, base = spans(kind, parts)
    return [f"{current[0]}:{current[-1]}", f"{base[0]}:{base[-1]}"]


def test_periods_are_matched_by_calendar() -> None:
    third = Period.of(2015, "Q", 3)
    assert labels(GrowthKind.YOY, third) == ["2015Q3:2015Q3", "2014Q3:2014Q3"]
    assert labels(GrowthKind.POP, third) == ["2015Q3:2015Q3", "2015Q2:2015Q2"]
    assert labels(GrowthKind.LTM, third) == ["2014Q4:2015Q3", "2013Q4:2014Q3"]
    assert labels(GrowthKind.YTD, third) == ["2015Q1:2015Q3", "2014Q1:2014Q3"]
    year = through(Period.of(2015, "Q", 1), Period.of(2015, "Q", 4))
    assert labels(GrowthKind.POP, *year) == ["2015Q1:2015Q4", "2014Q1:2014Q4"]


def test_each_kind_has_its_formula() -> None:
    assert growth(one(110), one(100)).item()[0] == pytest.approx(0.1)
    assert growth(one(110), one(100), GrowthKind.ANN, 4).item()[0] == pytest.approx(0.4641)
    assert growth(one(110), one(100), GrowthKind.LOG).item()[0] == pytest.approx(np.log(1.1))


@pytest.mark.parametrize("kind", list(GrowthKind))
def test_a_base_without_a_rate_says_why(kind: GrowthKind) -> None:
    assert growth(one(1), one(0), kind).item()[1] is Reason.ZERO_BASE
    assert growth(one(1), one(-1), kind).item()[1] is Reason.SIGN_CHANGE
    assert growth(one(-2), one(-1), kind).item()[1] is Reason.NEGATIVE_BASE
    assert growth(one(-1), one(1), kind).item()[1] is Reason.SIGN_CHANGE
    assert growth(one(np.nan), one(0), kind).item()[1] is Reason.MISSING


def test_a_fall_to_zero_is_minus_one_and_has_no_logarithm() -> None:
    assert growth(one(0), one(5)).item()[0] == -1.0
    assert growth(one(0), one(5), GrowthKind.LOG).item()[1] is Reason.UNDEFINED


def test_reasons_of_the_panel_come_through() -> None:
    partial = Figures(np.array(5.0), np.array(Reason.PARTIAL))
    assert growth(partial, one(4)).item()[1] is Reason.PARTIAL
    assert growth(one(4), Figures(np.array(5.0), np.array(Reason.BOUND))).item()[1] is Reason.BOUND


def test_cagr_needs_time_to_pass() -> None:
    assert cagr(one(100), one(121), 2).item()[0] == pytest.approx(0.1)
    assert cagr(one(100), one(121), 0).item()[1] is Reason.UNDEFINED
    assert cagr(one(100), one(121), -1).item()[1] is Reason.UNDEFINED


@given(pairs)
def test_cagr_over_one_year_is_growth(values: np.ndarray) -> None:
    current, base = Figures(values[:, 0]), Figures(values[:, 1])
    np.testing.assert_allclose(cagr(base, current, 1).values, growth(current, base).values, rtol=1e-9, atol=1e-12)


@given(pairs)
def test_contributions_add_up_to_the_growth_of_the_total(values: np.ndarray) -> None:
    current, base = Figures(values[:, 0]), Figures(values[:, 1])
    parts = contribution(current, base, total(base))
    whole = growth(total(current), total(base)).item()[0]
    assert total(parts).item()[0] == pytest.approx(whole, rel=1e-9, abs=1e-9)


@given(positive)
def test_the_index_is_a_hundred_at_its_base(value: float) -> None:
    assert index(one(value), one(value)).item()[0] == 100.0


@given(pairs, st.floats(1e-3, 1e3))
def test_growth_does_not_depend_on_the_unit(values: np.ndarray, scale: float) -> None:
    current, base = values.T
    np.testing.assert_allclose(
        growth(Figures(current * scale), Figures(base * scale)).values,
        growth(Figures(current), Figures(base)).values,
        rtol=1e-6,
        atol=1e-9,
    )


NAN = float("nan")
NOW, BASE = Figures(np.array([12.0, 5.0, NAN, 8.0])), Figures(np.array([10.0, -5.0, 4.0, 0.0]))


def test_a_contribution_is_measured_by_the_base_of_the_total() -> None:
    parts = contribution(NOW, BASE, one(40))
    assert parts.values[[0, 1, 3]] == pytest.approx([0.05, 0.25, 0.2])
    assert parts.reasons.tolist() == [Reason.OK, Reason.OK, Reason.MISSING, Reason.OK]


def test_a_contribution_to_a_total_without_a_rate_says_why() -> None:
    assert contribution(NOW, BASE, one(0)).reasons[0] == Reason.ZERO_BASE
    assert contribution(NOW, BASE, one(-1)).reasons[0] == Reason.NEGATIVE_BASE
    assert contribution(NOW, BASE, one(NAN)).reasons[0] == Reason.MISSING
    assert contribution(one(1), one(NAN), one(1)).item()[1] is Reason.MISSING
    assert contribution(one(1e308), one(-1e308), one(1)).item()[1] is Reason.UNDEFINED


def test_an_index_counts_from_its_base() -> None:
    assert index(NOW, one(8)).values[[0, 3]].tolist() == [150, 100]
    assert index(NOW, one(8), at_base=1).values[0] == 1.5
    assert index(NOW, BASE).reasons.tolist() == [Reason.OK, Reason.SIGN_CHANGE, Reason.MISSING, Reason.ZERO_BASE]
    assert index(one(1e300), one(1e-300)).item()[1] is Reason.UNDEFINED


def test_cagr_says_why_it_has_no_value() -> None:
    assert cagr(BASE, NOW, 2).reasons.tolist() == [Reason.OK, Reason.SIGN_CHANGE, Reason.MISSING, Reason.ZERO_BASE]
    assert cagr(one(10), one(40), np.array([1.0, 2.0, 0.5, 0.0])).values[:3] == pytest.approx([3, 1, 15])
    assert cagr(one(1), one(1e300), 0.1).item()[1] is Reason.UNDEFINED


@pytest.mark.parametrize("kind", [GrowthKind.YOY, GrowthKind.ANN, GrowthKind.LOG])
def test_a_rate_too_large_for_a_number_is_undefined(kind: GrowthKind) -> None:
    assert growth(one(1e300), one(1e-300), kind, 4).item()[1] is Reason.UNDEFINED


def test_growth_from_zero_upwards_starts_at_a_base_of_zero() -> None:
    assert growth(one(0), one(-1)).item()[1] is Reason.SIGN_CHANGE
    assert growth(one(0), one(0)).item()[1] is Reason.ZERO_BASE
    assert growth(one(-1), one(0)).item()[1] is Reason.ZERO_BASE


def test_a_week_53_has_no_base_a_year_before() -> None:
    long = Period.of(2015, "W", 53)
    week = Period.of(2015, "W", 52)
    assert spans(GrowthKind.YOY, (long,)) == ((long,), (long,))
    assert labels(GrowthKind.YOY, week) == ["2015W52:2015W52", "2014W52:2014W52"]
    for kind in (GrowthKind.YOY, GrowthKind.LOG, GrowthKind.CC, GrowthKind.YTD):
        assert not has_base(kind, (long,))
        assert has_base(kind, (week,))
    for kind in (GrowthKind.POP, GrowthKind.ANN, GrowthKind.LTM):
        assert has_base(kind, (long,))


def test_weeks_of_the_year_to_date_are_matched_by_number() -> None:
    assert labels(GrowthKind.YTD, Period.of(2016, "W", 3)) == ["2016W01:2016W03", "2015W01:2015W03"]
