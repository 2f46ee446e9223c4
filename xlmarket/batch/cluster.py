"""The jobs of a batch on the workers of a Dask cluster: a job whose worker dies is made by another.

The kit goes once to each worker, as a plugin, also to one that comes later. A worker makes files in child processes, so
that the time limit of a job can end it, and returns their bytes: the run writes them, so the workers need no shared folder.
"""

from __future__ import annotations

import hashlib
import queue
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree
from typing import Any

from distributed import Client, Future, KilledWorker, WorkerPlugin, get_worker
from distributed.comm.core import CommClosedError

from xlmarket.batch.figures import snapshot_of_metric
from xlmarket.batch.jobs import Job
from xlmarket.batch.kit import Kit, open_job, pack
from xlmarket.batch.making import MadeFile, make_bytes, provenance_of_job
from xlmarket.batch.pool import Batch, explain
from xlmarket.errors import EnvironmentFault, Place, UsageError
from xlmarket.files import write_whole
from xlmarket.report.headline import Headline

CONNECT_WITHIN = 10.0
"""Seconds for the connection to the scheduler, and for a first worker."""
LOOK_EVERY = 2.0
"""Seconds without a finished file after which the run looks whether scheduler and workers are still there."""
WORKERS_BACK_WITHIN = 60.0
"""Seconds that a run waits for a worker after the last one is gone: a nanny starts it again."""

Made = tuple[bytes, Headline | None]
"""The bytes of a file, and the headline of its report where the job makes it."""
Answer = tuple[Made | None, str]
"""What a worker returns: a file, or the sentence on why there is none."""


class KitPlugin(WorkerPlugin):  # type: ignore[misc, unused-ignore]
    """The kit of a run on a worker, with the child processes that make its files."""

    def __init__(self, kit: Kit, run: str, release: str) -> None:
        self.kit, self.release = kit, release
        self.name = f"xlmarket-{run}"

    def setup(self, worker: Any) -> None:
        """Write the kit to the disk of the worker."""
        if version("xlmarket") != self.release:
            raise RuntimeError(f"the worker has xlmarket {version('xlmarket')}, the run {self.release}")
        self.folder = Path(worker.local_directory) / self.name
        self.threads = worker.state.nthreads
        self.kit.write(self.folder)

    def teardown(self, worker: Any) -> None:  # noqa: ARG002 - the interface of Dask
        """End the child processes and remove the kit."""
        if "pool" in self.__dict__:
            self.pool.stop()
            self.pool.join()
        rmtree(self.folder, ignore_errors=True)

    @cached_property
    def pool(self) -> Any:
        """The child processes. Dask marks its workers as daemons, which may have none, unless the mark is taken away."""
        import multiprocessing

        from pebble import ProcessPool

        multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
        return ProcessPool(max_workers=self.threads, context=multiprocessing.get_context("spawn"))


def run_on_cluster(jobs: Sequence[Job], batch: Batch, address: str) -> Iterator[tuple[Job, MadeFile | None, str]]:
    """Yield each job with its file or its error, as they finish.

    Raises `UsageError` for an address that is none, and `EnvironmentFault` for a scheduler that cannot be reached or is
    lost, a cluster without workers, and workers with another version of xlmarket.
    """
    with _connected(address) as client:
        _check_workers(client, address)
        plugin = KitPlugin(pack(jobs, batch.figures), uuid.uuid4().hex[:12], version("xlmarket"))
        client.register_plugin(plugin)
        try:
            yield from _finished(client, address, jobs, batch, plugin)
        finally:
            if client.status == "running":
                client.unregister_worker_plugin(plugin.name)


def _finished(
    client: Client, address: str, jobs: Sequence[Job], batch: Batch, plugin: KitPlugin
) -> Iterator[tuple[Job, MadeFile | None, str]]:
    done: queue.SimpleQueue[Future[Answer]] = queue.SimpleQueue()
    pending: dict[object, tuple[Future[Answer], Job]] = {}
    for job in jobs:
        arguments = (plugin.kit.localize(job), plugin.name, job in batch.firsts, batch.time_limit)
        future = client.submit(_make, *arguments, key=f"{plugin.name}-{job.target}", pure=False)
        pending[future.key] = (future, job)
        future.add_done_callback(done.put)
    try:
        while pending:
            future, job = pending.pop(_next(done, client, address).key)
            yield _outcome(future, job, batch, address)
            future.release()
    finally:
        if client.status == "running":
            client.cancel([future for future, _ in pending.values()])


