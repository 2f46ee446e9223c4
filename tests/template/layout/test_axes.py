"""Where template rows go when blocks repeat, against a list that is searched row by row."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.template.layout.axes import MAX_ROW, Axis, OutputRow, Run

OUTER, INNER = 1, 2
BLOCKS = {OUTER: (3, 6), INNER: (4, 5)}
HEIGHT = 8


def rows_of(groups: list[list[tuple[bool, bool]]]) -> list[OutputRow]:
    """Rows 1-2, per group row 3, per member rows 4 and 5 (each may be dropped), row 6; then 7-8."""
    rows = [OutputRow(1), OutputRow(2)]
    for g, members in enumerate(groups):
        rows.append(OutputRow(3, ((OUTER, g),)))
        for m, kept in enumerate(members):
            path = ((OUTER, g), (INNER, m))
            rows += [OutputRow(row, path) for row, keep in zip((4, 5), kept, strict=True) if keep]
        rows.append(OutputRow(6, ((OUTER, g),)))
    return [*rows, OutputRow(7), OutputRow(8)]


def agrees(row: OutputRow, home: tuple[tuple[int, int], ...]) -> bool:
    for mine, its in zip(row.path, home, strict=False):
        if mine[0] != its[0]:
            return True
        if mine[1] != its[1]:
            return False
    return True


members = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=3)
groups = st.lists(members, max_size=3)


@given(groups, st.integers(1, HEIGHT), st.integers(0, HEIGHT), st.data())
def test_a_span_covers_exactly_the_copies_that_agree_with_the_formulas_path(groups, first, more, data):
    last = min(first + more, HEIGHT)
    rows = rows_of(groups)
    layout = Axis.of(rows, BLOCKS, height=HEIGHT)
    home = data.draw(st.sampled_from([(), *(row.path for row in rows)]))
    expected = [n for n, row in enumerate(rows, 1) if first <= row.template <= last and agrees(row, home)]
    assert layout.span(first, last, home) == ((expected[0], expected[-1]) if expected else None)
    covered = [n for low, high in layout.ranges(first, last, home) for n in range(low, high + 1)]
    assert covered == expected


@given(groups, st.integers(3, 6), st.integers(0, 3))
def test_copies_are_one_per_iteration_of_the_innermost_block_that_holds_the_rows(groups, first, more):
    last = min(first + more, 6)
    rows = rows_of(groups)
    depth = 2 if first >= 4 and last <= 5 else 1
    expected: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for number, row in enumerate(rows, 1):
        if first <= row.template <= last:
            expected.setdefault(row.path[:depth], []).append(number)
    found = Axis.of(rows, BLOCKS, height=HEIGHT).copies(first, last)
    assert found == [(numbers[0], numbers[-1], path) for path, numbers in sorted(expected.items())]


@given(st.integers(0, 5), st.integers(1, 3), st.integers(1, 9), st.integers(0, 3))
def test_runs_and_single_rows_make_the_same_layout(times, height, first, more):
    blocks = {1: (3, 2 + height)}
    body = range(3, 3 + height)
    rows = [OutputRow(1), OutputRow(2)]
    rows += [OutputRow(row, ((1, i),)) for i in range(times) for row in body]
    rows += [OutputRow(3 + height)]
    runs = [Run(1, 2), *([Run(3, 2 + height, ((1, 0),), times)] if times else []), Run(3 + height, 3 + height)]
    one, other = Axis.of(rows, blocks), Axis.of(runs, blocks)
    assert one.span(first, first + more) == other.span(first, first + more)
    assert one.ranges(first, first + more) == other.ranges(first, first + more)
    assert one.copies(first, first + more) == other.copies(first, first + more)
    assert one.is_identity == other.is_identity == (times == 1)


def test_rows_below_the_template_shift_by_one_offset_and_end_with_the_sheet():
    layout = Axis.of([Run(1, 1), Run(2, 2, ((1, 0),), 10)], {1: (2, 2)})
    assert layout.span(3, 5) == (12, 14)
    assert layout.span(2, MAX_ROW) == (2, MAX_ROW)


def test_a_block_without_items_pulls_up_what_stands_below_it():
    layout = Axis.of([Run(1, 4)], {1: (5, 5)})
    assert layout.span(5, 5) is None
    assert layout.span(6, 7) == (5, 6)
    assert layout.copies(5, 5) == []


def test_the_identity_moves_nothing():
    assert Axis.identity().span(7, 9, ((1, 3),)) == (7, 9)
    assert Axis.identity().copies(7, 9) == [(7, 9, ())]
    assert Axis.of([Run(1, 3), Run(4, 4, ((1, 0),)), Run(5, 6)], {1: (4, 4)}).is_identity


@pytest.mark.parametrize("iterations", [100_000])
def test_a_block_of_a_hundred_thousand_iterations_is_one_entry(iterations):
    layout = Axis.of([Run(1, 4), Run(5, 5, ((1, 0),), iterations), Run(6, 6)], {1: (5, 5)})
    begin = time.perf_counter()
    assert layout.span(5, 5) == (5, 4 + iterations)
    assert layout.ranges(5, 5) == [(5, 4 + iterations)]
    assert layout.span(5, 5, ((1, 70_000),)) == (70_005, 70_005)
    assert time.perf_counter() - begin < 0.01
