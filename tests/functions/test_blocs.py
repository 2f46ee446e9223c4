"""Published blocs inside a region: they count in its sum in the place of members that have no figures."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from xlmarket.functions import Snapshot, call, open_snapshot
from xlmarket.observations import Metric, MetricKind, Observation, Observations
from xlmarket.periods import Frequency, parse_period
from xlmarket.store import Dataset, Holding, Vintage

BRIEF = open_snapshot("cross-border-2015")


def snapshot(figures: dict[str, float], year: int = 2015) -> Snapshot:
    """A data set of one year and one metric."""
    period = parse_period(str(year))
    rows = tuple(
        Observation(market=market, metric="sales", period=period, value=value, unit="USD")
        for market, value in figures.items()
    )
    day = datetime(2016, 1, 1, tzinfo=UTC)
    metric = Metric(name="sales", unit="USD", kind=MetricKind.FLOW, frequency=Frequency.YEAR, default=True)
    vintage = Vintage(
        dataset="mine", number=1, published=day, imported=day, file="mine.csv", fingerprint="0", rows=len(rows)
    )
    return Snapshot(
        Holding(dataset=Dataset(name="mine"), vintage=vintage, observations=Observations(rows=rows, metrics=(metric,)))
    )


@pytest.mark.parametrize(("region", "total"), [("Europe", 20.0), ("Asia", 22.9), ("Asia Pacific", 22.9)])
def test_a_region_of_the_brief_is_the_sum_of_its_blocs_and_countries(region: str, total: float) -> None:
    assert call(BRIEF, "MARKET_VALUE", region).value == pytest.approx(total)
    assert call(BRIEF, "MARKET_SHARE", region).value == pytest.approx(total / 100)


def test_the_flag_of_a_sum_says_what_it_adds_up_and_how_much_of_the_region_that_is() -> None:
    flags = [call(BRIEF, "MARKET_FLAG", region).value for region in ("Europe", "Asia", "Latin America")]
    assert flags == [
        "derived; sum of European Union and Russia; figures for 28 of 52 members; Cyprus, outside of Europe, is counted",
        "derived; sum of ASEAN, Japan, South Korea and India; figures for 13 of 51 members",
        "derived; sum of Brazil; figures for 1 of 52 members",
    ]


def test_a_sum_of_illustrative_figures_is_flagged_illustrative() -> None:
    sample = open_snapshot("sample-quarterly")
    assert call(sample, "MARKET_FLAG", "Europe").value == (
        "derived; sum of 32 markets; figures for 32 of 52 members; illustrative"
    )


def test_the_status_of_a_sum_is_derived_and_of_illustrative_figures_illustrative() -> None:
    sample = open_snapshot("sample-quarterly")
    assert call(BRIEF, "MARKET_VALUE", "Europe").status == "derived"
    assert call(BRIEF, "MARKET_VALUE", "European Union").status == "published"
    assert call(sample, "MARKET_VALUE", "Europe").status == "illustrative"


def test_a_region_without_a_figure_has_no_flag() -> None:
    for region in ("Africa", "Southern Europe", "BRICS"):
        assert str(call(BRIEF, "MARKET_FLAG", region).value) == "#N/A"


def test_concentration_and_shares_inside_a_region_count_its_blocs() -> None:
    assert call(BRIEF, "MARKET_CONCENTRATION", "Europe").value == pytest.approx(10_000 * (0.79**2 + 0.21**2))
    assert call(BRIEF, "MARKET_SHARE", "European Union", None, "Europe").value == pytest.approx(0.79)
    assert call(BRIEF, "MARKET_SHARE", "Russia", None, "Europe").value == pytest.approx(0.21)
    assert call(BRIEF, "MARKET_RANK", "Russia", None, "Europe").value == 2


def test_a_bloc_whose_members_make_it_up_is_not_counted_beside_them() -> None:
    mine = snapshot({"EURO_AREA": 9.0, "DEU": 5.0, "FRA": 4.0, "RUS": 1.0})
    assert call(mine, "MARKET_VALUE", "Europe").value == 10.0


def test_a_member_of_a_counted_bloc_is_not_added_to_it() -> None:
    mine = snapshot({"EU": 9.0, "FRA": 4.0, "RUS": 1.0})
    assert call(mine, "MARKET_VALUE", "Europe").value == 10.0


def test_of_blocs_that_share_a_country_the_larger_one_counts() -> None:
    mine = snapshot({"EU": 9.0, "EURO_AREA": 6.0, "NORDICS": 3.0, "CHE": 1.0})
    assert call(mine, "MARKET_VALUE", "Europe").value == 10.0


def test_a_bloc_that_reaches_beyond_a_region_does_not_count_in_it() -> None:
    mine = snapshot({"MIDDLE_EAST": 9.0, "JPN": 1.0, "USMCA": 7.0, "BRA": 2.0}, 2021)
    assert call(mine, "MARKET_VALUE", "Asia").value == 1.0
    assert call(mine, "MARKET_VALUE", "Latin America").value == 2.0


def test_a_treaty_group_is_the_blocs_that_hold_all_its_members() -> None:
    mine = snapshot({"EU28": 9.0, "GBR": 1.0})
    assert call(mine, "MARKET_VALUE", "European Union").value == 9.0
    assert str(call(mine, "MARKET_VALUE", "Nordic countries").value) == "#N/A"


def test_a_users_own_region_counts_the_blocs_inside_it() -> None:
    mine = Snapshot(snapshot({"ASEAN": 3.0, "JPN": 2.0, "EU": 9.0}).holding, regions={"Far East": ["Asia"]})
    assert call(mine, "MARKET_VALUE", "Far East").value == 5.0
