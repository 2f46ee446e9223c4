"""`xlmarket addin` and `xlmarket doctor` for Excel, from a terminal on any system."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from tests.hosts.desktop.interpreted import source_of
from xlmarket.cli import run
from xlmarket.hosts.desktop.addin import FILE, build, read_build
from xlmarket.hosts.desktop.wrapper import MODULE

Captured = pytest.CaptureFixture[str]
EXCEL = ("--host", "excel")


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLMARKET_STORE", str(tmp_path / "store.sqlite"))
    monkeypatch.chdir(tmp_path)


def said(capsys: Captured, *arguments: str) -> tuple[int, str, str]:
    code = run(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def start(tmp_path: Path) -> Path:
    """A folder in the place of Excel's XLSTART."""
    folder = tmp_path / "XLSTART"
    folder.mkdir()
    return folder


def test_install_status_and_remove_in_a_folder(capsys: Captured, tmp_path: Path) -> None:
    place = ("--folder", str(start(tmp_path)), *EXCEL)
    path = tmp_path / "XLSTART" / FILE
    code, out, _ = said(capsys, "addin", "status", *place)
    assert (code, "not installed" in out) == (0, True)
    code, out, err = said(capsys, "addin", "install", *place)
    assert (code, out.strip()) == (0, str(path))
    assert '=MARKET_SHARE("Brazil")' in err
    code, out, _ = said(capsys, "addin", "status", *place, "--json")
    told = json.loads(out)
    assert (code, told["installed"], told["interpreter"]) == (0, True, sys.executable)
    assert (told["xlwings"], told["xlmarket"]) == (metadata.version("xlwings"), metadata.version("xlmarket"))
    assert said(capsys, "addin", "remove", *place)[:2] == (0, "Excel: removed\n")
    assert said(capsys, "addin", "remove", *place)[:2] == (0, "Excel: nothing to remove\n")
    assert not list(path.parent.iterdir())


def test_the_figures_and_the_prefix_are_baked_in_with_whole_paths(capsys: Captured, tmp_path: Path) -> None:
    place = ("--folder", str(start(tmp_path)), *EXCEL)
    asked = ("--dataset", "sample-quarterly", "--prefix", "XL", "--store", "mine.sqlite")
    assert said(capsys, "addin", "install", *place, *asked)[0] == 0
    source = source_of(tmp_path / "XLSTART" / FILE, MODULE)
    assert "Public Function XL_MARKET_SHARE(" in source
    assert f'Array("sample-quarterly", _\n        "{tmp_path / "mine.sqlite"}"' in source.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (["--dataset", "sampl-quarterly"], 3, "did you mean sample-quarterly?"),
        (["--prefix", "1-"], 2, "a prefix is a letter"),
        (["--folder", "a file"], 5, "a file"),
        (["--host", "exel"], 2, "excel"),
    ],
)
def test_what_cannot_be_installed_is_one_line_and_nothing_is_written(
    capsys: Captured, tmp_path: Path, arguments: list[str], code: int, what: str
) -> None:
    folder = start(tmp_path)
    (tmp_path / "a file").touch()
    ended, out, err = said(capsys, "addin", "install", *EXCEL, "--folder", str(folder), *arguments)
    assert (ended, out, err.count("\n")) == (code, "", 1)
    assert what in err
    assert not list(tmp_path.rglob("*.xlam"))


def test_a_file_of_that_name_that_is_no_add_in_is_said_to_be_none(capsys: Captured, tmp_path: Path) -> None:
    folder = start(tmp_path)
    (folder / FILE).write_bytes(b"something else")
    code, out, _ = said(capsys, "addin", "status", *EXCEL, "--folder", str(folder))
    assert (code, "cannot be read" in out) == (0, True)
    code, out, _ = said(capsys, "doctor", *EXCEL, "--folder", str(folder))
    assert (code, "unreadable" in out) == (5, True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has a start folder")
def test_without_a_folder_another_system_is_told_what_to_use_instead(capsys: Captured) -> None:
    code, out, err = said(capsys, "addin", "install", *EXCEL)
    assert (code, out) == (5, "")
    assert "xlmarket serve" in err


def wrong(capsys: Captured, folder: Path) -> dict[str, dict[str, str]]:
    code, out, _ = said(capsys, "doctor", *EXCEL, "--folder", str(folder), "--json")
    found = {one["what"]: one for one in json.loads(out) if not one["ok"]}
    assert code == (5 if found else 0)
    assert all(one["remedy"] for one in found.values())
    return {what: one for what, one in found.items() if what not in ("system", "pywin32")}


def test_the_doctor_names_what_disagrees_and_how_to_mend_it(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = start(tmp_path)
    assert set(wrong(capsys, folder)) == {"add-in"}
    gone = tmp_path / "python" / "python.exe"
    gone.parent.mkdir()
    (gone.parent / f"xlwings64-{metadata.version('xlwings')}.dll").touch()
    build(folder / FILE, python=str(gone))
    assert set(found := wrong(capsys, folder)) == {"interpreter of the add-in"}
    assert found["interpreter of the add-in"]["found"] == f"{gone} (gone)"
    gone.touch()
    assert wrong(capsys, folder) == {}
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0.0.1" if name == "xlwings" else real(name))
    found = wrong(capsys, folder)
    assert found["xlwings of the add-in"]["found"] == read_build(folder / FILE).xlwings
    assert found["xlwings of the add-in"]["wanted"] == "0.0.1"
    assert "xlmarket addin install" in found["xlwings of the add-in"]["remedy"]


def test_the_doctor_fits_a_terminal(capsys: Captured, tmp_path: Path) -> None:
    folder = start(tmp_path)
    assert said(capsys, "addin", "install", *EXCEL, "--folder", str(folder))[0] == 0
    _, out, _ = said(capsys, "doctor", *EXCEL, "--folder", str(folder))
    assert out.startswith("Excel\n")
    assert [line for line in out.splitlines() if len(line) > 80 and " " in line.strip()[:60].partition(": ")[2]] == []


@pytest.mark.parametrize("command", [["addin"], ["addin", "install"], ["addin", "status"], ["doctor"]])
def test_the_help_fits_a_terminal(command: list[str]) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "xlmarket.cli", *command, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "80"},
    ).stdout
    assert "Usage: xlmarket" in shown
    assert [line for line in shown.splitlines() if len(line) > 80] == []
