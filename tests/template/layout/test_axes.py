"""Where template rows go when blocks repeat, against a list that is searched row by row."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.package.areas import Area
from xlmarket.template.layout.axes import (
    MAX_ROW,
    OUTSIDE,
    STILL,
    Axis,
    AxisBuilder,
    Band,
    Copies,
    Layout,
    OutputRow,
    Path,
    Run,
)

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


def test_rows_in_no_block_are_one_entry_as_long_as_they_lie_one_below_the_other():
    builder = AxisBuilder()
    for row in range(1, 5):
        builder.add(row, row)
    assert builder._plain == [(1, 4, 1)]
    builder.gap(1)
    builder.add(5, 6)
    builder.add(8, 8)
    builder.add(9, 9)
    assert builder._plain == [(1, 4, 1), (5, 6, 6), (8, 9, 8)]


@pytest.mark.parametrize("iterations", [100_000])
def test_a_block_of_a_hundred_thousand_iterations_is_one_entry(iterations):
    layout = Axis.of([Run(1, 4), Run(5, 5, ((1, 0),), iterations), Run(6, 6)], {1: (5, 5)})
    begin = time.perf_counter()
    assert layout.span(5, 5) == (5, 4 + iterations)
    assert layout.ranges(5, 5) == [(5, 4 + iterations)]
    assert layout.span(5, 5, ((1, 70_000),)) == (70_005, 70_005)
    assert time.perf_counter() - begin < 0.01


def homes(rows: list[OutputRow]) -> list[Path]:
    """The paths of all finished rows, those of iterations that never were, and those of a block of another sheet."""
    paths = {row.path for row in rows} | {row.path[:1] for row in rows}
    return [
        *sorted(paths),
        ((OUTER, 7),),
        ((OUTER, 0), (INNER, 7)),
        ((OUTER, 7), (INNER, 0)),
        ((9, 0),),
        ((9, 0), (INNER, 0)),
    ]


@given(groups, st.integers(1, HEIGHT + 3), st.integers(0, 4), st.integers(1, 4), st.data())
def test_rows_along_the_iterations_of_a_block_are_those_of_each_iteration(groups, first, more, count, data):
    rows = rows_of(groups)
    axis = Axis.of(rows, BLOCKS, height=HEIGHT)
    home = data.draw(st.sampled_from([path for path in homes(rows) if path]))
    block, start = home[-1]
    lines = (first, first + more)
    each = [axis.span(*lines, (*home[:-1], (block, start + further))) for further in range(count)]
    for end in (0, 1):
        found = axis.along(lines, end, home, count)
        if found is not None:
            assert list(found) == [ends and ends[end] for ends in each]


@given(st.integers(1, 5), st.integers(1, 3), st.integers(0, 4), st.integers(1, 6))
def test_the_rows_of_a_simple_block_are_known_along_all_its_iterations(times, height, start, count):
    axis = Axis.of([Run(1, 2), Run(3, 2 + height, ((1, 0),), times), Run(3 + height, 9)], {1: (3, 2 + height)})
    for place, row in enumerate(range(3, 3 + height)):
        found = axis.along((row, row), 0, ((1, start),), count)
        fits = start + count <= times
        assert (found is not None) == fits
        assert not fits or list(found) == [3 + place + height * further for further in range(start, start + count)]
    assert axis.along((2, 2), 0, ((1, start),), count) == [2] * count
    assert axis.along((2, 2), 0, ((5, 0), (1, start)), count) == [2] * count
    assert axis.along((3, 3), 0, ((1, 0), (5, start)), count) == [3] * count
    assert axis.along((3, 3), 0, ((5, 0), (1, start)), count) is None


def test_a_row_that_was_dropped_is_nowhere_along_a_block():
    axis = Axis.of([Run(1, 1), Run(3, 3, ((1, 0),), 2)], {1: (3, 3)}, height=3)
    assert axis.along((2, 2), 0, ((1, 0),), 2) is None


@given(groups, st.integers(1, HEIGHT), st.integers(0, HEIGHT))
def test_the_first_path_is_that_of_the_topmost_finished_row(groups, first, more):
    rows = rows_of(groups)
    paths = [row.path for row in rows if first <= row.template <= first + more]
    axis = Axis.of(rows, BLOCKS, height=HEIGHT)
    assert axis.first_path(first, first + more) == (paths[0] if paths and not axis.is_identity else ())


@given(st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=6))
def test_an_axis_on_which_every_row_comes_once_in_its_place_moves_nothing(made):
    """Rows 2 and 3 are a block: they may come from it or not, and in any order."""
    rows = [OutputRow(row, ((1, 0),) if 2 <= row <= 3 else ()) for row, _ in made]
    in_order = [row.template for row in rows] == list(range(1, len(rows) + 1))
    if len({row.template for row in rows}) == len(rows):
        assert Axis.of(rows, {}, height=4).is_identity == (in_order and len(rows) >= 4)


def test_a_lone_row_of_a_later_iteration_has_moved():
    """The rows of the first iteration were dropped: what is left is none of the template's own."""
    assert not Axis.of([Run(1, 1), Run(2, 2, ((1, 1),)), Run(3, 3)], {1: (2, 2)}).is_identity
    assert Axis.of([Run(1, 1), Run(2, 2, ((1, 0),)), Run(3, 3)], {1: (2, 2)}).is_identity
    assert not Axis.of([Run(1, 1), Run(3, 3), Run(2, 2)], {}).is_identity
    assert not Axis.of([Run(1, 1), Run(2, 2, ((1, 0),), 2)], {1: (2, 2)}, height=3).is_identity


