"""Every shipped template on every market, region and period ends in a report or in one clear line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from xlmarket.cli import run
from xlmarket.errors import NotAvailable
from xlmarket.functions import Snapshot, open_snapshot
from xlmarket.report.context import context_of
from xlmarket.report.query import ReportQuery
from xlmarket.report.regions import STANDARD, region_view, regions_with_figures

SHIPPED = ("cross-border-2015", "sample-quarterly")


def markets(snapshot: Snapshot) -> tuple[str, ...]:
    """Every market with a figure in any metric, and every standard region."""
    return tuple(dict.fromkeys([*(row.market for row in snapshot.holding.observations), *STANDARD]))


def periods(snapshot: Snapshot) -> Iterator[str]:
    held = snapshot.panel().periods
    yield from dict.fromkeys(held[place].label for place in (0, len(held) // 2, -1))


@pytest.mark.parametrize("dataset", SHIPPED)
def test_every_market_and_region_has_a_report_of_the_first_the_middle_and_the_last_period(dataset: str) -> None:
    snapshot = open_snapshot(dataset)
    for period in periods(snapshot):
        for market in markets(snapshot)[::3]:
            context = context_of(snapshot, region=market, period=period)
            assert context["region"]
            assert context["market"]


@pytest.mark.parametrize("dataset", SHIPPED)
@pytest.mark.parametrize("name", ["region", "market", "world"])
def test_a_period_without_any_figure_is_refused_with_those_that_have_some(dataset: str, name: str) -> None:
    snapshot = open_snapshot(dataset)
    first, last = snapshot.panel().periods[0], snapshot.panel().periods[-1]
    for period in (first.shift(-1), first.shift(-40), last.shift(1), last.shift(40)):
        with pytest.raises(NotAvailable, match=f"no figures of {snapshot.metric().name} in this period") as refused:
            context_of(snapshot, region="France", period=period.label, names=frozenset({name}))
        assert first.label in refused.value.allowed[0]


def test_a_refused_period_names_the_measures_that_have_it() -> None:
    with pytest.raises(NotAvailable) as refused:
        ReportQuery.at(open_snapshot(), "2014")
    assert "ecommerce_sales" in refused.value.remedy


def test_a_profile_of_a_period_before_all_figures_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "france.xlsx"
    assert run(["report", "market-profile", "--region", "France", "--period", "2014", "-o", str(made)]) == 3
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "no figures of destination_share" in said
    assert not made.exists()


@pytest.mark.parametrize("name", ["Europe", "Africa", "World", "France", "Oceania"])
def test_a_region_without_a_figure_says_so(name: str) -> None:
    snapshot = open_snapshot()
    rows = tuple(row for row in snapshot.holding.observations if row.market in ("USA", "BRA"))
    few = Snapshot(replace(snapshot.holding, observations=replace(snapshot.holding.observations, rows=rows)))
    view = region_view(ReportQuery.at(few, "latest"), few.resolve(name))
    if few.resolve(name).kind == "group":
        assert view.basis == f"The data set has no figure of {name}, nor of any of its members."
    assert view.summary


def test_a_region_of_another_data_set_is_left_out_and_said_so() -> None:
    snapshot = Snapshot(open_snapshot().holding, regions={"My shops": ("Shop 7", "Shop 8"), "Duo": ("Brazil", "India")})
    context = context_of(snapshot, region=None)
    assert regions_with_figures(snapshot)[-1] == "Duo"
    assert any("My shops" in note and "Shop 7" in note for note in context["notes"])  # type: ignore[attr-defined]


def test_an_export_of_all_regions_names_the_one_it_leaves_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "xlmarket.toml"
    settings.write_text('[regions]\n"My shops" = ["Shop 7"]\n')
    output = ["-t", "region-quarterly", "--all-regions", "-f", "csv", "-j", "1", "-o", str(tmp_path / "out")]
    assert run(["export", *output, "--config", str(settings)]) == 0
    assert 'the region "My shops" of the settings is left out' in capsys.readouterr().err
