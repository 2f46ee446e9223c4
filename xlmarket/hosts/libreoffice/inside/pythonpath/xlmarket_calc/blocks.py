"""Cells gathered into rectangles: entering formulas one by one takes Calc a millisecond each, in a block a few microseconds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import List, Tuple

CalcCell = Tuple[int, int]
CalcBlock = Tuple[int, int, int, int]
"""A cell is (column, row), a block (first column, first row, last column, last row)."""


def blocks(cells: Iterable[CalcCell]) -> list[CalcBlock]:
    """Rectangles that hold these cells, each once, and no others: runs down a column, joined where neighbours are alike."""
    found: List[CalcBlock] = []
    open_runs: dict[CalcCell, int] = {}
    for column, first, last in _runs(sorted(cells)):
        place = open_runs.get((first, last))
        if place is not None and found[place][2] == column - 1:
            found[place] = (found[place][0], first, column, last)
        else:
            open_runs[first, last] = len(found)
            found.append((column, first, column, last))
    return found


def _runs(cells: list[CalcCell]) -> list[tuple[int, int, int]]:
    """Cells in order as (column, first row, last row)."""
    runs: List[Tuple[int, int, int]] = []
    for column, row in cells:
        if runs and runs[-1][0] == column and runs[-1][2] == row - 1:
            runs[-1] = (column, runs[-1][1], row)
        else:
            runs.append((column, row, row))
    return runs
