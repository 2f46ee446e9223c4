"""A batch: the jobs that are due are made, and the manifest of the folder says of each how it ended.

A job that fails does not stop the others. The outcome and the manifest name it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from xlmarket.batch.figures import forget_figures, snapshot_of
from xlmarket.batch.headlines import first_of_reports, kept_headlines, missing_headlines
from xlmarket.batch.jobs import FigureSource, Job
from xlmarket.batch.lock import hold
from xlmarket.batch.making import MadeFile, headline_of_job
from xlmarket.batch.manifest import Entry, Manifest
from xlmarket.batch.pool import Batch, run_all
from xlmarket.batch.site import needs_site, write_site
from xlmarket.errors import EnvironmentFault
from xlmarket.listing import list_names
from xlmarket.report.headline import Headline
from xlmarket.report.provenance import provenance_of_figures

TIME_LIMIT = 300.0
MOST_NAMES = 10
"""Files that the error of a front page names."""
PAGES = "html"
"""The format with which a batch writes the front page of its folder."""
TASK_WAIT = 60.0
"""Seconds that a task waits for a folder. Other tasks hold it for a moment each."""


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """The outcome of one job: written, unchanged, or failed with its error."""

    job: Job
    state: str
    error: str = ""


def run(
    jobs: Sequence[Job],
    figures: FigureSource,
    folder: Path,
    *,
    workers: int = 0,
    scheduler: str | None = None,
    time_limit: float = TIME_LIMIT,
    wait: float = 0.0,
    progress: Callable[[JobOutcome], None] = lambda _: None,
) -> tuple[JobOutcome, ...]:
    """Make the file of every job in `folder` unless it is there, made from the same inputs. Return one outcome per job.

    With pages among the formats the folder gets a front page, also after failures. One that is there is renewed by any
    run. `workers` of 0 means one per core. With `scheduler`, the address of a Dask scheduler, its workers make the files.
    `time_limit` is in seconds per job, `wait` are the seconds that another run may still hold the folder.

    Raises `Busy` if it does after them, `InputError` where another file has the name of the front page, and
    `EnvironmentFault` for a cluster that cannot be used.
    """
    with hold(folder, wait):
        forget_figures()
        has_site = needs_site(folder, any(job.format == PAGES for job in jobs))
        manifest = Manifest(folder)
        manifest.compact()
        prints = _fingerprints(jobs, figures)
        due = [job for job in jobs if not manifest.is_current(job.target, prints[job])]
        outcomes = {job: JobOutcome(job, "unchanged") for job in jobs if job not in set(due)}
        for outcome in outcomes.values():
            progress(outcome)
        if due:
            manifest.begin()
        headlines = kept_headlines(manifest, outcomes)
        batch = Batch(figures, folder, time_limit, first_of_reports(due, headlines))
        for job, made, error in _make_all(due, batch, workers, scheduler):
            if made is not None and made.headline is not None:
                headlines[job.stem] = made.headline
            manifest.record(_entry(job, prints[job], made, error, figures, headlines.get(job.stem)))
            outcomes[job] = JobOutcome(job, "failed" if error else "written", error)
            progress(outcomes[job])
        missing = missing_headlines(manifest, jobs, headlines, partial(headline_of_job, figures))
        if missing or manifest.open_run:
            manifest.complete(missing)
        if has_site:
            _write_site(folder, theme_of(jobs), outcomes.values())
    return tuple(outcomes[job] for job in jobs)


def _make_all(
    due: Sequence[Job], batch: Batch, workers: int, scheduler: str | None
) -> Iterator[tuple[Job, MadeFile | None, str]]:
    """Yield each job with its file or its error, made on this machine or by the workers of a scheduler."""
    if scheduler is None or not due:
        yield from run_all(due, batch, workers or os.cpu_count() or 1)
        return
    try:
        from xlmarket.batch.cluster import run_on_cluster
    except ImportError:
        remedy = 'pip install "xlmarket[cluster]"'
        raise EnvironmentFault("a cluster needs Dask distributed", remedy=remedy) from None
    yield from run_on_cluster(due, batch, scheduler)


def theme_of(jobs: Iterable[Job]) -> Path | None:
    """Return the theme of the front page of jobs: that of the first with one."""
    return next((job.theme for job in jobs if job.theme), None)


def _write_site(folder: Path, theme: Path | None, outcomes: Iterable[JobOutcome]) -> None:
    """Write the front page. Raises `EnvironmentFault` with the files that failed before it, which nothing else names then."""
    try:
        write_site(folder, theme)
    except EnvironmentFault as fault:
        failed = [outcome for outcome in outcomes if outcome.state == "failed"]
        if not failed:
            raise
        names = list_names([f"{outcome.job.target} ({outcome.error})" for outcome in failed], MOST_NAMES)
        raise fault.replace(remedy="; ".join(filter(None, (fault.remedy, f"failed before it: {names}")))) from None


def run_task(
    job: Job, figures: FigureSource, folder: Path, *, time_limit: float = TIME_LIMIT, wait: float = TASK_WAIT
) -> JobOutcome:
    """Make the file of one job of a batch, while other tasks of the same folder may run.

    The folder is held only to read and to write the manifest, for which `wait` seconds are the limit. Raises `Busy` if
    another run holds it for longer.
    """
    with hold(folder, wait, tidy=False):
        forget_figures()
        ((_, fingerprint),) = _fingerprints([job], figures).items()
        if Manifest(folder).is_current(job.target, fingerprint):
            return JobOutcome(job, "unchanged")
    ((_, made, error),) = run_all([job], Batch(figures, folder, time_limit, frozenset([job])), 1)
    with hold(folder, wait, tidy=False):
        manifest = Manifest(folder)
        manifest.join(job.target)
        manifest.record(_entry(job, fingerprint, made, error, figures, made.headline if made else None))
        manifest.compact()
    return JobOutcome(job, "failed" if error else "written", error)


def _entry(
    job: Job, fingerprint: str, made: MadeFile | None, error: str, figures: FigureSource, headline: Headline | None
) -> Entry:
    """Return the entry of a job. Of one that failed only the figures are known."""
    file = made or MadeFile("", provenance_of_figures(snapshot_of(figures)))
    return Entry(
        target=job.target,
        fingerprint=fingerprint,
        sha256=file.sha256,
        error=error,
        made_from=file.made_from,
        format=job.format,
        report=job.report,
        headline=headline,
    )


def list_states(jobs: Sequence[Job], figures: FigureSource, folder: Path) -> tuple[str, ...]:
    """Return whether each job is `due` or `unchanged`. Nothing is written, and a run of the folder may go on."""
    forget_figures()
    manifest = Manifest(folder)
    prints = _fingerprints(jobs, figures)
    return tuple("unchanged" if manifest.is_current(job.target, prints[job]) else "due" for job in jobs)


def _fingerprints(jobs: Iterable[Job], figures: FigureSource) -> dict[Job, str]:
    inputs = snapshot_of(figures).fingerprint
    return {job: job.fingerprint(inputs) for job in jobs}
