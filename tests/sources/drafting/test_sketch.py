"""The first rows of a foreign file."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlmarket.errors import Place, SourceError
from xlmarket.sources.drafting.sketch import Sketch, sketch
from xlmarket.sources.reading import Unused
from xlmarket.sources.tables import RawRow, RawTable


def of_text(text: str, name: str = "f.csv", encoding: str = "utf-8") -> Sketch:
    return sketch(Path(name), text.encode(encoding), lambda path, data: ())


def test_the_rows_of_a_text_have_their_numbers_and_the_keys_that_cut_them() -> None:
    found = of_text("# from the agency\nTable 3\n\na;b\n1;2\n")
    assert [(row.number, list(row.cells)) for row in found.rows] == [(2, ["Table 3"]), (4, ["a", "b"]), (5, ["1", "2"])]
    assert (found.keys, found.comments) == ({"delimiter": ";"}, ["# from the agency"])


def test_a_text_that_is_not_utf_8_is_tried_in_the_encoding_of_windows() -> None:
    assert of_text("a,b\nPérou,2\n", encoding="cp1252").keys == {"encoding": "cp1252"}
    with pytest.raises(SourceError):
        of_text("", encoding="cp1252")


def test_notes_at_the_end_are_counted_unless_a_blank_row_is_above_them() -> None:
    assert of_text("a,b\n1,2\nSource: agency\nNote\n").notes == 2
    assert of_text("a,b\n1,2\n\nSource: agency\n").notes == 0


def test_joined_keys_are_taken_apart() -> None:
    assert list(of_text("unit,geo\\time\t2014\nUSD,PE\t5\n", "f.tsv").rows[0].cells) == ["unit", "geo", "2014"]


def test_of_a_workbook_the_first_sheet_with_a_table_counts() -> None:
    def table(sheet: str, *rows: tuple[str, ...]) -> RawTable:
        above = Unused(Place(file="f.xlsx", row=2), "row above the table", "")
        body = [RawRow(number, row) for number, row in enumerate(rows, 4)]
        return RawTable(file="f.xlsx", header=("Market", "2014"), rows=body, sheet=sheet, unused=(above,))

    tables = [table("Cover", ("a", "b")), table("Data", ("Peru", "5"))]
    found = sketch(Path("f.xlsx"), b"", lambda path, data: tables)
    assert (found.keys, [row.number for row in found.rows]) == ({"sheet": "Data"}, [3, 4])
    assert sketch(Path("f.xlsx"), b"", lambda path, data: ()).rows == ()
