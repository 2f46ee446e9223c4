"""What of a sheet is not its table."""

from __future__ import annotations

from collections.abc import Sequence

from xlmarket.sources.shape import first_table, left_table
from xlmarket.sources.tables import RawCell, RawRow, RawTable


def table(*rows: Sequence[RawCell], header: Sequence[str] = ("market", "2014", "2015")) -> RawTable:
    letters = tuple("ABCDEFGH"[: len(header)])
    return RawTable(
        file="f.xlsx", header=tuple(header), rows=[RawRow(n, row) for n, row in enumerate(rows, 2)], columns=letters
    )


def kept(found: RawTable) -> list[int]:
    return [row.number for row in found.rows]


def kinds(found: RawTable) -> list[tuple[int | str | None, str]]:
    return [(unused.place.row or unused.place.column, unused.kind) for unused in found.unused]


def test_a_repeated_header_is_left_out() -> None:
    found = first_table(table(("Peru", "1", "2"), ("Market", " 2014 ", "2015"), ("Chile", "3", "4")), ())
    assert (kept(found), kinds(found)) == ([2, 4], [(3, "repeated header")])


def test_a_second_table_below_is_left_out_to_its_end() -> None:
    found = first_table(table(("Peru", "1", "2"), ("Market", "Users", "Buyers"), ("Chile", "3", "4")), ())
    assert (kept(found), kinds(found)) == ([2], [(3, "second table"), (4, "second table")])
    assert "skip_rows = 2 reads that one" in found.unused[0].why


def test_words_in_the_columns_of_figures_are_a_header_only_below_a_blank_row() -> None:
    rows = (("Peru", "1", "2"), ("Land", "Users", "Buyers"), ("Chile", "3", "4"))
    assert kept(first_table(table(*rows), ())) == [2, 3, 4]
    assert kept(first_table(table(*rows), {3})) == [2]
    assert kept(
        first_table(table(("Peru", "1", "2"), ("Chile", "none", "none."), ("Cuba", "3", "4")), {3}, ("none", "none."))
    ) == [2, 3, 4]


def test_a_table_next_to_the_first_is_left_out() -> None:
    header = ("market", "2014", "", "country", "users")
    rows: list[Sequence[RawCell]] = [("Peru", 1.0, None, "Chile", 5.0), ("Cuba", 2.0, None, "Brazil", 6.0)]
    found = left_table(table(*rows, header=header), ())
    assert found.header == ("market", "2014")
    assert [list(row.cells) for row in found.rows] == [["Peru", 1.0], ["Cuba", 2.0]]
    assert kinds(found) == [("D", "second table"), ("E", "second table")]
    assert left_table(table(*rows, header=header), {"users"}).header == header


def test_an_empty_column_inside_a_table_is_common() -> None:
    same = table(("Peru", 1.0, None, 5.0), ("Cuba", 2.0, None, 6.0), header=("market", "2014", "", "2015"))
    assert left_table(same, ()) is same


def test_a_title_in_the_first_column_is_not_the_header_again() -> None:
    rows = (("Peru", "1", "2"), ("Market", None, None), ("Chile", "3", "4"))
    assert kept(first_table(table(*rows), ())) == [2, 3, 4]
    assert kept(first_table(table(("Peru",), ("Market",), header=("market",)), ())) == [2, 3]
    assert kept(first_table(table(("Peru", "1"), ("Market", "2014"), header=("market", "2014")), ())) == [2]
    assert kept(first_table(table(("Peru", "1"), ("Market", "Users"), header=("market", "2014")), ())) == [2]


def test_a_header_of_two_words_below_a_blank_row_begins_a_table() -> None:
    assert kept(first_table(table(("Peru", "1"), ("Land", "Users"), header=("market", "2014")), {3})) == [2]
    assert kept(first_table(table(("Peru", "1"), ("Same", "Same"), header=("market", "2014")), {3})) == [2, 3]


def test_a_column_with_some_words_is_one_of_figures_from_four_fifths_on() -> None:
    figures = [("Peru", str(n)) for n in range(4)]
    header = ("market", "2014")
    assert kept(first_table(table(*figures, ("Cuba", "none"), ("Land", "Users"), header=header), {7})) == [
        2,
        3,
        4,
        5,
        6,
    ]
    assert kept(first_table(table(*figures[:3], ("Cuba", "none"), ("Land", "Users"), header=header), {6})) == [
        2,
        3,
        4,
        5,
        6,
    ]


def test_two_empty_columns_may_be_between_two_tables() -> None:
    rows: list[Sequence[RawCell]] = [("Peru", None, "Chile", 5.0), ("Cuba", None, "Brazil", 6.0)]
    assert left_table(table(*rows, header=("market", "", "country", "users")), ()).header == ("market",)
