"""One scale for all amounts of a report: they fit their columns, keep their digits, and the header names it."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from xlmarket.functions import Snapshot, open_snapshot
from xlmarket.observations import Metric, MetricKind
from xlmarket.report import build
from xlmarket.report.context import context_of
from xlmarket.report.scale import choose_scale
from xlmarket.report.views import RegionView, WorldView


def times(factor: float, unit: str, dataset: str = "sample-quarterly") -> Snapshot:
    """A shipped data set with its default metric in another size and unit."""
    snapshot = open_snapshot(dataset)
    table, name = snapshot.holding.observations, snapshot.metric().name
    rows = tuple(replace(row, value=row.value * factor, unit=unit) for row in table.rows if row.metric == name)
    metrics = (replace(snapshot.metric(), unit=unit, title=""),)
    return Snapshot(replace(snapshot.holding, observations=replace(table, rows=rows, metrics=metrics)))


@pytest.mark.parametrize(
    ("unit", "largest", "shown", "by"),
    [
        ("USD million", 30_000, "USD million", 1),
        ("USD million", 1_999_999, "USD million", 1),
        ("USD million", 2_000_000, "USD billion", 1e3),
        ("USD million", 1e15, "USD trillion", 1e6),
        ("USD", 7.6e13, "USD billion", 1e9),
        ("USD", 5e6, "USD thousand", 1e3),
        ("thousand persons", 7e6, "million persons", 1e3),
        ("USD million", 0.4, "USD thousand", 1e-3),
        ("USD million", 0.0004, "USD", 1e-6),
        ("USD", 0.001, "USD", 1),
        ("USD million", 0, "USD million", 1),
        ("percent", 5e6, "percent", 1),
        ("index, 2015 = 100", 0.5, "index, 2015 = 100", 1),
    ],
)
def test_the_scale_is_the_smallest_in_which_the_figures_fit(unit: str, largest: float, shown: str, by: float) -> None:
    scale = choose_scale(Metric(name="sales", unit=unit, kind=MetricKind.FLOW), largest)
    assert (scale.unit, scale.by) == (shown, pytest.approx(by))


def test_a_ratio_keeps_its_unit() -> None:
    assert choose_scale(Metric(name="price", unit="USD", kind=MetricKind.RATIO), 1e9).by == 1


@pytest.mark.parametrize(
    ("template", "region", "sheet"),
    [
        ("region-quarterly", "Africa", "Report"),
        ("market-profile", "Brazil", "Profile"),
        ("world-overview", None, "Overview"),
    ],
)
@pytest.mark.parametrize(
    ("factor", "unit", "shown"),
    [(1e9, "USD", "USD billion"), (1e10, "USD million", "USD trillion"), (1, "USD million", "USD million")],
)
def test_every_sheet_of_a_report_has_the_scale_in_its_headers(
    template: str, region: str | None, sheet: str, factor: float, unit: str, shown: str
) -> None:
    if (region, factor) == ("Africa", 1e9):
        shown = "USD million"  # a small region keeps its digits
    book = openpyxl.load_workbook(io.BytesIO(build(template, snapshot=times(factor, unit), region=region)))
    texts = {str(cell.value) for row in book[sheet].iter_rows() for cell in row}
    assert f"Value\n{shown}" in texts
    assert f"{shown}, Q4 2015" in texts
    for other in ("Sources", "Data"):
        assert any(f"Sales, {shown}" in str(cell.value) for row in book[other].iter_rows() for cell in row)
    assert not [text for text in texts if text.endswith(f" {unit}") and unit != shown]


def test_the_figures_of_functions_and_of_a_csv_stay_as_they_are() -> None:
    snapshot = times(1e9, "USD")
    context = context_of(snapshot, region="Africa")
    view = context["region"]
    assert isinstance(view, RegionView)
    assert context["market_value"]("Africa") == view.value  # type: ignore[operator]
    assert isinstance(view.value, float)
    assert view.value > 1e11


@pytest.mark.parametrize("factor", [1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9, 1e12])
def test_no_printed_number_is_too_wide(soffice: str, tmp_path: Path, factor: float) -> None:
    for template, region in (("world-overview", None), ("market-profile", "Brazil"), ("region-quarterly", "Africa")):
        (tmp_path / f"{template}.xlsx").write_bytes(
            build(template, snapshot=times(factor, "USD million"), region=region)
        )
    files = [str(path) for path in tmp_path.glob("*.xlsx")]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    for file in tmp_path.glob("*.pdf"):
        printed = subprocess.run(
            ["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True
        ).stdout
        assert "##" not in printed, file.name
        assert "-0.0%" not in printed
        assert "+0.00 " not in printed


def test_the_parts_of_the_world_add_up_with_what_no_market_is_named_for() -> None:
    for dataset in ("sample-quarterly", "cross-border-2015"):
        world = context_of(open_snapshot(dataset), region=None)["world"]
        assert isinstance(world, WorldView)
        assert world.series[-1] == "No market named"
        assert world.series_note == ""
        for moment in world.history:
            assert sum(part or 0 for part in moment.parts) == pytest.approx(moment.value)  # type: ignore[misc]


def test_a_chart_that_leaves_out_a_part_says_so() -> None:
    snapshot = open_snapshot("sample-quarterly")
    table = snapshot.holding.observations
    rows = tuple(row for row in table.rows if (row.market, row.metric, row.period.label) != ("PER", "sales", "2015Q3"))
    gap = Snapshot(replace(snapshot.holding, observations=replace(table, rows=rows)))
    world, region = (context_of(gap, region="Latin America")[name] for name in ("world", "region"))
    assert isinstance(world, WorldView)
    assert isinstance(region, RegionView)
    assert world.series_note == "The chart of values leaves out what has no figure: Other markets (Q3 2015)."
    assert region.series_note == "The chart of values leaves out what has no figure: Peru (Q3 2015)."


def test_a_region_is_never_ranked_among_markets() -> None:
    context = context_of(open_snapshot(), region=None)
    world = context["world"]
    assert isinstance(world, WorldView)
    ranks = {row.name: row.rank for row in world.largest}
    assert ranks["United States"] == 1
    for name in ("European Union", "ASEAN"):
        assert not isinstance(ranks[name], (int, float))
    assert any("has no rank" in note for note in context["notes"])  # type: ignore[attr-defined]


def test_a_metric_without_title_or_unit_reads_as_a_sentence() -> None:
    view = context_of(times(1, ""), region="Brazil")["region"]
    assert isinstance(view, RegionView)
    assert view.summary.startswith("Sales came to 684 in Q4 2015")
    book = openpyxl.load_workbook(io.BytesIO(build("market-profile", snapshot=times(1, ""), region="Brazil")))
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "Q4 2015" in texts
    assert not [text for text in texts if text.startswith(",") or text.endswith(", ")]


def test_one_market_is_not_called_markets() -> None:
    snapshot = open_snapshot("sample-quarterly")
    table = snapshot.holding.observations
    alone = Snapshot(
        replace(snapshot.holding, observations=replace(table, rows=tuple(r for r in table.rows if r.market == "USA")))
    )
    for template in ("market-profile", "region-quarterly", "world-overview"):
        region = (
            None
            if template == "world-overview"
            else "North America"
            if template == "region-quarterly"
            else "United States"
        )
        book = openpyxl.load_workbook(io.BytesIO(build(template, snapshot=alone, region=region)))
        texts = " | ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
        assert " 1 market" in texts
        assert " 1 markets" not in texts
