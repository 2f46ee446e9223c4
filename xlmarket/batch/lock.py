"""One run per output folder: a lock that the operating system releases when its process dies.

A batch holds it from its start to its end, a single task of a batch only while it reads or writes the manifest.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xlmarket.errors import Busy, Place
from xlmarket.files import name_faults, sweep

NAME = ".xlmarket.lock"
LOOK_EVERY = 0.05
"""Seconds between two tries to get the lock."""


@contextmanager
def hold(folder: Path, wait: float = 0.0, *, tidy: bool = True) -> Iterator[None]:
    """Hold `folder` for this process, after `wait` seconds at most. `tidy`: sweep what dead runs left in it.

    Raises `Busy` if another run still holds it then.
    """
    with name_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not _lock_within(handle, wait):
            remedy = "wait for it to end, or on the command line give --wait SECONDS"
            raise Busy("another run writes to this folder", where=Place(file=str(folder)), remedy=remedy)
        if tidy:
            sweep(folder)
        yield
    finally:
        os.close(handle)


def _lock_within(handle: int, wait: float) -> bool:
    end = time.monotonic() + wait
    while not (locked := _lock(handle)) and time.monotonic() < end:
        time.sleep(LOOK_EVERY)
    return locked


def _lock(handle: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
