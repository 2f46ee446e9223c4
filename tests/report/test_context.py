"""What templates see: the same figures as cells, honest about what is missing, plain and frozen."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

import xlmarket as xm
from xlmarket.errors import InputError, PeriodError, UnknownName
from xlmarket.functions import CellError, Snapshot, call, open_snapshot
from xlmarket.report.context import context_of, regions_with_figures
from xlmarket.report.query import ReportQuery, say_period
from xlmarket.report.regions import region_view
from xlmarket.report.views import DatasetView, MarketRow, MarketView, RegionView, WorldView


@pytest.fixture(scope="module")
def sample() -> Snapshot:
    return open_snapshot("sample-quarterly")


@pytest.fixture(scope="module")
def published() -> Snapshot:
    return open_snapshot("cross-border-2015")


def region(snapshot: Snapshot, name: str, period: str = "latest") -> RegionView:
    return region_view(ReportQuery.at(snapshot, period), snapshot.resolve(name))


def test_every_figure_of_a_member_is_what_a_cell_shows(sample: Snapshot) -> None:
    label, name = "2015Q4", "Latin America"
    for row in region(sample, name, label).members:
        for figure, function, arguments in (
            (row.value, "MARKET_VALUE", (row.name, label)),
            (row.share, "MARKET_SHARE", (row.name, label, name)),
            (row.world_share, "MARKET_SHARE", (row.name, label)),
            (row.growth, "MARKET_GROWTH", (row.name, label)),
            (row.contribution, "MARKET_CONTRIBUTION", (row.name, label, name)),
            (row.share_change, "MARKET_SHARE_CHANGE", (row.name, "2014Q4", label)),
            (row.rank, "MARKET_RANK", (row.name, label, name)),
        ):
            assert figure == call(sample, function, *arguments).value, (row.name, function)


def test_members_add_up_to_their_region_and_contributions_to_its_growth(sample: Snapshot) -> None:
    for name in regions_with_figures(sample):
        view = region(sample, name)
        assert sum(row.value for row in view.members) == pytest.approx(view.value)  # type: ignore[misc]
        assert sum(row.share for row in view.members) == pytest.approx(1)  # type: ignore[misc]
        assert sum(row.contribution for row in view.members) == pytest.approx(view.growth)  # type: ignore[misc]


def test_members_come_largest_first_and_the_chart_parts_add_up_to_the_region(sample: Snapshot) -> None:
    view = region(sample, "European Union")
    values = [row.value for row in view.members]
    assert values == sorted(values, reverse=True)  # type: ignore[type-var]
    assert len(view.members) == 28
    assert view.series[-1] == "Other markets"
    for moment in view.history:
        assert sum(moment.parts) == pytest.approx(moment.value)  # type: ignore[arg-type]
    assert "Croatia from Q3 2013" in view.basis


def test_a_region_of_few_members_leaves_the_other_parts_empty(sample: Snapshot) -> None:
    view = region(sample, "North America")
    assert view.series == ("United States", "Canada", "", "", "", "", "")
    assert view.history[-1].parts[2:] == (None,) * 5


def test_one_period_has_no_growth_and_says_why(published: Snapshot) -> None:
    context = context_of(published, region="East Asia")
    view = context["region"]
    assert isinstance(view, RegionView)
    assert isinstance(view.growth, CellError)
    assert view.growth.code == "#N/A"
    assert len(view.growth_history) == 1
    assert any("one period has no growth" in note for note in context["notes"])  # type: ignore[attr-defined]


def test_a_sum_of_markets_of_the_users_own_leaves_no_country_out(tmp_path: Path) -> None:
    rows = "".join(f"Shop {name},sales,2024,{value},USD\n" for value, name in enumerate("ABC", start=1))
    (tmp_path / "own.csv").write_text(f"market,metric,period,value,unit\n{rows}")
    store = xm.store(f"sqlite:///{tmp_path / 'own.db'}")
    store.add(xm.read(tmp_path / "own.csv"), dataset="own")
    own = open_snapshot("own", store=f"sqlite:///{tmp_path / 'own.db'}")
    assert region(own, "World").basis == "World is the sum of the 3 markets with figures (Shop C, Shop B and Shop A)."


def test_a_sum_names_what_it_leaves_out(published: Snapshot) -> None:
    assert region(published, "Europe").basis == (
        "Europe is the sum of the 2 markets with figures (European Union and Russia); for 24 of its 52 members the data"
        " set has none. In it, because published only as part of a whole: Cyprus, outside of Europe."
    )
    assert region(published, "Southeast Asia").basis == (
        "Southeast Asia is ASEAN alone, its one market with figures; for 1 of its 11 members the data set has none."
    )
    assert region(published, "Eastern Europe").basis == (
        "Eastern Europe is Russia alone, its one market with figures; for 9 of its 10 members the data set has none."
        " Not in it, because published only as a whole: European Union."
    )


def test_a_published_region_without_members_is_still_reported(published: Snapshot) -> None:
    view = region(published, "European Union")
    assert (view.value, view.count, view.published) == (15.8, 0, False)
    assert [(row.name, row.share) for row in view.members] == [("European Union", 1)]
    assert view.history[-1].parts[0] == 15.8


def test_a_member_without_a_figure_leaves_the_sum_open_and_is_named(sample: Snapshot) -> None:
    holding = sample.holding
    kept = tuple(
        row for row in holding.observations if (row.market, row.metric, row.period.label) != ("PER", "sales", "2015Q4")
    )
    gap = Snapshot(dataclasses.replace(holding, observations=dataclasses.replace(holding.observations, rows=kept)))
    view = region(gap, "Latin America", "2015Q4")
    assert isinstance(view.value, CellError)
    assert view.members[-1].name == "Peru"
    assert "No sum in Q4 2015, because figures are missing for Peru" in view.basis


def test_a_history_too_short_for_a_forecast_says_so(published: Snapshot) -> None:
    market = context_of(published, region="Brazil")["market"]
    assert isinstance(market, MarketView)
    assert (market.forecast, market.forecast_note) == ((), "No forecast: a forecast needs 3 periods, there are 1.")


def test_a_single_country_is_a_region_of_one(sample: Snapshot) -> None:
    view = region(sample, "Brazil")
    assert [row.name for row in view.members] == ["Brazil"]
    assert view.members[0].share == 1


def test_regions_with_figures_are_the_standard_ones_that_have_some_then_the_users(published: Snapshot) -> None:
    assert regions_with_figures(published) == (
        "North America",
        "Latin America",
        "European Union",
        "Eastern Europe",
        "Europe",
        "East Asia",
        "ASEAN",
        "South Asia",
    )
    own = dataclasses.replace(published, regions={"My two": ("Brazil", "India")})
    assert regions_with_figures(Snapshot(own.holding, regions=own.regions))[-1] == "My two"


def test_illustrative_figures_are_called_so(sample: Snapshot, published: Snapshot) -> None:
    for snapshot, said in ((sample, True), (published, False)):
        dataset = context_of(snapshot, region=None)["dataset"]
        assert isinstance(dataset, DatasetView)
        assert dataset.illustrative is said


def test_the_world_table_adds_up_to_the_world(sample: Snapshot) -> None:
    world = context_of(sample, region=None)["world"]
    assert isinstance(world, WorldView)
    rows = [*world.largest, world.rest, world.residual]
    assert sum(row.value for row in rows) == pytest.approx(world.value)  # type: ignore[misc]
    assert sum(row.world_share for row in rows) == pytest.approx(1)  # type: ignore[misc]


def test_concentration_keeps_both_bounds_where_a_residual_leaves_a_range(published: Snapshot) -> None:
    world = context_of(published, region=None)["world"]
    assert isinstance(world, WorldView)
    assert (world.hhi, world.hhi_high) == (pytest.approx(732.1), pytest.approx(785.4, abs=0.05))


def test_a_market_profile_runs_from_history_into_forecast(sample: Snapshot) -> None:
    market = context_of(sample, region="Brazil")["market"]
    assert isinstance(market, MarketView)
    assert [point.label for point in market.path][-5:] == ["2015Q4", "2016Q1", "2016Q2", "2016Q3", "2016Q4"]
    for outcome in market.forecast:
        assert outcome.low < outcome.value < outcome.high  # type: ignore[operator]
    assert {factor.name for factor in market.factors} >= {"Population", "Reach of logistics"}


def test_an_earlier_report_has_no_forecast(sample: Snapshot) -> None:
    market = context_of(sample, region="Brazil", period="2014Q4")["market"]
    assert isinstance(market, MarketView)
    assert market.forecast == ()
    assert len(market.history) == 8


def test_the_context_holds_only_frozen_plain_data_and_functions(sample: Snapshot) -> None:
    for name, value in context_of(sample, region="Brazil").items():
        plain = isinstance(value, (str, tuple)) or callable(value)
        assert plain or value.__dataclass_params__.frozen, name  # type: ignore[attr-defined]


def test_functions_in_a_template_take_rows_and_periods(sample: Snapshot) -> None:
    context = context_of(sample, region="Latin America", period="2015Q4")
    view = context["region"]
    assert isinstance(view, RegionView)
    row = view.members[0]
    assert isinstance(row, MarketRow)
    assert context["market_share"](row, context["period"]) == row.world_share  # type: ignore[operator]


def test_only_what_the_template_asks_for_is_worked_out(sample: Snapshot) -> None:
    context = context_of(sample, region="Brazil", names=frozenset({"region", "period"}))
    assert "region" in context
    assert not {"market", "world", "regions"} & context.keys()


def test_each_row_of_regions_has_the_members_of_its_region(sample: Snapshot) -> None:
    rows = context_of(sample, region=None, period="2015Q4")["regions"]
    for row in rows:  # type: ignore[attr-defined]
        assert row.members == region(sample, row.name, "2015Q4").members


def test_wrong_regions_and_periods_are_named(sample: Snapshot) -> None:
    with pytest.raises(UnknownName) as unknown:
        context_of(sample, region="Brzail")
    assert unknown.value.nearest == ("Brazil",)
    with pytest.raises(PeriodError):
        context_of(sample, region="Brazil", period="2015Q1:2015Q4")
    with pytest.raises(InputError):
        context_of(sample, region=None, names=frozenset({"region"}))


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("2015Q4", "Q4 2015"),
        ("2015", "2015"),
        ("2015H2", "H2 2015"),
        ("2015-11", "November 2015"),
        ("2015W07", "week 7 of 2015"),
        ("LTM 2015Q4", "LTM Q4 2015"),
    ],
)
def test_periods_are_said_as_readers_say_them(label: str, said: str) -> None:
    assert say_period(label) == said


def test_a_history_of_growth_keeps_the_periods_between_two_rates(tmp_path: Path) -> None:
    years = [year for year in range(2010, 2021) if year != 2014]
    rows = "".join(f"Brazil,sales,{year},{100 + year - 2010},USD\n" for year in years)
    (tmp_path / "gap.csv").write_text(f"market,metric,period,value,unit\n{rows}")
    store = xm.store(f"sqlite:///{tmp_path / 'gap.db'}")
    store.add(xm.read(tmp_path / "gap.csv"), dataset="gap")
    view = region(open_snapshot("gap", store=f"sqlite:///{tmp_path / 'gap.db'}"), "Brazil")
    labels = [row.label for row in view.growth_history]
    assert labels == [str(year) for year in range(2011, 2021)]
    assert [row.label for row in view.growth_history if isinstance(row.growth, CellError)] == ["2014", "2015"]
