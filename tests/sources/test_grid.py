"""Cells of a sheet become a table, whatever kind of spreadsheet they come from."""

from __future__ import annotations

import pytest

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.package.areas import Area
from xlmarket.sources.grid import SheetGrid, area_of, join_headers, table_of
from xlmarket.sources.merges import RowCells

ROWS: list[tuple[int, RowCells]] = [
    (1, {1: "Sales by market, EUR million"}),
    (3, {1: "Country", 2: 2014.0, 3: 2015.0, 5: "note"}),
    (4, {1: "Brazil", 2: 1.0, 3: 2.0, 5: "revised"}),
    (5, {1: "Japan", 3: 4.0}),
    (9, {1: "Source: nobody"}),
]


def table(mapping: Mapping, rows: list[tuple[int, RowCells]] = ROWS):  # type: ignore[no-untyped-def]
    return table_of(SheetGrid(file="f.ods", sheet="S", rows=rows), area_of(mapping, "f.ods"), mapping)


def test_rows_and_columns_outside_the_range_are_listed() -> None:
    found = table(Mapping(range="A3:C5"))
    assert found.header == ("Country", "2014", "2015")
    assert [row.cells for row in found.rows] == [["Brazil", 1.0, 2.0], ["Japan", None, 4.0]]
    assert [(one.place.row, one.place.column, one.kind) for one in found.unused] == [
        (1, None, "row above the table"),
        (9, None, "row below the table"),
        (None, "E", "column outside the range"),
    ]


def test_skipped_rows_are_listed_with_their_words() -> None:
    (title,) = table(Mapping(skip_rows=2)).unused
    assert str(title) == "f.ods!S, row 1: the row is above the table: Sales by market, EUR million"


def test_a_label_of_an_upper_header_row_keeps_to_its_merge() -> None:
    rows: list[tuple[int, RowCells]] = [(1, {2: "Sales"}), (2, {1: "Country", 2: "2014", 3: "2015", 4: "Population"})]
    assert join_headers(rows, 1, 4, [Area(2, 1, 3, 1)])[1:] == ("Sales 2014", "Sales 2015", "Population")
    assert join_headers(rows, 1, 4)[3] == "Sales Population"


def test_a_label_merged_down_counts_once_and_three_rows_are_joined() -> None:
    rows: list[tuple[int, RowCells]] = [
        (1, {1: "Country", 2: "Sales", 5: "Parcels"}),
        (2, {2: "2014", 4: "2015", 5: "2014"}),
        (3, {2: "Q1", 3: "Q2", 4: "Q1", 5: "Q1"}),
    ]
    merges = [Area(1, 1, 1, 3), Area(2, 1, 4, 1), Area(2, 2, 3, 2)]
    expected = ("Country", "Sales 2014 Q1", "Sales 2014 Q2", "Sales 2015 Q1", "Parcels 2014 Q1")
    assert join_headers(rows, 1, 5, merges) == expected
    assert join_headers(rows, 1, 5) == expected


@pytest.mark.parametrize(("mapping", "what"), [
    (Mapping(range="B3-F40"), "invalid range"), (Mapping(header_rows=9), "no rows under its header"), (Mapping(skip_rows=20), "no rows"),
])  # fmt: skip
def test_an_area_without_a_table_is_an_error(mapping: Mapping, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        table(mapping)
