"""Writing a file whole, sweeping what dead runs left, and naming files safely."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.errors import EnvironmentFault, InputError
from xlmarket.files import file_name, sheet_name, sweep, write_whole


def test_a_written_file_holds_its_content_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "deep" / "a.bin", b"old")
    write_whole(tmp_path / "deep" / "a.bin", b"new")
    assert (tmp_path / "deep" / "a.bin").read_bytes() == b"new"
    assert [entry.name for entry in (tmp_path / "deep").iterdir()] == ["a.bin"]


def test_a_folder_of_the_same_name_is_an_environment_fault_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "report.xlsx").mkdir()
    with pytest.raises(EnvironmentFault, match="folder of this name"):
        write_whole(tmp_path / "report.xlsx", b"x")
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.xlsx"]


def test_a_file_in_the_way_of_a_folder_names_the_path(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(EnvironmentFault, match=r"out/a\.xlsx"):
        write_whole(tmp_path / "out" / "a.xlsx", b"x")


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
@pytest.mark.parametrize("call", ["mkstemp", "fsync", "read_bytes", "replace", "rename_done"])
def test_a_kill_at_any_step_leaves_the_old_file_or_the_new_one_whole(tmp_path: Path, call: str) -> None:
    """The child kills itself with SIGKILL inside the named system call's wrapper; the real calls run before it."""
    target = tmp_path / "report.xlsx"
    target.write_bytes(b"old" * 1000)
    script = f"""
        import os, signal, sys, tempfile
        from pathlib import Path
        call, target = {call!r}, Path({str(target)!r})
        def die(*_): os.kill(os.getpid(), signal.SIGKILL)
        def after(real): return lambda *a, **k: (real(*a, **k), die())
        if call == "mkstemp": tempfile.mkstemp = after(tempfile.mkstemp)
        if call == "fsync": os.fsync = after(os.fsync)
        if call == "read_bytes": Path.read_bytes = after(Path.read_bytes)
        if call == "replace": os.replace = die
        if call == "rename_done": os.replace = after(os.replace)
        from xlmarket.files import write_whole
        write_whole(target, b"new" * 1000)
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert target.read_bytes() == (b"new" if call == "rename_done" else b"old") * 1000
    sweep(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.xlsx"]


def test_a_sweep_leaves_the_files_of_a_living_run(tmp_path: Path) -> None:
    mine = tmp_path / f".xlmarket-{os.getpid()}-abc"
    mine.write_bytes(b"")
    assert sweep(tmp_path) == 0
    assert mine.exists()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Côte d'Ivoire 2015Q4", "Côte d'Ivoire 2015Q4"),
        ("../../etc/passwd", "etc-passwd"),
        ("con", "con-"),
        ("a\u202egpj.exe", "a-gpj.exe"),
        ("Hong Kong: SAR / China", "Hong Kong- SAR - China"),
    ],
)
def test_names_of_files_are_portable(text: str, name: str) -> None:
    assert file_name(text) == name


def test_a_name_that_differs_only_in_case_is_taken() -> None:
    assert file_name("BRAZIL", {"brazil"}) == "BRAZIL (2)"


def test_a_name_of_nothing_is_refused() -> None:
    with pytest.raises(InputError):
        file_name(" ../ ")


@given(st.text(min_size=1, max_size=300))
def test_no_name_leaves_its_folder(text: str) -> None:
    try:
        name = file_name(text)
    except InputError:
        return
    assert Path(name).name == name
    assert name not in ("", ".", "..")


def test_a_name_for_a_sheet_is_as_long_as_excel_counts_it() -> None:
    assert sheet_name("😀" * 31) == "😀" * 15
    assert sheet_name("😀" * 31, {"😀" * 15}) == "😀" * 13 + " (2)"
    assert sheet_name("x" * 40) == "x" * 31
