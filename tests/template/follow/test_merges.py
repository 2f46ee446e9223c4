"""Merged cells come once per iteration of the block they are in."""

from __future__ import annotations

from tests.template.follow.finished import ACROSS, DROPPED, Finished, values
from xlmarket.template.follow import merges

MERGED = '<mergeCells count="3"><mergeCell ref="A1:C1"/><mergeCell ref="B2:C2"/><mergeCell ref="A5:B6"/></mergeCells>'


def test_a_merge_in_a_block_comes_once_per_iteration_and_one_below_moves(finished: Finished) -> None:
    sheet = finished.follow(merges.follow, finished.sheet(MERGED))
    assert values(sheet, "mergeCell", "ref") == ["A1:C1", "B2:C2", "B3:C3", "B4:C4", "A7:B8"]
    assert values(sheet, "mergeCells", "count") == ["5"]


def test_a_merge_of_dropped_cells_goes(finished: Finished) -> None:
    sheet = finished.follow(merges.follow, finished.sheet(MERGED), DROPPED)
    assert values(sheet, "mergeCell", "ref") == ["A1:C1", "A4:B5"]


def test_the_last_merge_takes_its_holder_along(finished: Finished) -> None:
    merged = '<mergeCells count="1"><mergeCell ref="B2:C2"/></mergeCells>'
    assert not len(finished.follow(merges.follow, finished.sheet(merged), DROPPED))


def test_a_merge_over_repeated_columns_stretches(finished: Finished) -> None:
    sheet = finished.follow(merges.follow, finished.sheet(MERGED), ACROSS)
    assert values(sheet, "mergeCell", "ref") == ["A1:E1", "B2:E2", "A5:D6"]
