"""How arrays spill: the cells of an argument as an axis, and cells of distinct markets and periods as the rows asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from xlmarket.errors import ArgumentError, XlmarketError
from xlmarket.functions.arguments import read_line
from xlmarket.package.values import CellError, CellRows, CellValue

MOST_CELLS = 10_000_000


@dataclass(frozen=True, slots=True)
class SpillAxis:
    """What an argument means, cell by cell.

    `distinct` holds the markets or periods once each, `places` the number in it of each cell, or the error of a cell
    that means nothing. `labels` name the cells.
    """

    distinct: tuple[Any, ...]
    places: tuple[int | CellError, ...]
    labels: tuple[str, ...]

    @classmethod
    def of(cls, distinct: Sequence[Any], labels: Sequence[str]) -> SpillAxis:
        """An axis of things that are all different and all known."""
        return cls(tuple(distinct), tuple(range(len(distinct))), tuple(labels))

    @classmethod
    def read(
        cls, value: Any, read: Callable[[Any], Hashable | XlmarketError], label: Callable[[Any], str]
    ) -> SpillAxis:
        """The axis of a row or column whose cells `read` turns into things or errors. The same cell is read once."""
        numbers: dict[Any, int] = {}
        places: dict[Any, int | CellError] = {}
        cells = read_line(value)
        keys = [_cell_key(cell) for cell in cells]
        for key in dict.fromkeys(keys):
            places[key] = _place(key[1], read, numbers)
        distinct = tuple(numbers)
        labels = {key: str(key[1]) if isinstance(at, CellError) else label(distinct[at]) for key, at in places.items()}
        return cls(distinct, tuple(map(places.__getitem__, keys)), tuple(map(labels.__getitem__, keys)))

    @property
    def lone(self) -> Any:
        """The only thing of the axis, or None where it has several or none."""
        return self.distinct[0] if len(self.distinct) == 1 else None

    @property
    def lone_error(self) -> CellError | None:
        """The error of an axis of one cell that means nothing."""
        place = self.places[0] if len(self.places) == 1 else None
        return place if isinstance(place, CellError) else None


NOTHING = SpillAxis.of((None,), ("",))
"""The axis of a function without that argument."""


def lay_out(cells: Sequence[Sequence[CellValue]], down: SpillAxis, across: SpillAxis) -> CellValue | CellRows:
    """Return cells [distinct market, distinct period] as the rows asked for, or as one cell.

    Raises `ArgumentError` for more than ten million cells.
    """
    height, width = len(down.places), len(across.places)
    if height * width > MOST_CELLS:
        raise ArgumentError(f"an answer has at most {MOST_CELLS:,} cells", found=height * width)
    lines = [tuple([at if isinstance(at, CellError) else line[at] for at in across.places]) for line in cells]
    # An error is no key: errors of one code are equal whatever their sentences are.
    return unwrap(tuple([(at,) * width if isinstance(at, CellError) else lines[at] for at in down.places]))


def unwrap(cells: CellValue | CellRows) -> CellValue | CellRows:
    """Return rows of one cell as that cell."""
    return cells[0][0] if isinstance(cells, tuple) and len(cells) == 1 and len(cells[0]) == 1 else cells


def _cell_key(cell: Any) -> tuple[Any, ...]:
    """What distinguishes cells: 1, 1.0 and TRUE are equal but different, and so are two errors of one code."""
    return (type(cell), cell, cell.sentence) if isinstance(cell, CellError) else (type(cell), cell)


def _place(cell: Any, read: Callable[[Any], Any], numbers: dict[Any, int]) -> int | CellError:
    if isinstance(cell, CellError):
        return cell
    outcome = read(cell)
    if isinstance(outcome, XlmarketError):
        return CellError.of(outcome)
    return numbers.setdefault(outcome, len(numbers))
