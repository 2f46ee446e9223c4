"""What a number format shows a number as."""

from __future__ import annotations

import pytest

from xlmarket.sources.workbook.formats import BUILT_IN, GENERAL, NumberShape, parse_format

NUMBER, PERCENT, DATE, TIME = NumberShape


def shape(code: str, number: float = 5) -> NumberShape:
    return parse_format(code).section(number).shape


@pytest.mark.parametrize(("code", "wanted"), [
    ("General", NUMBER), ("0.00", NUMBER), ("#,##0", NUMBER), ("0%", PERCENT), ('0" %"', NUMBER), (r"0\%", NUMBER), ("0.0E+00", NUMBER),
    ("yyyy-mm-dd", DATE), ("mmm yy", DATE), ("mm", DATE), ("h:mm", TIME), ("[h]:mm", TIME), ("mm:ss", TIME), ("h:mm AM/PM", TIME),
    ("[$-409]d. mmmm yyyy", DATE), ("[Red]0", NUMBER), ("yyyy年m月", DATE), ('"day "0', NUMBER), ("ggge", DATE), ("[$€-407] 0", NUMBER),
])  # fmt: skip
def test_a_code_shows_a_number_as_one_of_four(code: str, wanted: NumberShape) -> None:
    assert shape(code) is wanted


def test_sections_are_for_positive_negative_and_zero() -> None:
    assert [shape("0;0%;yyyy", number) for number in (1, -1, 0)] == [NUMBER, PERCENT, DATE]
    assert [shape("0;0%", number) for number in (1, -1, 0)] == [NUMBER, PERCENT, NUMBER]


def test_sections_may_have_conditions() -> None:
    assert [shape("[<1]0%;[>=10]yyyy;0", number) for number in (0.5, 12, 5)] == [PERCENT, DATE, NUMBER]


@pytest.mark.parametrize(("code", "thousands", "words"), [
    ("0,", 1, ""), ("#,##0,,", 2, ""), ("#,##0", 0, ""), ('0.0,,"m"', 2, "m"), ("€ 0", 0, "€"), ("[$USD] 0", 0, "USD"), ('(0" "0)', 0, ""),
])  # fmt: skip
def test_a_section_keeps_what_divides_the_number_and_what_stands_around_it(
    code: str, thousands: int, words: str
) -> None:
    section = parse_format(code).sections[0]
    assert (section.thousands, section.words) == (thousands, words)


def test_formats_by_number_alone_have_codes() -> None:
    shapes = {number: shape(code) for number, code in BUILT_IN.items()}
    assert {number for number, kind in shapes.items() if kind is PERCENT} == {9, 10, 67, 68}
    assert {number for number, kind in shapes.items() if kind is TIME} == {
        *range(18, 22),
        32,
        33,
        *range(45, 48),
        75,
        76,
        *range(78, 81),
    }
    dates = {*range(14, 18), 22, *range(27, 32), *range(34, 37), *range(50, 59), *range(71, 75), 77, 81}
    assert {number for number, kind in shapes.items() if kind is DATE} == dates
    assert {5, 6, 7, 8, 42, 44} <= {number for number, kind in shapes.items() if kind is NUMBER}
    assert GENERAL.section(5).shape is NUMBER


def test_a_fourth_section_is_for_texts_alone() -> None:
    assert [shape("0;0%;yyyy;hh", number) for number in (1, -1, 0)] == [NUMBER, PERCENT, DATE]
