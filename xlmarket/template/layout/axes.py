"""Where the cells of one template sheet went when its blocks were repeated. Render makes it, followers read it.

A sheet has two axes, its rows and its columns. A block is a range of template rows (or columns: all that is said of rows
holds for both) that comes out once per item. Each finished row is one template row at one path, the path saying which
iteration of which block it stands in. The copies of a template row are held as runs (first row, step, times), so a block
of a hundred thousand iterations is one entry.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from xlmarket.package.areas import Area
from xlmarket.package.limits import MAX_ROW

Path = tuple[tuple[int, int], ...]
Home = tuple[Path, Path]
"""Where a formula stands: the path of its row and that of its column."""

OUTSIDE: Home = ((), ())
Iterations = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OutputRow:
    """One row of the finished sheet: the template row it was made from, and (block id, iteration from 0) inwards."""

    template: int
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Template rows `first`…`last` one below the other, and that `times` over.

    The path is that of the first time. Each further time is the next iteration of the path's innermost block.
    """

    first: int
    last: int
    path: Path = ()
    times: int = 1


class Copies:
    """The copies of one template row in output order, as runs of equal distance."""

    __slots__ = ("ids", "rows", "starts", "steps", "times")

    def __init__(self, ids: tuple[int, ...]) -> None:
        self.ids = ids
        self.starts: list[Iterations] = []
        self.rows: list[int] = []
        self.steps: list[int] = []
        self.times: list[int] = []

    def add(self, start: Iterations, row: int, step: int, times: int) -> None:
        if self.rows and self._continues(start, row, step, times):
            self.steps[-1] = row - self.last(-1)
            self.times[-1] += times
            return
        self.starts.append(start)
        self.rows.append(row)
        self.steps.append(step)
        self.times.append(times)

    def _continues(self, start: Iterations, row: int, step: int, times: int) -> bool:
        before = self.starts[-1]
        if not start or start[:-1] != before[:-1] or start[-1] != before[-1] + self.times[-1]:
            return False
        gap = row - self.last(-1)
        return (self.times[-1] == 1 or self.steps[-1] == gap) and (times == 1 or step == gap)

    def last(self, index: int) -> int:
        return self.rows[index] + (self.times[index] - 1) * self.steps[index]

    def iterations_at(self, home: Path) -> Iterations:
        """The iterations of the blocks that this row and a formula at `home` both stand in."""
        count = 0
        for (block, _), mine in zip(home, self.ids, strict=False):
            if block != mine:
                break
            count += 1
        return tuple(iteration for _, iteration in home[:count])

    def within(self, prefix: Iterations) -> tuple[int, int] | None:
        """First and last output row among the copies whose iterations begin with `prefix`."""
        if not prefix:
            return self.rows[0], self.last(-1)
        if len(prefix) == len(self.ids):
            row = self.at(prefix)
            return None if row is None else (row, row)
        low, high = self.slice(prefix)
        return None if low == high else (self.rows[low], self.last(high - 1))

    def at(self, iterations: Iterations) -> int | None:
        """The output row of exactly this iteration."""
        index = bisect_right(self.starts, iterations) - 1
        if index < 0:
            return None
        start = self.starts[index]
        further = iterations[-1] - start[-1]
        if further >= self.times[index] or start[:-1] != iterations[:-1]:
            return None
        return self.rows[index] + further * self.steps[index]

    def slice(self, prefix: Iterations) -> tuple[int, int]:
        if not prefix:
            return 0, len(self.rows)
        return bisect_left(self.starts, prefix), bisect_left(self.starts, (*prefix[:-1], prefix[-1] + 1))

    def along(self, iterations: Iterations, count: int) -> range | None:
        """The output rows of `count` iterations from this one on, if one run holds them all."""
        index = bisect_right(self.starts, iterations) - 1
        if index < 0 or self.starts[index][:-1] != iterations[:-1]:
            return None
        further = iterations[-1] - self.starts[index][-1]
        if further + count > self.times[index]:
            return None
        first, step = self.rows[index] + further * self.steps[index], self.steps[index] or 1
        return range(first, first + count * step, step)

    def all(self, prefix: Iterations) -> Iterator[int]:
        """Every output row among the copies whose iterations begin with `prefix`."""
        if prefix and len(prefix) == len(self.ids):
            row = self.at(prefix)
            yield from () if row is None else (row,)
            return
        for index in range(*self.slice(prefix)):
            yield from range(self.rows[index], self.last(index) + 1, self.steps[index] or 1)

    def instances(self, depth: int) -> Iterator[Iterations]:
        """The iterations of the outermost `depth` blocks in which this row has a copy."""
        for start, times in zip(self.starts, self.times, strict=True):
            if depth < len(start):
                yield start[:depth]
            else:
                yield from ((*start[:-1], start[-1] + further) for further in range(times))


