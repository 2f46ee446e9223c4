"""The proof of a team's store at full size: `python -m tests.store.proof`. `test_team_store` runs the same, smaller.

It prints tried, held and failed, and ends with 1 where something failed. It needs PostgreSQL 15 on this machine.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator

from tests.postgres import FOLDERS, Server, serve
from tests.store.writers import Tally, assert_whole, kill_clients, kill_server, write_together
from xlmarket.store import open_store
from xlmarket.store.engine import open_engine

WRITERS = 8
IMPORTS = 50
KILLS = 20
CLIENTS = 24
"""Processes that are killed, in rounds of eight."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="A tenth of it.")
    parser.add_argument("--seed", type=int, default=15)
    options = parser.parse_args()
    program = shutil.which("postgres", path=FOLDERS)
    if program is None:
        print("needs the program postgres (postgresql-15)")
        return 1
    with serve(program, durable=True) as server:
        results = list(prove(server, random.Random(options.seed), part=10 if options.quick else 1))
    failed = sum(not held for held in results)
    print(f"tried {len(results)}, held {len(results) - failed}, failed {failed}")
    return 1 if failed else 0


def prove(server: Server, chance: random.Random, part: int) -> Iterator[bool]:
    imports, kills, rounds = max(5, IMPORTS // part), max(2, KILLS // part), max(1, CLIENTS // 8 // part)
    whole = WRITERS * imports
    yield attempt(
        server, f"{WRITERS} writers x {imports} imports", lambda url: write_together(url, WRITERS, imports), whole
    )
    yield attempt(
        server,
        f"{kills} kills of the server under {WRITERS} writers",
        lambda url: kill_server(server, url, writers=WRITERS, imports=imports, kills=kills, chance=chance),
        whole,
    )
    for number in range(rounds):
        yield attempt(
            server,
            f"8 of 9 writers killed, round {number + 1}",
            lambda url: kill_clients(url, writers=9, imports=imports, chance=chance),
        )


def attempt(server: Server, what: str, run: Callable[[str], Tally], expected: int | None = None) -> bool:
    """Run one trial on a database of its own, and print what was left in it."""
    url = server.url(server.create())
    open_store(url)
    started = time.monotonic()
    tally = run(url)
    try:
        vintages = assert_whole(url, tally)
        held = expected in (None, vintages)
    except AssertionError as fault:
        print(f"FAILED  {what}: {fault}", flush=True)
        return False
    finally:
        open_engine(url).dispose()
    print(
        f"{'held' if held else 'FAILED':7} {what}: {vintages} vintages numbered 1 to {vintages}, "
        f"{len(tally.acknowledged)} acknowledged, {tally.repeated} tries repeated, {time.monotonic() - started:.0f} s",
        flush=True,
    )
    return held


if __name__ == "__main__":
    sys.exit(main())
