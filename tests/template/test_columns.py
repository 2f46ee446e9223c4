"""Repeated columns, cross tables, and the axis of columns as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.template.specimens import ITEMS, drawn, rendered, result, values
from xlmarket.errors import TemplateError
from xlmarket.template import compile_template, problems_of

PERIODS = ["2015Q1", "2015Q2", "2015Q3"]
CROSS = [
    ["Market", "{%col for p in periods %}{{ p }}{%col endfor %}", "Total"],
    [
        "{%row for m in items %}{{ m.name }}",
        "{{ m.value * loop.index * colloop.index }}",
        "=SUM(B2:B2)",
        "{%row endfor %}",
    ],
    ["Sum", "=SUM(B2:B2)", "=SUM(B2:B2)"],
]


def test_columns_repeat_and_columns_of_tags_vanish(tmp_path: Path) -> None:
    template = drawn(
        tmp_path, ["a", "{%col for p in periods %}", "{{ p }}", "{%col endfor %}", "z"], [1, None, 2, None, 3]
    )
    assert values(rendered(template, periods=PERIODS)) == [["a", *PERIODS, "z"], [1, 2, 2, 2, 3]]


def test_a_row_that_holds_nothing_but_column_tags_vanishes(tmp_path: Path) -> None:
    template = drawn(tmp_path, [None, "{%col for p in periods %}{%col endfor %}"], ["a", "{{ p }}"])
    assert values(rendered(template, periods=PERIODS)) == [["a", *PERIODS]]


def test_a_condition_keeps_or_drops_columns(tmp_path: Path) -> None:
    template = drawn(tmp_path, ["a", "{%col if long %}b", "c{%col else %}", "d{%col endif %}", "e"])
    assert values(rendered(template, long=True)) == [["a", "b", "c", "e"]]
    assert values(rendered(template, long=False)) == [["a", "d", "e"]]


def test_columns_nest_and_know_their_own_place(tmp_path: Path) -> None:
    row = [
        "{%col for y in years %}",
        "{%col for q in y %}{{ q }}/{{ colloop.index }}{%col endfor %}",
        "sum{%col endfor %}",
    ]
    assert values(rendered(drawn(tmp_path, row), years=[["a", "b"], ["c"]])) == [["a/1", "b/2", "sum", "c/1", "sum"]]


def test_rows_and_columns_make_a_cross_table(tmp_path: Path) -> None:
    book = rendered(drawn(tmp_path, *CROSS), items=ITEMS, periods=PERIODS)
    table = values(book)
    assert [row[:5] for row in table] == [
        ["Market", *PERIODS, "Total"],
        ["Brazil", 2.2, 4.4, pytest.approx(6.6), "=SUM(B2:D2)"],
        ["Japan", 13.2, 26.4, pytest.approx(39.6), "=SUM(B3:D3)"],
        ["India", pytest.approx(4.2), pytest.approx(8.4), pytest.approx(12.6), "=SUM(B4:D4)"],
        ["Sum", "=SUM(B2:B4)", "=SUM(C2:C4)", "=SUM(D2:D4)", "=SUM(B2:D4)"],
    ]


def test_an_absolute_column_is_seen_from_outside_the_block(tmp_path: Path) -> None:
    template = drawn(
        tmp_path, ["{%col for p in periods %}{{ p }}{%col endfor %}"], ["=SUM($A1:A1)"], ["=A1/SUM($A1:$A1)"]
    )
    book = rendered(template, periods=[1, 2, 3])
    assert values(book)[1:] == [
        ["=SUM($A1:A1)", "=SUM($A1:B1)", "=SUM($A1:C1)"],
        ["=A1/SUM($A1:$C1)", "=B1/SUM($A1:$C1)", "=C1/SUM($A1:$C1)"],
    ]


def test_a_list_of_nothing_leaves_one_empty_column(tmp_path: Path) -> None:
    template = drawn(tmp_path, ["a", "{%col for p in periods %}{{ p }}{%col endfor %}", "=SUM(B1:B1)"])
    assert values(rendered(template, periods=[])) == [["a", None, "=SUM(B1:B1)"]]


def test_everything_on_columns_follows(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.merge_range("B5:B6", "{{ p }}")
        sheet.merge_range("A7:C7", "all")
        sheet.conditional_format("B2:B2", {"type": "data_bar"})
        sheet.data_validation("B2", {"validate": "decimal", "criteria": ">", "value": 0})
        sheet.write_url("C8", "internal:Report!C3", string="total")
        sheet.write_comment("B2", "a figure")
        sheet.print_area("A1:C8")
        sheet.repeat_columns("A:A")
        sheet.autofilter("A1:C2")
        sheet.add_sparkline("E2", {"range": "Report!B2:B2"})
        book.define_name("Row", "=Report!$B$2:$B$2")

    made = result(drawn(tmp_path, *CROSS, more=more), items=ITEMS, periods=PERIODS)
    sheet = made.book["Report"]
    assert {str(one) for one in sheet.merged_cells.ranges} == {"B7:B8", "C7:C8", "D7:D8", "A9:E9"}
    assert {str(one.sqref) for one in sheet.conditional_formatting} == {"B2:D4"}
    assert sheet["E10"].hyperlink.location == "Report!E5"
    assert [cell.coordinate for row in sheet for cell in row if cell.comment] == [
        f"{column}{row}" for row in (2, 3, 4) for column in "BCD"
    ]
    assert sheet.print_area == "'Report'!$A$1:$E$10"
    assert sheet.print_title_cols == "$A:$A"
    assert sheet.auto_filter.ref == "A1:E4"
    assert made.found(r"<xm:f>(.*?)</xm:f><xm:sqref>(.*?)</xm:sqref>") == [
        ("Report!B2:D2", "G2"), ("Report!B3:D3", "G3"), ("Report!B4:D4", "G4"),
    ]  # fmt: skip
    assert made.book.defined_names["Row"].attr_text == "Report!$B$2:$D$4"


def test_a_sheet_elsewhere_follows_the_columns(tmp_path: Path) -> None:
    def more(book: Any, _sheet: Any) -> None:
        book.add_worksheet("Other").write("A1", "=Report!C3+SUM(Report!B2:B2)+SUM(Report!B:B)+SUM(Report!$C:$C)")

    book = rendered(drawn(tmp_path, *CROSS, more=more), items=ITEMS, periods=PERIODS)
    assert book["Other"]["A1"].value == "=Report!E5+SUM(Report!B2:D4)+SUM(Report!B:D)+SUM(Report!$E:$E)"


def test_a_merged_cell_across_the_edge_of_repeated_columns_is_refused(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.write("B2", "{%col for p in periods %}{{ p }}")
        sheet.write("C2", "x{%col endfor %}")
        sheet.merge_range("C1:D1", "title")

    problems = problems_of(drawn(tmp_path, more=more))
    assert [str(one) for one in problems] == [
        'template.xlsx!Report!C1: a merged cell crosses the edge of a repeated block; found "C1:D1"'
    ]


def test_columns_cannot_depend_on_a_row(tmp_path: Path) -> None:
    template = compile_template(
        drawn(tmp_path, ["{%row for m in items %}{%col for p in m.by %}x{%col endfor %}{%row endfor %}"])
    )
    assert "m" in template.names
    with pytest.raises(TemplateError, match="'m' is undefined"):
        rendered(Path(template.package.path), items=ITEMS)


def test_more_columns_than_a_sheet_has_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="more columns than a sheet"):
        rendered(drawn(tmp_path, ["{%col for p in periods %}{{ p }}{%col endfor %}"]), periods=range(16_385))
