"""`xlmarket export`: the zip, `--watch`, and what a real terminal of 80 columns shows."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_cli import Captured, own_store, said
from tests.cli.test_preview import LIMIT, PROGRAM, drawn

__all__ = ["own_store"]

WORLD = ["export", "-t", "world-overview", "-f", "csv", "-o", "out"]
IMPORTED = "market,metric,period,value,unit\nBrazil,sales,2015Q4,{},USD million\n"


def test_the_zip_of_a_run_is_named_after_the_folder(tmp_path: Path, capsys: Captured) -> None:
    assert said(capsys, *WORLD, "--zip", "all.zip") == (0, "out: 1 written\nall.zip\n", "")
    assert zipfile.ZipFile(tmp_path / "all.zip").namelist() == ["world-overview 2015.csv"]


def test_there_is_no_zip_of_a_run_with_a_failure_unless_it_is_asked_for(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "out" / "world-overview 2015.xlsx").mkdir(parents=True)
    both = [*WORLD, "-f", "xlsx,csv", "--zip", "all.zip"]
    code, out, err = said(capsys, *both)
    assert (code, out) == (4, "out: 1 written, 1 failed\n")
    assert "xlmarket: all.zip was not written: 1 of 2 files failed; --incomplete" in err
    assert not (tmp_path / "all.zip").exists()
    assert said(capsys, *both, "--incomplete")[:2] == (4, "out: 0 written, 1 unchanged, 1 failed\nall.zip\n")
    assert zipfile.ZipFile(tmp_path / "all.zip").namelist() == ["world-overview 2015.csv"]


def test_a_zip_with_pages_has_a_front_page_over_its_files_alone(tmp_path: Path, capsys: Captured) -> None:
    assert said(capsys, *WORLD)[0] == 0
    assert said(capsys, *WORLD, "-f", "html", "--zip", "all.zip")[0] == 0
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.namelist() == ["world-overview 2015.html", "index.html"]
        page = archive.read("index.html").decode()
    assert "world-overview%202015.html" in page
    assert "world-overview%202015.csv" not in page
    assert "world-overview%202015.csv" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_a_front_page_that_cannot_be_written_names_the_files_that_failed(tmp_path: Path) -> None:
    """A limit on the size of a file that neither the page of the report nor the front page keeps."""
    command = (
        f"ulimit -f 10; exec {shlex.quote(sys.executable)} -m xlmarket.cli export -t world-overview -f html -o out -j 1"
    )
    ended = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=LIMIT)
    assert ended.returncode == 5
    assert re.search(r"index\.html: .+failed before it: world-overview 2015\.html \(.+\)", ended.stderr)


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["--zip", "all.rar"], "name.zip"),
        (["--zip", "all.zip", "--list"], "--list and --zip contradict each other"),
        (["--watch", "--task", "x.csv"], "--task and --watch contradict each other"),
    ],
)
def test_options_that_cannot_be_are_refused_before_anything_is_made(
    tmp_path: Path, capsys: Captured, options: list[str], what: str
) -> None:
    code, _, err = said(capsys, *WORLD, *options)
    assert (code, err.count("\n")) == (2, 1)
    assert what in err
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C is sent as a signal")
def test_a_watched_export_runs_again_after_each_change_and_a_mistake_is_told(tmp_path: Path) -> None:
    template = drawn(tmp_path / "mine.xlsx", "{{ period }}")
    figures = tmp_path / "figures.csv"

    def import_figures(value: int) -> None:
        figures.write_text(IMPORTED.format(value))
        command = [sys.executable, "-m", "xlmarket.cli", "import", str(figures), "--as", "mine", "--quiet"]
        subprocess.run(command, check=True, capture_output=True)

    import_figures(1)
    options = ["export", "-t", "mine.xlsx", "--dataset", "mine", "--watch", "-o", "out"]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        assert process.stdout.readline() == "out: 1 written\n"
        assert "Ctrl+C ends" in process.stderr.readline()
        shutil.move(drawn(tmp_path / "next.xlsx", "{{ periodd }}"), template)
        assert process.stdout.readline() == "out: 0 written, 1 failed\n"
        assert "periodd" in process.stderr.readline()
        shutil.move(drawn(tmp_path / "next.xlsx", "All of {{ period }}"), template)
        assert process.stdout.readline() == "out: 1 written\n"
        assert openpyxl.load_workbook(tmp_path / "out" / "mine 2015Q4.xlsx").active["A1"].value.startswith("All of ")
        import_figures(2)
        assert process.stdout.readline() == "out: 1 written\n"
        (tmp_path / "xlmarket.toml").write_text("nonsense")
        assert "not TOML" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(LIMIT) == 0
    finally:
        process.kill()
        process.communicate()


def on_screen(arguments: Sequence[str]) -> tuple[int, str]:
    """Run a command in a terminal of 80 columns. Return its exit code and all that it drew."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 80, 0, 0))
    command = [sys.executable, "-c", "import sys; sys.argv[0] = 'xlmarket'\n" + PROGRAM, *arguments]
    environment = {**os.environ, "TERM": "xterm"}
    for name in ("COLUMNS", "NO_COLOR"):
        environment.pop(name, None)
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    drawn_bytes = b""
    while piece := _read(ours):
        drawn_bytes += piece
    os.close(ours)
    return process.wait(LIMIT), re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn_bytes.decode()).replace("\r", "\n").replace(
        "\n\n", "\n"
    )


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 65536)
    except OSError:  # Linux: the other end is closed
        return b""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals")
def test_a_terminal_shows_bars_then_a_table_and_what_to_do_next(tmp_path: Path) -> None:
    options = ["export", "-t", "world-overview", "-t", "brief", "-o", "out"]
    code, text = on_screen(options)
    lines = text.splitlines()
    assert code == 0
    assert re.search(r"^reports +━", text, re.MULTILINE)
    table = [line.split() for line in lines if re.match(r"template|brief|world-overview ", line) and "━" not in line]
    assert table == [
        ["template", "format", "written", "unchanged", "failed"],
        ["world-overview", "xlsx", "1", "-", "-"],
        ["brief", "xlsx", "1", "-", "-"],
    ]
    assert any(line.startswith(f"open      out{os.sep}") for line in lines)
    (again,) = [line for line in lines if line.startswith("try next")]
    assert "xlmarket export -t world-overview -t brief -o out -f " in again
    assert "csv" in again
    assert max(len(line) for line in lines if not line.startswith("try next")) <= 80


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals")
def test_a_terminal_says_what_to_do_about_failures(tmp_path: Path) -> None:
    (tmp_path / "out" / "brief 2015.xlsx").mkdir(parents=True)
    code, text = on_screen(["export", "-t", "brief", "-o", "out"])
    assert code == 4
    assert text.splitlines()[-3:] == [
        "out: 0 written, 1 failed",
        "Mend what is named below and run the same command: it makes what failed.",
        "xlmarket: brief 2015 xlsx: " + text.splitlines()[-1].partition("xlsx: ")[2],
    ]
    assert "there is a folder of this name" in text
