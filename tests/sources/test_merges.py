"""Merged cells below the header."""

from __future__ import annotations

import pytest

from xlmarket.errors import Place, SourceError
from xlmarket.package.areas import parse_area
from xlmarket.sources import merges
from xlmarket.sources.merges import RowCells, fill_labels
from xlmarket.sources.tables import Unreadable

PLACE = Place(file="f.xlsx", sheet="S")


def fill(rows: list[tuple[int, RowCells]], *areas: str) -> list[str]:
    return fill_labels(rows, [parse_area(area) for area in areas], PLACE)


def test_a_label_goes_down_the_rows_of_its_merge() -> None:
    rows: list[tuple[int, RowCells]] = [(2, {1: "Peru", 2: 5.0}), (3, {2: 6.0}), (5, {2: 7.0})]
    assert fill(rows, "A2:A5") == ["labels of merged cells count for all their rows: A2:A5"]
    assert [cells[1] for _, cells in rows] == ["Peru"] * 3


def test_a_figure_belongs_to_one_row_and_is_a_label_in_the_others() -> None:
    rows: list[tuple[int, RowCells]] = [(2, {1: 2015.0}), (3, {2: 6.0})]
    fill(rows, "A2:A3")
    cell = rows[1][1][1]
    assert isinstance(cell, Unreadable)
    assert (cell.label, "one figure for several rows" in cell.why) == (2015.0, True)


def test_values_hidden_under_a_merge_are_unreadable() -> None:
    rows: list[tuple[int, RowCells]] = [(2, {1: "Peru", 2: 5.0})]
    assert fill(rows, "A2:B2") == []
    assert rows[0][1][2] == Unreadable("5.0", "the cell is hidden under the one merged with it, A2")


def test_a_merge_outside_the_rows_or_without_value_fills_nothing() -> None:
    rows: list[tuple[int, RowCells]] = [(2, {2: 5.0})]
    assert fill(rows, "A2:A3", "D9:D11") == []
    assert rows == [(2, {2: 5.0})]


def test_merges_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merges, "_MOST_FILLED", 5)
    with pytest.raises(SourceError, match="too many merged cells"):
        fill([(2, {1: "Peru"})], "A2:A9")
