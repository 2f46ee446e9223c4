"""After an undo, an export redoes or names the files that were made from figures which are not there any more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xlmarket.cli import run

Captured = pytest.CaptureFixture[str]
HEAD = "market,metric,period,value,unit\n"
EXPORT = ["export", "-t", "market-profile", "--region", "Brazil", "-f", "csv", "-j", "1", "-o", "out"]


@pytest.fixture(autouse=True)
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data set `mine`: a quarter in its first vintage, the next one in its second."""
    monkeypatch.setenv("XLMARKET_STORE", str(tmp_path / "store.sqlite"))
    monkeypatch.chdir(tmp_path)
    for quarter, value in (("2024Q1", 5), ("2024Q2", 6)):
        Path(f"{quarter}.csv").write_text(f"{HEAD}Brazil,sales,{quarter},{value},USD\n")
        assert run(["import", f"{quarter}.csv", "--quiet"]) == 0


def export(capsys: Captured, *more: str) -> dict[str, object]:
    capsys.readouterr()
    assert run([*EXPORT, *more, "--json", "--dataset", "mine"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_a_file_of_an_undone_period_is_named_until_it_is_gone(capsys: Captured) -> None:
    assert export(capsys)["stale"] == []
    assert run(["data", "undo", "mine"]) == 0
    capsys.readouterr()
    assert run([*EXPORT, "--dataset", "mine"]) == 0
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "market-profile Brazil 2024Q2.csv" in said
    assert export(capsys)["stale"] == ["market-profile Brazil 2024Q2.csv"]
    Path("out/market-profile Brazil 2024Q2.csv").unlink()
    assert export(capsys)["stale"] == []


def test_a_file_of_this_run_is_made_again(capsys: Captured) -> None:
    export(capsys, "--period", "2024Q1")
    assert run(["data", "undo", "mine"]) == 0
    found = export(capsys, "--period", "2024Q1")
    assert (found["written"], found["stale"]) == (1, [])


def test_a_report_as_of_an_earlier_vintage_outlives_the_undo_of_a_later(capsys: Captured) -> None:
    export(capsys, "--as-of", "1")
    assert run(["data", "undo", "mine"]) == 0
    found = export(capsys, "--as-of", "1")
    assert (found["unchanged"], found["stale"]) == (1, [])


@pytest.mark.parametrize("command", [["rename", "mine", "other"], ["delete", "mine", "--yes"]])
def test_files_of_a_data_set_that_is_gone_are_named(capsys: Captured, command: list[str]) -> None:
    export(capsys)
    assert run(["data", *command]) == 0
    capsys.readouterr()
    assert run([*EXPORT, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["stale"] == ["market-profile Brazil 2024Q2.csv"]


def test_the_same_figures_imported_again_are_there_again(capsys: Captured) -> None:
    export(capsys)
    assert run(["data", "delete", "mine", "--yes"]) == 0
    for quarter in ("2024Q1", "2024Q2"):
        assert run(["import", f"{quarter}.csv", "--quiet"]) == 0
    found = export(capsys)
    assert found["stale"] == []


def test_files_of_another_store_are_left_alone(capsys: Captured) -> None:
    export(capsys)
    capsys.readouterr()
    assert run([*EXPORT, "--json", "--store", "another.sqlite"]) == 0
    assert json.loads(capsys.readouterr().out)["stale"] == []
