"""The zip of a run: the same bytes for the same files, only files of the run, and whole or not there."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from xlmarket.batch import Job, JobOutcome, write_zip
from xlmarket.errors import EnvironmentFault


def outcome(folder: Path, name: str, state: str = "written") -> JobOutcome:
    (folder / name).write_bytes(name.encode() * 100)
    return JobOutcome(Job(Path("t.xlsx"), None, "2015", "xlsx", name), state)


def test_a_zip_has_the_files_of_the_run_in_the_order_of_their_names(tmp_path: Path) -> None:
    outcomes = [
        outcome(tmp_path, "b é.csv"),
        outcome(tmp_path, "a.xlsx", "unchanged"),
        outcome(tmp_path, "c.csv", "failed"),
    ]
    (tmp_path / "of another run.csv").write_bytes(b"")
    write_zip(tmp_path / "all.zip", outcomes, tmp_path)
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.namelist() == ["a.xlsx", "b é.csv"]
        assert archive.read("b é.csv") == "b é.csv".encode() * 100


def test_a_zip_of_the_same_files_has_the_same_bytes(tmp_path: Path) -> None:
    outcomes = [outcome(tmp_path, "b.csv"), outcome(tmp_path, "a.xlsx")]
    write_zip(tmp_path / "one.zip", outcomes, tmp_path)
    for each in reversed(outcomes):
        (tmp_path / each.job.target).touch()
    write_zip(tmp_path / "two.zip", outcomes[::-1], tmp_path)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_zip_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(b"old")
    missing = JobOutcome(Job(Path("t.xlsx"), None, "2015", "xlsx", "gone.xlsx"), "written")
    with pytest.raises(EnvironmentFault, match=r"all\.zip"):
        write_zip(tmp_path / "all.zip", [missing], tmp_path)
    assert (tmp_path / "all.zip").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["all.zip"]
