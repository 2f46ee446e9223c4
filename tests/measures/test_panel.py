"""The panel: one metric as a dense array, what it holds, why a cell does not calculate, and how cells are taken."""

from datetime import date

import numpy as np
import pytest

from xlmarket.errors import Reason
from xlmarket.measures.figures import Figures
from xlmarket.measures.panel import Panel
from xlmarket.observations import FigureStatus, Gap, Metric, Observation, Qualifier
from xlmarket.periods import Calendar, Period

SALES = Metric(name="sales")
Q = [Period.of(2015, "Q", n) for n in (1, 2, 3, 4)]


def figure(market: str, period: Period, value: float, **rest: object) -> Observation:
    return Observation(market=market, metric="sales", period=period, value=value, **rest)  # type: ignore[arg-type]


def test_it_looks_up_one_cell() -> None:
    panel = Panel.build(SALES, [figure("BRA", Q[0], 5), figure("IND", Q[2], 7)])
    assert panel.at("IND", Q[2]) == (7.0, Reason.OK)
    assert panel.at("IND", Q[0])[1] == Reason.MISSING
    assert panel.at("JPN", Q[0])[1] == Reason.MISSING
    assert panel.at("BRA", Q[3])[1] == Reason.MISSING
    assert panel.at("BRA", Period("M", Q[0].ordinal))[1] == Reason.MISSING  # type: ignore[arg-type]


def test_its_periods_have_no_gap() -> None:
    panel = Panel.build(SALES, [figure("BRA", Q[0], 5), figure("BRA", Q[3], 7)])
    assert panel.periods == tuple(Q)
    assert panel.reasons.tolist() == [[0, 1, 1, 0]]


def test_rows_of_other_metrics_and_frequencies_stay_out() -> None:
    rows = [
        figure("BRA", Q[0], 5),
        figure("BRA", Period.of(2015), 20),
        Observation(market="BRA", metric="parcels", period=Q[1], value=3),
    ]
    assert Panel.build(SALES, rows).values.tolist() == [[5.0]]


def test_a_bound_and_a_doubtful_figure_are_kept_and_do_not_calculate() -> None:
    rows = [
        figure("BRA", Q[0], 70, qualifier=Qualifier.ABOVE),
        figure("BRA", Q[1], 18, status=FigureStatus.DOUBTFUL),
        figure("BRA", Q[2], 3, qualifier=Qualifier.ABOUT),
    ]
    panel = Panel.build(SALES, rows)
    assert panel.at("BRA", Q[0]) == (70.0, Reason.BOUND)
    assert np.isnan(panel.figures.values[0, :2]).all()
    assert panel.figures.values[0, 2] == 3
    assert panel.accepting(Reason.DOUBTFUL).figures.values[0, 1] == 18
    assert panel.accepting(Reason.DOUBTFUL).figures.reasons[0, 0] == Reason.BOUND


def test_a_period_that_sticks_out_of_the_covered_days_is_partial() -> None:
    panel = Panel.build(SALES, [figure("BRA", q, 1) for q in Q], (date(2015, 1, 1), date(2015, 12, 9)))
    assert panel.reasons.tolist() == [[0, 0, 0, Reason.PARTIAL]]


def test_of_two_sources_the_first_that_calculates_counts() -> None:
    rows = [figure("BRA", Q[0], 70, qualifier=Qualifier.ABOVE), figure("BRA", Q[0], 72), figure("BRA", Q[0], 75)]
    assert Panel.build(SALES, rows).at("BRA", Q[0]) == (72.0, Reason.OK)


def test_take_gives_missing_for_what_it_does_not_hold() -> None:
    panel = Panel.build(SALES, [figure("BRA", Q[0], 5)])
    taken = panel.take(["JPN", "BRA"], [Q[0], Q[1]])
    assert taken.reasons.tolist() == [[1, 1], [0, 1]]
    assert Panel.build(SALES, []).take(["BRA"], Q).reasons.tolist() == [[1, 1, 1, 1]]


def test_a_panel_with_a_gap_is_refused() -> None:
    with pytest.raises(ValueError, match="gaps"):
        Panel(
            metric=SALES,
            markets=("BRA",),
            periods=(Q[0], Q[2]),
            values=np.zeros((1, 2)),
            reasons=np.zeros((1, 2), np.uint8),
        )


def test_markets_with_nothing_but_gaps_are_there_without_a_figure() -> None:
    gaps = [
        Gap(market="JPN", metric="sales", period=Q[1], symbol="(S)", reason="suppressed"),
        Gap(market="KOR", metric="parcels", period=Q[1], symbol="(S)", reason="suppressed"),
        Gap(market="KOR", metric="sales", period=Period.of(2015), symbol="(S)", reason="suppressed"),
    ]
    panel = Panel.build(SALES, [figure("BRA", Q[0], 5)], gaps=gaps)
    assert panel.markets == ("BRA", "JPN")
    assert panel.at("JPN", Q[0])[1] == Reason.MISSING
    only = Panel.build(SALES, [], gaps=gaps)
    assert (only.markets, only.periods) == (("JPN",), (Q[1],))
    assert only.reasons.tolist() == [[Reason.MISSING]]


