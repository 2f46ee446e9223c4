"""Running a batch on all cores: every job in a process of its own pool place, none able to take the others down.

A worker that dies or overruns its time limit costs its own job; that job is named in the outcome and the manifest.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from xlmarket.batch.jobs import Figures, Job
from xlmarket.batch.lock import held
from xlmarket.batch.manifest import Entry, Manifest
from xlmarket.batch.stale import figures_of
from xlmarket.errors import XlmarketError
from xlmarket.files import write_whole
from xlmarket.functions.snapshot import Snapshot
from xlmarket.output import ReportInputs, report_bytes

TIME_LIMIT = 300.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one job: written, unchanged, or failed with the error's words."""

    job: Job
    state: str
    error: str = ""


def run(
    jobs: Sequence[Job],
    figures: Figures,
    folder: Path,
    *,
    workers: int = 0,
    time_limit: float = TIME_LIMIT,
    progress: Callable[[Outcome], None] = lambda _: None,
) -> tuple[Outcome, ...]:
    """Make every job's file in `folder` that is not there yet from the same inputs; answers one outcome per job.

    `workers` of 0 means one per core. `Busy` when another run holds the folder.
    """
    with held(folder):
        _snapshot.cache_clear()  # an import or undo since the last run of this process
        manifest = Manifest(folder)
        manifest.compact()
        prints = _fingerprints(jobs, figures)
        made_from = figures_of(_snapshot(figures))
        due = [job for job in jobs if not manifest.is_current(job.target, prints[job])]
        outcomes = {job: Outcome(job, "unchanged") for job in jobs if job not in set(due)}
        for outcome in outcomes.values():
            progress(outcome)
        for job, sha256, error in _made(due, figures, folder, workers or os.cpu_count() or 1, time_limit):
            manifest.record(Entry(job.target, prints[job], sha256, error, made_from))
            outcomes[job] = Outcome(job, "failed" if error else "written", error)
            progress(outcomes[job])
        manifest.compact()
    return tuple(outcomes[job] for job in jobs)


def _fingerprints(jobs: Iterable[Job], figures: Figures) -> dict[Job, str]:
    inputs = _snapshot(figures).fingerprint
    return {job: job.fingerprint(inputs) for job in jobs}


def _made(
    jobs: Sequence[Job], figures: Figures, folder: Path, workers: int, time_limit: float
) -> Iterator[tuple[Job, str, str]]:
    """Each job with the hash of its file, or the words of what went wrong, as they finish.

    A worker that dies between two jobs breaks pebble's whole pool: what it had not done goes to a new one, as long as
    each does something.
    """
    due = list(jobs)
    while due:
        broken: dict[Job, BaseException] = {}
        for job, sha256, fault in _pooled(due, figures, folder, workers, time_limit):
            if isinstance(fault, BrokenProcessPool):
                broken[job] = fault
            else:
                yield job, sha256, _words(fault, time_limit) if fault else ""
        if len(broken) == len(due):
            yield from ((job, "", _words(fault, time_limit)) for job, fault in broken.items())
            return
        due = list(broken)


def _pooled(
    jobs: Sequence[Job], figures: Figures, folder: Path, workers: int, time_limit: float
) -> Iterator[tuple[Job, str, BaseException | None]]:
    """Each job of one pool with the hash of its file or its fault, as they finish."""
    import multiprocessing

    from pebble import ProcessPool

    spawning = multiprocessing.get_context("spawn")
    pool = ProcessPool(max_workers=min(workers, len(jobs)), context=spawning)
    try:
        futures: dict[Any, Job] = {}
        for job in jobs:
            futures[_scheduled(pool, job, figures, folder, time_limit)] = job
        for future in as_completed(futures):
            fault = future.exception()
            yield futures[future], "" if fault else future.result(), fault
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _scheduled(pool: Any, job: Job, figures: Figures, folder: Path, time_limit: float) -> Any:
    """The future of a job; a pool that broke while it was being filled gives one that says so."""
    try:
        return pool.schedule(_make, args=(job, figures, folder), timeout=time_limit)
    except RuntimeError as fault:
        future: Future[str] = Future()
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


def _make(job: Job, figures: Figures, folder: Path) -> str:
    """In a worker: build the file, write it whole, answer its hash."""
    snapshot = _measuring(figures, job.metric)
    report = ReportInputs(
        template=job.template, snapshot=snapshot, region=job.region, period=job.period, formulas=job.formulas
    )
    data = report_bytes(report, job.format)
    write_whole(folder / job.target, data)
    return hashlib.sha256(data).hexdigest()


@lru_cache(maxsize=1)
def _snapshot(figures: Figures) -> Snapshot:
    """The figures, opened once per process."""
    from xlmarket.config import load_config
    from xlmarket.functions import open_snapshot

    config = load_config(figures.config)
    return open_snapshot(figures.dataset, store=figures.store, as_of=figures.as_of, config=config)


@lru_cache(maxsize=8)
def _measuring(figures: Figures, metric: str | None) -> Snapshot:
    """The figures with the metric of a job, opened once per process."""
    return _snapshot(figures).measuring(metric) if metric else _snapshot(figures)
