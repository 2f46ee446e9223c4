"""Raw tables: columns by name, and places."""

from __future__ import annotations

from datetime import date

import pytest

from xlmarket.errors import Place, SourceError
from xlmarket.sources.tables import Percent, RawCell, RawTable, Unreadable, text_of

TABLE = RawTable(
    file="f.xlsx", header=("Market", "Value ", "note", "Note"), rows=[], sheet="S", columns=("B", "C", "D", "E")
)


def test_a_column_is_found_without_regard_to_case_and_spaces() -> None:
    assert (TABLE.find("value"), TABLE.find(" MARKET"), TABLE.find("period")) == (1, 0, None)
    assert TABLE.column("Value", "value") == 1


def test_a_missing_column_offers_the_nearest() -> None:
    with pytest.raises(
        SourceError, match=r'unknown column for the value "Valeu": choose from .* \(did you mean Value'
    ) as error:
        TABLE.column("Valeu", "value")
    assert error.value.where == Place(file="f.xlsx", sheet="S")


def test_a_name_of_two_columns_is_refused() -> None:
    with pytest.raises(SourceError, match='two columns have this name; found "note"'):
        TABLE.find("note")


def test_a_place_is_a_cell_in_a_sheet_and_a_row_and_column_in_a_text() -> None:
    assert str(TABLE.place(7, 1)) == "f.xlsx!S!C7, column Value "
    assert str(TABLE.place()) == "f.xlsx!S"
    text = RawTable(file="f.csv", header=("a",), rows=[])
    assert (str(text.place(7, 0)), str(text.place(7, 5))) == ("f.csv, row 7, column a", "f.csv, row 7")


@pytest.mark.parametrize(("cell", "text"), [
    (None, ""), (5.0, "5"), (5.25, "5.25"), (2015, "2015"), (" a \n b ", "a b"), (date(2015, 3, 1), "2015-03-01"),
    (Percent(12.5), "12.5%"), (Unreadable("=A1", "never"), "=A1"), (Unreadable("9", "merged", "Europe"), "Europe"),
])  # fmt: skip
def test_a_cell_as_text(cell: RawCell, text: str) -> None:
    assert text_of(cell) == text
