"""CSV as Excel reads it."""

from __future__ import annotations

import csv
import io

import pytest

from xlmarket.output import csv_bytes


def test_it_begins_with_a_byte_order_mark_and_its_lines_end_as_the_standard_says() -> None:
    assert csv_bytes([["name", "share"], ["Brasília", 0.1]]) == b"\xef\xbb\xbfname,share\r\nBras\xc3\xadlia,0.1\r\n"


def test_a_missing_figure_is_an_empty_field_and_zero_is_not() -> None:
    assert csv_bytes([[None, 0, 0.0, ""]])[3:] == b",0,0.0,\r\n"


@pytest.mark.parametrize("value", [0.1 + 0.2, 1e-12, 12_345_678.900_000_001])
def test_a_number_has_all_its_digits(value: float) -> None:
    assert float(csv_bytes([[value]])[3:]) == value


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    (row,) = csv.reader(io.StringIO(csv_bytes([[text]])[3:].decode(), newline=""))
    assert row == [f"'{text}"]


def test_commas_quotes_and_line_breaks_stay_inside_their_field() -> None:
    row = ["a,b", 'say "x"', "two\nlines"]
    assert list(csv.reader(io.StringIO(csv_bytes([row])[3:].decode(), newline=""))) == [row]
