"""A batch on all cores: jobs run in worker processes, and one that dies does not stop the others.

A worker that dies or exceeds its time limit fails its own job only. The outcome and the manifest name that job.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from xlmarket.batch.headlines import first_of_reports, kept_headlines, missing_headlines
from xlmarket.batch.jobs import FigureSource, Job
from xlmarket.batch.lock import hold
from xlmarket.batch.manifest import Entry, Manifest
from xlmarket.batch.site import needs_site, write_site
from xlmarket.errors import XlmarketError
from xlmarket.files import write_whole
from xlmarket.functions.snapshot import Snapshot
from xlmarket.output import ReportInputs, report_bytes
from xlmarket.report.headline import Headline, headline_of
from xlmarket.report.provenance import Provenance, provenance_of, provenance_of_figures

TIME_LIMIT = 300.0
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


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that a worker wrote, as the manifest keeps it: its hash and what it was made from.

    `headline` is that of the report, where the job was to make it.
    """

    sha256: str
    made_from: Provenance
    headline: Headline | None = None


@dataclass(frozen=True, slots=True)
class _Batch:
    """What all jobs of a run share. `firsts` are the jobs that make the headline of their report."""

    figures: FigureSource
    folder: Path
    time_limit: float
    firsts: frozenset[Job]


def run(
    jobs: Sequence[Job],
    figures: FigureSource,
    folder: Path,
    *,
    workers: int = 0,
    time_limit: float = TIME_LIMIT,
    wait: float = 0.0,
    progress: Callable[[JobOutcome], None] = lambda _: None,
) -> tuple[JobOutcome, ...]:
    """Make the file of every job in `folder` unless it is there, made from the same inputs. Return one outcome per job.

    With pages among the formats the folder gets a front page, also after failures. One that is there is renewed by any
    run. `workers` of 0 means one per core, `time_limit` is in seconds per job, `wait` are the seconds that another run
    may still hold the folder. Raises `Busy` if it does after them, and `InputError` where another file has the name of
    the front page.
    """
    with hold(folder, wait):
        _forget_figures()
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
        batch = _Batch(figures, folder, time_limit, first_of_reports(due, headlines))
        for job, made, error in _run_all(due, batch, workers or os.cpu_count() or 1):
            if made is not None and made.headline is not None:
                headlines[job.stem] = made.headline
            manifest.record(_entry(job, prints[job], made, error, figures, headlines.get(job.stem)))
            outcomes[job] = JobOutcome(job, "failed" if error else "written", error)
            progress(outcomes[job])
        missing = missing_headlines(manifest, jobs, headlines, partial(_headline, figures))
        if missing or manifest.open_run:
            manifest.complete(missing)
        if has_site:
            write_site(folder, next((job.theme for job in jobs if job.theme), None))
    return tuple(outcomes[job] for job in jobs)


def run_task(
    job: Job, figures: FigureSource, folder: Path, *, time_limit: float = TIME_LIMIT, wait: float = TASK_WAIT
) -> JobOutcome:
    """Make the file of one job of a batch, while other tasks of the same folder may run.

    The folder is held only to read and to write the manifest, for which `wait` seconds are the limit. Raises `Busy` if
    another run holds it for longer.
    """
    with hold(folder, wait, tidy=False):
        _forget_figures()
        ((_, fingerprint),) = _fingerprints([job], figures).items()
        if Manifest(folder).is_current(job.target, fingerprint):
            return JobOutcome(job, "unchanged")
    ((_, made, error),) = _run_all([job], _Batch(figures, folder, time_limit, frozenset([job])), 1)
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
    file = made or MadeFile("", provenance_of_figures(_snapshot(figures)))
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
    _forget_figures()
    manifest = Manifest(folder)
    prints = _fingerprints(jobs, figures)
    return tuple("unchanged" if manifest.is_current(job.target, prints[job]) else "due" for job in jobs)


def _fingerprints(jobs: Iterable[Job], figures: FigureSource) -> dict[Job, str]:
    inputs = _snapshot(figures).fingerprint
    return {job: job.fingerprint(inputs) for job in jobs}


