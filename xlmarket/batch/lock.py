"""One run per output folder: a lock that the operating system releases when its process dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xlmarket.errors import Busy, Place
from xlmarket.files import name_faults, sweep

NAME = ".xlmarket.lock"


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold `folder` for this process and sweep what dead runs left in it. Raises `Busy` if another run holds it."""
    with name_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not _lock(handle):
            raise Busy("another run writes to this folder", where=Place(file=str(folder)), remedy="wait for it to end")
        sweep(folder)
        yield
    finally:
        os.close(handle)


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
