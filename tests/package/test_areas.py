"""Areas of cells: printed and parsed again, and what is not one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter, range_boundaries

from xlmarket.package.areas import Area, column_letters, column_number, parse_area, split_cell
from xlmarket.package.limits import MAX_COLUMN, MAX_ROW

COLUMNS, ROWS = st.integers(1, MAX_COLUMN), st.integers(1, MAX_ROW)


@st.composite
def areas(draw: st.DrawFn) -> Area:
    columns, rows = sorted((draw(COLUMNS), draw(COLUMNS))), sorted((draw(ROWS), draw(ROWS)))
    return Area(columns[0], rows[0], columns[1], rows[1])


@given(areas())
@example(Area(1, 1, MAX_COLUMN, MAX_ROW))
@example(Area(1, 5, MAX_COLUMN, 9))
@example(Area(2, 1, 4, MAX_ROW))
@example(Area(4, 5, 4, 5))
def test_a_printed_area_is_parsed_as_the_same(area: Area) -> None:
    assert parse_area(str(area)) == area
    assert parse_area(str(area).lower()) == area


@given(areas())
@example(Area(1, 1, MAX_COLUMN, MAX_ROW))
@example(Area(1, 5, MAX_COLUMN, 9))
@example(Area(2, 1, 4, MAX_ROW))
def test_openpyxl_reads_the_same_corners(area: Area) -> None:
    corners = (area.first_column, area.first_row, area.last_column, area.last_row)
    assert range_boundaries(str(area)) == corners
    assert parse_area(area.absolute) == area


@pytest.mark.parametrize(
    ("area", "text", "absolute"),
    [
        (Area(4, 5, 4, 5), "D5", "$D$5"),
        (Area(4, 5, 4, 6), "D5:D6", "$D$5:$D$6"),
        (Area(4, 5, 5, 5), "D5:E5", "$D$5:$E$5"),
        (Area(2, 1, 2, MAX_ROW), "B1:B1048576", "$B:$B"),
        (Area(2, 1, 4, MAX_ROW), "B1:D1048576", "$B:$D"),
        (Area(1, 3, MAX_COLUMN, 3), "A3:XFD3", "$3:$3"),
        (Area(1, 3, MAX_COLUMN, 5), "A3:XFD5", "$3:$5"),
        (Area(2, 2, 2, MAX_ROW), "B2:B1048576", "$B$2:$B$1048576"),
        (Area(2, 1, 2, MAX_ROW - 1), "B1:B1048575", "$B$1:$B$1048575"),
        (Area(2, 3, MAX_COLUMN, 3), "B3:XFD3", "$B$3:$XFD$3"),
        (Area(1, 3, MAX_COLUMN - 1, 3), "A3:XFC3", "$A$3:$XFC$3"),
        (Area(1, 1, MAX_COLUMN, MAX_ROW), "A1:XFD1048576", "$A:$XFD"),
    ],
)
def test_an_area_has_both_corners_and_in_formulas_whole_lines_have_none(area: Area, text: str, absolute: str) -> None:
    assert (str(area), area.absolute) == (text, absolute)


@given(COLUMNS)
def test_letters_and_numbers_of_columns_are_each_others_inverse(number: int) -> None:
    assert column_letters(number) == get_column_letter(number)
    assert column_number(column_letters(number)) == column_number(column_letters(number).lower()) == number


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("$D$5", Area(4, 5, 4, 5)),
        ("E7:D5", Area(4, 5, 5, 7)),
        ("D7:E5", Area(4, 5, 5, 7)),
        ("$A:C", Area(1, 1, 3, MAX_ROW)),
        ("9:$5", Area(1, 5, MAX_COLUMN, 9)),
        ("A1", Area(1, 1, 1, 1)),
        ("A:A", Area(1, 1, 1, MAX_ROW)),
        ("XFD:$B", Area(2, 1, MAX_COLUMN, MAX_ROW)),
        ("1:1", Area(1, 1, MAX_COLUMN, 1)),
        ("1048576:2", Area(1, 2, MAX_COLUMN, MAX_ROW)),
        ("d5:$e$0000007", Area(4, 5, 5, 7)),
        ("XFD1048576", Area(MAX_COLUMN, MAX_ROW, MAX_COLUMN, MAX_ROW)),
    ],
)
def test_corners_are_put_in_order_and_dollars_do_not_count(text: str, area: Area) -> None:
    assert parse_area(text) == area


@pytest.mark.parametrize(
    "text",
    [
        "",
        "$",
        ":",
        "D",
        "5",
        "D5:",
        ":D5",
        "D5:E",
        "D:E5",
        "5:E5",
        "5:D",
        "D5:5",
        "$5",
        "D$",
        "D:E0",
        "0:5",
        "5:0",
        "A1:XFE1",
        "XFE:XFE",
        "5:1048577",
        "A1:A1048577",
        "A1:AAAA1",
        "@1",
        "A1:[1",
        "D:5",
        "D0",
        "A0:B2",
        "XFE1",
        "A1048577",
        "AAAA1",
        "D5 ",
        "D5:E6:F7",
        "é5",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not an area of cells|outside the sheet"):
        parse_area(text)


@given(areas(), areas())
def test_an_area_holds_another_if_all_four_sides_lie_in_it(outer: Area, inner: Area) -> None:
    columns = outer.first_column <= inner.first_column and inner.last_column <= outer.last_column
    rows = outer.first_row <= inner.first_row and inner.last_row <= outer.last_row
    assert outer.holds(inner) == (columns and rows)
    assert outer.holds(outer)


@given(areas())
def test_the_size_counts_cells(area: Area) -> None:
    assert area.size == (area.last_row - area.first_row + 1) * (area.last_column - area.first_column + 1)
    assert area.is_cell == (area.size == 1)


def test_a_cell_is_split_into_letters_and_row() -> None:
    assert split_cell("XFD1048576") == ("XFD", 1_048_576)
    assert split_cell("A1") == ("A", 1)


@given(areas(), COLUMNS, ROWS)
def test_an_area_has_the_rows_and_columns_from_its_first_to_its_last(area: Area, column: int, row: int) -> None:
    assert area.has_row(row) == (row in range(area.first_row, area.last_row + 1))
    assert area.has_column(column) == (column in range(area.first_column, area.last_column + 1))
    assert all(area.has_row(edge) for edge in (area.first_row, area.last_row))
    assert all(area.has_column(edge) for edge in (area.first_column, area.last_column))
    assert not any(area.has_row(edge) for edge in (area.first_row - 1, area.last_row + 1))
    assert not any(area.has_column(edge) for edge in (area.first_column - 1, area.last_column + 1))
    assert area.first_cell == Area(area.first_column, area.first_row, area.first_column, area.first_row)
    assert area.holds(area.first_cell)


@pytest.mark.parametrize(
    ("inner", "is_held"),
    [
        (Area(3, 3, 5, 6), True),
        (Area(4, 4, 4, 4), True),
        (Area(2, 3, 5, 6), False),
        (Area(3, 2, 5, 6), False),
        (Area(3, 3, 6, 6), False),
        (Area(3, 3, 5, 7), False),
    ],
)
def test_an_area_holds_what_does_not_cross_one_of_its_sides(inner: Area, *, is_held: bool) -> None:
    assert Area(3, 3, 5, 6).holds(inner) == is_held


@pytest.mark.parametrize(
    ("area", "size"), [(Area(2, 2, 2, 2), 1), (Area(2, 2, 3, 2), 2), (Area(2, 2, 2, 3), 2), (Area(2, 3, 4, 7), 15)]
)
def test_only_an_area_of_one_row_and_one_column_is_a_cell(area: Area, size: int) -> None:
    assert (area.size, area.is_cell) == (size, size == 1)


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA")]
)
def test_columns_go_on_after_z_with_two_letters(number: int, letters: str) -> None:
    assert (column_letters(number), column_number(letters)) == (letters, number)
