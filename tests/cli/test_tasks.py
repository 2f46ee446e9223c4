"""`export --list` and `--task`: the jobs of a batch as tasks that run alone, at once, and give the same folder."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_cli import Captured, own_store, said
from xlmarket.batch.lock import hold
from xlmarket.batch.manifest import NAME
from xlmarket.errors import Busy

__all__ = ["own_store"]

SETTINGS = """[regions]
"Big/two" = ["Brazil", "Japan"]
"big-Two" = ["Japan", "India"]
"""
BATCH = ["export", "-f", "xlsx,html", "--dataset", "sample-quarterly", "--theme", "own.xlsx", "--config", "own.toml"]
REGIONS = ["--region", "Big/two", "--region", "big-Two"]


@pytest.fixture
def settings(own_store: None, tmp_path: Path) -> Path:
    """Settings with two regions whose files would have one name, and a theme in the folder of the run."""
    from xlmarket.report import find_template

    (tmp_path / "own.toml").write_text(SETTINGS)
    (tmp_path / "own.xlsx").write_bytes(find_template("kpi-card").read_bytes())
    return tmp_path


def listed(capsys: Captured, *arguments: str) -> list[dict[str, Any]]:
    code, out, err = said(capsys, *arguments, "--list", "--json")
    assert (code, err) == (0, "")
    jobs: list[dict[str, Any]] = json.loads(out)["jobs"]
    return jobs


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.slow
def test_all_tasks_at_once_and_a_run_that_closes_them_give_the_files_and_manifest_of_the_batch(
    settings: Path, capsys: Captured
) -> None:
    jobs = listed(capsys, *BATCH, *REGIONS, "-o", "tasks")
    assert not Path("tasks").exists()
    assert len({job["file"].lower() for job in jobs}) == len({job["id"] for job in jobs}) == 4
    running = [
        subprocess.Popen(job["argv"], cwd="/", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for job in jobs
    ]
    ends = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0] * 4, ends
    assert said(capsys, *BATCH, *REGIONS, "-o", "tasks")[1] == "tasks: 0 written, 4 unchanged\n"
    assert said(capsys, *BATCH, *REGIONS, "-o", "batch", "--quiet")[0] == 0
    assert files(settings / "tasks") == files(settings / "batch")
    assert [job["state"] for job in listed(capsys, *BATCH, *REGIONS, "-o", "tasks")] == ["unchanged"] * 4


def test_a_list_is_one_line_per_file_and_writes_nothing(settings: Path, capsys: Captured) -> None:
    code, out, err = said(capsys, *BATCH, *REGIONS, "-o", "out", "--list")
    assert (code, err) == (0, "")
    assert out.splitlines()[:2] == [
        "due        out/region-quarterly Big-two 2015Q4.xlsx",
        "due        out/region-quarterly Big-two 2015Q4.html",
    ]
    assert out.splitlines()[-1] == "out: 4 due, 0 unchanged"
    assert {path.name for path in settings.iterdir()} == {"own.toml", "own.xlsx"}


def test_a_list_does_not_wait_for_a_run_that_holds_the_folder(settings: Path, capsys: Captured) -> None:
    with hold(settings / "out"):
        assert len(listed(capsys, *BATCH, *REGIONS, "-o", "out")) == 4


def test_a_command_line_names_only_what_differs_from_the_defaults(capsys: Captured) -> None:
    (job,) = listed(capsys, "export", "-t", "world-overview", "-o", "out", "--time-limit", "9")
    assert job["argv"][:4] == [sys.executable, "-m", "xlmarket.cli", "export"]
    assert " ".join(job["argv"][4:]) == (
        f"--output {Path('out').absolute()} --template world-overview --period 2015 --format xlsx --time-limit 9.0"
        " --task world-overview 2015.xlsx"
    )


def test_a_failing_task_ends_with_4_and_is_in_the_manifest(tmp_path: Path, capsys: Captured) -> None:
    task = ["-t", "world-overview", "-f", "csv", "--task", "world.csv", "-o", "out"]
    (tmp_path / "out" / "world.csv").mkdir(parents=True)
    code, out, err = said(capsys, "export", *task)
    assert (code, out, err.count("\n")) == (4, "out: 0 written, 1 failed\n", 1)
    assert "there is a folder of this name" in (tmp_path / "out" / NAME).read_text()


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (
            ["--region", "Europe", "--region", "Asia", "--task", "x.xlsx"],
            "--task makes one file, but these options make 2",
        ),
        (["--region", "Europe", "--task", "../x.xlsx"], "not a path"),
        (["--region", "Europe", "--task", "x.csv"], "no file of --task has this format"),
    ],
)
def test_a_task_that_is_not_one_file_of_the_folder_is_refused(
    tmp_path: Path, capsys: Captured, options: list[str], what: str
) -> None:
    code, _, err = said(capsys, "export", "--dataset", "sample-quarterly", "-o", "out", *options)
    assert (code, err.count("\n")) == (2, 1)
    assert what in err
    assert not (tmp_path / "out").exists()


def test_a_task_waits_for_a_batch_and_is_busy_after_its_time(tmp_path: Path, capsys: Captured) -> None:
    task = ["export", "-t", "world-overview", "-f", "csv", "--task", "world.csv", "-o", "out", "--wait"]
    with hold(tmp_path / "out"):
        code, _, err = said(capsys, *task, "0")
        assert (code, "--wait SECONDS" in err) == (7, True)
    released = threading.Event()

    def keep_a_while() -> None:
        with hold(tmp_path / "out"):
            released.wait(0.5)

    other = threading.Thread(target=keep_a_while)
    other.start()
    while not is_held(tmp_path / "out"):
        time.sleep(0.01)
    assert said(capsys, *task, "60")[:2] == (0, "out: 1 written\n")
    other.join()
    assert "world.csv" in (tmp_path / "out" / NAME).read_text()
    assert said(capsys, *task, "60")[:2] == (0, "out: 0 written, 1 unchanged\n")


def is_held(folder: Path) -> bool:
    try:
        with hold(folder, tidy=False):
            return False
    except Busy:
        return True
