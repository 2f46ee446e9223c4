"""Shell completion: what is offered, and that bash, zsh and fish complete what is typed with TAB.

PowerShell does not run here: its script is held to what it reads, the answers to what it sends.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.test_cli import COMMANDS, Captured, own_store, said
from tests.conftest import program
from xlmarket.cli import run
from xlmarket.cli.completion import answer_shell
from xlmarket.cli.program import PROGRAM
from xlmarket.cli.shells import SCRIPTS
from xlmarket.output import FORMATS

__all__ = ["own_store"]

LIMIT = 60.0
Bytes = pytest.CaptureFixture[bytes]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capfdbinary: Bytes):
    """Return the lines that a shell gets for a line typed so far."""

    def complete(words: str, number: int, shell: str = "bash", last: str | None = None) -> list[list[str]]:
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(number) if last is None else last)
        assert answer_shell(PROGRAM, shell) == 0
        sys.stdout.buffer.flush()
        out, err = capfdbinary.readouterr()
        assert err == b""
        return [line.split("\t") for line in out.decode().splitlines()]

    return complete


@pytest.mark.parametrize(
    ("typed", "number", "offered"),
    [
        ("xlmarket re", 1, ["report"]),
        ("xlmarket data hi", 2, ["history"]),
        ("xlmarket export --all", 2, ["--all-regions"]),
        ("xlmarket export --formulas l", 3, ["lambda"]),
        ("xlmarket export -f csv,xl", 3, ["csv,xlsx"]),
        ("xlmarket export --region lat", 3, ["Latin America"]),
        ("xlmarket export --dataset sample-quarterly --region Jap", 5, ["Japan"]),
        ("xlmarket eval =1 --dataset sam", 4, ["sample-quarterly"]),
        ("xlmarket data show sam", 3, ["sample-quarterly"]),
        ("xlmarket report --dataset sample-quarterly --metric par", 5, ["parcels"]),
        ("xlmarket report --dataset sample-quarterly --period 2015Q3", 5, ["2015Q3"]),
        ("xlmarket functions MARKET_CAG", 2, ["MARKET_CAGR"]),
        ("xlmarket workbook l", 2, ["live"]),
        ("xlmarket completion f", 2, ["fish"]),
        ("xlmarket report --template", 2, []),
        ("xlmarket nonsense ", 2, []),
        ("xlmarket export --dataset nonsense --region A", 5, []),
        ("xlmarket eval 'x", 2, []),
    ],
)
def test_a_word_is_completed(ask, typed: str, number: int, offered: list[str]) -> None:
    assert [text for _, text, _ in ask(typed, number)] == offered


def test_every_command_is_offered_with_its_summary(ask) -> None:
    offered = {text: help_text for _, text, help_text in ask("xlmarket ", 1)}
    assert set(offered) == {names[0] for names in COMMANDS if names}
    assert offered["export"] == "Write reports for many regions and periods."


def test_every_format_is_offered(ask) -> None:
    assert [text for _, text, _ in ask("xlmarket export --format ", 3)] == list(FORMATS)


def test_files_are_left_to_the_shell_by_their_endings(ask) -> None:
    assert ask("xlmarket template check kpi", 3) == [
        ["plain", "kpi-card", "one page of key figures of a region, each with its change and its history"],
        ["ending", ".xlsx", ""],
        ["ending", ".xlsm", ""],
        ["ending", ".pptx", ""],
        ["ending", ".pptm", ""],
        ["ending", ".html.j2", ""],
    ]
    assert ask("xlmarket export -o ", 3) == [["dir", "", ""]]
    assert ask("xlmarket report -o ", 3) == [["file", "", ""]]
    assert ["ending", ".csv", ""] in ask("xlmarket import ", 2)


def test_fish_and_powershell_send_the_word_at_the_cursor_by_itself(ask) -> None:
    assert ask("xlmarket export --region Lat", 0, "fish", "Lat") == [["plain", "Latin America", ""]]
    assert ask("xlmarket data ", 0, "fish", "")[0][:2] == ["plain", "list"]
    assert ask("xlmarket\nexport\n--region\nLatin A", 0, "powershell", "'Latin A") == [["plain", "Latin America", ""]]
    assert ask("xlmarket\nexport\n--region", 0, "powershell", "")[0] == ["plain", "North America", ""]


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_script_of_a_shell_is_printed(capsys: Captured, shell: str) -> None:
    assert said(capsys, "completion", shell) == (0, SCRIPTS[shell], "")
    assert f"_XLMARKET_COMPLETE={shell}" in SCRIPTS[shell].replace(" ", "").replace('"', "")


def test_a_command_is_completed_without_a_heavy_import() -> None:
    code = (
        "import sys\nfrom xlmarket.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        "sys.stderr.write(' '.join(sys.modules))"
    )
    typed = {"COMP_WORDS": "xlmarket export --ti", "COMP_CWORD": "2", "_XLMARKET_COMPLETE": "zsh"}
    ended = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **typed}, capture_output=True, text=True, check=True
    )
    assert ended.stdout.startswith("plain\t--time-limit\t")
    assert not {"numpy", "pandas", "lxml", "jinja2", "sqlalchemy", "openpyxl", "rich"} & set(ended.stderr.split())


PROMPT = "type> "
START = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source ./script"),
    "zsh": (["zsh", "-f", "-i"], "source ./script"),
    "fish": (["fish", "--no-config", "-i"], f"function fish_prompt; echo -n '{PROMPT}'; end; source ./script"),
}
TYPED = (
    ("xlmarket tem\t", "plate"),
    ("che\t", "ck"),
    ("my\t", "temp.xlsx"),
    ("\r", "1 of 1 without problems", PROMPT),
    ("xlmarket export --region Lat\t", "America"),
    ("-f csv -o out\r", "out: 1 written", PROMPT),
)
"""What is typed, each with what the terminal shows then."""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="gives a terminal with setsid of Linux")
@pytest.mark.parametrize("shell", START)
def test_what_is_typed_with_tab_runs_as_completed(tmp_path: Path, shell: str) -> None:
    program(shell, shell)
    assert run(["template", "new", "region", "-o", "my temp.xlsx", "--quiet"]) == 0
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "xlmarket").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m xlmarket.cli "$@"\n')
    (folder / "xlmarket").chmod(0o755)
    (tmp_path / "script").write_text(SCRIPTS[shell])
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    ours, theirs = os.openpty()
    command, source = START[shell]
    process = subprocess.Popen(
        ["setsid", "--ctty", *command],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "PATH": path, "TERM": "xterm", "HOME": str(tmp_path), "PS1": PROMPT},
    )
    os.close(theirs)
    try:
        os.write(ours, f"{source}; echo rea''dy\r".encode())
        read_until(ours, "ready", PROMPT)
        for keys, *shown in TYPED:
            os.write(ours, keys.encode())
            read_until(ours, *shown)
        assert [path.name for path in (tmp_path / "out").glob("*.csv")] == ["region-quarterly Latin America 2015.csv"]
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def read_until(handle: int, *texts: str) -> None:
    """Read what a terminal shows until one text after the other is there."""
    import select

    seen, end = "", time.monotonic() + LIMIT
    for text in texts:
        while text not in seen:
            assert time.monotonic() < end, seen
            if select.select([handle], [], [], 1)[0]:
                seen += os.read(handle, 65536).decode(errors="replace")
        seen = seen.partition(text)[2]
