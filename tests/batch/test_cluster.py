"""A batch on a Dask cluster of real processes: the same bytes, and neither a worker nor the scheduler that dies loses any."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.batch.test_run import REGIONS, SAMPLE, jobs, states
from xlmarket.batch import FigureSource, JobOutcome, MetricScope, plan, run
from xlmarket.batch.manifest import Manifest
from xlmarket.cli import run as run_command
from xlmarket.errors import EnvironmentFault, UsageError
from xlmarket.report import needs_region

pytestmark = pytest.mark.slow


class Program:
    """A scheduler or worker of Dask as a process of its own."""

    def __init__(self, folder: Path, *arguments: str, ready: str, **environment: str) -> None:
        command = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]]
        self.process = subprocess.Popen(
            command, cwd=folder, stderr=subprocess.PIPE, text=True, env=os.environ | environment, start_new_session=True
        )
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if found := re.search(ready, line):
                self.address = found[1] if found.groups() else ""
                break
        else:
            raise AssertionError(f"{command} did not start")
        self.reader = threading.Thread(target=self.process.stderr.read)
        self.reader.start()

    def kill(self) -> None:
        """End it with its children, at once. A second time does nothing."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def close(self) -> None:
        self.kill()
        self.reader.join()
        assert self.process.stderr is not None
        self.process.stderr.close()


@contextmanager
def running(folder: Path, *arguments: str, ready: str, **environment: str) -> Iterator[Program]:
    program = Program(folder, *arguments, ready=ready, **environment)
    try:
        yield program
    finally:
        program.close()


def scheduler(folder: Path):
    return running(
        folder, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", ready=r"Scheduler at: *(\S+)"
    )


def worker(folder: Path, address: str, **environment: str):
    options = ("--nthreads", "1", "--no-dashboard", "--local-directory", str(folder))
    return running(folder, "worker", address, *options, ready=r"Registered to: ", **environment)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers whose store is not that of the tests."""
    folder = tmp_path_factory.mktemp("cluster")
    with ExitStack() as stack:
        address = stack.enter_context(scheduler(folder)).address
        for _ in range(2):
            stack.enter_context(worker(folder, address, XLMARKET_STORE=str(folder / "theirs.sqlite")))
        yield address


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


def test_the_files_are_those_of_a_local_run_and_a_second_run_changes_nothing(cluster: str, tmp_path: Path) -> None:
    work = jobs("xlsx", "csv", "html", regions=REGIONS[:3])
    run(work, SAMPLE, tmp_path / "local")
    assert set(states(run(work, SAMPLE, tmp_path / "cluster", scheduler=cluster))) == {"written"}
    assert files(tmp_path / "cluster") == files(tmp_path / "local")
    assert Manifest(tmp_path / "cluster").entries == Manifest(tmp_path / "local").entries
    assert set(states(run(work, SAMPLE, tmp_path / "cluster", scheduler=cluster))) == {"unchanged"}


def test_figures_templates_and_other_data_sets_of_the_user_go_along(
    cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import openpyxl

    monkeypatch.setenv("XLMARKET_STORE", str(tmp_path / "ours.sqlite"))
    for name, value in (("mine", 5), ("other", 7)):
        source = tmp_path / f"{name}.csv"
        source.write_text(f"market,metric,period,value,unit\nPeru,sales,2015,{value},USD\n", encoding="utf-8")
        assert run_command(["--quiet", "import", str(source), "--as", name]) == 0
    book = openpyxl.Workbook()
    book.active["A1"] = "{{ market_value('Peru', 2015) }}"
    book.active["A2"] = "{{ market_value('Peru', 2015, '', 'dataset=other') }}"
    book.save(tmp_path / "own.xlsx")
    template = tmp_path / "own.xlsx"
    work = plan([(template, needs_region(template))], [MetricScope(None, (), ["2015"])], ("xlsx",))
    (outcome,) = run(work, FigureSource("mine"), tmp_path / "out", scheduler=cluster)
    assert outcome.state == "written", outcome.error
    sheet = openpyxl.load_workbook(tmp_path / "out" / work[0].target).active
    assert (sheet["A1"].value, sheet["A2"].value) == (5, 7)


def test_a_job_that_takes_too_long_fails_alone(cluster: str, tmp_path: Path) -> None:
    outcomes = run(jobs(regions=REGIONS[:2]), SAMPLE, tmp_path, scheduler=cluster, time_limit=0.001)
    assert {outcome.state for outcome in outcomes} == {"failed"}
    assert "took longer than 0.001 seconds" in outcomes[0].error
    assert set(states(run(jobs(regions=REGIONS[:2]), SAMPLE, tmp_path, scheduler=cluster))) == {"written"}


def test_the_jobs_of_a_worker_that_dies_are_done_by_another(tmp_path: Path) -> None:
    with scheduler(tmp_path) as head, ExitStack() as stack:
        first = stack.enter_context(worker(tmp_path, head.address))
        stack.enter_context(worker(tmp_path, head.address))
        outcomes = run(
            jobs("xlsx", "csv"), SAMPLE, tmp_path / "out", scheduler=head.address, progress=Killer(first, after=3)
        )
    assert set(states(outcomes)) == {"written"}
    run(jobs("xlsx", "csv"), SAMPLE, tmp_path / "local")
    assert files(tmp_path / "out") == files(tmp_path / "local")


def test_a_run_whose_scheduler_dies_says_so_and_goes_on_later(cluster: str, tmp_path: Path) -> None:
    work = jobs("xlsx", "csv")
    with scheduler(tmp_path) as head, worker(tmp_path, head.address), pytest.raises(EnvironmentFault, match="is gone"):
        run(work, SAMPLE, tmp_path / "out", scheduler=head.address, progress=Killer(head, after=3))
    done = len(Manifest(tmp_path / "out").entries)
    assert done >= 3
    again = states(run(work, SAMPLE, tmp_path / "out", scheduler=cluster))
    assert (again.count("unchanged"), set(again)) == (done, {"unchanged", "written"})


def test_the_command_takes_the_address_and_refuses_what_contradicts_it(
    cluster: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["export", "--dataset", "sample-quarterly", "--region", "Europe", "-o", str(tmp_path / "out")]
    assert run_command([*command, "--scheduler", cluster]) == 0
    assert "1 written" in capsys.readouterr().out
    assert run_command([*command, "--scheduler", cluster, "--task", "x"]) == 2
    assert "--task and --scheduler contradict each other" in capsys.readouterr().err
    assert run_command([*command, "--period", "2015Q3", "--scheduler", "tcp://127.0.0.1:9"]) == 5


class Killer:
    """Kills a process after some files."""

    def __init__(self, program: Program, after: int) -> None:
        self.program, self.left = program, after

    def __call__(self, _: JobOutcome) -> None:
        self.left -= 1
        if self.left == 0:
            self.program.kill()


def test_a_cluster_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="cannot be reached"):
        run(jobs(), SAMPLE, tmp_path / "a", scheduler="tcp://127.0.0.1:9")
    with pytest.raises(UsageError, match="not the address of a scheduler"):
        run(jobs(), SAMPLE, tmp_path / "a", scheduler="nonsense://x")
    with scheduler(tmp_path) as head, pytest.raises(EnvironmentFault, match="has no workers"):
        run(jobs(), SAMPLE, tmp_path / "a", scheduler=head.address)
    assert [*(tmp_path / "a").glob("*.xlsx")] == []
