"""`xlmarket addin` and `xlmarket doctor`: what they say, and that a mistake installs nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xlmarket.cli import run
from xlmarket.hosts.desktop.addin import FILE
from xlmarket.hosts.libreoffice.install import profile

EXCEL = ("--host", "excel")


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def test_the_add_in_of_excel_is_installed_asked_after_and_removed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    at = (*EXCEL, "--folder", str(tmp_path))
    code, out, err = said(capsys, "addin", "install", *at, "--prefix", "XL")
    assert (code, out) == (0, f"{tmp_path / FILE}\n")
    assert '=XL_MARKET_SHARE("Brazil")' in err
    told = json.loads(said(capsys, "addin", "status", *at, "--json")[1])
    assert told["installed"]
    assert told["xlwings"]
    assert "xlwings " in said(capsys, "addin", "status", *at)[1]
    assert "removed" in said(capsys, "addin", "remove", *at)[1]
    assert "not installed" in said(capsys, "addin", "status", *at)[1]


def test_the_doctor_ends_with_5_and_says_how_to_mend_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _ = said(capsys, "doctor", *EXCEL, "--folder", str(tmp_path))
    assert code == 5
    assert "to mend it: xlmarket addin install" in out
    assert max(map(len, out.splitlines())) <= 80 or str(tmp_path) in max(out.splitlines(), key=len)
    rows = json.loads(said(capsys, "doctor", *EXCEL, "--folder", str(tmp_path), "--json")[1])
    assert {row["host"] for row in rows} == {"excel"}


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (["--prefix", "1"], 2, "a prefix is a letter"),
        (["--dataset", "nowhere"], 3, "unknown data set"),
        (["--config", "nowhere.toml"], 3, "settings file not found"),
        (["--host", "word"], 2, "excel"),
    ],
)
def test_a_mistake_installs_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], code: int, what: str
) -> None:
    at = () if "--host" in arguments else EXCEL
    ended, out, err = said(capsys, "addin", "install", *at, "--folder", str(tmp_path), *arguments)
    assert (ended, out) == (code, "")
    assert err.count("\n") == 1
    assert what in err
    assert not list(tmp_path.iterdir())


def test_the_paths_an_add_in_keeps_are_whole(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XLMARKET_STORE", "own.sqlite")
    (tmp_path / "own.toml").write_text('dataset = "sample-quarterly"\n')
    from pyopenvba import ExcelFile

    said(capsys, "addin", "install", *EXCEL, "--folder", "start", "--config", "own.toml")
    with ExcelFile(tmp_path / "start" / FILE) as file:
        source = "\n".join(file.get_module(name) for name in file.module_names())
    assert f'"{tmp_path / "own.toml"}"' in source
    assert f'"{tmp_path / "own.sqlite"}"' in source


def test_the_profile_is_that_of_the_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert profile() == tmp_path / "libreoffice" / "4"
