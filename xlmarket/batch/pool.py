"""The jobs of a batch on the cores of this machine: one that dies or takes too long fails its own job only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlmarket.batch.jobs import FigureSource, Job
from xlmarket.batch.making import MadeFile, make_file
from xlmarket.errors import XlmarketError


@dataclass(frozen=True, slots=True)
class Batch:
    """What all jobs of a run share. `firsts` are the jobs that make the headline of their report."""

    figures: FigureSource
    folder: Path
    time_limit: float
    firsts: frozenset[Job]


def run_all(jobs: Sequence[Job], batch: Batch, workers: int) -> Iterator[tuple[Job, MadeFile | None, str]]:
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
                yield job, made, explain(fault, batch.time_limit) if fault else ""
        if len(broken) == len(due):
            yield from ((job, None, explain(fault, batch.time_limit)) for job, fault in broken.items())
            return
        due = list(broken)


def _run_pool(
    jobs: Sequence[Job], batch: Batch, workers: int
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


def _schedule(pool: Any, job: Job, batch: Batch) -> Any:
    """Return the future of a job. A pool that broke while it was being filled gives a failed one."""
    arguments = (job, batch.figures, batch.folder, job in batch.firsts)
    try:
        return pool.schedule(make_file, args=arguments, timeout=batch.time_limit)
    except RuntimeError as fault:
        future: Future[MadeFile] = Future()
        future.set_exception(BrokenProcessPool(str(fault)))
        return future


def explain(fault: BaseException, time_limit: float) -> str:
    """Return the sentence on a job that failed, for the manifest and the user."""
    if isinstance(fault, XlmarketError):
        return str(fault)
    if isinstance(fault, TimeoutError):
        return f"took longer than {time_limit:g} seconds and was stopped"
    if type(fault).__name__ == "ProcessExpired":
        return "its worker process died"
    return f"a fault of ours: {type(fault).__name__}: {fault}"
