"""Structured references follow the names of tables and columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.template.specimens import ITEMS, drawn, result
from xlmarket.package.areas import Area
from xlmarket.template.follow.structured import RenamedTable, rewrite_names

FIRST, SECOND = ((0, 0),), ((0, 1),)
TABLE = RenamedTable("Sales_2", {"p": ((FIRST, "2013"), (SECOND, "2014")), "a]b": (((), "c#d"),)}, Area(1, 1, 4, 9))
TABLES = {"sales": TABLE}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(Sales[p])", "SUM(Sales_2[[2013]:[2014]])"),
        ("SUM(sales[[#This Row],[P]])", "SUM(Sales_2[[#This Row],[2013]:[2014]])"),
        ("SUM(Sales[[x]:[p]])+Sales[x]", "SUM(Sales_2[[x]:[2014]])+Sales_2[x]"),
        ("Sales[a']b]", "Sales_2[c'#d]"),
        ("Sales[[#Totals],[p]]+Sales[#All]", "Sales_2[[#Totals],[2013]:[2014]]+Sales_2[#All]"),
        ("ROWS(Sales)+COUNTA(Sales)", "ROWS(Sales_2)+COUNTA(Sales_2)"),
        ("\"Sales[p]\"&Sales!A1&'Sales'!A1&Sales(1)", "\"Sales[p]\"&Sales!A1&'Sales'!A1&Sales(1)"),
        ("Sales_1[p]+MySales[p]+Other[p]", "Sales_1[p]+MySales[p]+Other[p]"),
        ("[1]Sheet1!A1+[p]", "[1]Sheet1!A1+[p]"),
        ("{1,2;3,4}+A1:B2", "{1,2;3,4}+A1:B2"),
    ],
)
def test_a_formula_outside_the_table_means_all_copies_of_a_column(formula: str, expected: str) -> None:
    assert rewrite_names(formula, TABLES) == expected


def test_a_formula_in_a_repeated_column_means_its_own() -> None:
    assert rewrite_names("SUBTOTAL(109,Sales[p])", TABLES, SECOND) == "SUBTOTAL(109,Sales_2[2014])"


def test_a_formula_inside_the_table_need_not_name_it() -> None:
    assert rewrite_names("SUBTOTAL(109,[p])", TABLES, FIRST, TABLE) == "SUBTOTAL(109,[2013])"
    assert rewrite_names("SUM([[#This Row],[p]])", TABLES, (), TABLE) == "SUM([[#This Row],[2013]:[2014]])"


def test_nothing_changes_where_no_table_did() -> None:
    assert rewrite_names("SUM(Sales[p])", {}) == "SUM(Sales[p])"


def test_a_header_with_an_expression_takes_its_totals_and_other_sheets_along(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        columns = [
            {"header": "Market", "total_string": "all"},
            {"header": "{{ p }}", "total_function": "sum"},
            {"header": "Sum", "formula": "=SUM(Cross[[#This Row],[{{ p }}]])", "total_function": "sum"},
        ]
        sheet.add_table("A1:C3", {"name": "Cross", "total_row": True, "columns": columns})
        sheet.write("B1", "{%col for p in periods %}{{ p }}{%col endfor %}")
        sheet.write_row("A2", ["{%row for m in items %}{{ m.name }}", "{{ m.value }}"])
        sheet.write("D2", "{%row endfor %}")
        book.add_worksheet("Other").write("A1", "=SUM(Cross[{{ p }}])")

    made = result(drawn(tmp_path, more=more), items=ITEMS, periods=[2013, 2014])
    table = made.text("xl/tables/table1.xml")
    assert "<calculatedColumnFormula>SUM(Cross[[#This Row],[2013]:[2014]])</calculatedColumnFormula>" in table
    assert [cell.value for cell in made.book["Report"][5]][1:4] == [
        "=SUBTOTAL(109,[2013])", "=SUBTOTAL(109,[2014])", "=SUBTOTAL(109,[Sum])",
    ]  # fmt: skip
    assert made.book["Other"]["A1"].value == "=SUM(Cross[[2013]:[2014]])"
