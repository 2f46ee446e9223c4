"""Functions on figures that count fiscal years, or weeks: what a period means there, and what has no partner."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from xlmarket.config import Mapping
from xlmarket.errors import InputError
from xlmarket.functions import Snapshot, call
from xlmarket.observations import Metric, MetricKind, Observation, Observations
from xlmarket.package.values import CellError
from xlmarket.periods import CIVIL, Calendar, Period, WeekCalendar, through
from xlmarket.report.query import ReportQuery, say_period
from xlmarket.sources import read
from xlmarket.store import Dataset, Holding, Vintage, open_store, read_dataset

APRIL = Calendar(4)
RETAIL = WeekCalendar(2, "start", "4-5-4")


def snapshot(first: Period, last: Period) -> Snapshot:
    """Figures 1, 2, 3 ... of Brazil, and ten times as much of Japan."""
    periods = through(first, last)
    rows = tuple(
        Observation(market=market, metric="sales", period=period, value=size * (n + 1.0), unit="USD")
        for market, size in (("BRA", 1), ("JPN", 10))
        for n, period in enumerate(periods)
    )
    metric = Metric(
        name="sales", unit="USD", kind=MetricKind.FLOW, frequency=first.frequency, default=True, calendar=first.calendar
    )
    day = datetime(2026, 1, 1, tzinfo=UTC)
    vintage = Vintage(
        dataset="mine", number=1, published=day, imported=day, file="mine.csv", fingerprint="0", rows=len(rows)
    )
    return Snapshot(
        Holding(dataset=Dataset(name="mine"), vintage=vintage, observations=Observations(rows=rows, metrics=(metric,)))
    )


FISCAL = snapshot(Period.of(2014, "Q", 1, APRIL), Period.of(2016, "Q", 4, APRIL))
CALENDAR = snapshot(Period.of(2013, "Q", 4), Period.of(2015, "Q", 4))
WEEKS = snapshot(Period.of(2019, "W", 1), Period.of(2021, "W", 30))
RETAIL_WEEKS = snapshot(Period.of(2022, "W", 1, RETAIL), Period.of(2024, "W", 52, RETAIL))


def value(snapshot: Snapshot, name: str, *arguments: object) -> object:
    found = call(snapshot, name, *arguments).value
    return found.code if isinstance(found, CellError) else found


def sentence(snapshot: Snapshot, name: str, *arguments: object) -> str:
    found = call(snapshot, name, *arguments).value
    assert isinstance(found, CellError)
    return found.sentence


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("FY2015", 5 + 6 + 7 + 8), ("2014/15", 26), ("FY2015Q1", 5), ("CY2015", 8 + 9 + 10 + 11), ("2014-05-17", 5),
        ("latest", 12), ("latest-1Y", 8), ("LTM FY2015Q2", 3 + 4 + 5 + 6), ("YTD FY2015Q2", 11), (41760, 5),
    ],
)  # fmt: skip
def test_periods_are_those_of_the_calendar_of_the_figures(period: object, expected: float) -> None:
    assert value(FISCAL, "MARKET_VALUE", "Brazil", period) == expected


@pytest.mark.parametrize("period", ["2015", 2015, "2015Q1", "H1 2015", "2014:2015"])
def test_a_plain_year_is_never_silently_the_fiscal_one(period: object) -> None:
    assert value(FISCAL, "MARKET_VALUE", "Brazil", period) == "#VALUE!"
    assert "FY201" in sentence(FISCAL, "MARKET_VALUE", "Brazil", period)


@pytest.mark.parametrize("period", ["FY2015", "FY15", "2014/15", "FY2015Q1", "2014-15"])
def test_a_fiscal_year_is_an_error_where_figures_count_calendar_years(period: str) -> None:
    assert value(CALENDAR, "MARKET_VALUE", "Brazil", period) == "#VALUE!"
    assert "fiscal_start" in sentence(CALENDAR, "MARKET_VALUE", "Brazil", period)


def test_growth_and_rates_follow_the_calendar() -> None:
    assert value(FISCAL, "MARKET_GROWTH", "Brazil", "FY2015") == pytest.approx(26 / 10 - 1)
    assert value(FISCAL, "MARKET_GROWTH", "Brazil", "FY2015Q2", "YTD") == pytest.approx(11 / 3 - 1)
    assert value(FISCAL, "MARKET_CAGR", "Brazil", "FY2014", "FY2016") == pytest.approx((42 / 10) ** 0.5 - 1)
    assert value(FISCAL, "MARKET_PERIOD", "Brazil") == "FY2016Q4"


def test_years_of_weeks_add_up_their_weeks() -> None:
    assert value(RETAIL_WEEKS, "MARKET_VALUE", "Brazil", "FY2022Q1") == sum(range(1, 14))
    assert value(RETAIL_WEEKS, "MARKET_VALUE", "Brazil", "FY2023M12") == sum(range(52 + 49, 52 + 54))
    assert value(RETAIL_WEEKS, "MARKET_GROWTH", "Brazil", "FY2023Q1") == pytest.approx(
        sum(range(53, 66)) / sum(range(1, 14)) - 1
    )
    assert value(RETAIL_WEEKS, "MARKET_CAGR", "Brazil", "FY2022", "FY2023") == pytest.approx(
        sum(range(53, 106)) / sum(range(1, 53)) - 1
    )


@pytest.mark.parametrize("kind", ["YOY", "LOG", "YTD"])
def test_week_53_has_no_growth_on_the_year_before_and_says_why(kind: str) -> None:
    assert value(WEEKS, "MARKET_GROWTH", "Brazil", "2020W53", kind) == "#N/A"
    assert "no week 53" in sentence(WEEKS, "MARKET_GROWTH", "Brazil", "2020W53", kind)
    assert value(RETAIL_WEEKS, "MARKET_GROWTH", "Brazil", "FY2023W53", kind) == "#N/A"
    assert value(WEEKS, "MARKET_CONTRIBUTION", "Brazil", "2020W53", None, kind) == "#N/A"
    assert value(WEEKS, "MARKET_GROWTH", "Brazil", "2020W52", kind) != "#N/A"


def test_a_list_with_week_53_has_growth_in_its_other_cells() -> None:
    found = call(WEEKS, "MARKET_GROWTH", "Brazil", [["2020W52", "2020W53", "2021W01"]]).value
    assert isinstance(found, tuple)
    assert found[0][0] == pytest.approx(104 / 52 - 1)
    assert isinstance(found[0][1], CellError)
    assert found[0][2] == pytest.approx(106 / 53 - 1)


def test_the_last_twelve_months_over_weeks_are_52_on_the_52_before() -> None:
    assert value(WEEKS, "MARKET_VALUE", "Brazil", "LTM 2020W53") == sum(range(54, 106))
    assert value(WEEKS, "MARKET_GROWTH", "Brazil", "2020W53", "LTM") == pytest.approx(
        sum(range(54, 106)) / sum(range(2, 54)) - 1
    )
    assert value(WEEKS, "MARKET_GROWTH", "Brazil", "2021W02", "YTD") == pytest.approx((106 + 107) / (53 + 54) - 1)
    assert value(WEEKS, "MARKET_VALUE", "Brazil", "latest-1Y") == 52 + 30


def test_a_step_of_a_year_from_week_53_says_that_there_is_none() -> None:
    weeks = snapshot(Period.of(2019, "W", 1), Period.of(2020, "W", 53))
    assert value(weeks, "MARKET_VALUE", "Brazil", "latest-1Y") == "#N/A"
    assert "2019 does not have week 53" in sentence(weeks, "MARKET_VALUE", "Brazil", "latest-1Y")


COMPARED = [
    ("MARKET_CAGR", ("Brazil", 2014, "2015Q4")), ("MARKET_CAGR", ("Brazil", 2014)),
    ("MARKET_SHARE_CHANGE", ("Brazil", "2014Q1", 2015)), ("MARKET_DECOMP", ("Brazil", "2014H1", "2015Q4")),
    ("MARKET_INDEX", ("Brazil", 2015, "2013Q4")), ("MARKET_INDEX", ("Brazil", 2015)),
    ("MARKET_INDEX", ("Brazil", "2015Q4", 2014)), ("MARKET_CAGR", ("Brazil", "YTD 2014Q3", "YTD 2015Q2")),
    ("MARKET_CAGR", ("Brazil", "2014Q4", "LTM 2015Q4")), ("MARKET_SHARE_CHANGE", ("Brazil", 2014, "latest", "World")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments"), COMPARED)
def test_periods_of_different_length_are_not_compared(name: str, arguments: tuple[object, ...]) -> None:
    found = call(CALENDAR, name, *arguments).value
    cells = [cell for row in found for cell in row] if isinstance(found, tuple) else [found]
    assert {cell.code for cell in cells if isinstance(cell, CellError)} == {"#VALUE!"}
    assert all(isinstance(cell, CellError) and "different length" in cell.sentence for cell in cells)


@pytest.mark.parametrize(
    ("arguments", "years"),
    [(("2014", "2015"), 1), (("LTM 2014Q4", "2015"), 1), (("2014Q1", "2015Q1"), 1), (("YTD 2014Q2", "YTD 2015Q2"), 1),
     (("YTD 2014Q2", "2015H1"), 1), (("2014", "LTM"), 1)],
)  # fmt: skip
def test_periods_of_one_length_are_compared_however_they_are_written(arguments: tuple[str, str], years: int) -> None:
    start, end = (value(CALENDAR, "MARKET_VALUE", "Brazil", period) for period in arguments)
    assert isinstance(start, float)
    assert isinstance(end, float)
    assert value(CALENDAR, "MARKET_CAGR", "Brazil", *arguments) == pytest.approx((end / start) ** (1 / years) - 1)


def test_a_list_of_periods_has_an_index_where_the_length_is_that_of_the_base() -> None:
    found = call(CALENDAR, "MARKET_INDEX", "Brazil", [["2015", "2015Q4"]], 2014).value
    assert isinstance(found, tuple)
    assert found[0][0] == pytest.approx(100 * (6 + 7 + 8 + 9) / (2 + 3 + 4 + 5))
    assert isinstance(found[0][1], CellError)


def test_the_ends_of_a_range_may_be_written_in_any_length() -> None:
    rows = call(CALENDAR, "MARKET_SERIES", "Brazil", 2014, "2015Q1", None, "headers=0").value
    assert isinstance(rows, tuple)
    assert [row[0] for row in rows] == ["2014Q1", "2014Q2", "2014Q3", "2014Q4", "2015Q1"]
    assert isinstance(value(CALENDAR, "MARKET_VOLATILITY", "Brazil", 2014, "2015Q4"), float)


def test_a_fiscal_import_comes_back_from_the_store_with_its_calendar(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("market,metric,period,value,unit\nBrazil,sales,FY2015Q1,5,USD\nBrazil,sales,2014-15,7,USD\n")
    reading = read(file, Mapping(fiscal_start=4, kind="flow", frequency="Q"))
    assert [str(reject.found) for reject in reading.rejects] == ["2014-15"]
    url = str(tmp_path / "figures.sqlite")
    store = open_store(url)
    store.add("mine", reading.observations, fingerprint="a", file="a.csv")
    found = read_dataset("mine", url).observations
    assert found.rows == reading.observations.rows
    assert found.metrics[0].calendar == APRIL
    assert store.check()


def test_a_later_file_that_counts_other_years_is_refused(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "figures.sqlite"))
    store.add("mine", table(CIVIL), fingerprint="a", file="a.csv")
    for n, calendar in enumerate((APRIL, Calendar(4, "start"), RETAIL)):
        with pytest.raises(InputError, match="calendar"):
            store.add("mine", table(calendar), fingerprint=f"b{n}", file="b.csv")
    assert len(store.history("mine")) == 1


def table(calendar: Calendar) -> Observations:
    row = Observation(market="BRA", metric="sales", period=Period.of(2015, "Q", 1, calendar), value=1.0, unit="USD")
    return Observations(rows=(row,), metrics=(Metric(name="sales", unit="USD", calendar=calendar),))


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("FY2015Q4", "Q4 FY2015"), ("FY2015", "FY2015"), ("FY2015M03", "month 3 of FY2015"), ("LTM FY2015Q4", "LTM Q4 FY2015"),
        ("FY2023W53", "week 53 of FY2023"), ("2015-11", "November 2015"), ("2015W07", "week 7 of 2015"), ("CY2015", "CY2015"),
    ],
)  # fmt: skip
def test_labels_are_spoken_without_their_calendar(label: str, words: str) -> None:
    assert say_period(label) == words


def test_a_report_on_fiscal_figures_has_their_labels() -> None:
    query = ReportQuery.at(FISCAL, "FY2016Q4")
    assert query.labels[-2:] == ("FY2016Q3", "FY2016Q4")
    assert query.a_year_ago == "FY2015Q4"
    assert ReportQuery.at(FISCAL, "CY2015").a_year_ago == "CY2014"
    assert ReportQuery.at(FISCAL, "FY2016").labels == ("FY2014", "FY2015", "FY2016")
    assert ReportQuery.at(WEEKS, "2020W53").a_year_ago == ""
    assert {one.year_ago for one in ReportQuery.at(WEEKS, "2021W10").timeline} >= {"", "2020W10"}
