"""Rates of a group compare the same members at both ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.functions.tables import ask, why
from tests.functions.test_totals import published_gdp, world_bank
from xlmarket.functions import Snapshot, call
from xlmarket.markets import standard_markets

CHANGES = {2013: "2013-07-01", 2020: "2020-02-01", 2007: "2007-01-01", 2004: "2004-05-01"}


@pytest.fixture(scope="module")
def figures() -> Snapshot:
    """Countries alone: the European Union is a sum."""
    return world_bank("Country Code", "WLD", "EUU", "EMU")


def sums(year: int, *years: int) -> pd.Series[float]:
    """The gross domestic product of some years of the members at the end of another."""
    members = standard_markets().members("EU", date(year, 12, 31))
    table = published_gdp()[published_gdp()["Country Code"].isin(members)]
    assert table["Country Code"].nunique() == len(members)
    return table.groupby("Year").Value.sum()[list(years)]


@pytest.mark.parametrize("year", CHANGES)
def test_growth_over_an_accession_or_exit_has_the_later_members_at_both_ends(
    data: Path, figures: Snapshot, year: int
) -> None:
    before, now = sums(year, year - 1, year)
    answer = call(figures, "MARKET_GROWTH", "European Union", year)
    assert answer.value == pytest.approx(now / before - 1)
    count = len(standard_markets().members("EU", date(year, 12, 31)))
    assert answer.flag == (f"European Union: the same {count} members at both ends; membership changed {CHANGES[year]}")
    own = sums(year - 1, year - 1).iloc[0]
    assert ask(figures, "GROWTH", "EU", year, None, None, "members=then") == pytest.approx(now / own - 1)
    assert ask(figures, "VALUE", "EU", year - 1) == pytest.approx(own)


def test_the_exit_of_the_united_kingdom_is_no_fall_of_17_percent(data: Path, figures: Snapshot) -> None:
    assert ask(figures, "GROWTH", "EU", 2020) == pytest.approx(-0.01992, abs=1e-5)
    assert ask(figures, "GROWTH", "EU", 2020, None, None, "members=then") == pytest.approx(-0.1706, abs=1e-4)
    assert call(figures, "MARKET_GROWTH", "EU", 2019).flag == ""


def test_every_rate_over_two_periods_has_the_same_members(data: Path, figures: Snapshot) -> None:
    first, last = sums(2021, 2012, 2021)
    germany = published_gdp().set_index(["Country Code", "Year"]).Value["DEU"]
    assert ask(figures, "CAGR", "EU", 2012, 2021) == pytest.approx((last / first) ** (1 / 9) - 1)
    assert ask(figures, "INDEX", "EU", 2021, 2012) == pytest.approx(last / first * 100)
    change = germany[2021] / last - germany[2012] / first
    assert ask(figures, "SHARE_CHANGE", "Germany", 2012, 2021, "EU") == pytest.approx(change)
    before, now = sums(2020, 2019, 2020)
    contribution = (germany[2020] - germany[2019]) / before
    assert ask(figures, "CONTRIBUTION", "Germany", 2020, "EU") == pytest.approx(contribution)
    market, share = ask(figures, "DECOMP", "Germany", 2019, 2020, "EU")[0]
    assert market + share == pytest.approx(germany[2020] - germany[2019])
    assert market == pytest.approx((germany[2020] / now + germany[2019] / before) / 2 * (now - before))


def test_volatility_and_forecasts_have_no_step_where_members_change(data: Path, figures: Snapshot) -> None:
    rates = [np.log(sums(year, year).iloc[0] / sums(year, year - 1).iloc[0]) for year in range(2013, 2022)]
    assert ask(figures, "VOLATILITY", "EU", 2012, 2021) == pytest.approx(np.std(rates, ddof=1))
    run_rate = sums(2023, 2023).iloc[0]
    assert ask(figures, "FORECAST", "EU", figures.latest().shift(1).label, "RUNRATE") == pytest.approx(run_rate)


def test_a_country_outside_the_later_members_has_no_share_of_them(data: Path, figures: Snapshot) -> None:
    assert "no meaning" in why(figures, "SHARE_CHANGE", "United Kingdom", 2019, 2020, "EU")
    croatia = ask(figures, "SHARE_CHANGE", "Croatia", 2012, 2014, "EU")
    whole, table = sums(2014, 2012, 2014), published_gdp().set_index(["Country Code", "Year"]).Value["HRV"]
    assert croatia == pytest.approx(table[2014] / whole[2014] - table[2012] / whole[2012])


def test_contributions_of_the_members_add_up_to_the_growth_of_the_group(data: Path, figures: Snapshot) -> None:
    members = [[one] for one in standard_markets().members("EU", date(2020, 12, 31))]
    parts = [row[0] for row in ask(figures, "CONTRIBUTION", members, 2020, "EU")]
    assert sum(parts) == pytest.approx(ask(figures, "GROWTH", "EU", 2020))


def test_a_published_group_keeps_its_published_figures(data: Path) -> None:
    figures = world_bank("Country Name")
    table = published_gdp().set_index(["Country Code", "Year"]).Value["EUU"]
    assert ask(figures, "GROWTH", "EU", 2020) == pytest.approx(table[2020] / table[2019] - 1)
    assert call(figures, "MARKET_GROWTH", "EU", 2020).flag == ""


def test_the_flag_of_a_group_says_that_its_members_changed(data: Path, figures: Snapshot) -> None:
    said = "rates compare the same 27 members; membership changed 2020-02-01"
    assert said in ask(figures, "FLAG", "European Union", 2020)
    assert "membership changed" not in ask(figures, "FLAG", "European Union", 2018)
    assert ask(world_bank("Country Name"), "FLAG", "European Union", 2020) == "published"
