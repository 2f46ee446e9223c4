"""Tables grow with their rows and columns, and their columns are named by their header cells."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from tests.template.follow.finished import ACROSS, DROPPED, RENAMED, REPEATED, Finished, lines, values
from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, parse_area
from xlmarket.template.follow import tables
from xlmarket.template.follow.structured import RenamedTable
from xlmarket.template.layout.axes import Layout

TABLE = (
    f'<table xmlns="{MAIN}" id="1" name="Sales" displayName="Sales" ref="A1:C2"><autoFilter ref="A1:C2"/>'
    '<tableColumns count="3"><tableColumn id="1" name="Market"/><tableColumn id="2" name="Share"/>'
    '<tableColumn id="3" name="Sum"><calculatedColumnFormula>SUM(B2:B2)+$F$3</calculatedColumnFormula></tableColumn>'
    "</tableColumns></table>"
)
HEADER = ["Market", "Share", "Sum"]


def follow(finished: Finished, layout: Layout, header: list[Any], text: str = TABLE, **others: Any) -> etree._Element:
    def cells(_: str, area: Area) -> list[object]:
        assert area.first_row == area.last_row
        return header

    return finished.follow(tables.follow, finished.parse(text), layout, cells_of=cells, **others)


def test_a_table_grows_with_its_rows_and_its_formulas_move(finished: Finished) -> None:
    table = follow(finished, REPEATED, HEADER)
    assert (table.get("ref"), values(table, "autoFilter", "ref")) == ("A1:C4", ["A1:C4"])
    assert values(table, "calculatedColumnFormula") == ["SUM(B2:B2)+$F$5"]
    assert values(table, "tableColumn", "id") == ["1", "2", "3"]


def test_a_table_gets_the_columns_that_were_repeated(finished: Finished) -> None:
    table = follow(finished, ACROSS, ["Market", 2013.0, "2014", "a\nb", "Sum"])
    assert table.get("ref") == "A1:E2"
    assert values(table, "tableColumn", "name") == ["Market", "2013", "2014", "a_x000a_b", "Sum"]
    assert values(table, "tableColumns", "count") == ["5"]
    assert len(set(values(table, "tableColumn", "id"))) == 5
    assert values(table, "calculatedColumnFormula") == ["SUM(B2:D2)+$H$3"]


def test_a_header_that_is_not_known_yet_keeps_the_name_of_its_column(finished: Finished) -> None:
    assert values(follow(finished, REPEATED, [None, "", "S"]), "tableColumn", "name") == ["Market", "Share", "S"]


def test_its_formulas_take_the_new_names_of_tables(finished: Finished) -> None:
    text = TABLE.replace("SUM(B2:B2)", "Sales[Share]+[Share]")
    renamed = RenamedTable("Sales_2", {"share": (((), "x"),)}, parse_area("A1:C2"))
    text = text.replace('displayName="Sales"', 'displayName="Sales_2"')
    table = follow(finished, RENAMED, HEADER, text, tables={"sales": renamed})
    assert values(table, "calculatedColumnFormula") == ["Sales_2[x]+[x]+$F$3"]


def test_two_columns_with_one_name_are_an_error(finished: Finished) -> None:
    with pytest.raises(TemplateError, match="two columns of the table Sales have one name"):
        follow(finished, REPEATED, ["Market", "market", "Sum"])


def test_a_table_without_a_row_left_is_an_error(finished: Finished) -> None:
    with pytest.raises(TemplateError, match="no row is left of the table Sales"):
        follow(finished, DROPPED, HEADER)


def test_a_table_over_dropped_columns_loses_them(finished: Finished) -> None:
    table = follow(finished, Layout(columns=lines(0)), ["Market", "Sum"])
    assert (table.get("ref"), values(table, "tableColumn", "name")) == ("A1:B2", ["Market", "Sum"])


def test_the_tables_of_a_sheet_are_found_with_the_names_of_their_header(finished: Finished) -> None:
    sheet = "xl/worksheets/sheet1.xml"
    (renamed,) = tables.tables_of(finished.parts, sheet, REPEATED, lambda _: ["Market", "2015"]).values()
    assert (renamed.name, renamed.columns) == ("Sales", {"share": (((), "2015"),)})
    assert list(tables.tables_of(finished.parts, sheet, REPEATED, lambda _: ["Market", "Share"])) == ["sales"]
