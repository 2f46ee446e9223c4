"""The recipes of the page on schedules run as they are written, as far as their programs are here."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from tests.cli.test_cli import COMMANDS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "schedule.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
REPORT = "region-quarterly Latin America 2015Q4"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the recipes of other systems")


def block(language: str, mark: str = "") -> str:
    """The text of the one block of a language that holds a mark."""
    (text,) = [text for kind, text in BLOCKS if kind == language and mark in text]
    return text


@pytest.fixture
def market(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the recipes, in the home of the user, with the program in it and on the path."""
    folder = tmp_path / "market"
    bin_folder = folder / ".venv" / "bin"
    bin_folder.mkdir(parents=True)
    (bin_folder / "xlmarket").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m xlmarket.cli "$@"\n')
    (bin_folder / "xlmarket").chmod(0o755)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XLMARKET_STORE", str(tmp_path / "store.sqlite"))
    monkeypatch.setenv("PATH", f"{bin_folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(folder)
    return folder


def few_regions(command: str) -> str:
    """A command for two regions in place of all, so that it takes seconds."""
    changed = command.replace("--all-regions", "--region Africa --region 'Latin America'")
    assert changed != command
    return changed


def shell(command: str) -> str:
    return subprocess.run(command, shell=True, check=True, capture_output=True, text=True).stdout


def test_every_command_of_the_recipes_has_the_options_it_names() -> None:
    options = {name for parameter in COMMANDS[("export",)].params for name in parameter.opts}
    text = "\n".join(text for kind, text in BLOCKS if kind != "python").replace("&gt;", ">").replace("&amp;", "&")
    commands = re.findall(r"xlmarket export [^>&\n]+", text)
    assert len(commands) == 5
    for command in commands:
        assert {word for word in shlex.split(command) if word.startswith("-")} <= options, command


@pytest.mark.slow
def test_the_line_for_cron_is_a_line_of_cron_and_runs(market: Path) -> None:
    line = block("cron")
    (market / "table").write_text(line)
    if shutil.which("crontab"):
        subprocess.run(["crontab", "-n", "table"], check=True, capture_output=True)
    times, command = re.match(r"((?:[\d*,/-]+ ){5}) *(.+)", line).groups()
    assert len(times.split()) == 5
    assert "%" not in command
    assert (
        subprocess.run(
            ["/bin/sh", "-c", few_regions(command)], cwd="/", check=True, capture_output=True, text=True
        ).stdout
        == "reports: 2 written\n"
    )
    assert (market / "reports" / f"{REPORT}.xlsx").is_file()


@pytest.mark.slow
def test_the_units_of_systemd_are_sound_and_the_service_runs(market: Path, tmp_path: Path) -> None:
    for name in ("service", "timer"):
        (market / f"xlmarket-reports.{name}").write_text(block("ini", f"xlmarket-reports.{name}"))
    if shutil.which("systemd-analyze"):
        names = ["./xlmarket-reports.service", "./xlmarket-reports.timer"]
        checked = subprocess.run(
            ["systemd-analyze", "verify", "--user", *names],
            env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "xlmarket-reports" not in checked.stderr, checked.stderr
        (calendar,) = re.findall(r"OnCalendar=(.+)", block("ini", ".timer"))
        subprocess.run(["systemd-analyze", "calendar", calendar], check=True, capture_output=True)
    (start,) = re.findall(r"ExecStart=(.+)", block("ini", ".service"))
    assert shell(few_regions(start.replace("%h", str(tmp_path)))) == "reports: 2 written\n"


def test_the_tasks_of_windows_are_whole_and_of_one_command() -> None:
    (line,) = block("bat").splitlines()
    words = re.findall(r'"[^"]*"|\S+', line)
    action = words[words.index("/TR") + 1].strip('"')
    assert len(action) <= 261, "the longest that schtasks takes"
    task = ElementTree.fromstring(block("xml").partition("?>")[2])
    (space,) = {element.tag.partition("}")[0] + "}" for element in task.iter()}
    command, arguments = (task.findtext(f".//{space}{name}") for name in ("Command", "Arguments"))
    assert f"{command} {arguments}" == action
    assert len(task.find(f".//{space}DaysOfWeek")) == 5


@pytest.mark.slow
def test_the_lines_of_the_ci_job_run(market: Path) -> None:
    job = yaml.safe_load(block("yaml"))["jobs"]["reports"]
    install, export = [step["run"] for step in job["steps"] if "run" in step]
    assert install.startswith("pip install")
    assert shell(few_regions(export)) == "reports: 4 written\nreports.zip\n"
    (upload,) = [step["with"]["path"] for step in job["steps"] if "upload" in step.get("uses", "")]
    assert f"{REPORT}.csv" in zipfile.ZipFile(market / upload).namelist()


@pytest.fixture
def tasks(market: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The module that the recipes of orchestrators share, for two regions."""
    text = block("python", "# market_tasks.py")
    assert '"--all-regions"' in text
    text = text.replace('"--all-regions"', '"--region", "Africa", "--region", "Latin America"')
    (market / "market_tasks.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(market), os.environ.get("PYTHONPATH", "")]))
    return market


@pytest.mark.slow
def test_the_tasks_of_an_orchestrator_make_every_file_and_finish_with_a_zip(tasks: Path) -> None:
    """What the recipes of Airflow, Dagster and Prefect call, without the program that calls it."""
    code = (
        "import json\nfrom market_tasks import finish, list_jobs, run_job\n"
        "jobs = list_jobs()\nprint(json.dumps([[run_job(job['argv']) for job in jobs], finish(), list_jobs()]))"
    )
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    made, finished, left = json.loads(ended.stdout)
    assert made == [f"{tasks / 'reports'}: 1 written"] * 2
    assert finished == "reports: 0 written, 2 unchanged\nreports.zip"
    assert left == []
    assert len(zipfile.ZipFile(tasks / "reports.zip").namelist()) == 2


@pytest.mark.parametrize("mark", ["# dags/market_reports.py", "# market_dagster.py", "# market_prefect.py"])
def test_a_recipe_of_an_orchestrator_calls_the_shared_module(mark: str) -> None:
    text = block("python", mark)
    compile(text, mark, "exec")
    assert re.search(r"^from market_tasks import finish, list_jobs, run_job$", text, re.MULTILINE)
    assert all(
        f"{name}" in text.replace("import finish, list_jobs, run_job", "")
        for name in ("finish(", "list_jobs(", "run_job")
    )
