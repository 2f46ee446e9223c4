"""`--watch`: a command that runs again after every save of the files it reads, until Ctrl+C."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import suppress
from pathlib import Path

from xlmarket.errors import XlmarketError

LOOK_EVERY = 0.5
"""Seconds between two looks at the watched files."""


def repeat(show: Callable[[], None], look: Callable[[], Hashable]) -> None:
    """Show again after every save. An error is printed, and the next save is waited for.

    `look` returns the state of the files, None while one is missing. Ctrl+C is the way to end, at any moment.
    """
    with suppress(KeyboardInterrupt):
        for _ in _saves(look):
            try:
                show()
            except XlmarketError as error:
                sys.stdout.flush()
                sys.stderr.write(f"xlmarket: {error}\n")


def _saves(look: Callable[[], Hashable]) -> Iterator[None]:
    """One item per save, once the files have stayed the same between two looks: Excel writes in several steps."""
    seen = before = look()
    while True:
        time.sleep(LOOK_EVERY)
        now = look()
        if now is not None and now == before and now != seen:
            seen = now
            yield
        before = now


def stamp(path: Path) -> tuple[int, int] | None:
    """Return the time of the last change of a file and its size, None for a missing one."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size
