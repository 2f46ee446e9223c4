"""The figures a running server answers from: one snapshot, opened anew when what it was read from has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from xlmarket.functions import Snapshot
from xlmarket.store.place import address, sqlite_file

LOOK_EVERY = 1.0
"""Seconds between two looks at the files."""

BLIND_FOR = 60.0
"""Seconds between two looks at a database server, which has no file to look at."""

Stamp = tuple[tuple[str, int, int], ...]


@dataclass
class Figures:
    """`open` reads the figures, `watched` are the files they come from; without one, they are read anew by the clock."""

    open: Callable[[], Snapshot]
    watched: Sequence[Path] = ()
    clock: Callable[[], float] = monotonic
    _snapshot: Snapshot | None = None
    _stamp: Stamp = ()
    _looked: float = field(default=0.0)

    def snapshot(self) -> Snapshot:
        """The figures as they stand; the same object while they stay the same.

        Figures that cannot be read are an error until they can: the old ones are not passed off as the new.
        """
        now = self.clock()
        kept = self._snapshot
        if kept is None or self._due(now):
            stamp, self._snapshot = self._seen(), None
            kept = self._snapshot = self._newest(self.open(), kept)
            self._stamp, self._looked = stamp, now
        return kept

    def _due(self, now: float) -> bool:
        if not self.watched:
            return now - self._looked >= BLIND_FOR
        if now - self._looked < LOOK_EVERY:
            return False
        self._looked = now
        return self._seen() != self._stamp

    def _seen(self) -> Stamp:
        found = []
        for path in self.watched:
            try:
                told = path.stat()
            except OSError:
                continue
            found.append((str(path), told.st_mtime_ns, told.st_size))
        return tuple(found)

    @staticmethod
    def _newest(opened: Snapshot, kept: Snapshot | None) -> Snapshot:
        """What was opened, or the one we have if it holds the same: that one remembers its answers."""
        version = opened.version
        return kept if kept is not None and kept.version == version else opened


def files_of(store: str | None, config: Path) -> list[Path]:
    """The files that a change of the figures touches; none for a database server."""
    file = sqlite_file(address(store))
    if file is None:
        return []
    return [file, file.with_name(f"{file.name}-wal"), config]
