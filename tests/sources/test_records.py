"""Lines cut into records, and the faults of those that cannot be cut."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.sources import records
from xlmarket.sources.records import AFTER, STRAY, SWALLOWED, TOO_LONG, UNCLOSED, Record, cut

CELLS = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=8)


def test_cells_are_cut_at_the_delimiter_alone() -> None:
    assert list(cut(["a,b", "", "x; y,,"], ",")) == [Record(1, ["a", "b"]), Record(2, []), Record(3, ["x; y", "", ""])]


def test_it_starts_at_any_line_and_keeps_the_numbers_of_the_file() -> None:
    assert list(cut(["title", "a,b"], ",", 1)) == [Record(2, ["a", "b"])]


def test_a_quoted_cell_holds_delimiters_quotes_and_line_ends() -> None:
    (record,) = cut(['"a, ""b""', 'c", d,e'], ",")
    assert record == Record(1, ['a, "b"\nc', " d", "e"])


@pytest.mark.parametrize(("lines", "fault"), [
    (['a,"b', "c,d"], UNCLOSED), (['a,"b"c', "c,d"], AFTER), (['a,b"c', "c,d"], STRAY),
    (['a,"b', 'c,d"', "e"], SWALLOWED),
])  # fmt: skip
def test_a_fault_costs_one_record_and_the_next_line_is_a_row_again(lines: list[str], fault: str) -> None:
    found = list(cut(lines, ","))
    assert (found[0].number, found[0].fault) == (1, fault)
    assert found[-1] == Record(len(lines), lines[-1].split(","))


def test_a_cell_without_end_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "LONGEST_CELL", 5)
    lines = ["12345,67890", '"12345",b', "123456,b", '"123456",b']
    assert [record.fault for record in cut(lines, ",")] == ["", "", TOO_LONG, TOO_LONG]


def test_quotes_may_begin_and_end_a_line() -> None:
    lines = [',"a"', '"b', '",c,d', '"e" ,f']
    assert [record.cells for record in cut(lines, ",")] == [["", "a"], ["b\n", "c", "d"], ["e", "f"]]


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5), st.sampled_from(",;|\t"))
def test_what_a_csv_writer_wrote_reads_back(rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    found = list(cut(text.getvalue().split("\n")[:-1], delimiter))
    assert [record.cells for record in found] == rows
    assert not any(record.fault for record in found)
