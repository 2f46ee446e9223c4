"""Parts of a whole: what lies in it, what is left out of it, and sentences that say which figure is missing."""

from __future__ import annotations

from datetime import date

import pytest

from tests.functions.tables import annual, ask, snapshot, why
from xlmarket.functions import Snapshot, call, open_snapshot
from xlmarket.observations import FigureStatus, Metric, MetricKind, Observation, Qualifier
from xlmarket.periods import Frequency, Period, parse_period

SAMPLE = open_snapshot("sample-quarterly")
BRIEF = open_snapshot("cross-border-2015")
SKIP = "missing=skip"


def quarterly(figures: dict[str, list[float | None]], kind: MetricKind = MetricKind.FLOW, **more: object) -> Snapshot:
    """Quarters from 2014Q1 on."""
    rows = [
        Observation(
            market=market,
            metric="sales",
            period=parse_period(f"{2014 + n // 4}Q{n % 4 + 1}"),
            value=value,
            unit="USD million",
        )
        for market, values in figures.items()
        for n, value in enumerate(values)
        if value is not None
    ]
    return snapshot(
        rows, [Metric(name="sales", unit="USD million", kind=kind, frequency=Frequency.QUARTER, default=True)], **more
    )


GAPPED = {"FRA": [1.0, 1, 1, 1], "DEU": [2.0, 2, 2, 2], "BRA": [5.0, None, 5, 5]}


@pytest.mark.parametrize("group", ["World", "Sum of three"])
def test_a_member_without_a_quarter_has_no_part_in_the_year_of_its_group(group: str) -> None:
    figures = quarterly(GAPPED, aggregates={"Sum of three": ("FRA", "DEU", "BRA")})
    assert ask(figures, "VALUE", group, 2014, None, SKIP) == 12.0
    assert ask(figures, "VALUE", group, "2014H2", None, SKIP) == 16.0
    assert ask(figures, "VALUE", group, "LTM 2014Q4", None, SKIP) == 12.0
    assert ask(figures, "SHARE", group, 2014, None, None, SKIP) == 1.0
    assert why(figures, "VALUE", group, 2014).startswith("#N/A")


def test_a_stock_of_a_group_is_that_of_the_last_quarter_whatever_is_missing_before() -> None:
    assert ask(quarterly(GAPPED, MetricKind.STOCK), "VALUE", "World", 2014, None, SKIP) == 8.0


def test_a_year_of_a_group_keeps_its_published_quarters() -> None:
    figures = quarterly({**GAPPED, "WORLD": [10.0, 10, 10, None]})
    assert ask(figures, "VALUE", "World", 2014, None, SKIP) == 38.0


def test_growth_with_no_member_at_both_ends_is_missing() -> None:
    figures = annual({"FRA": [1, None], "DEU": [None, 30]})
    assert "no member of World has figures in 2015 and the period before" in why(
        figures, "GROWTH", "World", 2015, None, None, SKIP
    )


@pytest.mark.parametrize("measure", ["HHI", "CR4", "GINI", "ENTROPY", "EFFECTIVE"])
@pytest.mark.parametrize("mark", [{"status": FigureStatus.DOUBTFUL}, {"qualifier": Qualifier.ABOVE}])
@pytest.mark.parametrize("market", ["BRA", "OTHERS"])
def test_missing_skip_leaves_out_no_figure_that_is_there(measure: str, mark: dict[str, object], market: str) -> None:
    years = [Period.of(2014), Period.of(2015)]
    rows = [
        Observation(market=one, metric="sales", period=year, value=5.0, unit="USD million")
        for one in ("FRA", "DEU")
        for year in years
    ]
    rows += [Observation(market=market, metric="sales", period=years[0], value=4.0, unit="USD million")]
    rows += [Observation(market=market, metric="sales", period=years[1], value=9.0, unit="USD million", **mark)]  # type: ignore[arg-type]
    figures = snapshot(
        rows, [Metric(name="sales", unit="USD million", kind=MetricKind.FLOW, frequency=Frequency.YEAR, default=True)]
    )
    said = why(figures, "CONCENTRATION", None, 2015, measure, None, SKIP)
    assert said.startswith("#N/A")
    assert "doubtful" in said or "bound" in said


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("SHARE", ("2015Q4", "Europe")),
        ("SHARE_CHANGE", (2014, 2015, "Europe")),
        ("CONTRIBUTION", (2015, "Europe")),
        ("DECOMP", (2014, 2015, "Europe")),
    ],
)
def test_a_market_outside_the_whole_has_no_part_of_it(name: str, arguments: tuple[object, ...]) -> None:
    said = why(SAMPLE, name, "Brazil", *arguments)
    assert said.startswith("#N/A")
    assert "only what lies in Europe has a part of it" in said
    assert not why_or_none(SAMPLE, name, "France", *arguments)