def _next(done: queue.SimpleQueue[Future[Answer]], client: Client, address: str) -> Future[Answer]:
    """Wait for a finished job, as long as the scheduler is there and has a worker or may get one back."""
    without_worker = 0.0
    while True:
        try:
            return done.get(timeout=LOOK_EVERY)
        except queue.Empty:
            if client.status != "running":
                raise _lost(address) from None
            without_worker = 0.0 if client.scheduler_info()["workers"] else without_worker + LOOK_EVERY
            if without_worker >= WORKERS_BACK_WITHIN:
                raise _no_workers(address) from None


def _outcome(future: Future[Answer], job: Job, batch: Batch, address: str) -> tuple[Job, MadeFile | None, str]:
    try:
        made, error = future.result()
    except KilledWorker:
        made, error = None, "the workers that tried to make it died"
    except (CancelledError, CommClosedError, OSError) as fault:
        raise _lost(address) from fault
    if made is None:
        return job, None, error
    data, headline = made
    write_whole(batch.folder / job.target, data)
    snapshot = snapshot_of_metric(batch.figures, job.metric)
    return job, MadeFile(hashlib.sha256(data).hexdigest(), provenance_of_job(job, snapshot), headline), ""


def _make(job: Job, plugin: str, is_first: bool, time_limit: float) -> Answer:
    """Make a file on a worker, in one of its child processes."""
    kit: Any = get_worker().plugins[plugin]
    try:
        return kit.pool.schedule(make_from_kit, args=(job, kit.folder, is_first), timeout=time_limit).result(), ""
    except Exception as fault:  # noqa: BLE001 - the error of a job, which the manifest names
        return None, explain(fault, time_limit)


def make_from_kit(job: Job, folder: Path, is_first: bool) -> Made:
    """Return the bytes of a file from the kit in a folder, and the headline of its report where the job makes it."""
    job, snapshot = open_job(job, folder)
    return make_bytes(job, snapshot, is_first)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    client = _connect(address)
    try:
        yield client
    finally:
        client.close(timeout=LOOK_EVERY)


def _connect(address: str) -> Client:
    try:
        return Client(address, timeout=CONNECT_WITHIN, set_as_default=False)
    except ValueError as fault:
        allowed = "an address such as tcp://10.0.0.5:8786"
        raise UsageError(f"not the address of a scheduler: {fault}", found=address, allowed=allowed) from None
    except (OSError, TimeoutError):
        remedy = "start it with `dask scheduler`, or see whether a firewall is in the way"
        raise EnvironmentFault("the scheduler cannot be reached", where=Place(file=address), remedy=remedy) from None


def _check_workers(client: Client, address: str) -> None:
    """Raise `EnvironmentFault` where there is no worker, or one without this version of xlmarket."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_WITHIN)
    except TimeoutError:
        raise _no_workers(address) from None
    releases = client.run(version, "xlmarket", on_error="return")
    wrong = [(worker, release) for worker, release in releases.items() if release != version("xlmarket")]
    for worker, release in wrong:
        raise EnvironmentFault(
            "a worker has another version of xlmarket",
            where=Place(file=worker),
            found=release if isinstance(release, str) else "none",
            allowed=version("xlmarket"),
            remedy=f'install "xlmarket[cluster,outputs]=={version("xlmarket")}" on every worker',
        )


def _no_workers(address: str) -> EnvironmentFault:
    remedy = f"start some with `dask worker {address}`"
    return EnvironmentFault("the scheduler has no workers", where=Place(file=address), remedy=remedy)


def _lost(address: str) -> EnvironmentFault:
    remedy = "start scheduler and workers again: the same command goes on where it was"
    return EnvironmentFault("the scheduler is gone", where=Place(file=address), remedy=remedy)
