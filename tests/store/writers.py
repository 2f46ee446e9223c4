"""Processes that import into one store at once, and are killed with it: what the tests and `tests.store.proof` run."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.postgres import Server
from xlmarket.observations import Metric, Observation, Observations
from xlmarket.periods import Period
from xlmarket.store import open_store

ROOT = Path(__file__).resolve().parents[2]
ROWS = 200
DATASET = "mine"

SCRIPT = """
    import sys, time
    from tests.store.writers import DATASET, figures
    from xlmarket.errors import Busy, EnvironmentFault
    from xlmarket.store import open_store

    url, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    until = time.monotonic() + 300
    repeated = 0
    for number in range(count):
        mark = f"{name}-{number}"
        while True:
            try:
                open_store(url).add(DATASET, figures(number), fingerprint=mark, file=f"{name}.csv")
            except (Busy, EnvironmentFault):
                if time.monotonic() > until:
                    raise
                repeated += 1
                time.sleep(0.05)
            else:
                print("in", mark, flush=True)
                break
    print("again", repeated, flush=True)
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """The imports that processes were told are in, how many were started, and how often one had to be tried again."""

    acknowledged: frozenset[str]
    started: frozenset[str]
    repeated: int


def figures(value: float) -> Observations:
    """A table of a few hundred rows, so that an import takes a moment."""
    rows = tuple(
        Observation(market="BRA", metric="sales", period=Period.of(1900 + row, "A", 1), value=value + row, unit="USD")
        for row in range(ROWS)
    )
    covered = (date(1900, 1, 1), date(2099, 12, 31))
    return Observations(rows=rows, metrics=(Metric(name="sales", unit="USD"),), covered=covered)


def start(url: str, name: str, imports: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(SCRIPT), url, name, str(imports)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@contextmanager
def writing(url: str, writers: int, imports: int) -> Iterator[dict[str, subprocess.Popen[str]]]:
    """Processes that import, by their names. All have ended afterwards."""
    processes = {f"w{number}": start(url, f"w{number}", imports) for number in range(writers)}
    try:
        yield processes
    finally:
        for process in processes.values():
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def finish(processes: dict[str, subprocess.Popen[str]], imports: int, *heads: str) -> Tally:
    """Wait for all processes, and return what they said. One that ended by itself must have ended well.

    `heads` are lines that were read already.
    """
    lines = [head.strip() for head in heads]
    for process in processes.values():
        assert process.stdout is not None
        lines += process.stdout.read().splitlines()
        assert process.wait() in (0, -signal.SIGKILL)
    acknowledged = frozenset(line.removeprefix("in ") for line in lines if line.startswith("in "))
    started = frozenset(f"{name}-{number}" for name in processes for number in range(imports))
    return Tally(acknowledged, started, sum(int(line.split()[1]) for line in lines if line.startswith("again ")))


def write_together(url: str, writers: int, imports: int) -> Tally:
    """Import from several processes at once."""
    with writing(url, writers, imports) as processes:
        return finish(processes, imports)


def kill_server(server: Server, url: str, *, writers: int, imports: int, kills: int, chance: random.Random) -> Tally:
    """Import from several processes while the server is killed at random moments and started again."""
    with writing(url, writers, imports) as processes:
        for _ in range(kills):
            time.sleep(chance.uniform(0.3, 1.2))
            server.kill()
            server.start()
        return finish(processes, imports)


def kill_clients(url: str, *, writers: int, imports: int, chance: random.Random) -> Tally:
    """Import from several processes that are killed at random moments, all but the last."""
    with writing(url, writers, imports) as processes:
        *victims, _ = processes.values()
        heads = []
        for process in victims:
            assert process.stdout is not None
            heads.append(process.stdout.readline())
            time.sleep(chance.uniform(0, 0.2))
            process.kill()
        return finish(processes, imports, *heads)


def assert_whole(url: str, tally: Tally) -> int:
    """Every import that was acknowledged is in, whole and once, and the numbers have no gap. Returns how many are in."""
    store = open_store(url)
    vintages = store.history(DATASET, with_undone=True)
    marks = [vintage.fingerprint for vintage in vintages]
    assert [vintage.number for vintage in vintages] == list(range(1, len(vintages) + 1))
    assert len(set(marks)) == len(marks)
    assert tally.acknowledged <= set(marks) <= tally.started
    assert len(store.check()) == len(vintages)
    return len(vintages)
