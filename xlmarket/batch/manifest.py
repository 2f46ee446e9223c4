"""The manifest of an output folder: one line per finished file, appended and synced as each is done.

A second run reads it to make only what changed. A killed run leaves at worst a torn last line, which is ignored.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from xlmarket.files import name_faults, write_whole
from xlmarket.report.provenance import Provenance

NAME = "manifest.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file made, or one that failed (then `error` says why and there is no hash)."""

    target: str
    fingerprint: str
    sha256: str = ""
    error: str = ""
    made_from: Provenance = field(default_factory=Provenance)


class Manifest:
    """The entries of one folder by target. The last line of a target counts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / NAME
        self.entries = _read(self.path)

    def is_current(self, target: str, fingerprint: str) -> bool:
        """Whether `target` was made from the same inputs and is still the file that was written."""
        entry = self.entries.get(target)
        if entry is None or entry.error or entry.fingerprint != fingerprint:
            return False
        path = self.folder / target
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == entry.sha256

    def record(self, entry: Entry) -> None:
        """Add a line and sync it to the disk before the next job starts."""
        self.entries[entry.target] = entry
        with name_faults(self.path), self.path.open("ab") as file:
            file.write(_line(entry))
            file.flush()
            os.fsync(file.fileno())

    def compact(self) -> None:
        """Write one line per file, in the order of the names."""
        write_whole(self.path, b"".join(_line(self.entries[name]) for name in sorted(self.entries)))


def _line(entry: Entry) -> bytes:
    return json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n"


def _read(path: Path) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    if not path.exists():
        return entries
    for line in path.read_bytes().splitlines():
        try:
            entry = _entry(json.loads(line))
        except (ValueError, TypeError):
            continue
        entries[entry.target] = entry
    return entries


def _entry(line: dict[str, Any]) -> Entry:
    facts = dict(line.pop("made_from", {}))
    facts |= {name: tuple(value) for name, value in facts.items() if isinstance(value, list)}
    return Entry(**line, made_from=Provenance(**facts))