class Plain(NamedTuple):
    """Template rows that stand in no block, one below the other. The first came to stand at `out`."""

    first: int
    last: int
    out: int


class AxisBuilder:
    """Takes the finished rows in order, as they are made, and becomes their axis."""

    __slots__ = ("_copies", "_plain", "out")

    def __init__(self) -> None:
        self._copies: dict[int, Copies] = {}
        self._plain: list[Plain] = []
        self.out = 0

    def add(self, first: int, last: int, path: Path = (), times: int = 1) -> None:
        """Template rows `first`…`last` one below the other, and that `times` over, for one iteration after the other."""
        if not path:
            self._add_plain(first, last)
            return
        ids, start = tuple([block for block, _ in path]), tuple([iteration for _, iteration in path])
        step = last - first + 1
        for row in range(first, last + 1):
            copies = self._copies.get(row)
            if copies is None:
                copies = self._copies[row] = Copies(ids)
            copies.add(start, self.out + 1 + row - first, step, times)
        self.out += step * times

    def _add_plain(self, first: int, last: int) -> None:
        before = self._plain[-1] if self._plain else None
        if before is not None and before.last + 1 == first and before.out + first - before.first == self.out + 1:
            self._plain[-1] = Plain(before.first, last, before.out)
        else:
            self._plain.append(Plain(first, last, self.out + 1))
        self.out += last - first + 1

    def gap(self, rows: int) -> None:
        """Finished rows that were made from none."""
        self.out += rows

    def axis(self, blocks: Mapping[int, tuple[int, int]], height: int = 0, limit: int = MAX_ROW) -> Axis:
        """`blocks` has each block's first and last template row, `height` is the number of rows that were read."""
        plain = self._plain[-1].last if self._plain else 0
        highest = max([height, plain, *self._copies, *(last for _, last in blocks.values())])
        return Axis(self._copies, self._plain, blocks, highest, self.out, limit)


