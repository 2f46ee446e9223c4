from datetime import date

import numpy as np
import pytest

from xlmarket.errors import Reason
from xlmarket.measures.panel import Panel
from xlmarket.observations import FigureStatus, Metric, Observation, Qualifier
from xlmarket.periods import Period

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
