"""A sheet per item: copied with all that hangs on it, each copy seeing itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.template.specimens import ITEMS, ROW, Item, drawn, rendered, result, values
from xlmarket.errors import TemplateError
from xlmarket.template import problems_of

NAME = "{{ r.name }}"
REGIONS = [Item("Brazil", 2.0), Item("It's", 3.0), Item("brazil", 4.0)]
QUOTED = f"'{NAME}'"


def page(book: Any, sheet: Any) -> None:
    """A sheet with one of everything."""
    sheet.write("A1", "{%sheet for r in regions %}{{ r.name }}")
    sheet.write("B1", "{{ r.value }}")
    sheet.write_row("A3", ["Market", "Share"])
    sheet.add_table("A3:B4", {"name": "Tab", "columns": [{"header": "Market"}, {"header": "Share"}]})
    sheet.write_row("A4", ROW)
    sheet.write("D1", "=SUM(Tab[Share])")
    sheet.write("D2", f"={QUOTED}!B1*2")
    sheet.write("D3", "=SUM(Shares)")
    sheet.write_comment("B1", "a note")
    sheet.print_area("A1:D4")
    sheet.repeat_rows(2)
    sheet.conditional_format("B4", {"type": "data_bar"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": f"={QUOTED}!$A$4:$A$4", "values": f"={QUOTED}!$B$4:$B$4"})
    sheet.insert_chart("F2", chart)
    book.define_name("Shares", f"={QUOTED}!$B$4:$B$4")
    last = book.add_worksheet("Last")
    last.write("A1", f"={QUOTED}!B1")
    last.write("A2", f"=SUM({QUOTED}!B4:B4)+SUM(Tab[Share])")
    book.define_name("Last!Own", "=Last!$A$1")


def test_each_item_gets_a_sheet_under_its_own_name(tmp_path: Path) -> None:
    made = result(drawn(tmp_path, more=page, sheet=NAME), regions=REGIONS, items=ITEMS)
    assert made.book.sheetnames == ["Brazil", "It's", "brazil (2)", "Last"]
    assert [made.book[name]["B1"].value for name in made.book.sheetnames[:3]] == [2, 3, 4]


def test_formulas_of_a_copy_mean_the_copy_and_those_elsewhere_the_first(tmp_path: Path) -> None:
    book = rendered(drawn(tmp_path, more=page, sheet=NAME), regions=REGIONS, items=ITEMS)
    assert [book[name]["D2"].value for name in book.sheetnames[:3]] == [
        "=Brazil!B1*2",
        "='It''s'!B1*2",
        "='brazil (2)'!B1*2",
    ]
    assert book["Last"]["A1"].value == "=Brazil!B1"
    assert book["Last"]["A2"].value == "=SUM(Brazil!B4:B6)+SUM(Tab[Share])"


def test_tables_get_names_of_their_own_and_formulas_follow_them(tmp_path: Path) -> None:
    made = result(drawn(tmp_path, more=page, sheet=NAME), regions=REGIONS, items=ITEMS)
    tables = [(one.displayName, one.id) for sheet in made.book for one in sheet.tables.values()]
    assert tables == [("Tab", 1), ("Tab_It_s", 2), ("Tab_brazil__2_", 3)]
    assert [made.book[name]["D1"].value for name in made.book.sheetnames[:3]] == [
        "=SUM(Tab[Share])", "=SUM(Tab_It_s[Share])", "=SUM(Tab_brazil__2_[Share])",
    ]  # fmt: skip


def test_names_and_print_areas_go_with_their_copy(tmp_path: Path) -> None:
    book = rendered(drawn(tmp_path, more=page, sheet=NAME), regions=REGIONS, items=ITEMS)
    assert book.defined_names["Shares"].attr_text == "Brazil!$B$4:$B$6"
    assert book["It's"].defined_names["Shares"].attr_text == "'It''s'!$B$4:$B$6"
    assert [book[name].print_area for name in book.sheetnames[:3]] == [
        "'Brazil'!$A$1:$D$6", "'It''s'!$A$1:$D$6", "'brazil (2)'!$A$1:$D$6",
    ]  # fmt: skip
    assert [book[name].print_title_rows for name in book.sheetnames[:3]] == ["$3:$3"] * 3
    assert book["Last"].defined_names["Own"].attr_text == "Last!$A$1"


def test_charts_notes_and_formats_come_with_each_copy(tmp_path: Path) -> None:
    made = result(drawn(tmp_path, more=page, sheet=NAME), regions=REGIONS, items=ITEMS)
    charts = [made.text(f"xl/charts/chart{n}.xml") for n in (1, 2, 3)]
    for chart, sheet in zip(charts, ("Brazil", "'It''s'", "'brazil (2)'"), strict=True):
        assert f"{sheet}!$B$4:$B$6" in chart
        assert "<c:v>6.6</c:v>" in chart
    for sheet in list(made.book)[:3]:
        assert sheet["B1"].comment.text == "a note"
        assert {str(one.sqref) for one in sheet.conditional_formatting} == {"B4:B6"}
    assert [sheet.sheet_view.tabSelected for sheet in made.book] == [True, None, None, None] or not any(
        sheet.sheet_view.tabSelected for sheet in list(made.book)[1:]
    )


def test_each_copy_may_be_of_its_own_length(tmp_path: Path) -> None:
    rows = [
        ["{%sheet for r in regions %}{{ r }}"],
        ["{%row for n in range(r) %}{{ n }}{%row endfor %}"],
        ["=COUNT(A2:A2)"],
    ]
    book = rendered(drawn(tmp_path, *rows, sheet="n {{ r }}"), regions=[1, 2, 3])
    assert [sheet.cell(sheet.max_row, 1).value for sheet in book] == ["=COUNT(A2:A2)", "=COUNT(A2:A3)", "=COUNT(A2:A4)"]


def test_a_reference_through_sheets_takes_the_copies_in(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.write("A1", "first")
        copied = book.add_worksheet(NAME)
        copied.write("A1", "{%sheet for r in regions %}{{ r.value }}")
        book.add_worksheet("Z").write("A1", "last")
        book.add_worksheet("Sum").write("A1", "=SUM(Report:Z!A1)")

    book = rendered(drawn(tmp_path, more=more), regions=REGIONS)
    assert book.sheetnames == ["Report", "Brazil", "It's", "brazil (2)", "Z", "Sum"]
    assert book["Sum"]["A1"].value == "=SUM(Report:Z!A1)"


def test_a_range_of_sheets_that_ends_with_a_repeated_one_ends_with_its_last_copy(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.write("A1", "first")
        copied = book.add_worksheet(NAME)
        copied.write("A1", "{%sheet for r in regions %}{{ r.value }}")
        book.add_worksheet("Sum").write("A1", f"=SUM('Report:{NAME}'!A1)+SUM({QUOTED}!A1)")

    book = rendered(drawn(tmp_path, more=more), regions=REGIONS)
    assert book["Sum"]["A1"].value == "=SUM('Report:brazil (2)'!A1)+SUM(Brazil!A1)"


def test_a_list_of_nothing_gives_no_sheet_and_what_spoke_of_it_says_so(tmp_path: Path) -> None:
    made = result(drawn(tmp_path, more=page, sheet=NAME), regions=[], items=ITEMS)
    assert made.book.sheetnames == ["Last"]
    assert made.book["Last"]["A1"].value == "=#REF!"
    assert not [
        part for part in made.parts if "chart" in part or "drawing" in part or "table" in part or "comment" in part
    ]


@pytest.mark.parametrize(("wanted", "names"), [(True, ["Report", "Last"]), (False, ["Last"])])
def test_a_condition_keeps_or_drops_a_sheet(tmp_path: Path, wanted: bool, names: list[str]) -> None:
    template = drawn(tmp_path, ["{%sheet if wanted %}x"], more=lambda book, _: book.add_worksheet("Last"))
    assert rendered(template, wanted=wanted).sheetnames == names


def test_no_sheet_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="no sheet is left"):
        rendered(drawn(tmp_path, ["{%sheet if wanted %}x"]), wanted=False)


@pytest.mark.parametrize(
    ("name", "sheet"),
    [("a/b:c", "a-b-c"), ("x" * 40, "x" * 31), ("History", "History-"), ("'q'", "q"), ("東京", "東京")],
)
def test_a_sheets_name_is_one_that_excel_takes(tmp_path: Path, name: str, sheet: str) -> None:
    assert rendered(drawn(tmp_path, [1], sheet="{{ n }}"), n=name).sheetnames == [sheet]


def test_a_name_of_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="not a name for a sheet"):
        rendered(drawn(tmp_path, [1], sheet="{{ n }}"), n="")


def test_two_tags_for_one_sheet_are_told(tmp_path: Path) -> None:
    problems = problems_of(drawn(tmp_path, ["{%sheet for r in a %}", "{%sheet for r in b %}"]))
    assert [str(one).split("; ")[0] for one in problems] == [
        "template.xlsx!Report!B1: a sheet has one tag that repeats it"
    ]


def test_values_of_a_renamed_sheet_are_drawn_by_charts_elsewhere(tmp_path: Path) -> None:
    def more(book: Any, _sheet: Any) -> None:
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": f"={QUOTED}!$B$1:$B$1"})
        book.add_worksheet("Last").insert_chart("B2", chart)

    made = result(drawn(tmp_path, ROW, more=more, sheet=NAME), r=Item("Region", 1.0), items=ITEMS)
    assert "Region!$B$1:$B$3" in made.text("xl/charts/chart1.xml")
    assert values(made.book, "Region")[2][1] == 1.4


def test_the_first_sheet_that_is_shown_is_in_front_where_the_one_that_was_is_dropped(tmp_path: Path) -> None:
    def more(book: Any, page: Any) -> None:
        page.hide()
        book.add_worksheet("Help").write("A1", "{%sheet if false %}")
        book.add_worksheet("Shown").write("A1", "{%sheet if shown %}")
        book.get_worksheet_by_name("Help").activate()

    template = drawn(tmp_path, ["{{ 1 }}"], more=more, sheet="Data")
    book = rendered(template, shown=True)
    assert (book.sheetnames, book.active.title) == (["Data", "Shown"], "Shown")
    with pytest.raises(TemplateError, match=r"^template.xlsx: no visible sheet is left"):
        rendered(template, shown=False)
