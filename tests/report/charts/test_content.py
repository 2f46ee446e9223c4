"""The content of charts: the figures of the functions, printed as the reports print them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from tests.output.charts.awkward import awkward
from xlmarket.errors import NotAvailable, UsageError
from xlmarket.functions import open_snapshot
from xlmarket.functions.call import call
from xlmarket.functions.snapshot import Snapshot
from xlmarket.package.values import CellError
from xlmarket.report.charts import KINDS, chart_of, charts_of
from xlmarket.report.context import context_of
from xlmarket.report.views import RegionView


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


def test_slopes_have_the_shares_and_changes_of_the_functions() -> None:
    chart = chart_of(sample(), "share-change", region="Europe", top=8)
    assert len(chart.series) == 8
    changes = []
    for series in chart.series:
        for point in series.points:
            assert point.value == call(sample(), "MARKET_SHARE", series.name, point.label, "Europe").value
        change = call(sample(), "MARKET_SHARE_CHANGE", series.name, "2014Q4", "2015Q4", "Europe").value
        assert series.remark == f"{change * 100:+.2f} pts"
        changes.append(abs(change))
    others = call(sample(), "MARKET_SHARE_CHANGE", "Norway", "2014Q4", "2015Q4", "Europe").value
    assert abs(others) <= min(changes)


@pytest.mark.parametrize("region", ["Europe", "Oceania", None])
def test_the_steps_of_a_waterfall_end_at_the_growth_of_the_whole(region: str | None) -> None:
    steps, whole = chart_of(sample(), "contribution", region=region).series
    growth = call(sample(), "MARKET_GROWTH", region or "World", "2015Q4").value
    assert whole.points[0].value == growth
    assert steps.points[-1].high == pytest.approx(growth)
    for step in steps.points:
        assert (step.high or 0) - (step.low or 0) == pytest.approx(step.value)
        if step.label not in ("Other markets", "No market named"):
            assert step.value == call(sample(), "MARKET_CONTRIBUTION", step.label, "2015Q4", region).value


def test_ranks_are_those_of_the_function_and_say_how_far_each_moved() -> None:
    chart = chart_of(sample(), "ranks", region="Europe", top=10)
    assert [series.points[-1].value for series in chart.series] == list(range(1, 11))
    for series in chart.series:
        for point in series.points:
            assert point.value == call(sample(), "MARKET_RANK", series.name, point.label, "Europe").value
    moved = {series.name: series.remark for series in chart.series}
    assert (moved["Russia"], moved["Spain"], moved["Ukraine"]) == ("same", "up 2", "down 3")


def test_panels_have_the_growth_of_each_member_next_to_the_region() -> None:
    *panels, whole = chart_of(sample(), "panels", region="Europe", top=4).series
    assert [series.name for series in panels] == ["Russia", "United Kingdom", "Germany", "France"]
    assert (whole.name, whole.role) == ("Europe", "compare")
    for series in (*panels, whole):
        for point in series.points:
            assert point.value == call(sample(), "MARKET_GROWTH", series.name, point.label).value


def test_a_forecast_has_the_bounds_of_the_function() -> None:
    figures, ahead = chart_of(sample(), "forecast", region="Brazil").series
    last = ahead.points[-1]
    answer = call(sample(), "MARKET_FORECAST", "Brazil", last.label, "ETS", None, "level=0.95")
    assert (last.value, last.low, last.high) == answer.rows[0]
    joint = next(point for point in reversed(figures.points) if point.value is not None)
    assert joint.value == call(sample(), "MARKET_VALUE", "Brazil", joint.label).value


@pytest.mark.parametrize(
    ("kind", "region", "period"),
    [
        ("contribution", "Brazil", "latest"),
        ("ranks", "Brazil", "latest"),
        ("panels", "Brazil", "latest"),
        ("ranks", "Europe", "2013Q1"),
        ("share-change", "Europe", "2013Q1"),
        ("contribution", "Europe", "2013Q1"),
        ("panels", "Europe", "2013Q1"),
        ("forecast", "Europe", "2014Q4"),
    ],
)
def test_a_kind_that_has_no_meaning_here_is_refused_with_the_reason(kind: str, region: str, period: str) -> None:
    with pytest.raises(NotAvailable, match=r"(?i)no (chart|figures|forecast)"):
        chart_of(sample(), kind, region=region, period=period)


def test_one_period_is_one_column() -> None:
    chart = chart_of(sample(), "history", region="Europe", period="2013Q1")
    assert chart.labels == ("2013Q1",)
    assert chart.subtitle.startswith("Q1 2013, USD million")


def test_a_report_has_the_waterfall_and_the_forecast_where_its_context_has_them() -> None:
    region = context_of(sample(), region="Europe", names=frozenset({"region", "bridge"}))
    assert list(charts_of(region)) == ["share", "history", "growth", "contribution"]
    market = context_of(sample(), region="Brazil", names=frozenset({"market"}))
    assert list(charts_of(market)) == ["share", "history", "growth", "forecast"]


def test_a_period_without_a_rate_is_a_gap_and_not_left_out() -> None:
    chart = chart_of(awkward(), "growth", region="Germany")
    labels = list(chart.labels)
    assert labels == [f"{year}Q{quarter}" for year in (2014, 2015) for quarter in (1, 2, 3, 4)]
    assert [point.label for point in chart.series[0].points if point.value is None] == ["2015Q3", "2015Q4"]


def test_the_world_has_as_many_bars_as_asked_for() -> None:
    chart = chart_of(sample(), "share", top=40)
    assert len(chart.series[0].points) == 40
    assert [point.label for point in chart.series[1].points] == ["Other markets (29)", "No market named"]
    assert sum(chart.values) == pytest.approx(1.0)


def test_a_refusal_says_why_there_is_no_figure() -> None:
    with pytest.raises(NotAvailable, match="one period has no growth"):
        chart_of(sample("cross-border-2015"), "growth", region="Brazil")
    with pytest.raises(NotAvailable, match="Chile"):
        chart_of(awkward(), "share", region="Chile", period="2015Q4")


def test_a_market_without_a_figure_is_listed_without_a_bar() -> None:
    context = context_of(sample(), region="Oceania", names=frozenset({"region"}))
    view = context["region"]
    assert isinstance(view, RegionView)
    first, second = view.members
    holed = replace(view, members=(first, replace(second, value=CellError("#N/A"), share=CellError("#N/A"))))
    chart = charts_of(context | {"region": holed})["share"]
    assert [(point.label, point.value, point.text) for point in chart.series[0].points] == [
        ("Australia", first.share, "83.7%"),
        ("New Zealand", None, "n/a"),
    ]
    assert "Australia 83.7%, New Zealand n/a." in chart.alt
    assert chart.note.startswith("1 without a figure (n/a).")


def test_a_forecast_ends_with_its_last_figure() -> None:
    _, ahead = chart_of(sample().measuring("law_index"), "forecast", region="Brazil").series
    assert ahead.points[-1].value is not None