def why_or_none(figures: Snapshot, name: str, *arguments: object) -> str:
    value = ask(figures, name, *arguments)
    value = value[0][0] if isinstance(value, tuple) else value
    return "" if isinstance(value, float) else str(value)


def test_a_name_of_the_data_lies_in_a_listed_group_only_as_its_member() -> None:
    figures = annual({"Acme": [1, 2], "Bolt": [3, 4], "Core": [3, 4]}, aggregates={"Core": ("Bolt",)})
    assert why(figures, "SHARE", "Acme", 2015, "Core").startswith("#N/A")
    assert ask(figures, "SHARE", "Bolt", 2015, "Core") == 1.0
    own = Snapshot(figures.holding, regions={"Mine": ["Bolt"]})
    assert why(own, "SHARE", "Acme", 2015, "Mine").startswith("#N/A")
    assert ask(own, "SHARE", "Bolt", 2015, "Mine") == 1.0


def checked(figures: Snapshot, *arguments: object) -> dict[str, object]:
    return {str(row[0]): row[1] for row in call(figures, "MARKET_CHECK", *arguments).rows}


@pytest.mark.parametrize(
    ("group", "there", "everyone"), [("Europe", 28, 52), ("Asia", 13, 51), ("North America", 1, 5)]
)
def test_the_coverage_of_a_region_is_what_its_flag_says(group: str, there: int, everyone: int) -> None:
    assert f"figures for {there} of {everyone} members" in ask(BRIEF, "FLAG", group)
    found = checked(BRIEF, group)
    assert found["Coverage"] == pytest.approx(there / everyone)
    assert len(str(found["Missing"]).split(", ")) == everyone - there


def test_the_coverage_of_a_whole_group_and_of_the_world_is_1() -> None:
    assert checked(SAMPLE, "European Union")["Coverage"] == 1.0
    assert checked(SAMPLE)["Coverage"] == 1.0
    assert checked(SAMPLE)["Missing"] == "none"


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("GROWTH", ("France", 2015), "there is no figure for 2014 to compare it with"),
        ("CAGR", ("France", 2014, 2015), "there is no figure for 2014 to compare it with"),
        ("GROWTH", ("France", 2014), "there is no figure for it"),
        ("SHARE", ("Germany", 2014), "a figure it needs is missing; no figure to add up for France in 2014"),
        ("CONCENTRATION", (None, 2014), "a figure it needs is missing; no figure to add up for France in 2014"),
        ("CAGR", ("Germany", 2015, 2014), "2014 is not later than 2015"),
    ],
)
def test_the_sentence_names_the_figure_that_is_missing(name: str, arguments: tuple[object, ...], said: str) -> None:
    assert said in why(annual({"FRA": [None, 1], "DEU": [1, 2]}), name, *arguments)


def test_one_partial_year_has_no_covered_part_to_compare() -> None:
    figures = annual({"FRA": [1, 2]}, covered=(date(2014, 1, 1), date(2015, 12, 9)))
    said = why(figures, "GROWTH", "France", 2015)
    assert "partial=any takes it as it is" in said
    assert "likeforlike" not in said
    assert "partial=" not in why(figures, "GROWTH", "France", 2015, None, None, "partial=likeforlike")


def test_a_currency_without_any_rate_is_named_without_a_list_of_periods() -> None:
    said = why(SAMPLE, "VALUE", "Brazil", "2015Q4", None, "currency=XXX")
    assert said.endswith("exchange_rate has no rate of USD to XXX")


def test_the_values_of_an_option_are_listed_without_an_empty_one() -> None:
    assert "choose from 1, k, m, bn, tn" in why(SAMPLE, "VALUE", "Brazil", None, None, "scale=x")
