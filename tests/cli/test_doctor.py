"""The doctor: what it looks at, and that only what is wrong is called so."""

from __future__ import annotations

import json
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from tests.postgres import Server
from xlmarket.cli import run
from xlmarket.cli.health import EXTRAS

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLMARKET_STORE", str(tmp_path / "store.sqlite"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


def bring() -> None:
    Path("a.csv").write_text("market,metric,period,value,unit\nPeru,sales,2024,5,USD\nMy shop,sales,2024,5,USD\n")
    assert run(["import", "a.csv", "--quiet"]) == 0


def wrong(capsys: Captured, tmp_path: Path, *arguments: str) -> tuple[int, dict[str, str]]:
    """The exit code, and what is wrong with its remedy; the profiles looked at are empty."""
    capsys.readouterr()
    code = run(["doctor", "--folder", str(tmp_path / "profile"), "--json", *arguments])
    rows = json.loads(capsys.readouterr().out)
    return code, {row["what"]: row["found"] for row in rows if not row["ok"]}


def test_a_fresh_install_is_well_whatever_programs_there_are(capsys: Captured, tmp_path: Path) -> None:
    assert wrong(capsys, tmp_path) == (0, {})
    assert not (tmp_path / "store.sqlite").exists()


def test_every_extra_for_users_is_looked_for_with_all_its_packages() -> None:
    project = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    for_users = {name: sorted(extras[name]) for name in extras if name not in ("test", "bench", "check", "docs")}
    assert for_users.keys() == EXTRAS.keys()
    for name, wanted in for_users.items():
        assert all(any(needed.startswith(package) for package in EXTRAS[name]) for needed in wanted)


def test_a_store_with_figures_is_well_and_listed(capsys: Captured, tmp_path: Path) -> None:
    bring()
    assert wrong(capsys, tmp_path) == (0, {})
    assert run(["doctor", "--folder", str(tmp_path / "profile")]) == 0
    out = capsys.readouterr().out
    assert "data set: mine: 2 figures" in out
    assert "1 import, all sound" in out


def test_a_damaged_store_is_named(capsys: Captured, tmp_path: Path) -> None:
    bring()
    with closing(sqlite3.connect("store.sqlite")) as connection, connection:
        connection.execute("update observations set value = 6")
    code, found = wrong(capsys, tmp_path)
    assert code == 5
    assert "is not what was imported" in found["store"]


def test_a_file_that_is_no_store_is_named(capsys: Captured, tmp_path: Path) -> None:
    Path("store.sqlite").write_text("no database at all, but long enough to be looked at " * 30)
    code, found = wrong(capsys, tmp_path)
    assert (code, list(found)) == (5, ["store"])


@pytest.mark.parametrize("text", ["[regions", "[region]\nx = []\n", "[regions]\nx = 5\n", '[mapping.m]\nwide = "up"\n'])
def test_settings_that_cannot_be_read_are_named(capsys: Captured, tmp_path: Path, text: str) -> None:
    Path("xlmarket.toml").write_text(text)
    code, found = wrong(capsys, tmp_path)
    assert (code, list(found)) == (5, ["settings"])


def test_a_region_of_one_data_set_is_well_and_one_of_none_is_wrong(capsys: Captured, tmp_path: Path) -> None:
    bring()
    Path("xlmarket.toml").write_text('[regions]\n"Shops" = ["My shop", "Peru"]\n"Lost" = ["Their shop"]\n')
    code, found = wrong(capsys, tmp_path)
    assert (code, list(found)) == (5, ['"Lost" of the settings'])
    assert "Their shop" in found['"Lost" of the settings']


def test_a_default_data_set_that_is_not_there_is_wrong(capsys: Captured, tmp_path: Path) -> None:
    Path("xlmarket.toml").write_text('dataset = "mine"\n')
    assert wrong(capsys, tmp_path) == (5, {"default data set": "mine"})
    bring()
    assert wrong(capsys, tmp_path) == (0, {})


def test_functions_that_are_asked_for_and_not_there_are_wrong(capsys: Captured, tmp_path: Path) -> None:
    assert wrong(capsys, tmp_path, "--host", "excel")[0] == 5


def test_a_store_on_a_server_is_named_with_its_kind_and_without_its_password(
    capsys: Captured, tmp_path: Path, postgres: Server, postgres_url: str
) -> None:
    assert run(["doctor", "--folder", str(tmp_path / "profile"), "--store", postgres_url]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "0 imports, all sound; PostgreSQL 15." in out
    assert f"postgresql://owner:***@127.0.0.1:{postgres.port}/" in out
    assert postgres.password not in out


@pytest.mark.parametrize("command", [[], ["data"], ["template"], ["addin"], ["formulas"]])
def test_a_program_or_room_without_a_command_prints_its_help(capsys: Captured, command: list[str]) -> None:
    assert run(command) == 0
    out, err = capsys.readouterr()
    assert out.startswith(" ".join(["Usage: xlmarket", *command]))
    assert err == ""
