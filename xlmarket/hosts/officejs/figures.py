"""The figures of a running server: one snapshot, opened again when its files or its store have changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from xlmarket.errors import XlmarketError
from xlmarket.functions import Snapshot
from xlmarket.store import vintages
from xlmarket.store.place import address, sqlite_file

LOOK_EVERY = 1.0
"""Seconds between two checks of the files and of a store on a server."""

BLIND_FOR = 60.0
"""Seconds between two reads where there is nothing to check."""

Stamp = tuple[tuple[tuple[str, int, int], ...], Hashable]


@dataclass
class ServedFigures:
    """`open` reads the figures, `watched` are their files, and `state` changes with a store on a server.

    Without both they are read again every minute.
    """

    open: Callable[[], Snapshot]
    watched: Sequence[Path] = ()
    state: Callable[[], Hashable] | None = None
    clock: Callable[[], float] = monotonic
    _snapshot: Snapshot | None = None
    _stamp: Stamp = ((), None)
    _looked: float = field(default=0.0)

    def snapshot(self) -> Snapshot:
        """The current figures, the same object while they do not change.

        Raises the error of `open` while the figures cannot be read. Old figures are never returned as new ones.
        """
        now = self.clock()
        kept = self._snapshot
        if kept is None or self._due(now):
            self._snapshot = None
            stamp = self._take_stamp()
            kept = self._snapshot = self._newest(self.open(), kept)
            self._stamp, self._looked = stamp, now
        return kept

    def _due(self, now: float) -> bool:
        if not self.watched and self.state is None:
            return now - self._looked >= BLIND_FOR
        if now - self._looked < LOOK_EVERY:
            return False
        self._looked = now
        try:
            return self._take_stamp() != self._stamp
        except XlmarketError:
            return True

    def _take_stamp(self) -> Stamp:
        stamps = []
        for path in self.watched:
            try:
                state = path.stat()
            except OSError:
                continue
            stamps.append((str(path), state.st_mtime_ns, state.st_size))
        return tuple(stamps), self.state() if self.state else None

    @staticmethod
    def _newest(opened: Snapshot, kept: Snapshot | None) -> Snapshot:
        """The opened snapshot, or the one we have if it has the same version, for that one has a cache of answers."""
        version = opened.version
        return kept if kept is not None and kept.version == version else opened


def files_of(store: str | None, config: Path) -> list[Path]:
    """The files that change with the figures."""
    file = sqlite_file(address(store))
    if file is None:
        return [config]
    return [file, file.with_name(f"{file.name}-wal"), config]


def state_of(store: str | None) -> Callable[[], Hashable] | None:
    """What reads the vintages of a store on a server, which change with its figures. None for a file."""
    return (lambda: vintages(store)) if sqlite_file(address(store)) is None else None
