"""`xlmarket import`: a drafted mapping, presets by name, and the offer in a terminal."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from xlmarket.cli import run

MESSY = "Sales by market (USD million)\n\nMarket;2014;2015\nBrazil;1.234,5;1.300,1\nPeru;120,5;:\n"


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    path = tmp_path / "messy.csv"
    path.write_text(MESSY)
    return path


def test_a_draft_is_written_shown_and_accepted_unchanged(messy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = messy.with_name("messy.toml")
    assert run(["import", str(messy), "--draft", str(target)]) == 0
    printed = capsys.readouterr()
    assert 'wide = "periods"' in target.read_text()
    assert target.read_text() in printed.err
    assert "BRA" in printed.err
    assert f"--map {target}" in printed.out
    assert max(map(len, printed.err.splitlines())) < 200
    store = ["--store", str(messy.with_name("s.sqlite")), "--quiet"]
    assert run(["import", str(messy), "--map", str(target), "--as", "mine", *store]) == 0
    assert run(["eval", '=MARKET_VALUE("Brazil",2014)', "--dataset", "mine", "--json", *store]) == 0
    assert json.loads(capsys.readouterr().out.partition("\n")[2])["value"] == 1234.5


def test_a_draft_never_overwrites_and_takes_one_file(messy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = messy.with_name("messy.toml")
    target.write_text("mine")
    assert run(["import", str(messy), "--draft", str(target)]) == 2
    assert target.read_text() == "mine"
    assert run(["import", str(messy), str(messy), "--draft", str(messy.with_name("b.toml"))]) == 2
    assert "one file" in capsys.readouterr().err


def test_a_preset_can_be_copied(messy: Path) -> None:
    target = messy.with_name("own.toml")
    assert run(["import", str(messy), "--map", "worldbank-csv", "--draft", str(target)]) == 0
    assert "[mapping.worldbank-csv]" in target.read_text()


def test_an_unknown_mapping_names_the_presets_and_the_nearest(messy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(messy), "--map", "wordbank-csv"]) == 2
    assert "did you mean worldbank-csv" in capsys.readouterr().err


def test_the_market_and_period_of_a_file_are_given_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("metric,value\nsales,5\n")
    store = ["--store", str(tmp_path / "s.sqlite"), "--quiet"]
    assert run(["import", str(path), "--market", "Peru", "--period", "2015Q4", "--as", "mine", *store]) == 0
    assert run(["eval", '=MARKET_VALUE("Peru","2015Q4")', "--dataset", "mine", *store]) == 0


def terminal(arguments: list[str], answer: str) -> tuple[int, str]:
    """Run the command in a terminal of its own and type one answer."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "xlmarket.cli", *arguments]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True) as process:
        os.close(theirs)
        os.write(ours, f"{answer}\n".encode())
        shown = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            if not part:
                break
            shown += part
        os.close(ours)
        return process.wait(), shown.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_in_a_terminal_a_file_that_does_not_fit_is_offered_with_its_draft(messy: Path) -> None:
    store = ["--store", str(messy.with_name("s.sqlite"))]
    code, shown = terminal(["import", str(messy), "--as", "mine", *store], "n")
    assert code == 3
    assert "Use this mapping?" in shown
    assert 'wide = "periods"' in shown
    code, shown = terminal(["import", str(messy), "--as", "mine", *store], "y")
    assert code == 0
    assert "3 figures imported" in shown


def test_outside_a_terminal_nothing_is_offered_and_nothing_imported(
    messy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", str(messy), "--as", "mine", "--store", str(messy.with_name("s.sqlite"))]) == 3
    assert "Use this mapping?" not in capsys.readouterr().err
    assert not messy.with_name("s.sqlite").exists()


def test_the_preview_shows_bounds_as_bounds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Country,Year,Share\nBrazil,2015,<1%\nJapan,2015,26%\n")
    assert run(["import", str(path), "--draft", str(tmp_path / "a.toml")]) == 0
    assert "<1" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_in_a_terminal_a_large_file_shows_how_far_it_is_and_a_small_one_nothing(tmp_path: Path) -> None:
    line = "Brazil,{year:04d}-{month:02d},{year}\n"
    lines = [line.format(year=year, month=month) for year in range(1600, 2030) for month in range(1, 13)]
    for name, rows in (("large.csv", lines), ("small.csv", lines[:100])):
        (tmp_path / name).write_text("market,period,value\n" + "".join(rows), encoding="utf-8")
    options = ["--metric", "sales", "--kind", "flow", "--dry-run", "--store", str(tmp_path / "s.sqlite")]
    for name, has_bar in (("large.csv", True), ("small.csv", False)):
        code, shown = terminal(["import", str(tmp_path / name), *options], "")
        assert code == 0
        assert ("5000/5160" in shown) == has_bar
