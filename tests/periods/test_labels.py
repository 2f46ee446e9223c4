"""Labels of files: what all of them together show, what a mapping declares, and what stays an error."""

from __future__ import annotations

import locale

import pytest

from xlmarket.config import Mapping
from xlmarket.errors import ConfigError, PeriodError
from xlmarket.periods import (
    CIVIL,
    Calendar,
    DatePattern,
    Frequency,
    PeriodSpelling,
    not_months,
    parse_period,
)
from xlmarket.periods.shapes import mask
from xlmarket.sources.moments import period_reader

FISCAL = PeriodSpelling(calendar=Calendar(4), fiscal=True)


def read(labels: list[str], spelling: PeriodSpelling = PeriodSpelling()) -> list[str]:  # noqa: B008 - immutable
    """The label of each period, the texts judged together as those of a column are."""
    barred = not_months(labels)
    return [_label(text, spelling, month=mask(text) not in barred) for text in labels]


def _label(text: str, spelling: PeriodSpelling, *, month: bool) -> str:
    try:
        return spelling.read(text, month=month).label
    except PeriodError:
        return "refused"


@pytest.mark.parametrize(
    ("labels", "fiscal"),
    [
        (["2008-09", "2009-10", "2010-11", "2011-12", "2012-13"], ["FY2009", "FY2010", "FY2011", "FY2012", "FY2013"]),
        (["2008-09", "2009-10", "2010-11"], ["FY2009", "FY2010", "FY2011"]),
        (["2008/09", "2009/10", "2014/15"], ["FY2009", "FY2010", "FY2015"]),
        (["2011-12", "2012-13"], ["FY2012", "FY2013"]),
        (["FY2008-09", "FY2009-10"], ["FY2009", "FY2010"]),
    ],
)
def test_a_header_of_fiscal_years_is_fiscal_years_or_refused_and_never_months(
    labels: list[str], fiscal: list[str]
) -> None:
    assert read(labels) == ["refused"] * len(labels)
    assert read(labels, FISCAL) == fiscal


@pytest.mark.parametrize(
    ("labels", "months"),
    [
        (["2008-08", "2008-09", "2008-10"], ["2008-08", "2008-09", "2008-10"]),
        (["2008-09"], ["2008-09"]),
        (["2008/08", "2008/10", "2009/01"], ["2008-08", "2008-10", "2009-01"]),
        (["01/2015", "12/2015"], ["2015-01", "2015-12"]),
    ],
)
def test_labels_beside_months_are_months(labels: list[str], months: list[str]) -> None:
    assert read(labels) == months


@pytest.mark.parametrize(
    "labels",
    [
        ["01/2015", "13/2015"], ["2015/01", "2015/34"], ["11.2015", "52.2015"], ["2008/09", "2009/10"],
        ["2015-01", "2015-99"], ["2008/09"],
    ],
)  # fmt: skip
def test_labels_beside_one_that_is_no_month_are_none_either(labels: list[str]) -> None:
    assert read(labels) == ["refused"] * len(labels)


def test_what_a_label_alone_leaves_open_is_asked_for_under_a_fiscal_calendar() -> None:
    with pytest.raises(PeriodError, match="month or a fiscal year"):
        FISCAL.read("2008-09")
    assert PeriodSpelling(Frequency.YEAR, Calendar(4), fiscal=True).read("2008-09").label == "FY2009"
    assert PeriodSpelling(Frequency.MONTH, Calendar(4), fiscal=True).read("2008-09").label == "FY2009M06"
    assert PeriodSpelling(Frequency.MONTH).read("2008/09").label == "2008-09"


def test_a_declared_calendar_year_gives_fiscal_labels_a_meaning() -> None:
    assert PeriodSpelling(calendar=CIVIL, fiscal=True).read("FY2015Q1").label == "2015Q1"
    with pytest.raises(PeriodError):
        PeriodSpelling(calendar=CIVIL, fiscal=True).read("2014/15")


@pytest.mark.parametrize(
    "text",
    [
        "2015-1", "2015 I", "I/2015", "2015:1", "201501", "2015A", "2015E", "2015Q1p", "2015-T1", "2015-B1", "9M 2015",
        "9M2015", "Jan-24", "1. Quartal 2015", "2015.1", "2020 [YR2019]", "2015-01-01/2015-03-30", "2015-01-01/x", "13月",
        "2015年13月", "2015Q", "2015-A2", "5th quarter 2015", "Year ended March 2015", "2015 2016", "平成", "2015*",
    ],
)  # fmt: skip
def test_what_could_be_misread_needs_a_declaration(text: str) -> None:
    with pytest.raises(PeriodError):
        period_reader(Mapping(), [text])(text)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("1. Quartal 2015", 'language = "de"'), ("mars 2015", 'language = "fr"'), ("201501", 'frequency = "M"'),
        ("03/04/2015", 'dates = "D/M/YYYY" or "M/D/YYYY"'), ("3.4.15", 'dates = "D.M.YY" or "M.D.YY"'),
        ("Jan-24", 'dates = "MMM-YY"'), ("2014/15", "fiscal_start"), ("2015-04-03", 'frequency = "Q"'),
        ("2015:1", 'frequency = "Q"'),
    ],
)  # fmt: skip
def test_the_error_names_the_key_that_would_read_the_label(text: str, remedy: str) -> None:
    with pytest.raises(PeriodError) as caught:
        period_reader(Mapping(), [text])(text)
    assert remedy in caught.value.remedy
    assert not caught.value.nearest


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("yyyy-mm-dd", '"yyyy" is not a token'), ("%b %y", '"b" is not a token'), ("MMM", "the year is missing"),
        ("YYYY YY", "the year is there twice"), ("MMMM MM YYYY", "the month is there twice"), ("DD YYYY", "needs a month"),
        ("Q MM YYYY", "a quarter goes with a year"), ("DMYYYY", "where D ends"), ("", "the year is missing"),
        ("QUARTER YYYY", "is not a token"), ("YYYYMMMMM", "twice"),
    ],
)  # fmt: skip
def test_a_pattern_of_dates_is_checked_and_the_error_names_what_is_wrong(pattern: str, what: str) -> None:
    with pytest.raises(ConfigError, match=what) as caught:
        DatePattern(pattern)
    assert "YYYY" in caught.value.allowed


