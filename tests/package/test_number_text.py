"""Numbers as their formats show them."""

from __future__ import annotations

import pytest

from xlmarket.package.number_text import BUILT_IN, number_text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234567.891, "#,##0.0", "1,234,567.9"),
        (0.125, "0%", "13%"),
        (-0.1234, "+0.0%;-0.0%;0.0%", "-12.3%"),
        (0, '0;-0;"–"', "–"),
        (-1234.5, "#,##0.00_);(#,##0.00)", "(1,234.50)"),
        (1234.5, "#,##0.00_);(#,##0.00)", "1,234.50)"),
        (1234567, '0.0,,"m"', "1.2m"),
        (1234567, "#,##0,", "1,235"),
        (5, "000", "005"),
        (1.5, "0.##", "1.5"),
        (12345, "0.00E+00", "1.23E+04"),
        (0.00012, "0.0E-00", "1.2E-04"),
        (1e20, "0", "100000000000000000000"),
        (-3, "[Red]-0", "--3"),
        (3, "[$€-407] #,##0.00", "€ 3.00"),
        (-5.25, '[Blue]+0.0" pp";[Red]-0.0" pp"', "-5.3 pp"),
        (42000.5, "d mmm yyyy h:mm", "27 Dec 2014 12:00"),
        (42000.75, "h:mm AM/PM", "6:00 PM"),
        (42000, "dddd, mmmm d", "Saturday, December 27"),
        (1.5, "[h]:mm:ss", "36:00:00"),
        (0.5 + 5.64 / 86_400, "mm:ss.0", "00:05.6"),
        (0.5 + 5.64 / 86_400, "h:mm:ss", "12:00:06"),
        (1.5 - 0.3 / 86_400, "[h]:mm:ss", "36:00:00"),
        (0.5 - 20 / 86_400, "h:mm", "11:59"),
        (-0.001, "0.0", "0.0"),
        (2, '"Q"0', "Q2"),
        (4, "[>100]0;0.0", "4.0"),
        (1234.56, "[>=0.05]#,##0.0;[<=-0.05]-#,##0.0;0.0###", "1,234.6"),
        (-1234.56, "[>=0.05]#,##0.0;[<=-0.05]-#,##0.0;0.0###", "-1,234.6"),
        (-0.0312, "[>=0.05]#,##0.0;[<=-0.05]-#,##0.0;0.0###", "-0.0312"),
        (0, "[>=0.05]#,##0.0;[<=-0.05]-#,##0.0;0.0###", "0.0"),
        (-7.25, "[>=1000]#,##0;[<0]-#,##0.0;#,##0.0", "-7.3"),
        (12345.6, "[>=1000]#,##0;[<0]-#,##0.0;#,##0.0", "12,346"),
    ],
)
def test_a_number_is_shown_as_excel_shows_it(value: float, code: str, text: str) -> None:
    assert number_text(value, code) == text


@pytest.mark.parametrize(
    "code", ["General", "# ?/?", "[>100]0;-0;0.0", "[>100]0", "@", "ggge", "[DBNum1]0", '0 "open', "0.0 0"]
)
def test_a_format_that_is_not_read_gives_nothing(code: str) -> None:
    assert number_text(3, code) is None


def test_a_day_outside_of_the_calendar_gives_nothing() -> None:
    assert number_text(-1, "d mmm yyyy") is None
    assert number_text(3_000_000, "d mmm yyyy") is None


def test_every_format_that_a_file_names_by_number_is_read() -> None:
    assert [number for number, code in BUILT_IN.items() if number_text(42000.5, code) is None] == []
