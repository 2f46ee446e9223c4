"""The figures of a running server: one snapshot, opened again when its files have changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from xlmarket.functions import Snapshot
from xlmarket.store.place import address, sqlite_file

LOOK_EVERY = 1.0
"""Seconds between two checks of the files."""

BLIND_FOR = 60.0
"""Seconds between two reads of a database server, which has no file to check."""

Stamp = tuple[tuple[str, int, int], ...]


@dataclass
class ServedFigures:
    """`open` reads the figures, and `watched` are their files. Without files they are read again every minute."""

    open: Callable[[], Snapshot]
    watched: Sequence[Path] = ()
    clock: Callable[[], float] = monotonic
    _snapshot: Snapshot | None = None
    _stamp: Stamp = ()
    _looked: float = field(default=0.0)

    def snapshot(self) -> Snapshot:
        """The current figures, the same object while they do not change.

        Raises the error of `open` while the figures cannot be read. Old figures are never returned as new ones.
        """
        now = self.clock()
        kept = self._snapshot
        if kept is None or self._due(now):
            stamp, self._snapshot = self._stamp_files(), None
            kept = self._snapshot = self._newest(self.open(), kept)
            self._stamp, self._looked = stamp, now
        return kept

    def _due(self, now: float) -> bool:
        if not self.watched:
            return now - self._looked >= BLIND_FOR
        if now - self._looked < LOOK_EVERY:
            return False
        self._looked = now
        return self._stamp_files() != self._stamp

    def _stamp_files(self) -> Stamp:
        stamps = []
        for path in self.watched:
            try:
                state = path.stat()
            except OSError:
                continue
            stamps.append((str(path), state.st_mtime_ns, state.st_size))
        return tuple(stamps)

    @staticmethod
    def _newest(opened: Snapshot, kept: Snapshot | None) -> Snapshot:
        """The opened snapshot, or the one we have if it has the same version, for that one has a cache of answers."""
        version = opened.version
        return kept if kept is not None and kept.version == version else opened


def files_of(store: str | None, config: Path) -> list[Path]:
    """The files that change with the figures. A database server has none."""
    file = sqlite_file(address(store))
    if file is None:
        return []
    return [file, file.with_name(f"{file.name}-wal"), config]
