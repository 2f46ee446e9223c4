"""A batch: all regions, only what changed, and a killed worker or run that costs no more than itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests import ooxml
from xlmarket.batch import FigureSource, JobOutcome, MetricScope, plan, run
from xlmarket.batch.manifest import Manifest
from xlmarket.errors import UsageError
from xlmarket.functions import open_snapshot
from xlmarket.report import find_template, needs_region, regions_with_figures
from xlmarket.report.headline import headline_of

SAMPLE = FigureSource("sample-quarterly")
TEMPLATE = find_template("region-quarterly")
REGIONS = regions_with_figures(open_snapshot("sample-quarterly"))


def states(outcomes: tuple[JobOutcome, ...]) -> list[str]:
    return [outcome.state for outcome in outcomes]


def jobs(*formats: str, regions: tuple[str, ...] = REGIONS):
    return plan([(TEMPLATE, needs_region(TEMPLATE))], [MetricScope(None, regions, ["2015Q4"])], formats or ("xlsx",))


def test_names_of_files_are_distinct_whatever_regions_are_called() -> None:
    targets = [job.target for job in jobs(regions=("A/B", "a:b", "A-B"))]
    assert len({target.casefold() for target in targets}) == 3
    assert not any(set(target) & set('/\\:*?"<>|') for target in targets)


def test_a_format_nobody_writes_is_told() -> None:
    with pytest.raises(UsageError, match="xlsx, csv"):
        jobs("docx")


def test_all_regions_are_written_and_a_second_run_redoes_only_what_changed(tmp_path: Path) -> None:
    work = jobs("xlsx", "csv")
    assert set(states(run(work, SAMPLE, tmp_path))) == {"written"}
    assert len(list(tmp_path.glob("*.xlsx"))) == len(REGIONS) == len(list(tmp_path.glob("*.csv")))
    assert set(states(run(work, SAMPLE, tmp_path))) == {"unchanged"}
    changed = tmp_path / work[0].target
    good = changed.read_bytes()
    changed.write_bytes(b"edited")
    assert states(run(work, SAMPLE, tmp_path)).count("written") == 1
    facts = [entry.made_from for entry in Manifest(tmp_path).entries.values()]
    assert {made_from.region for made_from in facts} == set(REGIONS)
    assert {(made_from.template, made_from.period) for made_from in facts} == {("region-quarterly", "2015Q4")}
    assert changed.read_bytes() == good


def test_a_report_has_one_headline_whatever_the_number_of_its_formats(tmp_path: Path) -> None:
    work = jobs("xlsx", "csv", regions=("Europe", "Africa"))
    run(work, SAMPLE, tmp_path, workers=2)
    manifest = Manifest(tmp_path)
    assert {entry.headline.title: entry.headline.figures[0].text for entry in manifest.entries.values()} == {
        "Europe": figure_of("Europe"),
        "Africa": figure_of("Africa"),
    }
    whole = manifest.path.read_bytes()
    run(work, SAMPLE, tmp_path)
    assert manifest.path.read_bytes() == whole


def figure_of(region: str) -> str:
    headline = headline_of(TEMPLATE, snapshot=open_snapshot("sample-quarterly"), region=region, period="2015Q4")
    return headline.figures[0].text


def test_a_file_that_was_done_before_its_headline_gets_it_in_the_next_run(tmp_path: Path) -> None:
    work = jobs("xlsx", regions=("Europe",))
    run(work, SAMPLE, tmp_path)
    manifest = Manifest(tmp_path)
    manifest.entries = {name: replace(entry, headline=None) for name, entry in manifest.entries.items()}
    manifest.compact()
    assert states(run(work, SAMPLE, tmp_path)) == ["unchanged"]
    (entry,) = Manifest(tmp_path).entries.values()
    assert entry.headline.figures[0].text == figure_of("Europe")


@pytest.mark.slow
def test_every_report_opens_and_has_no_error_its_template_did_not_have(tmp_path: Path) -> None:
    run(jobs(), SAMPLE, tmp_path)
    known = ooxml.errors(TEMPLATE)
    for report in sorted(tmp_path.glob("*.xlsx")):
        assert not ooxml.errors(report) - known, report.name
        assert openpyxl.load_workbook(report).sheetnames == ["Report", "Sources", "Data"]


@pytest.mark.slow
def test_every_report_opens_in_libreoffice(tmp_path: Path, soffice: str) -> None:
    run(jobs(), SAMPLE, tmp_path)
    reports = sorted(map(str, tmp_path.glob("*.xlsx")))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), *reports]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    assert len(list(tmp_path.glob("*.pdf"))) == len(reports)


def test_one_failing_report_is_named_and_the_others_are_written(tmp_path: Path) -> None:
    work = jobs(regions=("Europe", "Nowhere Land", "Africa"))
    outcomes = run(work, SAMPLE, tmp_path)
    assert states(outcomes) == ["written", "failed", "written"]
    assert "unknown market" in outcomes[1].error
    assert "Nowhere Land" in (tmp_path / "manifest.jsonl").read_text()
    assert len(list(tmp_path.glob("*.xlsx"))) == 2


def test_a_report_that_takes_too_long_is_stopped_and_named(tmp_path: Path) -> None:
    (outcome,) = run(jobs(regions=("Europe",)), SAMPLE, tmp_path, time_limit=0.01)
    assert outcome.state == "failed"
    assert "took longer than" in outcome.error


@pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc")
@pytest.mark.parametrize("most", [1, 6])
def test_a_killed_worker_costs_its_own_job_and_no_other(tmp_path: Path, most: int) -> None:
    killed: list[int] = []

    def kill_a_worker(_: JobOutcome) -> None:
        if len(killed) < most:
            workers = [
                pid for pid in _children(os.getpid()) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
            ]
            for worker in workers[:1]:
                os.kill(worker, signal.SIGKILL)
                killed.append(worker)

    outcomes = run(jobs("xlsx", "csv"), SAMPLE, tmp_path, workers=2, progress=kill_a_worker)
    assert killed
    assert states(outcomes).count("failed") <= most
    assert all("worker process died" in one.error for one in outcomes if one.state == "failed")
    again = run(jobs("xlsx", "csv"), SAMPLE, tmp_path)
    assert set(states(again)) <= {"written", "unchanged"}
    assert states(again).count("written") == states(outcomes).count("failed")


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                found.append(int(entry.name))
    return found


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
def test_a_killed_run_is_resumed_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "xlmarket.cli", "export", "--dataset", "sample-quarterly", "--all-regions"]
    command += ["--period", "2013Q1:2015Q4", "-j", "1", "-o", str(tmp_path)]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 120
    while len(list(tmp_path.glob("*.xlsx"))) < 5 and time.monotonic() < deadline and child.poll() is None:
        time.sleep(0.02)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    there = len(list(tmp_path.glob("*.xlsx")))
    assert 5 <= there < 12 * len(REGIONS)
    for report in tmp_path.glob("*.xlsx"):
        openpyxl.load_workbook(report, read_only=True).close()
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    kept = int(said.split(" unchanged")[0].rpartition(" ")[2])
    assert there - 1 <= kept <= there
    assert len(list(tmp_path.glob("*.xlsx"))) == 12 * len(REGIONS)
    assert not [entry for entry in tmp_path.iterdir() if entry.name.startswith(".xlmarket-")]


def heed_interrupts() -> None:
    """A shell lets what it starts in the background ignore interrupts, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT for a child on Windows")
def test_an_interrupted_run_says_so_and_ends_with_130(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "xlmarket.cli", "export", "--dataset", "sample-quarterly", "--all-regions"]
    command += ["-t", "region-quarterly", "-t", "market-profile", "--period", "2013Q1:2015Q4"]
    command += ["-j", "1", "-o", str(tmp_path)]
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heed_interrupts
    )
    deadline = time.monotonic() + 120
    while not list(tmp_path.glob("*.xlsx")) and time.monotonic() < deadline and child.poll() is None:
        time.sleep(0.02)
    child.send_signal(signal.SIGINT)
    _, stderr = child.communicate(timeout=60)
    first_line = stderr.partition("\n")[0]  # multiprocessing of 3.13 may add that it dropped a buffer
    assert (child.returncode, first_line) == (
        130,
        "xlmarket: interrupted; the same command goes on from here",
    )
