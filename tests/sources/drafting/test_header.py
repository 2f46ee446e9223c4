"""Where a foreign table begins."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from xlmarket.sources.drafting.header import find_header, is_figure, is_year, nonblank_columns
from xlmarket.sources.tables import Percent, RawCell, RawRow


def rows(*cells: Sequence[RawCell]) -> list[RawRow]:
    return [RawRow(number, row) for number, row in enumerate(cells, 1)]


def test_the_header_is_the_first_row_of_labels_above_figures() -> None:
    found = find_header(
        rows(["Table 3", None, None], ["Market", "2014", "2015"], ["Peru", "5", "6"], ["Chile", "7", ":"])
    )
    assert found is not None
    assert (found.labels, found.number, found.levels, found.titles) == (("Market", "2014", "2015"), 2, 1, ("Table 3",))
    assert [row.number for row in found.body] == [3, 4]


def test_a_row_of_groups_above_repeated_labels_belongs_to_the_header() -> None:
    found = find_header(
        rows(["", "Sales", "", "Users", ""], ["Market", "2014", "2015", "2014", "2015"], ["Peru", "5", "6", "7", "8"])
    )
    assert found is not None
    assert (found.levels, found.labels[1:]) == (2, ("Sales 2014", "Sales 2015", "Users 2014", "Users 2015"))


def test_rows_of_units_below_the_labels_are_not_figures() -> None:
    found = find_header(
        rows(["Market", "Sales", "Users"], ["", "USD", "persons"], ["Peru", "5", "6"], ["Chile", "7", "8"])
    )
    assert found is not None
    assert (found.below, [row.number for row in found.body]) == ((2,), [3, 4])


@pytest.mark.parametrize(
    "table", [rows(["a", "b"]), rows(["1", "2"], ["3", "4"]), rows(["a", "b"], ["one", "two"]), []]
)
def test_words_without_figures_have_no_header(table: list[RawRow]) -> None:
    assert find_header(table) is None


@pytest.mark.parametrize(("cell", "figure"), [
    ("1.234,5", True), ("(5)", True), ("5 p", True), ("12%", True), (":", True), ("n/a", True), (5.0, True), (Percent(5.0), True),
    ("Peru", False), ("MZX6", False), (True, False), (None, False), ("2 or 3 of them", False),
])  # fmt: skip
def test_a_figure_is_a_number_with_marks_or_a_symbol_for_none(cell: RawCell, figure: bool) -> None:
    assert is_figure(cell) is figure


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("2015", True),
        (2015.0, True),
        ("2016p", True),
        ("2024年", True),
        ("2014/15", True),
        ("2015Q4", False),
        ("1015", False),
    ],
)
def test_a_year_may_have_a_mark(cell: RawCell, year: bool) -> None:
    assert is_year(cell) is year


def test_blank_cells_are_passed_over() -> None:
    assert nonblank_columns(RawRow(1, ["a", " ", None, 0.0])) == [0, 3]
