"""The manifest of an output folder: one line per finished file, appended and synced as each is done.

A second run reads it to make only what changed. A killed run leaves at worst a torn last line, which is ignored.

Runs that make files have numbers. While one goes on, a line of its own has its number, so that a run that was stopped and
its continuation are one. A run that finds everything unchanged has none and changes no byte.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson

from xlmarket.files import name_faults, write_whole
from xlmarket.report.headline import Headline, printed
from xlmarket.report.provenance import Provenance

NAME = "manifest.jsonl"
OPEN = "open_run"
HEADLINES = ("headline", "before")
ALWAYS = ("target", "fingerprint", "sha256", "error")
"""The fields that every line has."""


def stem_of(target: str) -> str:
    """Return the name of a file without its ending. The files of one report have the same."""
    return target.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class ReportKey:
    """What a report is about: the name of its template, its region and period, the metric if it is not the default."""

    template: str
    region: str | None
    period: str
    metric: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file made, or one that failed (then `error` says why and there is no hash).

    `run` is the number of the run that made it, `since` of the first that did. `headline` is that of the file, or of the
    file before it where this one failed. `before` is the one before `run`, kept where its figures were others.
    """

    target: str
    fingerprint: str
    sha256: str = ""
    error: str = ""
    made_from: Provenance = field(default_factory=Provenance)
    format: str = ""
    report: ReportKey | None = None
    run: int = 0
    since: int = 0
    headline: Headline | None = None
    before: Headline | None = None

    @property
    def is_moved(self) -> bool:
        """Whether a reader sees other figures than before the run that made it."""
        if self.before is None or self.headline is None:
            return False
        return printed(self.before.figures) != printed(self.headline.figures)


class Manifest:
    """The entries of one folder by target. The last line of a target counts.

    `open_run` is the number of a run that has not ended, `run` the one that new entries get.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / NAME
        self.entries: dict[str, Entry] = {}
        self.open_run = 0
        self._read()
        self.run = self.open_run

    @property
    def latest(self) -> int:
        """The number of the last run that made files, ended or not."""
        return max((entry.run for entry in self.entries.values()), default=0)

    def begin(self) -> None:
        """Start a run, or go on with the one that has not ended."""
        if not self.open_run:
            self.open_run = self.latest + 1
            self._append(_json({OPEN: self.open_run}))
        self.run = self.open_run

    def join(self, target: str) -> None:
        """Make the next entry one of the last run, for a task that makes a file alone.

        A target that this run has made already is the first of another one, unless it failed.
        """
        entry = self.entries.get(target)
        is_again = entry is not None and entry.run == self.latest and not entry.error
        self.run = self.open_run or max(1, self.latest + is_again)

    def is_current(self, target: str, fingerprint: str) -> bool:
        """Whether `target` was made from the same inputs and is still the file that was written."""
        entry = self.entries.get(target)
        if entry is None or entry.error or entry.fingerprint != fingerprint:
            return False
        path = self.folder / target
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == entry.sha256

    def record(self, entry: Entry) -> None:
        """Add a line of this run and sync it to the disk before the next job starts."""
        entry = self._renew(entry)
        self.entries[entry.target] = entry
        self._append(_line(entry))

    def complete(self, headlines: Mapping[str, Headline]) -> None:
        """End the run. `headlines` are those of entries that have none yet."""
        for target, headline in headlines.items():
            self.entries[target] = _settle(replace(self.entries[target], headline=headline))
        self.open_run = 0
        self.compact()

    def compact(self) -> None:
        """Write one line per file, in the order of the names, and one for a run that has not ended."""
        lines = [_line(self.entries[name]) for name in sorted(self.entries)]
        if self.open_run:
            lines.append(_json({OPEN: self.open_run}))
        write_whole(self.path, b"".join(lines))

    def _append(self, line: bytes) -> None:
        with name_faults(self.path), self.path.open("ab") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def _renew(self, entry: Entry) -> Entry:
        """Return a new entry with what the one before it knows."""
        old = self.entries.get(entry.target)
        if old is None:
            return replace(entry, run=self.run, since=0 if entry.error else self.run)
        since = old.since if old.since or old.sha256 or entry.error else self.run
        before = old.headline
        if old.run == self.run:
            before = old.before or (old.headline if since < self.run else None)
        if entry.error:
            return replace(entry, run=self.run, since=since, headline=before)
        return _settle(replace(entry, run=self.run, since=since, before=before))

    def _read(self) -> None:
        lines = self.path.read_bytes().splitlines() if self.path.exists() else ()
        for line in lines:
            try:
                fields = orjson.loads(line)
                if OPEN in fields:
                    self.open_run = int(fields[OPEN])
                    continue
                entry = _entry(fields)
            except (ValueError, TypeError):
                continue
            self.entries[entry.target] = entry


def _settle(entry: Entry) -> Entry:
    """Return an entry without the headline before it where both print the same."""
    return entry if entry.is_moved or entry.headline is None else replace(entry, before=None)


def _line(entry: Entry) -> bytes:
    """Return the line of an entry, without the fields that have nothing to say."""
    fields = asdict(entry)
    return _json({name: value for name, value in fields.items() if value or name in ALWAYS})


def _json(fields: dict[str, Any]) -> bytes:
    return orjson.dumps(fields) + b"\n"


def _entry(fields: dict[str, Any]) -> Entry:
    """Return the entry of a line. One of an older version has not all fields. Raises `TypeError` for another line."""
    facts = dict(fields.pop("made_from", {}))
    facts |= {name: tuple(value) for name, value in facts.items() if isinstance(value, list)}
    report = fields.pop("report", None)
    made_from = Provenance(**facts)
    headline, before = (Headline.of_fields(kept) if (kept := fields.pop(name, None)) else None for name in HEADLINES)
    report = ReportKey(**report) if report else None
    return Entry(**fields, made_from=made_from, report=report, headline=headline, before=before)