class Axis:
    """Where the rows of one template sheet went. It never changes."""

    __slots__ = (
        "_blocks", "_copies", "_height", "_plain", "_plain_firsts", "_plain_lasts", "_repeated", "_shift", "_spans",
        "is_identity", "limit",
    )  # fmt: skip

    def __init__(
        self,
        copies: dict[int, Copies],
        plain: list[Plain],
        blocks: Mapping[int, tuple[int, int]],
        height: int,
        out: int,
        limit: int,
    ) -> None:
        self._copies = copies
        self._blocks = dict(blocks)
        self._height = height
        self.limit = limit
        self._shift = out - height
        self._spans: dict[tuple[int, int], tuple[int, int] | None] = {}
        self._repeated = sorted(copies)
        self._plain = plain
        self._plain_firsts = [run.first for run in plain]
        self._plain_lasts = [run.last for run in plain]
        still = all(run.out == run.first for run in plain) and all(
            of_row.rows == [row] and of_row.times == [1] and not any(of_row.starts[0]) for row, of_row in copies.items()
        )
        count = len(copies) + sum(run.last - run.first + 1 for run in plain)
        self.is_identity = still and out == height == count

    @classmethod
    def of(
        cls,
        rows: Iterable[OutputRow | Run],
        blocks: Mapping[int, tuple[int, int]],
        *,
        height: int = 0,
        limit: int = MAX_ROW,
    ) -> Axis:
        """From the finished rows in order, the first of which is row 1, one by one or as runs."""
        builder = AxisBuilder()
        for entry in rows:
            if isinstance(entry, Run):
                builder.add(entry.first, entry.last, entry.path, entry.times)
            else:
                builder.add(entry.template, entry.template, entry.path)
        return builder.axis(blocks, height, limit)

    @classmethod
    def identity(cls) -> Axis:
        """Nothing moved."""
        return cls({}, [], {}, 0, 0, MAX_ROW)

    def span(self, first: int, last: int, home: Path = ()) -> tuple[int, int] | None:
        """The output rows from the first to the last copy of template rows `first`…`last`, seen from a formula at `home`.

        Only copies count that agree with `home` on the blocks they share. None: all those rows were dropped.
        """
        if self.is_identity:
            return first, last
        if home:
            return self._span(first, last, home)
        if (first, last) not in self._spans:
            self._spans[first, last] = self._span(first, last, ())
        return self._spans[first, last]

    def _span(self, first: int, last: int, home: Path) -> tuple[int, int] | None:
        low, high = self.limit + 1, 0
        for run in self._plain_between(first, last):
            low, high = min(low, run.out), max(high, run.out + run.last - run.first)
        for row in self._repeated[bisect_left(self._repeated, first) : bisect_right(self._repeated, last)]:
            copies = self._copies[row]
            ends = copies.within(copies.iterations_at(home))
            if ends is not None:
                low, high = min(low, ends[0]), max(high, ends[1])
        if last > self._height:
            low = min(low, max(first, self._height + 1) + self._shift)
            high = self.limit if last == self.limit else min(last + self._shift, self.limit)
        return None if low > min(high, self.limit) else (low, high)

    def along(self, rows: tuple[int, int], end: int, home: Path, count: int) -> Sequence[int] | None:
        """Where the first (`end` 0) or last of template rows came to stand for `count` iterations of the innermost block
        of `home`, from there on.

        None where the answer is not as simple as that of a row that stands still or shares all blocks of `home`.
        """
        copies = self._copies.get(rows[end])
        ids = copies.ids if copies is not None else ()
        if copies is not None and ids == tuple([block for block, _ in home]):
            return copies.along(tuple([iteration for _, iteration in home]), count)
        if home[-1][0] in ids:
            return None
        ends = self.span(*rows, home) if self.span(rows[end], rows[end], home) else None
        return None if ends is None else [ends[end]] * count

    def ranges(self, first: int, last: int, home: Path = ()) -> list[tuple[int, int]]:
        """The output rows made from template rows `first`…`last` and from no other, as ranges without gaps."""
        whole = self.span(first, last, home)
        if whole is None:
            return []
        if self.is_identity or whole[1] - whole[0] + 1 == self._count(first, last, home):
            return [whole]
        rows: set[int] = set()
        for row in self._between(self._repeated, first, last):
            rows.update(self._copies[row].all(self._copies[row].iterations_at(home)))
        plain = [(run.out, run.out + run.last - run.first) for run in self._plain_between(first, last)]
        joined = _join(sorted([*plain, *((row, row) for row in rows)]))
        if last > self._height:
            below = (max(first, self._height + 1) + self._shift, whole[1])
            if joined and joined[-1][1] + 1 == below[0]:
                below = (joined.pop()[0], below[1])
            joined.append(below)
        return joined

    def _count(self, first: int, last: int, home: Path) -> int:
        count = sum(run.last - run.first + 1 for run in self._plain_between(first, last))
        for row in self._between(self._repeated, first, last):
            copies = self._copies[row]
            prefix = copies.iterations_at(home)
            if prefix and len(prefix) == len(copies.ids):
                count += copies.at(prefix) is not None
            else:
                count += sum(copies.times[slice(*copies.slice(prefix))])
        return count + max(0, min(last + self._shift, self.limit) - max(first - 1, self._height) - self._shift)

    def _plain_between(self, first: int, last: int) -> list[Plain]:
        """The parts of the plain runs between two template rows. The runs stand in the order of the template."""
        begin, end = bisect_left(self._plain_lasts, first), bisect_right(self._plain_firsts, last)
        runs = self._plain[begin:end]
        if runs and runs[0].first < first:
            head = runs[0]
            runs[0] = Plain(first, head.last, head.out + first - head.first)
        if runs and runs[-1].last > last:
            runs[-1] = runs[-1]._replace(last=last)
        return runs

    @staticmethod
    def _between(rows: list[int], first: int, last: int) -> list[int]:
        return rows[bisect_left(rows, first) : bisect_right(rows, last)]

    def copies(self, first: int, last: int) -> list[tuple[int, int, Path]]:
        """One (first, last output row, path) per iteration of the innermost block that wholly holds `first`…`last`.

        A range that no block holds gives its one span at the path (). A range whose rows were all dropped gives nothing.
        """
        depth = self._depth(first, last)
        if not depth:
            span = self.span(first, last)
            return [] if span is None else [(*span, ())]
        rows = self._between(self._repeated, first, last)
        instances = sorted({iterations for row in rows for iterations in self._copies[row].instances(depth)})
        result = []
        for instance in instances:
            path = tuple(zip(self._copies[rows[0]].ids[:depth], instance, strict=True))
            span = self.span(first, last, path)
            if span is not None:
                result.append((*span, path))
        return result

    def _depth(self, first: int, last: int) -> int:
        """How many nested blocks hold all of these rows. 0 too if none of the rows is left."""
        rows = self._between(self._repeated, first, last)
        if not rows:
            return 0
        held = [
            self._blocks[block][0] <= first and last <= self._blocks[block][1] for block in self._copies[rows[0]].ids
        ]
        return held.index(False) if False in held else len(held)

    def first_path(self, first: int, last: int) -> Path:
        """The path of the topmost output row made from template rows `first`…`last`."""
        span = self.span(first, last)
        if span is None or self.is_identity:
            return ()
        for row in self._between(self._repeated, first, last):
            copies = self._copies[row]
            if copies.rows[0] == span[0]:
                return tuple(zip(copies.ids, copies.starts[0], strict=True))
        return ()


