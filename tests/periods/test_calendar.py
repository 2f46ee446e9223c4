"""Fiscal years and years of weeks."""

from __future__ import annotations

import datetime as dt
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.errors import ConfigError, NotAvailable, PeriodError
from xlmarket.periods import (
    CIVIL,
    NAMED_BY,
    WEEKS,
    YEAR_ENDS,
    Calendar,
    Frequency,
    Period,
    WeekCalendar,
    calendar_of,
    parse_period,
    read_calendar,
    read_period,
    resolve,
    through,
)

APRIL = Calendar(4)
JAPAN = Calendar(4, "start")
RETAIL = WeekCalendar(2, "start", "4-5-4", "nearest saturday")
APPLE = WeekCalendar(10, "end", "5-4-4", "last saturday")

MONTHS = st.builds(Calendar, st.integers(1, 12), st.sampled_from(NAMED_BY))
WEEKLY = st.builds(
    WeekCalendar, st.integers(1, 12), st.sampled_from(NAMED_BY), st.sampled_from(WEEKS), st.sampled_from(YEAR_ENDS)
)
CALENDARS = MONTHS | WEEKLY
DAYS = st.dates(dt.date(1950, 1, 8), dt.date(2050, 12, 20))
FREQUENCIES = st.sampled_from(list(Frequency))


@given(CALENDARS, DAYS, FREQUENCIES)
def test_every_day_lies_in_the_period_that_holds_it(calendar: Calendar, day: dt.date, frequency: Frequency) -> None:
    period = Period.holding(day, frequency, calendar)
    assert period.start <= day <= period.end


@given(CALENDARS, DAYS, FREQUENCIES)
def test_periods_of_any_calendar_follow_each_other_without_gap(
    calendar: Calendar, day: dt.date, frequency: Frequency
) -> None:
    period = Period.holding(day, frequency, calendar)
    assert period.shift(1).start == period.end + dt.timedelta(days=1)
    assert (
        Period.holding(period.start, frequency, calendar) == period == Period.holding(period.end, frequency, calendar)
    )


@given(CALENDARS, DAYS, FREQUENCIES)
def test_a_label_reads_back_under_its_calendar(calendar: Calendar, day: dt.date, frequency: Frequency) -> None:
    period = Period.holding(day, frequency, calendar)
    assert parse_period(period.label, calendar) == period
    assert Period.of(period.year, frequency, period.number, calendar) == period


@given(CALENDARS, st.integers(1950, 2050), st.sampled_from(list(Frequency)[:4]))
def test_a_fiscal_year_is_made_up_of_its_parts(calendar: Calendar, year: int, frequency: Frequency) -> None:
    whole = Period.of(year, Frequency.YEAR, 1, calendar)
    parts = whole.parts(frequency)
    assert len(parts) == frequency.per_year
    assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
    assert {part.inside(Frequency.YEAR) for part in parts} == {whole}


@given(WEEKLY, st.integers(1950, 2050))
def test_a_year_of_weeks_has_52_or_53_that_make_it_up(calendar: WeekCalendar, year: int) -> None:
    whole = Period.of(year, Frequency.YEAR, 1, calendar)
    weeks = whole.parts(Frequency.WEEK)
    assert len(weeks) in (52, 53)
    assert [week.number for week in weeks] == list(range(1, len(weeks) + 1))
    assert {week.inside(Frequency.YEAR) for week in weeks} == {whole}


@given(CALENDARS)
def test_a_calendar_reads_back_from_the_text_the_store_keeps(calendar: Calendar) -> None:
    found = read_calendar(calendar.text)
    assert found == calendar or calendar == Calendar(1, "start")
    assert pickle.loads(pickle.dumps(calendar)) == calendar


