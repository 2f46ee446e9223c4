"""How wide columns and how high rows are, from what a sheet states of them."""

from __future__ import annotations

import pytest
from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.fonts.paragraphs import Font
from xlmarket.package.sizes import EMU_PER_PIXEL, Sizes, column_pixels, height_of

SHEET = (
    '<sheetFormatPr defaultRowHeight="20" defaultColWidth="10"/><cols><col min="2" max="3" width="20"/>'
    '<col min="4" max="4" width="20" hidden="1"/></cols>'
)


def _sheet(content: str) -> etree._Element:
    return etree.fromstring(f'<worksheet xmlns="{MAIN}">{content}</worksheet>')


def test_a_sheet_states_widths_heights_and_what_else_has() -> None:
    sizes = Sizes.of(_sheet(SHEET), {2: 30.0})
    assert [sizes.width(column) // EMU_PER_PIXEL for column in (1, 2, 3, 4)] == [70, 140, 140, 0]
    assert [sizes.height(row) for row in (1, 2)] == [20 * 12700, 30 * 12700]


def test_a_sheet_that_states_nothing_has_what_excel_gives_it() -> None:
    sizes = Sizes.of(_sheet(""), {})
    assert (sizes.width(1) // EMU_PER_PIXEL, sizes.height(1) / 12700) == (64, 15)


@pytest.mark.parametrize(("digits", "pixels"), [(8, 64), (10, 80), (20, 152)])
def test_the_digits_of_a_column_by_default_are_rounded_up_to_eight_pixels(digits: int, pixels: int) -> None:
    """As Excel does: 10 digits of 7 pixels and 5 around them are 75, so 80."""
    columns = '<cols><col min="2" max="2" style="1"/></cols>'
    sizes = Sizes.of(_sheet(f'<sheetFormatPr baseColWidth="{digits}" defaultRowHeight="15"/>{columns}'), {})
    assert [sizes.width(column) // EMU_PER_PIXEL for column in (1, 2)] == [pixels, pixels]


@pytest.mark.parametrize(
    ("font", "digit", "pixels"),
    [(Font(), 7, 64), (Font("Arial", 10), 7, 64), (Font("Calibri", 12), 8, 72), (Font("Verdana", 10), 8, 72)],
)
def test_the_digits_of_the_normal_font_are_the_unit_of_widths(font: Font, digit: int, pixels: int) -> None:
    """Eight digits and a padding of 5 pixels, rounded up to 8: a column of Calibri 12 has 72 pixels, as in Excel."""
    sizes = Sizes.of(_sheet(SHEET), {}, font)
    assert (sizes.digit, sizes.width(2)) == (digit, 20 * digit * EMU_PER_PIXEL)
    assert Sizes.of(_sheet('<sheetFormatPr defaultRowHeight="15"/>'), {}, font).width(1) == pixels * EMU_PER_PIXEL


@pytest.mark.parametrize(
    ("characters", "digit", "pixels"), [(9.140625, 7, 64), (8.43, 7, 59), (12.63, 7, 88), (0.0, 7, 0), (10.0, 8, 80)]
)
def test_a_width_in_digits_is_whole_pixels(characters: float, digit: int, pixels: int) -> None:
    assert column_pixels(characters, digit) == pixels


def test_a_sheet_may_hide_all_rows_but_those_it_names() -> None:
    sizes = Sizes.of(_sheet('<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>'), {2: 15.0, 90: 30.0})
    assert [sizes.height(row) // 12700 for row in (1, 2, 3, 90)] == [0, 15, 0, 30]
    assert sizes.row_at(1, 16 * 12700) == (90, 12700)
    assert sizes.row_at(1, 99 * 12700)[0] == 90


def test_an_offset_ends_in_the_column_or_row_that_holds_it() -> None:
    sizes = Sizes.of(_sheet(SHEET), {2: 30.0})
    assert sizes.column_at(1, 80 * EMU_PER_PIXEL) == (2, 10 * EMU_PER_PIXEL)
    assert sizes.row_at(1, 55 * 12700) == (3, 5 * 12700)


@pytest.mark.parametrize(
    ("attributes", "height"), [(' ht="21.5" customHeight="1"', 21.5), (' ht="21" hidden="1"', 0.0), (' s="3"', None)]
)
def test_a_row_states_its_height(attributes: str, height: float | None) -> None:
    assert height_of(attributes) == height
