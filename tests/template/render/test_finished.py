"""Finished rows: stretches of one template row, parts of them, and rows that wait on disk."""

from __future__ import annotations

from xlmarket.template.layout.axes import Path
from xlmarket.template.plan.nodes import StripSection
from xlmarket.template.render.finished import CHUNK, FinishedRows, SectionRows, Stretch


def at(iteration: int) -> Path:
    return ((0, iteration),)


def test_rows_of_one_iteration_after_the_other_are_one_stretch() -> None:
    rows = FinishedRows()
    for number in range(3):
        rows.add(5, at(number), (number,))
    assert list(rows) == [Stretch(5, at(0), 3, [(0,), (1,), (2,)])]
    assert rows.count == 3


def test_another_row_another_block_or_a_gap_begins_another_stretch() -> None:
    rows = FinishedRows()
    rows.add(5, at(0), (1,))
    rows.add(6, at(1), (2,))
    rows.add(6, at(3), (3,))
    rows.add(6, ((0, 3), (1, 0)), (4,))
    rows.gap(2)
    assert [(piece.count, isinstance(piece, Stretch) and piece.template) for piece in rows] == [
        (1, 5), (1, 6), (1, 6), (1, 6), (2, 0),
    ]  # fmt: skip
    assert rows.count == 6


def test_a_stretch_does_not_grow_beyond_a_chunk() -> None:
    rows = FinishedRows()
    for number in range(CHUNK + 2):
        rows.add(5, at(number), (number,))
    assert [piece.count for piece in rows] == [CHUNK, 2]


def test_parts_of_rows_are_found_by_their_numbers() -> None:
    rows = FinishedRows()
    rows.extend(5, at(0), [(n,) for n in range(10)])
    rows.gap(5)
    rows.extend(6, at(0), [(n,) for n in range(10)])
    found = [(piece.count, low, high) for piece, low, high in rows.between(9, 17)]
    assert found == [(10, 8, 10), (5, 0, 5), (10, 0, 2)]
    assert list(rows.between(26, 30)) == []


def test_many_rows_wait_on_disk_and_come_back_in_order() -> None:
    rows = FinishedRows()
    for number in range(30):
        rows.extend(5, at(number * CHUNK), [(number, n) for n in range(CHUNK)])
    assert rows.count == 30 * CHUNK
    values = [piece.values[0] for piece in rows if isinstance(piece, Stretch) and piece.values]
    assert values == [(number, 0) for number in range(30)]
    ((piece, low, high),) = rows.between(29 * CHUNK + 1, 29 * CHUNK + 2)
    assert isinstance(piece, Stretch)
    assert piece.values is not None
    assert piece.values[low:high] == [(29, 0), (29, 1)]


def test_values_that_cannot_be_stored_stay_in_memory() -> None:
    rows = FinishedRows()
    value = (lambda: 1,)
    for number in range(30):
        rows.extend(5, at(number * CHUNK), [value] * CHUNK)
    last = list(rows)[-1]
    assert isinstance(last, Stretch)
    assert last.values is not None
    assert last.values[0] is value


def test_a_section_is_as_long_as_its_longest_strip() -> None:
    short, long = FinishedRows(), FinishedRows()
    short.gap(2)
    long.gap(5)
    rows = FinishedRows()
    section = rows.section(StripSection(1, 2, (), is_last=True), (), [short, long])
    assert (section.count, rows.count) == (5, 5)
    assert [type(piece) for piece in rows] == [SectionRows]
