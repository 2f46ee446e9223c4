"""What is taken over of a metric, and the questions its definition leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from xlmarket.errors import Place, SourceError
from xlmarket.sources.definitions.document import Entry

_MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A metric as keys of `[facts.NAME]`. What its file does not say is empty, and `notes` say what it takes.

    `origin` names it as its file does, `doubts` are where it may mean something else there.
    """

    name: str
    origin: str
    place: Place
    keys: Mapping[str, object]
    notes: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definitions:
    """The metrics of some files: those that are taken over, and the error of each that is not, by its name."""

    metrics: tuple[Definition, ...]
    refused: Mapping[str, SourceError]

    def named(self, name: str) -> Definition:
        """One metric. Raises `SourceError` for one that is not taken over, or unknown, with the nearest."""
        if name in self.refused:
            raise self.refused[name]
        metrics = {one.name: one for one in self.metrics}
        if name not in metrics:
            raise SourceError.unknown("metric", name, [*metrics, *self.refused])
        return metrics[name]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a definition stands, for its errors."""

    file: str
    entry: Entry
    name: str

    @property
    def place(self) -> Place:
        return Place(file=self.file, row=self.entry.line, key=self.name)

    def error(self, what: str, **more: object) -> SourceError:
        """An error with the place of this definition."""
        return SourceError(what, where=self.place, **more)  # type: ignore[arg-type]

    def refuse_others(self, entry: Entry, taken: tuple[str, ...], ignored: tuple[str, ...]) -> None:
        """Raise `SourceError` for a key that could change the figures and is not taken over."""
        for key, value in entry.items():
            if key not in (*taken, *ignored) and value is not None and value is not False and value != []:
                raise self.error(f"{key} is not taken over", found=value, allowed=taken)


def candidates(what: str, columns: Iterable[str] = ()) -> str:
    """The note of a key that has to be filled in, with the columns that the definition has. SQL that is none is left out."""
    names = [name for name in columns if re.fullmatch(r"\w+", name)][:_MOST]
    known = f"; the definition has {', '.join(names)}" if names else ""
    return f"to fill in: {what}{known}"