def test_rows_made_from_none_push_the_others_down():
    builder = AxisBuilder()
    builder.add(1, 2)
    builder.gap(3)
    builder.add(3, 4)
    builder.add(6, 7)
    axis = builder.axis({}, height=7)
    assert builder.out == 9
    assert axis.span(1, 4) == (1, 7)
    assert axis.ranges(1, 4) == [(1, 2), (6, 7)]
    assert axis.ranges(1, 7) == [(1, 2), (6, 9)]
    assert (axis.span(3, 3), axis.span(5, 5), axis.span(6, 8)) == ((6, 6), None, (8, 10))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (5, 5, (7, 7)),
        (5, 6, (7, 8)),
        (18, 18, (20, 20)),
        (19, 19, None),
        (18, 19, (20, 20)),
        (1, 20, (1, 20)),
        (20, 20, None),
    ],
)
def test_what_is_pushed_over_the_edge_of_the_sheet_is_lost(first, last, expected):
    """Four rows of which row 2 comes three times, on a sheet of twenty."""
    axis = Axis.of([Run(1, 1), Run(2, 2, ((1, 0),), 3), Run(3, 4)], {1: (2, 2)}, limit=20)
    assert axis.span(first, last) == expected
    assert axis.ranges(first, last) == ([expected] if expected else [])


@pytest.mark.parametrize(("first", "last"), [(1, 20), (5, 20), (19, 20), (20, 20)])
def test_rows_up_to_the_edge_stay_up_to_the_edge(first, last):
    axis = Axis.of([Run(1, 1), Run(3, 4)], {}, height=4, limit=20)
    low = 1 if first == 1 else first - 1
    assert axis.span(first, last) == (low, 20)


@given(groups, st.integers(1, HEIGHT), st.integers(1, 5))
def test_ranges_go_on_below_what_was_read(groups, first, more):
    rows = rows_of(groups)
    axis = Axis.of(rows, BLOCKS, height=HEIGHT)
    expected = [n for n, row in enumerate(rows, 1) if first <= row.template] + [
        len(rows) + n for n in range(1, more + 1)
    ]
    assert [n for low, high in axis.ranges(first, HEIGHT + more) for n in range(low, high + 1)] == expected
    assert axis.ranges(HEIGHT + 1, HEIGHT + more) == [(len(rows) + 1, len(rows) + more)]


def test_ranges_that_touch_are_one():
    axis = Axis.of([Run(1, 1), Run(2, 3, ((1, 0),), 3), Run(4, 9)], {1: (2, 3)})
    assert axis.ranges(2, 2) == [(2, 2), (4, 4), (6, 6)]
    assert axis.ranges(3, 4) == [(3, 3), (5, 5), (7, 8)]
    assert axis.ranges(1, 2) == [(1, 2), (4, 4), (6, 6)]
    assert axis.ranges(3, 12) == [(3, 3), (5, 5), (7, 16)]
    assert axis.ranges(2, 3, ((1, 1),)) == [(4, 5)]
    assert axis.ranges(3, 4, ((1, 1),)) == [(5, 5), (8, 8)]


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3)), min_size=1, max_size=5), st.data())
def test_copies_as_runs_are_those_that_were_added(runs, data):
    """Iterations of two nested blocks, added as runs of whatever step, are found one by one."""
    copies, added, row = Copies((1, 2)), {}, 1
    outer = inner = 0
    for times, step in runs:
        copies.add((outer, inner), row, step, times)
        for further in range(times):
            added[outer, inner + further] = row + further * step
        row += times * step + data.draw(st.integers(0, 2))
        if data.draw(st.booleans()):
            outer, inner = outer + data.draw(st.integers(1, 2)), data.draw(st.integers(0, 1))
        else:
            inner += times + data.draw(st.integers(0, 1))
    for place in [(o, i) for o in range(-1, outer + 2) for i in range(-1, inner + 6)]:
        assert copies.at(place) == added.get(place)
        assert list(copies.all(place)) == ([added[place]] if place in added else [])
        assert copies.within(place) == ((added[place],) * 2 if place in added else None)
        for count in (1, 2, 3):
            wanted = [added.get((place[0], place[1] + further)) for further in range(count)]
            found = copies.along(place, count)
            assert found is None or list(found) == wanted
            assert found is not None or count > 1 or place not in added
    for number in range(-1, outer + 2):
        of_outer = [row for (o, _), row in added.items() if o == number]
        assert list(copies.all((number,))) == of_outer
        assert copies.within((number,)) == ((of_outer[0], of_outer[-1]) if of_outer else None)
    assert list(copies.all(())) == list(added.values())
    assert copies.within(()) == (min(added.values()), max(added.values()))
    assert list(copies.instances(2)) == list(added)
    assert list(dict.fromkeys(copies.instances(1))) == list(dict.fromkeys((o,) for o, _ in added))


