"""Rows and cells that are not imported, counted by kind and place."""

from __future__ import annotations

from xlmarket.sources.tables import RawRow, RawTable
from xlmarket.sources.tally import Tally

TABLE = RawTable(file="f.csv", header=("market", "value"), rows=[])


def rows(count: int) -> list[RawRow]:
    return [RawRow(number, ("text", None)) for number in range(2, 2 + count)]


def entries(tally: Tally) -> list[tuple[int | None, str, int]]:
    return [(unused.place.row, unused.kind, unused.count) for unused in tally.entries()]


def test_rows_that_follow_each_other_for_one_reason_are_one_entry() -> None:
    tally, (a, b, c, d, e) = Tally(TABLE), rows(5)
    tally.count_blank(a)
    tally.count_blank(b)
    tally.count_data(c)
    tally.count_blank(d)
    tally.count_skipped(e)
    assert entries(tally) == [(2, "blank row", 2), (5, "blank row", 1), (6, "row left out by skip", 1)]


def test_each_reason_has_a_kind_of_its_own() -> None:
    tally, (a, b, c) = Tally(TABLE), rows(3)
    tally.count_filtered(a, "release")
    tally.count_excluded(b)
    tally.count_skipped(c)
    assert [(unused.kind, unused.why) for unused in tally.entries()] == [
        ("row left out by only", 'its release is not one that "only" keeps'),
        ("row left out by exclude", "its market is one that is excluded"),
        ("row left out by skip", 'its number is one of "skip"'),
    ]


def test_a_row_of_one_text_is_a_note_below_the_data_and_a_row_without_figures_above() -> None:
    tally, (a, b, c) = Tally(TABLE), rows(3)
    tally.count_note(a)
    tally.count_data(b)
    tally.count_note(c)
    assert entries(tally) == [(2, "row without figures", 1), (4, "note row", 1)]


def test_empty_cells_are_counted_by_column_from_the_first() -> None:
    tally, (a, b) = Tally(TABLE), rows(2)
    tally.count_empty(a, 1)
    tally.count_empty(b, 1)
    assert [(str(unused.place), unused.count) for unused in tally.entries()] == [("f.csv, row 2, column value", 2)]
