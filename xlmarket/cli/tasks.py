"""`export --list` and `export --task`: the jobs of a batch as tasks of a scheduler, each with its own command line."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from xlmarket.cli.commands import SharedOption
from xlmarket.cli.session import Session
from xlmarket.errors import UsageError

if TYPE_CHECKING:
    from xlmarket.batch import FigureSource, Job


def list_tasks(session: Session, jobs: Sequence[Job], figures: FigureSource, folder: Path) -> None:
    """Print each job of a batch with its state, in JSON with the command line that makes it. Nothing is made."""
    from xlmarket.batch import list_states
    from xlmarket.files import name_faults

    with name_faults(folder):
        if folder.exists():
            next(folder.iterdir(), None)
    states = list_states(jobs, figures, folder)
    counts = {state: states.count(state) for state in ("due", "unchanged")}
    lines = [f"{state:9}  {folder / job.target}" for job, state in zip(jobs, states, strict=True)]
    summary = ", ".join(f"{count} {state}" for state, count in counts.items())
    tasks: list[dict[str, object]] = []
    if session.json:
        ids = _task_ids(jobs)
        tasks = [_task_fields(session, *each, folder) for each in zip(jobs, states, ids, strict=True)]
    session.result(
        "\n".join([*lines, f"{folder}: {summary}"]), {"folder": str(folder.absolute()), **counts, "jobs": tasks}
    )


def task_stem(name: str | None) -> str:
    """Return the name of the files of a task without an ending, "" for no task. Raises `UsageError` for a path."""
    if name is None:
        return ""
    if {PurePosixPath(name).name, PureWindowsPath(name).name} != {name}:
        raise UsageError("--task is the name of a file in the folder of -o, not a path", found=name)
    return PurePosixPath(name).stem


def choose_task(jobs: Sequence[Job], name: str) -> Job:
    """Return the job of a task. Raises `UsageError` where the options make several reports, or no file of this name.

    A task has all formats of its batch, for the file of one may name that of another.
    """
    remedy = "take the command from `xlmarket export --list --json`"
    reports = {(job.template, job.region, job.period, job.metric) for job in jobs}
    if len(reports) != 1:
        raise UsageError(f"--task makes one file, but these options make {len(reports)} reports", remedy=remedy)
    for job in jobs:
        if job.target == name:
            return job
    raise UsageError("no file of --task has this format", found=name, allowed=[job.target for job in jobs])


def _task_fields(session: Session, job: Job, state: str, task_id: str, folder: Path) -> dict[str, object]:
    return {
        "id": task_id,
        "file": str(folder.absolute() / job.target),
        "state": state,
        "template": str(job.template),
        "region": job.region,
        "period": job.period,
        "metric": job.metric,
        "format": job.format,
        "argv": [*_program(), "export", *_arguments(job), *_shared_arguments(session)],
    }


def _task_ids(jobs: Sequence[Job]) -> list[str]:
    """Ids that Airflow, Dagster and Prefect accept: distinct, of ASCII letters, digits and `_`."""
    taken: Counter[str] = Counter()
    ids = []
    for job in jobs:
        plain = unicodedata.normalize("NFKD", job.target).encode("ascii", "ignore").decode()
        word = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_").lower()
        taken[word] += 1
        ids.append(f"{word}__{taken[word]}" if taken[word] > 1 else word)
    return ids


def _program() -> list[str]:
    """The program that runs now, so that a task finds it without the `PATH` of this shell."""
    called = Path(sys.argv[0])
    if called.stem == "xlmarket" and called.is_file():
        return [str(called.absolute())]
    return [sys.executable, "-m", "xlmarket.cli"]


def _arguments(job: Job) -> Iterator[str]:
    """The options of the running `export` for one of its jobs. Options that are not of the job are passed on as given."""
    context = click.get_current_context()
    own = _values_of(job, context.params)
    for option in context.command.params:
        name = option.name or ""
        given = context.get_parameter_source(name) is not ParameterSource.DEFAULT
        if not isinstance(option, SharedOption) and own.get(name, given):
            yield from _option_words(option, own.get(name, context.params.get(name)))


def _values_of(job: Job, given: Mapping[str, Any]) -> dict[str, Any]:
    """The options that name one job, and those that name many with the values that turn them off."""
    from xlmarket.report import list_templates
    from xlmarket.report.shipped import PALETTES
    from xlmarket.report.themes import find_theme

    shipped = {row.path: row.name for row in list_templates()}
    theme = given["theme"]
    return {
        "templates": (shipped.get(job.template, str(job.template)),),
        "regions": (job.region,) if job.region else (),
        "metrics": (job.metric,) if job.metric else (),
        "period": job.period,
        "formats": ",".join(given["formats"]),
        "theme": theme if theme is None or theme in PALETTES else str(find_theme(theme)),
        "all_regions": False,
        "list_only": False,
        "jobs": 0,
        "task": job.target,
    }


def _option_words(option: click.Parameter, value: Any) -> Iterator[str]:
    """One option as words of a command line."""
    name = max(option.opts, key=len)
    if isinstance(option, click.Option) and option.is_flag:
        yield name
        return
    for each in value if option.multiple else [value]:
        word = str(each.absolute()) if isinstance(each, Path) else str(each)
        yield from [f"{name}={word}"] if word.startswith("-") else [name, word]


def _shared_arguments(session: Session) -> Iterator[str]:
    """The data set, store and settings of this run, with whole paths: a task may run in another folder."""
    from xlmarket.config import FILE
    from xlmarket.store.place import lasting_address

    if session.dataset:
        yield from ("--dataset", session.dataset)
    if session.store:
        yield from ("--store", lasting_address(session.store))
    settings = session.config or (Path(FILE) if Path(FILE).is_file() else None)
    if settings:
        yield from ("--config", str(settings.absolute()))
