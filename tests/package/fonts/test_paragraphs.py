"""Where lines break and how high they are."""

from __future__ import annotations

import pytest

from xlmarket.package.fonts.paragraphs import Font, text_height, text_width

CALIBRI = Font()


def lines(text: str, width: float, font: Font = CALIBRI) -> int:
    return text_height(((text, font),), width) // font.line_height()


@pytest.mark.parametrize(
    ("family", "size", "pixels"),
    [
        ("Calibri", 11, 20),
        ("Calibri", 8, 15),
        ("Calibri", 16, 28),
        ("Arial", 8, 15),
        ("Arial", 9, 16),
        ("Arial", 10, 17),
    ],
)
def test_a_line_is_as_high_as_excel_makes_its_row(family: str, size: float, pixels: int) -> None:
    assert Font(family, size).line_height() == pixels


def test_a_text_breaks_after_spaces_and_what_ends_in_spaces_is_not_wider() -> None:
    width = CALIBRI.width("one two")
    assert lines("one two", width) == lines("one two   ", width) == 1
    assert lines("one two three", width) == 2
    assert lines("one two three", width - 1) == 3


def test_a_text_breaks_after_hyphens_between_letters_but_not_before_figures() -> None:
    assert lines("cross-border", CALIBRI.width("border") + 1) == 2
    assert lines("2014-2015", CALIBRI.width("2014-2015") - 1) == 2
    assert lines("of 2014-2015", CALIBRI.width("2014-2015") + 1) == 2


def test_a_word_that_is_wider_than_its_cell_breaks_anywhere() -> None:
    assert lines("m" * 10, CALIBRI.width("m" * 4)) == 3
    assert lines("m" * 3, 1) == 3


def test_chinese_breaks_between_characters_but_never_before_a_full_stop() -> None:
    assert lines("中文字符", CALIBRI.width("中文")) == 2
    assert lines("中文字。文", CALIBRI.width("中文字")) == 2
    assert lines("中文字。", CALIBRI.width("中文字")) == 2


def test_line_breaks_count_also_empty_ones() -> None:
    assert lines("a\nb\r\n\nc", 100) == 4
    assert lines("", 100) == 1


def test_a_line_is_as_high_as_its_highest_run() -> None:
    large = Font(size=22)
    assert text_height((("small ", CALIBRI), ("large", large)), 1000) == large.line_height()
    broken = text_height((("small\n", CALIBRI), ("large", large)), 1000)
    assert broken == CALIBRI.line_height() + large.line_height()


def test_the_width_of_a_text_is_that_of_its_longest_line() -> None:
    assert text_width((("short\nmuch longer", CALIBRI),)) == pytest.approx(CALIBRI.width("much longer"))
    assert Font(bold=True).width("m") > CALIBRI.width("m")


@pytest.mark.parametrize("text", ["one two  three four", "a bc def ghij klmno pqrstu", "mmmmmmmmmm m mmm"])
@pytest.mark.parametrize("width", [15, 30, 60, 100])
def test_plain_texts_break_as_those_with_a_break_of_their_own(text: str, width: float) -> None:
    assert lines(text, width) == lines(f"{text}\u200b", width)