def _run_all(jobs: Sequence[Job], batch: _Batch, workers: int) -> Iterator[tuple[Job, MadeFile | None, str]]:
    """Yield each job with its file or its error, as they finish.

    A worker that dies between two jobs breaks the whole pool of pebble. The jobs left go to a new pool, as long as
    each pool finishes at least one.
    """
    due = list(jobs)
    while due:
        broken: dict[Job, BaseException] = {}
        for job, made, fault in _run_pool(due, batch, workers):
            if isinstance(fault, BrokenProcessPool):
                broken[job] = fault
            else:
                yield job, made, _words(fault, batch.time_limit) if fault else ""
        if len(broken) == len(due):
            yield from ((job, None, _words(fault, batch.time_limit)) for job, fault in broken.items())
            return
        due = list(broken)


def _run_pool(
    jobs: Sequence[Job], batch: _Batch, workers: int
) -> Iterator[tuple[Job, MadeFile | None, BaseException | None]]:
    """Yield each job of one pool with its file or its fault, as they finish."""
    import multiprocessing

    from pebble import ProcessPool

    spawning = multiprocessing.get_context("spawn")
    pool = ProcessPool(max_workers=min(workers, len(jobs)), context=spawning)
    try:
        futures: dict[Any, Job] = {}
        for job in jobs:
            futures[_schedule(pool, job, batch)] = job
        for future in as_completed(futures):
            fault = future.exception()
            yield futures[future], None if fault else future.result(), fault
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _schedule(pool: Any, job: Job, batch: _Batch) -> Any:
    """Return the future of a job. A pool that broke while it was being filled gives a failed one."""
    arguments = (job, batch.figures, batch.folder, job in batch.firsts)
    try:
        return pool.schedule(_make, args=arguments, timeout=batch.time_limit)
    except RuntimeError as fault:
        future: Future[MadeFile] = Future()
        future.set_exception(BrokenProcessPool(str(fault)))
        return future


def _words(fault: BaseException, time_limit: float) -> str:
    if isinstance(fault, XlmarketError):
        return str(fault)
    if isinstance(fault, TimeoutError):
        return f"took longer than {time_limit:g} seconds and was stopped"
    if type(fault).__name__ == "ProcessExpired":
        return "its worker process died"
    return f"a fault of ours: {type(fault).__name__}: {fault}"


def _make(job: Job, figures: FigureSource, folder: Path, is_first: bool) -> MadeFile:
    """Build a file in a worker and write it. The first file of a report makes its headline too."""
    snapshot = _snapshot_of_metric(figures, job.metric)
    report = ReportInputs(
        template=job.template,
        snapshot=snapshot,
        region=job.region,
        period=job.period,
        formulas=job.formulas,
        theme=job.theme,
        anonymous=job.anonymous,
        recalculate=job.recalculate,
        workbook=job.workbook,
        with_data=job.with_data,
        program=job.program,
    )
    data, made_from = report_bytes(report, job.format), _provenance(job, snapshot)
    headline = _headline(figures, job) if is_first else None
    write_whole(folder / job.target, data)
    return MadeFile(hashlib.sha256(data).hexdigest(), made_from, headline)


def _headline(figures: FigureSource, job: Job) -> Headline:
    snapshot = _snapshot_of_metric(figures, job.metric)
    return headline_of(job.template, snapshot=snapshot, region=job.region, period=job.period)


def _provenance(job: Job, snapshot: Snapshot) -> Provenance:
    return provenance_of(
        snapshot,
        job.template,
        region=job.region,
        period=job.period,
        formulas=job.formulas,
        theme=job.theme,
        recalculated=job.recalculate,
    )


def _forget_figures() -> None:
    """Open the figures again: there may have been an import or undo since the last run of this process."""
    _snapshot.cache_clear()
    _snapshot_of_metric.cache_clear()


@lru_cache(maxsize=1)
def _snapshot(figures: FigureSource) -> Snapshot:
    """Return the figures, opened once per process."""
    from xlmarket.config import load_config
    from xlmarket.functions import open_snapshot

    config = load_config(figures.config)
    return open_snapshot(figures.dataset, store=figures.store, as_of=figures.as_of, config=config)


@lru_cache(maxsize=8)
def _snapshot_of_metric(figures: FigureSource, metric: str | None) -> Snapshot:
    """Return the figures with the metric of a job, opened once per process."""
    return _snapshot(figures).measuring(metric) if metric else _snapshot(figures)
