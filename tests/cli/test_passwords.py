"""The password in the URL of a store is in nothing that a command prints or writes, whether the command ends well or not."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.test_cli import Captured, own_store, said
from tests.cli.test_examples import FIGURES, RUNS_UNTIL_ENDED, SAMPLE, WORLD_BANK, examples_of, leaves, write_book
from tests.postgres import Server
from xlmarket.cli import run

__all__ = ["own_store"]

NEEDS_A_PROGRAM = ("template preview", "addin", ".pdf")
"""What LibreOffice is started for or installed into: it gets no other URL than a report does."""

FAILING = [
    ["data", "check"],
    ["data", "list"],
    ["data", "history", "mine"],
    ["import", "sales.csv"],
    ["doctor"],
    ["eval", '=MARKET_SHARE("Brazil")', "--dataset", "mine"],
    ["report", "region-quarterly", "--region", "Europe", "--dataset", "mine", "-o", "x.xlsx"],
    ["export", "--dataset", "mine", "-o", "out"],
    ["data", "copy", "--to", "x.sqlite"],
]


@pytest.fixture
def folder(own_store: None, tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the examples name, and a store on a server with three vintages of `mine`."""
    for name in ("HOME", "APPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    for name, text in (("sales.csv", FIGURES), ("API_NY.GDP.MKTP.CD.csv", WORLD_BANK)):
        Path(name).write_text(text)
    write_book("plan.xlsx", ['=_xll.MARKET_SHARE("Brazil")'])
    write_book("messy.xlsx", ["Country", "Quarter", "Sales (USD m)"], ["Brazil", "1Q2024", 5], ["Japan", "1Q2024", 7])
    monkeypatch.setenv("XLMARKET_STORE", postgres_url)
    for number in (1, 2, 3):
        Path("older.csv").write_text(FIGURES.replace("100", f"10{number}"))
        assert run(["import", "older.csv", "--as", "mine", "--quiet"]) == 0
    assert run(["template", "new", "region"]) == 0
    assert run(["report", "region-quarterly", "--region", "Europe", *SAMPLE, "-o", "europe.xlsx"]) == 0
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, and every part of those that are zips."""
    files = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for name in list(files):
        if zipfile.is_zipfile(name):
            with zipfile.ZipFile(name) as archive:
                files |= {f"{name}!{part}": archive.read(part) for part in archive.namelist()}
    return files


@pytest.mark.slow
def test_the_password_is_in_nothing_that_any_command_prints_or_writes(
    capsys: Captured, folder: Path, postgres: Server, postgres_url: str
) -> None:
    examples = [examples_of(names)[0] for names in leaves()]
    printed = 0
    for example in examples:
        arguments = shlex.split(example)[1:]
        if ("xlmarket", arguments[0]) == RUNS_UNTIL_ENDED or any(word in example for word in NEEDS_A_PROGRAM):
            continue
        as_json = [[*arguments, "--json"]] if arguments[0] in ("data", "doctor", "import") else []
        for words in (arguments, *as_json):
            _, out, err = said(capsys, *words)
            printed += len(out)
            assert postgres.password not in out + err, words
    assert printed > 1000
    assert [name for name, content in contents(folder).items() if postgres.password.encode() in content] == []


@pytest.mark.parametrize("words", FAILING, ids=" ".join)
def test_a_store_that_cannot_be_used_is_named_without_its_password(
    capsys: Captured, own_store: None, postgres: Server, words: list[str]
) -> None:
    Path("sales.csv").write_text(FIGURES)
    port, secret = postgres.port, postgres.password
    unusable = {
        f"postgresql://owner:{secret}@127.0.0.1:{port}/nosuch": 5,
        f"postgresql://owner:{secret}x@127.0.0.1:{port}/postgres": 5,
        f"postgresql://owner@127.0.0.1:1/x?password={secret}": 5,
        f"postgresql://owner:a@{secret}@127.0.0.1/x": 3,
        f"postgresql://owner:{secret}@127.0.0.1:port/x": 3,
        f"mysql://owner:{secret}@127.0.0.1/x": 3,
    }
    for url, expected in unusable.items():
        for extra in ([], ["--json"]):
            code, out, err = said(capsys, *words, "--store", url, *extra)
            assert code == (5 if words == ["doctor"] else expected), err
            assert secret not in out + err


def test_a_log_with_the_trace_of_a_fault_has_no_password(own_store: None, postgres: Server, tmp_path: Path) -> None:
    url = f"postgresql://owner:{postgres.password}x@127.0.0.1:{postgres.port}/postgres"
    command = [sys.executable, "-X", "dev", "-W", "ignore", "-m", "xlmarket.cli", "data", "check", "--store", url]
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(root)}
    )
    assert ended.returncode == 5
    assert postgres.password not in ended.stdout + ended.stderr


def test_what_would_keep_a_url_in_a_file_refuses_one_with_a_password(
    capsys: Captured, own_store: None, postgres_url: str, postgres: Server, tmp_path: Path
) -> None:
    for words in (
        ["addin", "install", "--host", "excel", "--folder", str(tmp_path / "addin")],
        ["export", "--list", "--json", "--region", "Europe", *SAMPLE, "-o", "out"],
    ):
        code, out, err = said(capsys, *words, "--store", postgres_url)
        assert code == 2, err
        assert "the password of the store would be written to a file" in err
        assert postgres.password not in out + err
