"""Bad places and formats of reports: one line that says what is wrong, its exit code, and nothing half written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_cli import Captured, own_store, said
from tests.cli.test_preview import drawn
from xlmarket.output import FORMATS

__all__ = ["own_store"]

WORLD = ["export", "-t", "world-overview", "--quiet"]


@pytest.fixture
def folder(own_store: None, tmp_path: Path) -> Path:
    """A folder with a file and folders that are in the way, and a template of a user that has no twin."""
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "notes.zip").write_bytes(b"notes")
    for name in ("folder.xlsx", "folder.zip"):
        (tmp_path / name).mkdir()
    drawn(tmp_path / "mine.xlsx", "{{ period }}")
    return tmp_path


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        ([*WORLD, "-o", "file"], 5, "file: a part of the path is a file, not a folder; choose another folder"),
        ([*WORLD, "-o", "file/deep"], 5, "file/deep: a part of the path is a file"),
        ([*WORLD, "-o", "file", "--list"], 5, "file: a part of the path is a file"),
        ([*WORLD, "-o", "file", "--task", "x.xlsx"], 5, "file: a part of the path is a file"),
        ([*WORLD, "-o", "out", "-f", "xlsx,docx"], 2, 'invalid --format "docx": choose from xlsx, csv'),
        ([*WORLD, "-o", "out", "-f", ","], 2, "--format"),
        ([*WORLD, "-o", "out", "--zip", "folder.zip"], 5, "folder.zip: there is a folder of this name"),
        ([*WORLD, "-o", "out", "--zip", "notes.zip"], 3, "notes.zip: there is a file of this name that is not a zip"),
        (["export", "-t", "mine.xlsx", "-f", "csv,pptx", "-o", "out"], 3, "the template has no deck of slides"),
        (["export", "-t", "mine.csv", "-o", "out"], 3, "mine.csv"),
        (["export", "-t", "nowhere.xlsx", "-o", "out"], 3, "missing template file"),
        (["report", "brief", "-o", "folder.xlsx"], 5, "folder.xlsx: there is a folder of this name"),
        (["report", "brief", "-o", "folder"], 2, 'invalid ending "folder"'),
        (["report", "brief", "-o", "file/x.xlsx"], 5, "file/x.xlsx: a part of the path is a file"),
        (["report", "mine.xlsx", "-o", "x.pptx"], 3, "the template has no deck of slides"),
        (["report", "brief", "-o", "x.docx"], 2, 'invalid ending ".docx"'),
    ],
)
def test_it_is_one_line_and_nothing_is_written(
    folder: Path, capsys: Captured, arguments: list[str], code: int, what: str
) -> None:
    before = everything(folder)
    ended, out, err = said(capsys, *arguments)
    assert (ended, out, err.count("\n")) == (code, "", 1), err
    assert what in err
    assert everything(folder) == before


@pytest.fixture
def without_programs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which LibreOffice is nowhere."""
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr("xlmarket.programs._usual_places", lambda _: iter(()))
    return


@pytest.mark.usefixtures("without_programs")
@pytest.mark.parametrize("arguments", [[*WORLD, "-f", "csv,pdf", "-o", "out"], ["report", "brief", "-o", "x.pdf"]])
def test_a_format_without_its_program_refuses_before_any_file_is_made(
    folder: Path, capsys: Captured, arguments: list[str]
) -> None:
    before = everything(folder)
    code, out, err = said(capsys, *arguments)
    assert (code, out, err.count("\n")) == (5, "", 1)
    assert "LibreOffice is not installed" in err
    assert everything(folder) == before


@pytest.mark.usefixtures("without_programs")
def test_the_machine_that_lists_the_jobs_needs_no_program_of_theirs(folder: Path, capsys: Captured) -> None:
    code, out, _ = said(capsys, *WORLD, "-f", ",".join(set(FORMATS) - {"pptx"}), "-o", "out", "--list")
    assert (code, out.count("due  ")) == (0, len(FORMATS) - 1)


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
from xlmarket.cli import main
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="no limits of the size of a file")
def test_a_disk_that_takes_no_more_leaves_no_half_file(folder: Path) -> None:
    """The system refuses every write beyond 4 KB, as a full disk does."""
    command = [sys.executable, "-c", LIMITED, "report", "brief", "-o", "new.xlsx"]
    (folder / "new.xlsx").write_bytes(b"old")
    before = everything(folder)
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (5, "", 1)
    assert "new.xlsx: the file is larger than this disk or this user may hold" in ended.stderr
    assert (folder / "new.xlsx").read_bytes() == b"old"
    assert everything(folder) == before


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no limits of the size of a file")
def test_a_batch_on_such_a_disk_makes_what_fits_and_names_what_does_not(folder: Path) -> None:
    command = [sys.executable, "-c", LIMITED, *WORLD, "-f", "xlsx,csv", "-o", "out"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (4, "out: 1 written, 1 failed\n")
    assert "world-overview 2015 xlsx: out/world-overview 2015.xlsx: the file is larger than" in ended.stderr
    assert [name for name in everything(folder / "out") if not name.startswith("index")] == [
        ".xlmarket.lock",
        "manifest.jsonl",
        "world-overview 2015.csv",
    ]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_folder_without_permission_is_named(folder: Path, capsys: Captured) -> None:
    (folder / "out").mkdir(mode=0o500)
    code, out, err = said(capsys, *WORLD, "-o", "out")
    assert (code, out, err.count("\n")) == (5, "", 1)
    assert "no permission to write here" in err
    assert not list((folder / "out").iterdir())
