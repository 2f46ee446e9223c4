"""Periods: how they are written, ordered, shifted, and chosen."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.errors import NotAvailable, PeriodError
from xlmarket.periods import Frequency, Period, parse_period, read_period, resolve, through

PERIODS = st.builds(
    Period.holding, st.dates(dt.date(1900, 1, 8), dt.date(2099, 12, 20)), st.sampled_from(list(Frequency))
)


@given(PERIODS)
def test_a_label_reads_back_as_the_period(period: Period) -> None:
    assert parse_period(period.label) == period


@given(PERIODS, st.integers(-200, 200))
def test_shifting_there_and_back_is_where_one_was(period: Period, steps: int) -> None:
    assert period.shift(steps).shift(-steps) == period
    assert (period.shift(steps) > period) == (steps > 0)


@given(PERIODS)
def test_periods_follow_each_other_without_gap_or_overlap(period: Period) -> None:
    assert period.shift(1).start == period.end + dt.timedelta(days=1)
    assert Period.holding(period.start, period.frequency) == period == Period.holding(period.end, period.frequency)


@given(st.integers(1900, 2099), st.sampled_from([Frequency.HALF, Frequency.QUARTER, Frequency.MONTH]))
def test_a_year_is_made_up_of_its_parts(year: int, frequency: Frequency) -> None:
    parts = Period.of(year).parts(frequency)
    assert len(parts) == frequency.per_year
    assert {part.inside("A") for part in parts} == {Period.of(year)}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2015", "2015"), ("2015Q4", "2015Q4"), ("Q4 2015", "2015Q4"), ("2015-Q4", "2015Q4"),
        ("4Q15", "2015Q4"), ("4Q99", "1999Q4"), ("2015H2", "2015H2"), ("2015-11", "2015-11"), ("2015M11", "2015-11"),
        ("Nov 2015", "2015-11"), ("2006 Nov", "2006-11"), ("2015W07", "2015W07"), (" 2015q4 ", "2015Q4"),
    ],
)  # fmt: skip
def test_periods_are_read_as_people_write_them(text: str, label: str) -> None:
    assert parse_period(text).label == label


@pytest.mark.parametrize(
    "text", ["03/04/2015", "15", "2015Q5", "2015-13", "2014W53", "Q4", "next year", "1815", "", "20155"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(PeriodError):
        parse_period(text)


QUARTERS = through(Period.of(2013, "Q", 1), Period.of(2015, "Q", 4))


@pytest.mark.parametrize(
    ("said", "buckets"),
    [
        (None, ["2015Q4"]), ("", ["2015Q4"]), ("latest", ["2015Q4"]), ("latest-4", ["2014Q4"]), (-4, ["2014Q4"]),
        ("latest-1Y", ["2014Q4"]), ("latest+2", ["2016Q2"]), ("first", ["2013Q1"]), (2015, ["2015"]),
        (2015.0, ["2015"]), ("LTM 2015Q4", ["LTM 2015Q4"]), ("YTD 2015Q3", ["YTD 2015Q3"]),
        ("2014Q4:2015Q2", ["2014Q4", "2015Q1", "2015Q2"]), ("2014:2015", ["2014", "2015"]),
        (dt.date(2015, 11, 3), ["2015Q4"]), ("2015-11-03", ["2015Q4"]),
    ],
)  # fmt: skip
def test_an_expression_means_these_buckets_of_quarters(said: object, buckets: list[str]) -> None:
    assert [bucket.label for bucket in resolve(read_period(said), QUARTERS)] == buckets


def test_the_last_twelve_months_are_four_quarters_and_the_year_to_date_three() -> None:
    assert len(resolve(read_period("LTM"), QUARTERS)[0].parts) == 4
    assert [part.label for part in resolve(read_period("YTD 2015Q3"), QUARTERS)[0].parts] == [
        "2015Q1",
        "2015Q2",
        "2015Q3",
    ]


@pytest.mark.parametrize(
    "said", ["2015-11", "2015W07", "2015Q4:2014Q1", True, 17, -1000, 2015.5, [2015], float("inf"), float("nan")]
)
def test_an_expression_that_means_nothing_for_quarters_is_refused(said: object) -> None:
    with pytest.raises(PeriodError):
        resolve(read_period(said), QUARTERS)


def test_without_any_figures_there_is_no_latest() -> None:
    with pytest.raises(NotAvailable):
        resolve(read_period("latest"), ())


def test_periods_of_different_frequency_have_no_order() -> None:
    with pytest.raises(PeriodError):
        _ = Period.of(2015) < Period.of(2015, "Q", 1)