def test_a_fiscal_year_has_the_name_of_the_year_it_ends_in_unless_the_other_is_said() -> None:
    assert Period.of(2015, "A", 1, APRIL).start == dt.date(2014, 4, 1)
    assert Period.of(2015, "A", 1, APRIL).end == dt.date(2015, 3, 31)
    assert Period.of(2015, "A", 1, JAPAN).start == dt.date(2015, 4, 1)
    assert Period.of(2015, "Q", 4, APRIL).start == dt.date(2015, 1, 1)


@pytest.mark.parametrize(
    ("year", "first", "last", "weeks"),
    [
        (2012, dt.date(2012, 1, 29), dt.date(2013, 2, 2), 53), (2015, dt.date(2015, 2, 1), dt.date(2016, 1, 30), 52),
        (2017, dt.date(2017, 1, 29), dt.date(2018, 2, 3), 53), (2022, dt.date(2022, 1, 30), dt.date(2023, 1, 28), 52),
        (2023, dt.date(2023, 1, 29), dt.date(2024, 2, 3), 53), (2024, dt.date(2024, 2, 4), dt.date(2025, 2, 1), 52),
    ],
)  # fmt: skip
def test_the_retail_calendar_is_that_of_the_nrf(year: int, first: dt.date, last: dt.date, weeks: int) -> None:
    whole = Period.of(year, "A", 1, RETAIL)
    assert (whole.start, whole.end, len(whole.parts("W"))) == (first, last, weeks)


def test_months_of_weeks_have_the_lengths_of_the_pattern_and_the_last_takes_week_53() -> None:
    months = Period.of(2023, "A", 1, RETAIL).parts("M")
    assert [len(month.parts("W")) for month in months] == [4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 5]
    assert [len(month.parts("W")) for month in Period.of(2022, "Q", 1, RETAIL).parts("M")] == [4, 5, 4]


def test_a_year_may_end_on_the_last_saturday_of_september() -> None:
    assert Period.of(2015, "A", 1, APPLE).end == dt.date(2015, 9, 26)
    assert Period.of(2017, "A", 1, APPLE).end == dt.date(2017, 9, 30)
    assert len(Period.of(2017, "A", 1, APPLE).parts("W")) == 53


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("FY2015", "FY2015"), ("2014/15", "FY2015"), ("2014-15", "FY2015"), ("FY2015Q1", "FY2015Q1"), ("Q1 FY15", "FY2015Q1"),
        ("FY2015M03", "FY2015M03"), ("2014-06", "FY2015M03"), ("June 2014", "FY2015M03"), ("CY2015Q1", "2015Q1"),
        ("2015W07", "2015W07"), ("Year ended March 2015", "FY2015"), ("1999/00", "FY2000"), ("1999-2000", "FY2000"),
    ],
)  # fmt: skip
def test_fiscal_periods_are_read_under_their_calendar(text: str, label: str) -> None:
    assert parse_period(text, APRIL).label == label


@pytest.mark.parametrize(
    "text", ["FY2015", "FY15", "2014/15", "2014-15", "Q1 FY2015", "FY2015W07", "2014年度", "1999-00"]
)
def test_a_fiscal_year_without_a_calendar_is_an_error_that_says_what_to_declare(text: str) -> None:
    with pytest.raises(PeriodError, match="fiscal_start"):
        parse_period(text)


@pytest.mark.parametrize("text", ["2015", "2015Q1", "2015H1", "Q1 2015"])
def test_a_plain_year_or_quarter_of_fiscal_figures_has_two_meanings(text: str) -> None:
    with pytest.raises(PeriodError) as caught:
        parse_period(text, APRIL)
    label = parse_period(text).label
    assert caught.value.allowed == (f"FY{label}", f"CY{label}")


@pytest.mark.parametrize("text", ["2014/16", "FY2014/13", "2014-05/15", "FY2015Q5", "FY2015M13", "FY2015W02"])
def test_what_is_no_fiscal_period_is_refused(text: str) -> None:
    with pytest.raises(PeriodError):
        parse_period(text, APRIL)


