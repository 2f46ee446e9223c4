"""The delimiter of a text, by its first line, its ending and its rows."""

from __future__ import annotations

import pytest

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.sources.dialect import CANDIDATES, delimiter_line, find_delimiter, is_tab_file


def delimiter(*lines: str, name: str = "f.csv", mapping: Mapping | None = None) -> str:
    return find_delimiter(lines, 0, name, mapping or Mapping())


@pytest.mark.parametrize(("line", "sign"), [
    ("sep=;", ";"), ("SEP=,", ","), ('"sep=|"', "|"), ("sep=\t", "\t"), ("sep=;;;", ";"), ("market;value", ""), ("sep", ""),
])  # fmt: skip
def test_a_first_line_can_declare_the_delimiter_as_excel_reads_it(line: str, sign: str) -> None:
    assert delimiter_line(line) == sign


@pytest.mark.parametrize("sign", CANDIDATES)
def test_the_delimiter_is_the_sign_that_cuts_most_rows_as_wide_as_the_header(sign: str) -> None:
    rows = [["market", "value"], ["Korea, Rep.", "5"], ["Peru", "6"]]
    lines = [sign.join(f'"{cell}"' if sign in cell else cell for cell in row) for row in rows]
    assert delimiter(*lines) == sign


def test_a_text_of_one_column_has_commas() -> None:
    assert delimiter("market", "Peru") == ","


def test_lines_above_the_table_are_not_counted() -> None:
    assert find_delimiter(["a,b,c", "a,b,c", "market;value", "Peru;5"], 2, "f.csv", Mapping()) == ";"


def test_a_decimal_comma_is_no_delimiter_where_another_sign_fits() -> None:
    assert delimiter("a,b;c", "1,5;2", mapping=Mapping(decimal=",")) == ";"


def test_two_signs_that_fit_equally_well_are_refused() -> None:
    with pytest.raises(SourceError, match=r'equally well.*comma and semicolon.*set one .*delimiter = "," or ";"'):
        delimiter("a,b;c", "1,5;2")


def test_tabs_that_only_pad_cells_do_not_cut_them() -> None:
    assert delimiter("a,\tb", "1,\t2") == ","


@pytest.mark.parametrize(("name", "is_one"), [("a.tsv", True), ("A.TAB", True), ("a.tsv.gz", True), ("a.csv", False)])
def test_the_ending_of_a_file_names_tabs(name: str, is_one: bool) -> None:
    assert is_tab_file(name) is is_one
    assert delimiter("a,b\tc", "1,2\t3", name=name if is_one else "a.tsv") == "\t"


def test_a_sign_that_cuts_some_rows_wrong_yields_to_one_that_cuts_all() -> None:
    assert delimiter("a;b,c", "1;2,3", "4;5", "6;7") == ";"