def test_copies_are_found_by_the_iterations_of_their_two_outer_blocks():
    copies = Copies((1, 2, 3))
    rows = {(outer, middle): 100 * outer + 10 * middle for outer in range(3) for middle in range(3)}
    for (outer, middle), row in rows.items():
        copies.add((outer, middle, 0), row, 1, 4)
    for place, row in rows.items():
        assert copies.within(place) == (row, row + 3)
        assert list(copies.all(place)) == list(range(row, row + 4))
    assert copies.within((1,)) == (100, 123)
    assert copies.within((1, 3)) is None


def test_copies_of_equal_distance_are_one_run():
    copies = Copies((1,))
    for iteration in range(5):
        copies.add((iteration,), 10 + 3 * iteration, 1, 1)
    assert (copies.starts, copies.rows, copies.steps, copies.times) == ([(0,)], [10], [3], [5])
    copies.add((5,), 25, 3, 4)
    assert copies.times == [9]
    copies.add((9,), 37, 2, 2)
    copies.add((11,), 44, 1, 1)
    assert (copies.rows, copies.steps, copies.times) == ([10, 37, 44], [3, 2, 1], [9, 2, 1])
    copies.add((13,), 45, 1, 1)
    assert copies.times == [9, 2, 1, 1]


def test_a_formula_shares_the_outer_blocks_of_its_row_up_to_the_first_that_differs():
    copies = Copies((1, 2, 3))
    assert copies.iterations_at(((1, 4), (2, 5), (3, 6))) == (4, 5, 6)
    assert copies.iterations_at(((1, 4), (9, 5), (3, 6))) == (4,)
    assert copies.iterations_at(((9, 4), (2, 5))) == ()
    assert copies.iterations_at(((1, 4), (2, 5), (3, 6), (4, 7))) == (4, 5, 6)


TWICE, THREE_TIMES = (Axis.of([Run(1, 1), Run(2, 2, ((1, 0),), n), Run(3, 9)], {1: (2, 2)}) for n in (2, 3))
BANDED = Layout(rows=TWICE, bands=(Band(3, 4, THREE_TIMES),))


@pytest.mark.parametrize(
    ("columns", "axis"),
    [
        ((3, 3), THREE_TIMES),
        ((4, 4), THREE_TIMES),
        ((3, 4), THREE_TIMES),
        ((2, 3), TWICE),
        ((4, 5), TWICE),
        ((5, 9), TWICE),
    ],
)
def test_cells_follow_the_band_that_holds_all_their_columns(columns, axis):
    assert BANDED.rows_of(*columns) is axis
    left, right = columns
    last = 5 if axis is THREE_TIMES else 4
    assert BANDED.area(Area(left, 2, right, 3)) == Area(left, 2, right, last)
    assert BANDED.areas(Area(left, 2, right, 2)) == [Area(left, 2, right, last - 1)]
    assert [home for _, home in BANDED.copies(Area(left, 2, right, 2))] == [(((1, n),), ()) for n in range(last - 2)]
    assert BANDED.first_home(Area(left, 2, right, 3)) == (((1, 0),), ())


def test_a_layout_is_still_if_nothing_on_it_moved_and_the_same_if_it_keeps_its_name():
    assert STILL.is_still
    assert STILL.is_identity
    named = Layout(sheet="New")
    assert named.is_still
    assert not named.is_identity
    assert not Layout(last_sheet="New").is_identity
    for moved in (Layout(rows=TWICE), Layout(columns=TWICE), Layout(is_gone=True), Layout(bands=(Band(1, 1, TWICE),))):
        assert not moved.is_still
        assert not moved.is_identity
    assert Layout(bands=(Band(1, 1, Axis.identity()),)).is_identity


def test_an_area_is_copied_in_both_directions():
    both = Layout(rows=TWICE, columns=THREE_TIMES)
    copies = both.copies(Area(2, 2, 2, 2))
    assert [area for area, _ in copies] == [Area(column, row, column, row) for row in (2, 3) for column in (2, 3, 4)]
    assert [home for _, home in copies] == [(((1, down),), ((1, across),)) for down in (0, 1) for across in (0, 1, 2)]
    assert both.area(Area(2, 2, 3, 3)) == Area(2, 2, 5, 4)
    assert both.area(Area(2, 2, 2, 2), (((1, 1),), ((1, 2),))) == Area(4, 3, 4, 3)
    assert both.areas(Area(1, 1, 2, 2)) == [Area(1, 1, 4, 3)]
    assert both.first_home(Area(3, 3, 3, 3)) == OUTSIDE


def test_an_area_without_a_row_or_column_left_is_none():
    gone = Axis.of([Run(1, 1), Run(3, 9)], {})
    for layout in (Layout(rows=gone), Layout(columns=gone)):
        assert layout.area(Area(2, 2, 2, 2)) is None
        assert layout.areas(Area(2, 2, 2, 2)) == layout.copies(Area(2, 2, 2, 2)) == []
