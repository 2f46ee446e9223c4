"""Which metric a report measures: the one named, the default, the answer of a person, never silently the first."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import openpyxl
import pytest

from xlmarket.cli import run
from xlmarket.functions import open_snapshot

Captured = pytest.CaptureFixture[str]
SAMPLE = ("--dataset", "sample-quarterly", "--quiet")
TIDY = """market,metric,period,value,unit
Brazil,orders,2015Q4,5,orders
Brazil,visits,2015Q4,70,visits
India,orders,2015Q4,15,orders
India,visits,2015Q4,30,visits
"""


@pytest.fixture(autouse=True)
def two_metrics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data set `mine` with two metrics, none of them the default."""
    monkeypatch.setenv("XLMARKET_STORE", str(tmp_path / "store.sqlite"))
    monkeypatch.chdir(tmp_path)
    Path("tidy.csv").write_text(TIDY)
    mapping = '[mapping.m]\ncolumns = {market = "market", metric = "metric", period = "period", value = "value", unit = "unit"}\nkind = "flow"\n'
    Path("m.toml").write_text(mapping)
    assert run(["import", "tidy.csv", "--map", "m.toml", "--as", "mine", "--quiet"]) == 0


def cells(file: Path | str) -> set[object]:
    return {cell.value for sheet in openpyxl.load_workbook(file) for row in sheet.iter_rows() for cell in row}


def test_a_report_measures_the_metric_it_is_told(tmp_path: Path) -> None:
    assert run(["report", "market-profile", "--region", "Brazil", "--metric", "parcels", "-o", "b.xlsx", *SAMPLE]) == 0
    found = cells("b.xlsx")
    assert "Cross-border parcels" in found
    assert "Cross-border e-commerce sales" not in found


@pytest.mark.parametrize("metric", ["sales", "parcels"])
def test_formulas_of_a_template_mean_the_metric_of_the_report(metric: str) -> None:
    from xlmarket.functions import evaluate

    snapshot = open_snapshot("sample-quarterly").measuring(metric)
    named = open_snapshot("sample-quarterly")
    for formula in ('=MARKET_VALUE("Brazil"{})', '=MARKET_SHARE("Brazil",,{})', '=MARKET_RANK("Brazil",,{})'):
        short, full = formula.format(""), formula.format(f',"{metric}"' if ",," in formula else f',,"{metric}"')
        assert evaluate(snapshot, short).value == evaluate(named, full).value


def test_an_export_of_several_metrics_writes_one_report_each_with_distinct_names(tmp_path: Path) -> None:
    asked = ["--region", "Brazil", "--metric", "sales", "--metric", "parcels", "-f", "csv", "-j", "1", "-o", "out"]
    assert run(["export", "-t", "market-profile", *asked, *SAMPLE]) == 0
    assert sorted(path.name for path in Path("out").glob("*.csv")) == [
        "market-profile Brazil 2015Q4 parcels.csv",
        "market-profile Brazil 2015Q4 sales.csv",
    ]


def test_metrics_of_other_frequencies_have_their_own_periods(tmp_path: Path) -> None:
    asked = ["--region", "Brazil", "--metric", "population", "--metric", "parcels", "-f", "csv", "-j", "1", "-o", "out"]
    assert run(["export", "-t", "market-profile", *asked, *SAMPLE]) == 0
    names = {path.name for path in Path("out").glob("*.csv")}
    assert names == {"market-profile Brazil 2015 population.csv", "market-profile Brazil 2015Q4 parcels.csv"}


@pytest.mark.parametrize(
    "command",
    [
        ["report", "world-overview", "-o", "w.xlsx"],
        ["export", "-t", "world-overview", "-o", "out"],
        ["export", "--all-regions", "-o", "out"],
        ["workbook", "live", "-o", "w.xlsx"],
    ],
)
def test_several_metrics_without_a_default_are_refused_with_the_list(capsys: Captured, command: list[str]) -> None:
    assert run([*command, "--dataset", "mine"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "allowed: orders, visits; choose one with --metric NAME" in said
    assert not Path("w.xlsx").exists()


@pytest.mark.parametrize(("metric", "value"), [("orders", 5), ("visits", 70)])
def test_a_named_metric_needs_no_default(metric: str, value: int) -> None:
    command = ["report", "market-profile", "--region", "Brazil", "--metric", metric, "--dataset", "mine", "--quiet"]
    assert run([*command, "-o", "b.xlsx"]) == 0
    assert value in cells("b.xlsx")


def test_a_cell_without_a_metric_is_an_error_that_names_the_choices(capsys: Captured) -> None:
    for formula in ('=MARKET_VALUE("Brazil")', '=MARKET_SHARE("Brazil")', '=MARKET_RANK("Brazil")'):
        assert run(["eval", formula, "--dataset", "mine"]) == 3
        printed = capsys.readouterr()
        assert printed.out == "#VALUE!\n"
        assert "allowed: orders, visits" in printed.err
    assert run(["eval", '=MARKET_VALUE("Brazil",,"visits")', "--dataset", "mine"]) == 0


def test_an_unknown_metric_is_named_with_the_nearest(capsys: Captured) -> None:
    assert run(["report", "world-overview", "--metric", "visit", "-o", "w.xlsx", "--dataset", "mine"]) == 3
    assert "did you mean visits?" in capsys.readouterr().err


@pytest.mark.parametrize(("typed", "title"), [("2\n", "visits"), ("visits\n", "visits"), ("9\nx\n1\n", "orders")])
@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo terminal is of Unix")
def test_a_person_at_a_terminal_is_asked(typed: str, title: str) -> None:
    import pty
    import subprocess

    leader, follower = pty.openpty()
    command = ["-m", "xlmarket.cli", "report", "market-profile", "--region", "Brazil", "--dataset", "mine"]
    asked = subprocess.Popen(
        [sys.executable, *command, "-o", "b.xlsx"], stdin=follower, stdout=follower, stderr=follower
    )
    os.close(follower)
    os.write(leader, typed.encode())
    assert asked.wait(timeout=120) == 0
    os.close(leader)
    assert {"orders": 5, "visits": 70}[title] in cells("b.xlsx")


@pytest.mark.parametrize("dataset", ["cross-border-2015", "sample-quarterly"])
def test_the_shipped_data_sets_have_one_default(dataset: str) -> None:
    snapshot = open_snapshot(dataset)
    assert snapshot.has_default
    assert [metric.name for metric in snapshot.metrics.values() if metric.default] == [snapshot.metric().name]


def test_the_default_is_the_one_declared_last(capsys: Captured) -> None:
    Path("d.toml").write_text(Path("m.toml").read_text().replace("[mapping.m]", "[mapping.m]\ndefault = true"))
    for name in ("orders", "visits"):
        lines = TIDY.splitlines(keepends=True)
        Path(f"{name}.csv").write_text("".join([lines[0], *(line for line in lines if f",{name}," in line)]))
        assert run(["import", f"{name}.csv", "--map", "d.toml", "--as", "mine", "--quiet"]) == 0
        assert open_snapshot("mine").metric().name == name


def test_a_metric_that_was_chosen_is_kept_on_another_day() -> None:
    snapshot = open_snapshot("mine").measuring("visits")
    from datetime import date

    from xlmarket.functions import evaluate

    assert evaluate(snapshot, f'=MARKET_VALUE("Brazil",,,"as_of={date(2999, 1, 1)}")').value == 70
    assert snapshot.fingerprint != open_snapshot("mine").measuring("orders").fingerprint
