import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.errors import Reason
from xlmarket.measures.figures import Figures, total
from xlmarket.measures.growth import GrowthKind, cagr, contribution, growth, index, spans
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
