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
    assert [shape(BUILT_IN[number]) for number in (0, 9, 14, 20, 44, 57, 67)] == [
        NUMBER,
        PERCENT,
        DATE,
        TIME,
        NUMBER,
        DATE,
        PERCENT,
    ]
    assert GENERAL.section(5).shape is NUMBER