@dataclass(frozen=True, slots=True)
class Band:
    """Columns whose cells move down by themselves, as Excel's *Shift cells down* does it."""

    first: int
    last: int
    rows: Axis


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the cells of one template sheet went, and what the sheet is called now ("": as before).

    `last_sheet` is its last copy, where a range of sheets ends that ended with it.

    Cells that lie in a band's columns follow the band's rows, all others those of the sheet.
    """

    rows: Axis = field(default_factory=Axis.identity)
    columns: Axis = field(default_factory=Axis.identity)
    bands: tuple[Band, ...] = ()
    sheet: str = ""
    last_sheet: str = ""
    is_gone: bool = False

    @property
    def is_still(self) -> bool:
        """Whether no cell moved."""
        still = self.rows.is_identity and self.columns.is_identity and not self.is_gone
        return still and all(band.rows.is_identity for band in self.bands)

    @property
    def is_identity(self) -> bool:
        return not (self.sheet or self.last_sheet) and self.is_still

    def rows_of(self, first_column: int, last_column: int) -> Axis:
        """The rows that cells in these template columns follow."""
        for band in self.bands:
            if band.first <= first_column and last_column <= band.last:
                return band.rows
        return self.rows

    def area(self, area: Area, home: Home = OUTSIDE) -> Area | None:
        """The smallest area that holds all copies of a template area, seen from `home`, or None if it was dropped."""
        rows = self.rows_of(area.first_column, area.last_column).span(area.first_row, area.last_row, home[0])
        columns = self.columns.span(area.first_column, area.last_column, home[1])
        return None if rows is None or columns is None else Area(columns[0], rows[0], columns[1], rows[1])

    def areas(self, area: Area) -> list[Area]:
        """The areas made from a template area and from no other cell."""
        rows = self.rows_of(area.first_column, area.last_column).ranges(area.first_row, area.last_row)
        columns = self.columns.ranges(area.first_column, area.last_column)
        return [Area(left, top, right, bottom) for left, right in columns for top, bottom in rows]

    def copies(self, area: Area) -> list[tuple[Area, Home]]:
        """One area and home per iteration of the innermost blocks that wholly hold a template area."""
        columns = self.columns.copies(area.first_column, area.last_column)
        axis = self.rows_of(area.first_column, area.last_column)
        return [
            (Area(left, top, right, bottom), (down, across))
            for top, bottom, down in axis.copies(area.first_row, area.last_row)
            for left, right, across in columns
        ]

    def first_home(self, area: Area) -> Home:
        """The home of the topmost and leftmost cell made from a template area."""
        axis = self.rows_of(area.first_column, area.last_column)
        return (
            axis.first_path(area.first_row, area.last_row),
            self.columns.first_path(area.first_column, area.last_column),
        )


STILL = Layout()
"""Nothing moved."""


def _join(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ascending ranges, those that touch as one."""
    joined: list[tuple[int, int]] = []
    for first, last in ranges:
        if joined and joined[-1][1] + 1 == first:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined
