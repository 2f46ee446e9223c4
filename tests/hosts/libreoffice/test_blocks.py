"""Cells gathered into rectangles, before formulas are entered block by block."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.hosts.libreoffice.inside import blocks

PLACES = st.integers(0, 8)


@given(st.sets(st.tuples(PLACES, PLACES)))
def test_blocks_hold_every_cell_once_and_no_other(cells: set[tuple[int, int]]) -> None:
    held = [
        (column, row)
        for first, top, last, bottom in blocks.blocks(cells)
        for column in range(first, last + 1)
        for row in range(top, bottom + 1)
    ]
    assert sorted(held) == sorted(cells)


def test_a_table_a_row_and_a_column_are_one_block_each() -> None:
    table = [(column, row) for column in range(3) for row in range(100)]
    row = [(column, 200) for column in range(50)]
    column = [(60, row) for row in range(40)]
    assert blocks.blocks([*table, *row, *column]) == [(0, 0, 2, 99), (0, 200, 49, 200), (60, 0, 60, 39)]