def test_the_unit_of_a_market_is_that_of_its_last_period() -> None:
    rows = [
        figure("JPN", Q[1], 7, unit="JPY"),
        figure("JPN", Q[0], 5, unit="USD"),
        figure("BRA", Q[0], 3, unit="BRL"),
        figure("IND", Q[0], 2),
    ]
    panel = Panel.build(Metric(name="sales", unit="EUR"), rows)
    assert panel.units == ("JPY", "BRL", "EUR")
    assert panel.unit is None
    assert panel.at("JPN", Q[0]) == (5.0, Reason.MIXED_UNITS)
    assert panel.at("JPN", Q[1]) == (7.0, Reason.OK)
    assert panel.at("IND", Q[0]) == (2.0, Reason.OK)


def test_a_panel_of_one_unit_has_it() -> None:
    assert Panel.build(SALES, [figure("BRA", Q[0], 5, unit="USD")]).unit == "USD"
    assert Panel.build(Metric(name="sales", unit="EUR"), [figure("BRA", Q[0], 5)]).unit == "EUR"
    assert Panel.build(Metric(name="sales", unit="EUR"), []).unit == "EUR"


def test_the_first_period_before_the_covered_days_is_partial_too() -> None:
    panel = Panel.build(SALES, [figure("BRA", q, 1) for q in Q], (date(2015, 1, 2), date(2015, 12, 31)))
    assert panel.reasons.tolist() == [[Reason.PARTIAL, 0, 0, 0]]
    whole = Panel.build(SALES, [figure("BRA", q, 1) for q in Q], (date(2015, 1, 1), date(2015, 12, 31)))
    assert not whole.reasons.any()


def test_of_two_sources_that_do_not_calculate_the_first_counts() -> None:
    rows = [
        figure("BRA", Q[0], 70, qualifier=Qualifier.BELOW),
        figure("BRA", Q[0], 80, status=FigureStatus.DOUBTFUL),
    ]
    assert Panel.build(SALES, rows).at("BRA", Q[0]) == (70.0, Reason.BOUND)


def test_periods_of_another_calendar_are_not_held() -> None:
    fiscal = Period.of(2015, "Q", 1, Calendar(4))
    panel = Panel.build(SALES, [figure("BRA", Q[0], 5), figure("BRA", fiscal, 9)])
    assert panel.values.tolist() == [[5.0]]
    assert panel.at("BRA", Period("Q", Q[0].ordinal, Calendar(4)))[1] == Reason.MISSING  # type: ignore[arg-type]
    assert panel.take(["BRA"], [Q[0], fiscal]).reasons.tolist() == [[Reason.OK, Reason.MISSING]]


def test_rows_are_taken_by_number_and_minus_one_is_not_held() -> None:
    panel = Panel.build(SALES, [figure("BRA", Q[0], 5), figure("IND", Q[1], 7, qualifier=Qualifier.ABOVE)])
    taken = panel.take_rows(np.array([1, -1, 0]), [Q[0], Q[1], Q[3]])
    assert taken.values[2, 0] == 5
    assert taken.reasons.tolist() == [
        [Reason.MISSING, Reason.BOUND, Reason.MISSING],
        [Reason.MISSING] * 3,
        [Reason.OK, Reason.MISSING, Reason.MISSING],
    ]
    assert Panel.build(SALES, []).take_rows(np.array([-1, -1]), Q[:1]).shape == (2, 1)


def test_a_missing_figure_is_never_accepted() -> None:
    panel = Panel.build(SALES, [figure("BRA", Q[0], 5, status=FigureStatus.DOUBTFUL), figure("IND", Q[1], 7)])
    accepted = panel.accepting(Reason.DOUBTFUL, Reason.MISSING)
    assert accepted.reasons.tolist() == [[Reason.OK, Reason.MISSING], [Reason.MISSING, Reason.OK]]
    assert accepted.markets == panel.markets
    assert accepted.units == panel.units


def test_figures_are_replaced_and_markets_and_periods_stay() -> None:
    panel = Panel.build(SALES, [figure("BRA", Q[0], 5, unit="BRL"), figure("IND", Q[1], 7, unit="INR")])
    converted = panel.with_figures(Figures(panel.values * 2, panel.reasons), ("USD", "USD"))
    assert converted.at("BRA", Q[0]) == (10.0, Reason.OK)
    assert converted.unit == "USD"
    assert (converted.metric, converted.markets, converted.periods) == (panel.metric, panel.markets, panel.periods)
    assert converted.at("IND", Q[0])[1] == Reason.MISSING


@pytest.mark.parametrize(("values", "reasons"), [((2, 1), (2, 1)), ((1, 2), (2, 1)), ((1, 1), (1, 1))])
def test_a_panel_whose_arrays_do_not_fit_its_markets_is_refused(
    values: tuple[int, int], reasons: tuple[int, int]
) -> None:
    with pytest.raises(ValueError, match="1 × 2 cells"):
        Panel(
            metric=SALES,
            markets=("BRA",),
            periods=(Q[0], Q[1]),
            values=np.zeros(values),
            reasons=np.zeros(reasons, np.uint8),
        )
