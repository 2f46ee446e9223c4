"""Totals and parts: aggregates, gaps, partial periods and ratios never make a sum that is wrong."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import shared
from tests.functions.tables import annual, ask, snapshot, why
from xlmarket.errors import UnknownMarket
from xlmarket.functions import Snapshot, call
from xlmarket.markets import standard_markets
from xlmarket.observations import Gap, Metric, MetricKind, Observation
from xlmarket.periods import Frequency, Period


@cache
def published_gdp() -> pd.DataFrame:
    return pd.read_csv(shared("data") / "worldbank_gdp_current_usd.csv", keep_default_na=False).astype({"Value": float})


@cache
def country_codes() -> frozenset[str]:
    with (shared("data") / "country_codes.csv").open(encoding="utf-8") as file:
        return frozenset(row["ISO3166-1-Alpha-3"] for row in csv.DictReader(file)) | {"XKX", "CHI"}


def world_bank(by: str, *left_out: str) -> Snapshot:
    """The file as published, its aggregates declared without their members."""
    book, table = standard_markets(), published_gdp()
    table = table[~table["Country Code"].isin(left_out)]
    keys: dict[str, str] = {}
    for name in table[by].unique():
        try:
            keys[name] = book.resolve(name).key
        except UnknownMarket:
            keys[name] = name
    rows = [
        Observation(market=keys[name], metric="gdp", period=Period.of(int(year)), value=value, unit="USD")
        for name, year, value in zip(table[by], table["Year"], table["Value"], strict=True)
    ]
    sums = table[~table["Country Code"].isin(country_codes())][by].unique()
    metric = Metric(name="gdp", unit="USD", kind=MetricKind.FLOW, frequency=Frequency.YEAR, default=True)
    return snapshot(rows, [metric], aggregates={keys[name]: () for name in sums})


def countries(year: int) -> pd.Series[float]:
    table = published_gdp()
    found = table[(table.Year == year) & table["Country Code"].isin(country_codes())]
    return found.set_index("Country Code").Value


@pytest.mark.parametrize("by", ["Country Name", "Country Code"])
def test_the_aggregates_of_the_world_bank_are_neither_ranked_nor_counted(data: Path, by: str) -> None:
    figures, gdp = world_bank(by), countries(2015)
    shares = gdp / gdp.sum()
    assert ask(figures, "RANK", "Brazil", 2015) == gdp.rank(ascending=False)["BRA"] == 9
    assert ask(figures, "CONCENTRATION", None, 2015) == pytest.approx((shares**2).sum() * 10_000)
    assert ask(figures, "CONCENTRATION", None, 2015) == pytest.approx(957.12, abs=0.005)
    assert ask(figures, "CONCENTRATION", None, 2015, "CR4") == pytest.approx(shares.nlargest(4).sum())
    assert ask(figures, "CONCENTRATION", None, 2015, "CR4") == pytest.approx(0.4986, abs=5e-5)
    assert call(figures, "MARKET_CONCENTRATION", None, 2015).flag == "210 of 214 members, 98.9% of the published total"
    rivals = gdp.drop("USA").max()
    assert ask(figures, "RELATIVE_SHARE", "United States", 2015) == pytest.approx(gdp["USA"] / rivals)


def test_world_growth_with_missing_skip_compares_the_same_countries(data: Path) -> None:
    figures = world_bank("Country Code", "WLD")
    now, before = countries(2016), countries(2015)
    both = now.index.intersection(before.index)
    answer = call(figures, "MARKET_GROWTH", "World", 2016, None, None, "missing=skip")
    assert answer.value == pytest.approx(now[both].sum() / before[both].sum() - 1)
    assert answer.value == pytest.approx(0.0164618, abs=5e-8)
    assert answer.flag == f"World: the {len(both)} of 214 members with figures at both ends"
    then = ask(figures, "GROWTH", "World", 2016, None, None, "missing=skip; members=then")
    assert then == pytest.approx(now.sum() / before.sum() - 1)
    assert "missing=skip sums the others" in why(figures, "GROWTH", "World", 2016)


def test_a_published_total_is_the_base_of_shares_and_growth_whatever_is_missing(data: Path) -> None:
    figures, table = world_bank("Country Name"), published_gdp().set_index(["Country Code", "Year"]).Value
    assert ask(figures, "SHARE", "Brazil", 2015) == pytest.approx(table["BRA", 2015] / table["WLD", 2015])
    growth = table["WLD", 2016] / table["WLD", 2015] - 1
    assert ask(figures, "GROWTH", "World", 2016) == pytest.approx(growth)
    assert ask(figures, "GROWTH", "World", 2016, None, None, "missing=skip") == pytest.approx(growth)


@pytest.mark.parametrize("name", ["Total", "All categories", "Gesamt"])
@pytest.mark.parametrize("members", [(), ("Germany", "France", "Japan")])
def test_a_declared_sum_is_no_market_among_its_members(name: str, members: tuple[str, ...]) -> None:
    parts = {"DEU": [60.0, 66.0], "FRA": [30.0, 33.0], "JPN": [10.0, 11.0]}
    keys = tuple({"Germany": "DEU", "France": "FRA", "Japan": "JPN"}[one] for one in members)
    figures = annual({**parts, name: [100.0, 110.0]}, aggregates={name: keys})
    assert ask(figures, "SHARE", "Germany", 2014) == 0.6
    assert ask(figures, "CONCENTRATION", None, 2014) == pytest.approx(4600)
    assert ask(figures, "RANK", "Germany", 2014) == 1
    assert "no meaning" in why(figures, "RANK", name, 2014)
    assert ask(figures, "RELATIVE_SHARE", "Germany", 2014) == 2
    assert ask(figures, "VALUE", name, 2014) == 100
    assert ask(figures, "CONTRIBUTION", "Germany", 2015) == pytest.approx(0.06)
    assert [row[0] for row in ask(figures, "TABLE", None, 2014)] == ["Market", "Germany", "France", "Japan"]
    if members:
        assert ask(figures, "SHARE", "France", 2014, name) == 0.3
        assert ask(figures, "RANK", "France", 2014, name) == 2
    else:
        assert "the members of" in why(figures, "RANK", "France", 2014, name)


def test_sums_of_sums_are_counted_once() -> None:
    figures = annual(
        {"Food": [40.0], "Bread": [15.0], "Milk": [25.0], "Clothes": [60.0], "All retail": [100.0]},
        aggregates={"Food": ("Bread", "Milk"), "All retail": ("Food", "Clothes")},
    )
    assert ask(figures, "VALUE", "World", 2014) == 100
    assert ask(figures, "RANK", "Milk", 2014) == 2
    assert ask(figures, "SHARE", "Milk", 2014, "Food") == 0.625
    assert ask(figures, "SHARE", "Food", 2014) == 0.4


def test_a_sum_stands_for_members_that_the_data_do_not_have() -> None:
    figures = annual({"Food": [40.0], "Bread": [15.0], "Clothes": [60.0]}, aggregates={"Food": ("Bread", "Milk")})
    assert ask(figures, "VALUE", "World", 2014) == 100
    assert ask(figures, "RANK", "Food", 2014) == 2


def test_the_check_names_a_total_that_nobody_declared() -> None:
    parts = {"DEU": [60.0], "FRA": [30.0], "JPN": [10.0]}
    clean, total = annual(parts), annual({**parts, "Total": [100.0]})
    assert dict(ask(clean, "CHECK", None, 2014))["Overlaps"] == "none"
    assert dict(ask(total, "CHECK", None, 2014))["Overlaps"] == "Total (equals the sum of the others)"
    rounded = annual({**parts, "Alles": [100.004]})
    assert dict(ask(rounded, "CHECK", None, 2014))["Overlaps"] == "Alles (equals the sum of the others)"
    declared = annual({**parts, "Total": [100.0]}, aggregates={"Total": ()})
    assert dict(ask(declared, "CHECK", None, 2014))["Overlaps"] == "Total"


def test_the_check_adds_up_a_year_of_quarters() -> None:
    rows = [
        Observation(market=market, metric="sales", period=Period.of(2015, "Q", quarter), value=value, unit="USD")
        for market, value in (("WORLD", 10.0), ("DEU", 6.0), ("FRA", 3.0))
        for quarter in (1, 2, 3, 4)
    ]
    found = dict(
        ask(
            snapshot(
                rows,
                [Metric(name="sales", unit="USD", kind=MetricKind.FLOW, frequency=Frequency.QUARTER, default=True)],
            ),
            "CHECK",
            None,
            2015,
        )
    )
    assert (found["Published total"], found["Sum of members"], found["Difference"]) == (40.0, 36.0, 4.0)


def suppressed(**more: object) -> Snapshot:
    gap = Gap(market="JPN", metric="sales", period=Period.of(2014), symbol="(S)", reason="suppressed")
    other = Gap(market="BRA", metric="sales", period=Period.of(2014), symbol="(NA)", reason="not available")
    return annual({"DEU": [60.0, 66.0], "FRA": [30.0, 33.0], "BRA": [None, 5.0]}, gaps=(gap, other), **more)


def test_a_market_that_is_suppressed_throughout_is_known_and_says_so() -> None:
    figures = suppressed()
    assert why(figures, "VALUE", "Japan", 2014) == (
        '#N/A sales of Japan 2014: there is no figure for it; the source prints "(S)": suppressed'
    )
    assert '"(NA)": not available' in why(figures, "GROWTH", "Brazil", 2014)
    assert ask(figures, "FLAG", "Japan", 2014) == 'no figure: the source prints "(S)", suppressed'
    assert ask(figures, "WHY", "MARKET_VALUE", "Japan", 2014).endswith('the source prints "(S)": suppressed')
    assert ask(figures, "VALUE", "Japan", 2014, None, "fill=0") == 0


def test_what_is_suppressed_is_missing_in_every_sum() -> None:
    figures = suppressed()
    assert "no figure to add up for Japan" in why(figures, "SHARE", "Germany", 2015)
    assert ask(figures, "SHARE", "Germany", 2015, None, None, "missing=skip") == pytest.approx(66 / 104)
    check = dict(ask(figures, "CHECK", None, 2014))
    assert (check["Missing"], check["Coverage"]) == ("Brazil, Japan", 0.5)
    assert "Japan" in why(figures, "CONCENTRATION", None, 2015)


def test_a_new_market_with_gaps_alone_is_known_by_its_name() -> None:
    gap = Gap(market="Nowhereland", metric="sales", period=Period.of(2014), symbol="-", reason="nil or negligible")
    figures = annual({"DEU": [1.0]}, gaps=(gap,))
    assert "nil or negligible" in why(figures, "VALUE", "Nowhereland", 2014)


def partly_covered() -> Snapshot:
    """Four markets by quarter, the last one covered to 9 December."""
    rows = [
        Observation(
            market=market, metric="sales", period=Period.of(2010, "Q", 1).shift(n), value=100.0 + n * step, unit="GBP"
        )
        for market, step in (("DEU", 1), ("FRA", 2), ("IRL", 3), ("City one", 4))
        for n in range(8)
    ]
    metric = Metric(name="sales", unit="GBP", kind=MetricKind.FLOW, frequency=Frequency.QUARTER, default=True)
    return snapshot(
        rows, [metric], covered=(date(2010, 1, 1), date(2011, 12, 9)), aggregates={"Isles": ("IRL", "City one")}
    )


RATES = [
    *((f"GROWTH {kind}", ("GROWTH", "2011Q4", kind)) for kind in ("YOY", "POP", "LTM", "YTD", "ANN", "LOG")),
    ("CAGR", ("CAGR", "2010Q4", "2011Q4")),
    ("INDEX", ("INDEX", "2011Q4", "2010Q4")),
    ("INDEX, base", ("INDEX", "2010Q4", "2011Q4")),
    ("CONTRIBUTION", ("CONTRIBUTION", "2011Q4")),
    ("SHARE_CHANGE", ("SHARE_CHANGE", "2010Q4", "2011Q4")),
    ("DECOMP", ("DECOMP", "2010Q4", "2011Q4")),
    ("GROWTH of the year", ("GROWTH", 2011)),
    ("CAGR of years", ("CAGR", 2010, 2011)),
]


@pytest.mark.parametrize("market", ["World", "Isles", "Ireland", "Europe"])
@pytest.mark.parametrize("asked", [one for _, one in RATES], ids=[name for name, _ in RATES])
def test_a_partial_period_gives_no_rate_to_markets_groups_and_the_world(market: str, asked: tuple[object, ...]) -> None:
    name, *arguments = asked
    said = why(partly_covered(), str(name), market, *arguments)
    assert said.startswith("#N/A")
    assert "partly covered" in said
    assert "no figure" not in said


@pytest.mark.parametrize("market", ["World", "Isles", "Ireland"])
def test_a_partial_period_is_in_no_volatility_and_no_forecast(market: str) -> None:
    figures = partly_covered()
    whole = annual({})
    assert whole is not None
    last = ask(figures, "VOLATILITY", market, "2010Q1", "2011Q3")
    assert ask(figures, "VOLATILITY", market) == last
    assert "too short" in why(figures, "VOLATILITY", market, "2011Q3", "2011Q4")
    run_rate = sum(ask(figures, "VALUE", market, f"{label}") for label in ("2010Q4", "2011Q1", "2011Q2", "2011Q3")) / 4
    assert ask(figures, "FORECAST", market, "2012Q1", "RUNRATE") == pytest.approx(run_rate)


@pytest.mark.parametrize("market", ["World", "Isles", "Ireland", "Europe"])
def test_a_partial_figure_is_marked_in_sums_totals_and_tables(market: str) -> None:
    figures = partly_covered()
    for period in ("2011Q4", 2011, "LTM 2011Q4"):
        answer = call(figures, "MARKET_VALUE", market, period)
        assert answer.value > 0
        assert answer.flag.endswith(": partial period")
        assert ask(figures, "FLAG", market, period).endswith("partial period")
        assert call(figures, "MARKET_SHARE", "Ireland", period).flag.endswith("partial period")
    assert "partial" not in ask(figures, "FLAG", market, "2011Q3")
    assert call(figures, "MARKET_VALUE", market, "2011Q3").flag == ""
    assert call(figures, "MARKET_TABLE", None, "2011Q4").flag == "2011Q4: partial period"
    assert call(figures, "MARKET_SERIES", market, "2011Q2").flag == "2011Q4: partial period"


def test_ratios_are_summed_neither_over_time_nor_over_members() -> None:
    rows = [
        Observation(
            market=market, metric="margin", period=Period.of(2015, "Q", quarter), value=50.0 + quarter, unit="percent"
        )
        for market in ("DEU", "FRA", "WORLD")
        for quarter in (1, 2, 3, 4)
    ]
    figures = snapshot(
        rows, [Metric(name="margin", unit="percent", kind=MetricKind.RATIO, frequency=Frequency.QUARTER, default=True)]
    )
    for name, *arguments in (
        ("VALUE", "Germany", 2015),
        ("VALUE", "Europe", "2015Q1"),
        ("SHARE", "Germany", "2015Q1"),
        ("CONTRIBUTION", "Germany", "2015Q2", None, "POP"),
        ("DECOMP", "Germany", "2015Q1", "2015Q2"),
        ("SHARE_CHANGE", "Germany", "2015Q1", "2015Q2"),
        ("RELATIVE_SHARE", "Germany", "2015Q1"),
        ("CONCENTRATION", None, "2015Q1"),
    ):
        assert "no meaning" in why(figures, name, *arguments), name
    check = dict(ask(figures, "CHECK", None, "2015Q1"))
    assert str(check["Sum of members"]) == "#N/A"
    assert ask(figures, "RANK", "Germany", "2015Q1") == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([-10.0, -20.0], "#NUM! sales of Germany 2015: a rate on a negative base is not defined"),
        ([-10.0, 20.0], "#NUM! sales of Germany 2015: a change of sign has no rate"),
        ([10.0, -20.0], "#NUM! sales of Germany 2015: a change of sign has no rate"),
        ([0.0, 20.0], "#DIV/0! sales of Germany 2015: the base is zero"),
    ],
)
def test_why_names_what_is_wrong_with_the_base(values: list[float], said: str) -> None:
    assert why(annual({"DEU": values}), "GROWTH", "Germany", 2015) == said


def test_no_sentence_advises_an_option_that_is_given_or_has_no_meaning() -> None:
    figures = partly_covered()
    assert why(figures, "GROWTH", "Ireland", 2011).endswith(
        "partial=likeforlike compares the parts covered in both periods"
    )
    assert why(figures, "GROWTH", "Ireland", "2011Q4").endswith("partial=any takes it as it is")
    assert "likeforlike compares" not in why(figures, "GROWTH", "Ireland", "2011Q4", None, None, "partial=likeforlike")
    gaps = annual({"DEU": [1.0, 2.0], "FRA": [1.0, None], "JPN": [None, 3.0]})
    assert "missing=skip sums" in why(gaps, "SHARE", "Germany", 2015)
    assert "missing=skip" not in why(gaps, "VALUE", "France", 2015, None, "missing=skip")
