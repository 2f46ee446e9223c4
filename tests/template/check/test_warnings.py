"""Warnings of templates and reports: what is not printed, what shows ###, which names nothing uses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.template.specimens import drawn, rendered
from xlmarket.errors import InputError
from xlmarket.template import report_warnings, warnings_of


def said(path: Path) -> list[str]:
    return [str(warning) for warning in warnings_of(path)]


def book() -> tuple[openpyxl.Workbook, Worksheet]:
    made = openpyxl.Workbook()
    page = made.active
    assert isinstance(page, Worksheet)
    page.title = "Report"
    return made, page


def test_a_plain_template_has_none(tmp_path: Path) -> None:
    assert said(drawn(tmp_path, ["{{ name }}", 1234.5])) == []


def test_content_outside_of_the_print_area_is_named(tmp_path: Path) -> None:
    def more(_: Any, page: Any) -> None:
        page.print_area("A1:B2")
        for cell in ("D1", "D2", "D3", "D4"):
            page.write(cell, "{{ name }}")
        page.write("E1", "{%row for m in items %}")
        page.write("E2", "{%row endfor %}")

    (warning,) = said(drawn(tmp_path, ["a", "b"], more=more))
    assert warning == (
        'template.xlsx!Report!D1: cells with content lie outside of the print area; found "D1, D2, D3 and 1 more"'
    )


def test_a_print_area_in_parts_prints_all_its_parts(tmp_path: Path) -> None:
    made, page = book()
    page["A1"], page["D9"] = "{{ name }}", "x"
    page.print_area = "A1:B2,D8:E9"
    made.save(tmp_path / "parts.xlsx")
    assert said(tmp_path / "parts.xlsx") == []


def test_a_hidden_column_that_is_filled_is_named(tmp_path: Path) -> None:
    def more(_: Any, page: Any) -> None:
        page.set_column("B:C", None, None, {"hidden": True})
        page.write("D1", "x")

    (warning,) = said(drawn(tmp_path, ["a", "{{ name }}", "constant"], more=more))
    assert warning == "template.xlsx!Report!B1: column B is hidden and is not printed"


def test_a_hidden_column_outside_of_the_print_area_only_feeds_others(tmp_path: Path) -> None:
    def more(_: Any, page: Any) -> None:
        page.print_area("A1:B2")
        page.set_column("D:D", None, None, {"hidden": True})
        page.write("D1", "{{ name }}")

    assert said(drawn(tmp_path, ["a", "b"], more=more)) == []


@pytest.mark.parametrize(
    ("cell", "option", "what"),
    [
        ("B2", {}, ""),
        ("H2", {}, "the chart lies outside of the print area"),
        ("B30", {}, "the chart lies outside of the print area"),
    ],
)
def test_a_chart_outside_of_the_print_area_is_named(
    tmp_path: Path, cell: str, option: dict[str, Any], what: str
) -> None:
    def more(made: Any, page: Any) -> None:
        page.print_area("A1:J25")
        chart = made.add_chart({"type": "column"})
        chart.add_series({"values": "=Report!$A$1:$A$2"})
        page.insert_chart(cell, chart, option)

    warnings = said(drawn(tmp_path, [1], [2], more=more))
    assert len(warnings) == bool(what)
    assert all(what in warning and "Chart 1" in warning for warning in warnings)


def test_a_chart_whose_print_option_is_off_is_named(tmp_path: Path) -> None:
    from tests.template.specimens import with_parts

    def more(made: Any, page: Any) -> None:
        chart = made.add_chart({"type": "column"})
        chart.add_series({"values": "=Report!$A$1:$A$2"})
        page.insert_chart("B2", chart)

    path = drawn(tmp_path, [1], [2], more=more)
    off = '<xdr:clientData fPrintsWithSheet="0"/>'
    with_parts(path, {}, {"xl/drawings/drawing1.xml": lambda xml: xml.replace("<xdr:clientData/>", off)})
    (warning,) = said(path)
    assert "its option Print object is off" in warning


def test_a_constant_that_is_wider_than_its_cell_is_named(tmp_path: Path) -> None:
    def more(made: Any, page: Any) -> None:
        money = made.add_format({"num_format": "#,##0.00"})
        page.set_column("A:A", 8)
        page.write("A1", 1234567.891, money)
        page.write("A2", 12.5, money)
        page.write("B1", 1234567.891)

    (warning,) = said(drawn(tmp_path, more=more))
    assert warning == (
        "template.xlsx!Report!A1: column A shows ###, as a number is wider than its cell;"
        ' found "1,234,567.89"; make the column wider, or the number format shorter'
    )


@pytest.mark.parametrize(
    "look", [{"shrink": True}, {"rotation": 90}, {"num_format": "# ?/?"}, {"num_format": "General"}]
)
def test_what_shrinks_is_rotated_or_cannot_be_judged_is_left(tmp_path: Path, look: dict[str, Any]) -> None:
    def more(made: Any, page: Any) -> None:
        page.set_column("A:A", 3)
        page.write("A1", 123456789.5, made.add_format({"num_format": "0.00", **look}))

    assert said(drawn(tmp_path, more=more)) == []


def test_merged_cells_have_the_room_of_all_their_columns(tmp_path: Path) -> None:
    def more(made: Any, page: Any) -> None:
        page.merge_range("A1:B1", 123456789.5, made.add_format({"num_format": "#,##0.00"}))

    assert said(drawn(tmp_path, more=more)) == []


def test_a_finished_report_names_the_widest_number_of_each_column(tmp_path: Path) -> None:
    def more(made: Any, page: Any) -> None:
        page.set_column("A:B", 8)
        page.write("A1", "{%row for v in values %}{{ v }}", made.add_format({"num_format": "#,##0"}))
        page.write("B1", "{{ day }}{%row endfor %}", made.add_format({"num_format": "d mmmm yyyy"}))

    path = drawn(tmp_path, more=more)
    assert said(path) == []
    rendered(path, values=[1, 123456789, -1234567890, 5], day=42000).save(tmp_path / "report.xlsx")
    warnings = [(str(warning.where), warning.found) for warning in report_warnings(tmp_path / "report.xlsx")]
    assert warnings == [
        ("report.xlsx!Report!A3", "-1,234,567,890"),
        ("report.xlsx!Report!B1", "27 December 2014"),
    ]


def test_names_that_nothing_uses_are_named(tmp_path: Path) -> None:
    def more(made: Any, page: Any) -> None:
        for name in ("Used", "InAName", "Total", "Lost", "_hidden"):
            made.define_name(name, "=Report!$A$1")
        made.define_name("Twice", "=InAName*2")
        page.write_formula("B1", "=SUM(used)+twice")
        page.write("C1", "Lost and Total")

    warnings = said(drawn(tmp_path, [1], more=more))
    assert [warning.partition(":")[0] for warning in warnings] == [
        "template.xlsx, name Lost",
        "template.xlsx, name Total",
    ]
    assert all("used nowhere" in warning for warning in warnings)


def test_sheets_that_are_hidden_or_never_in_a_report_are_left(tmp_path: Path) -> None:
    made, page = book()
    page["A1"] = "{{ name }}"
    for title, state, first in (("Notes", "visible", "{%sheet if false %}"), ("Data", "hidden", "x")):
        other = made.create_sheet(title)
        other["A1"], other["F9"] = first, "outside"
        other.print_area, other.sheet_state = "A1:B2", state
    made.save(tmp_path / "hidden.xlsx")
    assert said(tmp_path / "hidden.xlsx") == []


def test_a_template_with_problems_has_no_warnings_yet(tmp_path: Path) -> None:
    assert said(drawn(tmp_path, ["{%row for m in items %}"], more=lambda _, page: page.print_area("C1:D2"))) == []


def test_what_is_no_workbook_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("text")
    with pytest.raises(InputError):
        report_warnings(tmp_path / "text.xlsx")