@pytest.mark.parametrize(
    ("pattern", "language", "text", "label"),
    [
        ("MMMM YYYY", "", "January 2024", "2024-01"), ("MMMM YYYY", "", "jan 2024", "2024-01"),
        ("MMM YY", "de", "Mrz 24", "2024-03"), ("MMM YY", "de", "Okt. 24", "2024-10"), ("MMM YY", "fr", "févr. 24", "2024-02"),
        ("MMM-YY", "es", "ene-99", "1999-01"), ("MMMM 'de' YYYY", "pt", "março de 2024", "2024-03"), ("YYYY", "", "2015", "2015"),
        ("'T'Q YY", "", "T3 15", "2015Q3"), ("M/YYYY", "", "7/2015", "2015-07"), ("YYYYMM", "", "201507", "2015-07"),
        ("YYYY年M月", "ja", "2015年7月", "2015-07"), ("MMM YYYY", "zh", "7月 2015", "2015-07"),
    ],
)  # fmt: skip
def test_a_pattern_reads_periods_whose_frequency_it_implies(pattern: str, language: str, text: str, label: str) -> None:
    assert period_reader(Mapping(dates=pattern, language=language))(text).label == label


@pytest.mark.parametrize("text", ["31.02.2015", "2015-04-03", "3.4.15", "Mrz 24", "3.4.2015x", "3.13.2015"])
def test_a_text_not_written_like_the_pattern_is_refused(text: str) -> None:
    with pytest.raises(PeriodError):
        period_reader(Mapping(dates="D.M.YYYY", frequency="Q"))(text)


@pytest.mark.parametrize(
    ("text", "languages"), [("Mrz 24", "de"), ("févr. 24", "fr"), ("ene 24", "es"), ("mrt 24", "nl")]
)
def test_a_month_in_another_language_is_refused_with_the_language_that_has_it(text: str, languages: str) -> None:
    with pytest.raises(PeriodError) as caught:
        period_reader(Mapping(dates="MMM YY"))(text)
    assert f'language = "{languages}"' in caught.value.remedy


def test_a_month_of_a_pattern_falls_into_the_longer_period_that_is_declared() -> None:
    assert period_reader(Mapping(dates="MMM YYYY", frequency="Q"))("Mar 2024").label == "2024Q1"
    with pytest.raises(PeriodError):
        period_reader(Mapping(dates="YYYY", frequency="Q"))("2024")


def test_a_plain_year_is_a_fiscal_one_where_a_pattern_says_so() -> None:
    with pytest.raises(PeriodError):
        period_reader(Mapping(fiscal_start=4))("2015")
    assert period_reader(Mapping(fiscal_start=4, dates="YYYY"))("2015").label == "FY2015"


def test_dates_fall_into_fiscal_periods() -> None:
    assert period_reader(Mapping(fiscal_start=4, frequency="Q", dates="D.M.YYYY"))("3.4.2014").label == "FY2015Q1"
    retail = Mapping(fiscal_start=2, fiscal_name="start", weeks="4-5-4", frequency="W")
    assert period_reader(retail)("2023-01-29").label == "FY2023W01"


def test_a_day_with_a_time_is_a_day_and_one_with_other_text_is_not() -> None:
    read = period_reader(Mapping(frequency="M"))
    assert read("2015-03-31T00:00:00Z").label == read("2015-03-31 00:00").label == "2015-03"
    with pytest.raises(PeriodError):
        read("2015-03-31 or so")


def test_month_names_do_not_follow_the_locale_of_the_process() -> None:
    before = locale.setlocale(locale.LC_TIME)
    available = [name for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "ja_JP.UTF-8") if _set(name)]
    try:
        assert period_reader(Mapping(dates="MMM YYYY"))("Mar 2024").label == "2024-03", available
        assert parse_period("March 2024").label == "2024-03"
    finally:
        locale.setlocale(locale.LC_TIME, before)


def _set(name: str) -> bool:
    try:
        return bool(locale.setlocale(locale.LC_TIME, name))
    except locale.Error:
        return False


def test_only_shapes_with_a_year_and_a_number_are_judged_together() -> None:
    assert not_months(["2015", "2015Q1", "Brazil", ""]) == frozenset()
    assert not_months(["2012-13", "Q1 2015"]) == {"9999-99"}


@pytest.mark.parametrize("label", ["2015-1²", "201³Q2", "2015¹", "2015Q₁", "2015Q1⁴", "½ 2015"])
def test_a_raised_digit_is_a_mark_and_no_part_of_a_period(label: str) -> None:
    with pytest.raises(PeriodError, match="a raised digit is a mark"):
        PeriodSpelling().read(label)
