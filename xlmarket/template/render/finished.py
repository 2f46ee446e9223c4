"""The finished rows of a sheet as values, in order: walk makes them, writing writes them, charts and tables look them up.

Rows that one template row gave for one iteration after the other are one stretch. Beyond some ten thousand rows they
wait on disk, so that memory does not grow with the rows of a report.
"""

from __future__ import annotations

import pickle
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xlmarket.files import Spill
from xlmarket.template.layout.axes import Path
from xlmarket.template.plan.nodes import StripSection

RowValues = tuple[Any, ...]
"""The values of the expressions of a row, in the order of their cells."""

CHUNK = 4096
"""Most rows of a stretch. Longer ones cost more per row, as the lists leave the processor's cache."""

_BATCH, _IN_MEMORY = 8192, 6


@dataclass(slots=True)
class Stretch:
    """`count` rows of one template row from `path` on, with the values of its expressions, if it has any."""

    template: int
    path: Path
    count: int
    values: list[RowValues] | None


@dataclass(slots=True)
class SectionRows:
    """Rows made of strips of columns side by side, each with its own rows."""

    plan: StripSection
    path: Path
    strips: list[FinishedRows]
    count: int


Piece = Stretch | SectionRows


class FinishedRows:
    """Finished rows in order."""

    def __init__(self) -> None:
        self.count = 0
        self._batches: list[list[Piece] | tuple[int, int]] = []
        self._starts: list[int] = []
        self._open: list[Piece] = []
        self._open_from = 0
        self._aside = Spill(held=0)

    def add(self, template: int, path: Path, values: RowValues | None) -> None:
        """One row. It joins the stretch of the iteration before."""
        last = self._open[-1] if self._open else None
        joins = isinstance(last, Stretch) and last.template == template and _follows(path, last)
        if joins and isinstance(last, Stretch) and last.values is not None and values is not None:
            last.values.append(values)
            last.count += 1
            self._grow(1)
            return
        self._put(Stretch(template, path, 1, None if values is None else [values]))

    def extend(self, template: int, path: Path, values: list[RowValues]) -> None:
        """Rows of one iteration after the other from `path` on."""
        self._put(Stretch(template, path, len(values), values))

    def gap(self, rows: int) -> None:
        """Rows the template has nothing for."""
        self._put(Stretch(0, (), rows, None))

    def section(self, plan: StripSection, path: Path, strips: list[FinishedRows]) -> SectionRows:
        """The rows of strips side by side, as many as the longest has."""
        section = SectionRows(plan, path, strips, max(strip.count for strip in strips))
        self._put(section)
        return section

    def __iter__(self) -> Iterator[Piece]:
        for number in range(len(self._batches)):
            yield from self._batch(number)
        yield from self._open

    def between(self, first: int, last: int) -> Iterator[tuple[Piece, int, int]]:
        """The pieces with the rows `first`…`last` (from 1), each with its part that lies there (from 0, end excluded)."""
        number = max(bisect_right(self._starts, first - 1) - 1, 0)
        at = self._starts[number] if self._starts else 0
        while number <= len(self._batches) and at < last:
            pieces = self._batch(number) if number < len(self._batches) else self._open
            for piece in pieces:
                low, high = max(first - 1 - at, 0), min(last - at, piece.count)
                if low < high:
                    yield piece, low, high
                at += piece.count
            number += 1

    def _put(self, piece: Piece) -> None:
        self._open.append(piece)
        self._grow(piece.count)

    def _grow(self, rows: int) -> None:
        self.count += rows
        if self.count - self._open_from >= _BATCH:
            self._starts.append(self._open_from)
            self._batches.append(self._store(self._open))
            self._open, self._open_from = [], self.count

    def _store(self, pieces: list[Piece]) -> list[Piece] | tuple[int, int]:
        """The pieces, or where they lie in the file."""
        if len(self._batches) < _IN_MEMORY or any(isinstance(piece, SectionRows) for piece in pieces):
            return pieces
        try:
            raw = pickle.dumps([(p.template, p.path, p.count, p.values) for p in pieces if isinstance(p, Stretch)], 5)
        except (pickle.PicklingError, TypeError, AttributeError):
            return pieces
        return self._aside.append(raw), len(raw)

    def _batch(self, number: int) -> Sequence[Piece]:
        batch = self._batches[number]
        if isinstance(batch, list):
            return batch
        raw = self._aside.read(*batch)
        return [Stretch(*fields) for fields in pickle.loads(raw)]  # noqa: S301 - our own bytes


def _follows(path: Path, last: Stretch) -> bool:
    """Whether a path is the iteration after a stretch's."""
    if not path or last.count >= CHUNK or len(path) != len(last.path):
        return False
    block, start = last.path[-1]
    return path[-1] == (block, start + last.count) and path[:-1] == last.path[:-1]