def test_calendar_months_have_no_place_in_years_of_weeks() -> None:
    with pytest.raises(PeriodError):
        parse_period("2014-06", RETAIL)
    assert parse_period("FY2023W53", RETAIL).end == dt.date(2024, 2, 3)
    with pytest.raises(PeriodError):
        parse_period("FY2022W53", RETAIL)


def test_periods_of_two_calendars_have_no_order() -> None:
    with pytest.raises(PeriodError, match="calendars"):
        _ = Period.of(2015) < Period.of(2015, "A", 1, APRIL)
    assert Period.of(2015) != Period.of(2015, "A", 1, APRIL)
    assert Period.of(2015, "A", 1, APRIL) != Period.of(2015, "A", 1, JAPAN)


QUARTERS = through(Period.of(2014, "Q", 1, APRIL), Period.of(2016, "Q", 4, APRIL))


@pytest.mark.parametrize(
    ("said", "label", "first", "last"),
    [
        ("FY2015", "FY2015", "FY2015Q1", "FY2015Q4"), ("CY2015", "CY2015", "FY2015Q4", "FY2016Q3"),
        (None, "FY2016Q4", "FY2016Q4", "FY2016Q4"), ("latest-1Y", "FY2015Q4", "FY2015Q4", "FY2015Q4"),
        ("YTD FY2015Q2", "YTD FY2015Q2", "FY2015Q1", "FY2015Q2"), ("LTM FY2015Q2", "LTM FY2015Q2", "FY2014Q3", "FY2015Q2"),
        ("2015-01-15", "FY2015Q4", "FY2015Q4", "FY2015Q4"), (dt.date(2014, 4, 1), "FY2015Q1", "FY2015Q1", "FY2015Q1"),
    ],
)  # fmt: skip
def test_expressions_follow_the_calendar_of_the_figures(said: object, label: str, first: str, last: str) -> None:
    (bucket,) = resolve(read_period(said, APRIL), QUARTERS)
    assert (bucket.label, bucket.parts[0].label, bucket.last.label) == (label, first, last)


@pytest.mark.parametrize("said", [2015, "2015Q1", "2014:2015", "YTD 2015Q2"])
def test_an_expression_with_a_plain_year_is_refused_for_fiscal_figures(said: object) -> None:
    with pytest.raises(PeriodError):
        resolve(read_period(said, APRIL), QUARTERS)


def test_a_calendar_year_that_fiscal_years_do_not_make_up_is_refused() -> None:
    years = through(Period.of(2014, "A", 1, APRIL), Period.of(2016, "A", 1, APRIL))
    with pytest.raises(PeriodError, match="fiscal years from April"):
        resolve(read_period("CY2015", APRIL), years)


def test_week_53_has_no_partner_in_a_year_of_52() -> None:
    with pytest.raises(NotAvailable, match="2019 does not have week 53"):
        Period.of(2020, "W", 53).years_ago()
    with pytest.raises(NotAvailable, match="FY2023W53 has no partner"):
        Period.of(2023, "W", 53, RETAIL).years_ago()
    assert Period.of(2026, "W", 53).years_ago(6) == Period.of(2020, "W", 53)
    assert Period.of(2020, "W", 52).years_ago().label == "2019W52"


def test_years_between_weeks_are_counted_by_week_and_year() -> None:
    assert Period.of(2015, "W", 7).distance(Period.of(2021, "W", 7)) == 6


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ((None, "start", "", ""), "needs the month"), ((None, "", "4-4-5", ""), "needs the month"),
        ((2, "", "4-4-5", ""), "fiscal_name"), ((4, "", "", "last friday"), "year_end goes with weeks"),
    ],
)  # fmt: skip
def test_keys_of_a_calendar_that_do_not_fit_together_are_refused(keys: tuple[int, str, str, str], word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        calendar_of(*keys)


def test_years_that_begin_in_january_are_calendar_years() -> None:
    assert calendar_of(1) == CIVIL
    assert calendar_of(None) == CIVIL
