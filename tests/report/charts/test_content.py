"""The content of charts: the figures of the functions, printed as the reports print them."""

from __future__ import annotations

from functools import cache

import pytest

from xlmarket.errors import NotAvailable, UsageError
from xlmarket.functions import open_snapshot
from xlmarket.functions.call import call
from xlmarket.functions.snapshot import Snapshot
from xlmarket.report.charts import KINDS, chart_of, charts_of
from xlmarket.report.context import context_of


@cache
def sample(name: str = "sample-quarterly") -> Snapshot:
    return open_snapshot(name)


def test_share_bars_have_the_shares_of_the_function_largest_first() -> None:
    chart = chart_of(sample(), "share", region="Europe")
    bars = chart.series[0].points
    for point in bars:
        assert point.value == call(sample(), "MARKET_SHARE", point.label, "2015Q4", "Europe").value
        assert point.text == f"{(point.value or 0) * 100:.1f}%"
    assert [point.value for point in bars] == sorted((point.value or 0 for point in bars), reverse=True)


def test_the_other_markets_are_one_bar_that_completes_the_whole() -> None:
    chart = chart_of(sample(), "share", region="Europe", top=5)
    (others,) = chart.series[1].points
    assert others.label == "Other markets (27)"
    assert sum(chart.values) == pytest.approx(1.0)


def test_the_alternative_text_lists_the_figures_and_says_that_they_are_illustrative() -> None:
    chart = chart_of(sample(), "share", region="Europe")
    assert chart.alt.startswith("Bar chart: shares of Europe in Q4 2015. Russia 17.0%, United Kingdom 14.7%")
    assert chart.alt.endswith("The figures are illustrative.")
    assert "Illustrative figures, not observed." in chart.note


def test_a_history_stacks_to_the_value_of_its_region() -> None:
    chart = chart_of(sample(), "history", region="Europe")
    *parts, whole = chart.series
    for place, point in enumerate(whole.points):
        value = call(sample(), "MARKET_VALUE", "Europe", point.label).value
        assert point.value == value
        assert sum(series.points[place].value or 0 for series in parts) == pytest.approx(value)


def test_growth_is_that_of_the_function_next_to_the_world() -> None:
    region, world = chart_of(sample(), "growth", region="Brazil").series
    for series, name in ((region, "Brazil"), (world, "WORLD")):
        for point in series.points:
            assert point.value == call(sample(), "MARKET_GROWTH", name, point.label).value


@pytest.mark.parametrize("region", ["Europe", "Brazil", None])
def test_the_charts_of_a_context_are_those_made_alone(region: str | None) -> None:
    view = {"Europe": "region", "Brazil": "market", None: "world"}[region]
    charts = charts_of(context_of(sample(), region=region, names=frozenset({view})))
    assert charts
    for kind, chart in charts.items():
        assert chart == chart_of(sample(), kind, region=region)


def test_a_chart_over_no_figures_is_refused_and_left_out_of_a_report() -> None:
    published = sample("cross-border-2015")
    with pytest.raises(NotAvailable, match="no figures for a chart of growth"):
        chart_of(published, "growth", region="Brazil")
    assert "growth" not in charts_of(context_of(published, region="Brazil", names=frozenset({"market"})))


def test_an_unknown_kind_gets_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean share"):
        chart_of(sample(), "shares")
    assert chart_of(sample(), "SHARE").kind in KINDS
