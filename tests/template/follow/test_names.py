"""Names follow their cells, and those of a sheet come with every copy of it."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from tests.template.follow.finished import ACROSS, DROPPED, RENAMED, REPEATED, Finished
from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN
from xlmarket.template.follow import names
from xlmarket.template.follow.context import FinishedSheet
from xlmarket.template.layout.axes import STILL, Layout

NAMES = (
    '<definedName name="_xlnm.Print_Area" localSheetId="0">Report!$A$2</definedName>'
    '<definedName name="Shares">Report!$B$2:$B$2</definedName><definedName name="Top">Report!$B$2</definedName>'
    '<definedName name="Own" localSheetId="1">Report!$B$3</definedName>'
)


def follow(finished: Finished, layout: Layout, text: str = NAMES, **others: Any) -> list[tuple[str, str | None, str]]:
    sheets = '<sheet name="Report" sheetId="1"/><sheet name="Other" sheetId="2"/>'
    xml = finished.parse(
        f'<workbook xmlns="{MAIN}"><sheets>{sheets}</sheets><definedNames>{text}</definedNames></workbook>'
    )
    made = finished.follow(names.follow, xml, layout, name="", **others)
    return [(str(one.get("name")), one.get("localSheetId"), str(one.text)) for one in _names(made)]


def _names(workbook: etree._Element) -> list[etree._Element]:
    holder = workbook.find("{*}definedNames")
    return [] if holder is None else list(holder)


def seen_by(layout: Layout, *titles: str) -> dict[str, Any]:
    """The sheets of the report: Report under these titles, and Other."""
    layouts: dict[str, Layout] = {} if layout is STILL else {"report": layout}
    copies = [
        FinishedSheet(
            name="Report", title=title, layouts={"report": Layout(rows=layout.rows, sheet=title)}, is_copy=n > 0
        )
        for n, title in enumerate(titles)
    ]
    return {"sheets": {"Report": copies, "Other": [FinishedSheet(name="Other", title="Other", layouts=layouts)]}}


def test_names_stretch_and_a_lone_cell_stays_one_but_a_print_area_does_not(finished: Finished) -> None:
    assert follow(finished, REPEATED) == [
        ("_xlnm.Print_Area", "0", "Report!$A$2:$A$4"),
        ("Shares", None, "Report!$B$2:$B$4"),
        ("Top", None, "Report!$B$2"),
        ("Own", "1", "Report!$B$5"),
    ]


def test_relative_rows_and_columns_are_distances_and_stay(finished: Finished) -> None:
    texts = ["Report!A1048576", "Report!XFD1", "Report!$B3", "Report!B$3", "SUM(Report!B$2:B1048576)", "Report!$B$2*1"]
    defined = "".join(f'<definedName name="n{number}">{text}</definedName>' for number, text in enumerate(texts))
    assert [text for _, _, text in follow(finished, REPEATED, defined)] == [*texts[:3], "Report!B$5", *texts[4:]]


def test_names_of_excel_itself_mean_fixed_cells_without_dollars_too(finished: Finished) -> None:
    titles = '<definedName name="_xlnm.Print_Titles" localSheetId="0">Report!A:A,Report!3:3</definedName>'
    area = '<definedName name="_xlnm.Print_Area" localSheetId="0">Report!A1:B3</definedName>'
    assert [text for _, _, text in follow(finished, REPEATED, titles + area)] == [
        "Report!A:A,Report!5:5",
        "Report!A1:B5",
    ]


def test_names_of_dropped_cells_are_lost(finished: Finished) -> None:
    names = NAMES[NAMES.index("</definedName>") + 14 :]
    assert [text for _, _, text in follow(finished, DROPPED, names)] == ["Report!#REF!", "Report!#REF!", "Report!$B$2"]


def test_names_of_a_renamed_sheet_follow_its_name(finished: Finished) -> None:
    assert follow(finished, RENAMED)[1] == ("Shares", None, "'New name'!$B$2:$B$2")


def test_each_copy_of_a_sheet_has_its_names_and_a_twin_of_those_that_speak_of_it(finished: Finished) -> None:
    made = follow(finished, Layout(sheet="East"), **seen_by(STILL, "East", "West"))
    assert made[:2] == [("_xlnm.Print_Area", "0", "East!$A$2"), ("_xlnm.Print_Area", "1", "West!$A$2")]
    assert made[2:4] == [("Shares", None, "East!$B$2:$B$2"), ("Shares", "1", "West!$B$2:$B$2")]
    assert made[-1][:2] == ("Own", "2")


def test_the_names_of_a_sheet_that_is_not_there_go(finished: Finished) -> None:
    local = '<definedName name="Own" localSheetId="0">Report!$B$3</definedName>'
    assert follow(finished, Layout(is_gone=True), local, **seen_by(STILL)) == []


def scoped(name: str, text: str) -> str:
    return f'<definedName name="_xlnm.{name}" localSheetId="0">{text}</definedName>'


def test_print_areas_and_titles_take_in_repeated_columns_at_their_edge(finished: Finished) -> None:
    text = scoped("Print_Area", "Report!$A$1:$B$5") + scoped("Print_Titles", "Report!$B:$B,Report!$1:$2")
    assert [area for _, _, area in follow(finished, ACROSS, text)] == [
        "Report!$A$1:$D$5",
        "Report!$B:$D,Report!$1:$2",
    ]


def test_an_area_to_print_that_was_dropped_goes_from_the_list(finished: Finished) -> None:
    areas = "Report!$A$1:$C$1,Report!$A$2:$C$2,Report!$A$3:$C$9"
    made = follow(finished, DROPPED, scoped("Print_Area", areas) + scoped("Print_Titles", "Report!$A:$A,Report!$2:$2"))
    assert [area for _, _, area in made] == ["Report!$A$1:$C$1,Report!$A$2:$C$8", "Report!$A:$A"]


def test_titles_of_which_nothing_is_left_go(finished: Finished) -> None:
    assert (
        follow(
            finished, DROPPED, scoped("Print_Titles", "Report!$2:$2") + scoped("_FilterDatabase", "Report!$A$2:$C$2")
        )
        == []
    )


def test_a_print_area_of_which_nothing_is_left_is_refused(finished: Finished) -> None:
    with pytest.raises(TemplateError, match="nothing is left of the print area") as caught:
        follow(finished, DROPPED, scoped("Print_Area", "Report!$A$2:$C$2"), **seen_by(DROPPED, "Report"))
    assert "{%sheet if" in str(caught.value)


def test_a_comma_in_the_name_of_a_sheet_is_no_end_of_an_area(finished: Finished) -> None:
    layout = Layout(rows=DROPPED.rows, sheet="A,B")
    made = follow(finished, layout, scoped("Print_Area", "Report!$A$1:$C$1,Report!$A$2"), **seen_by(DROPPED, "A,B"))
    assert [area for _, _, area in made] == ["'A,B'!$A$1:$C$1"]


def test_a_print_area_that_a_formula_finds_is_left_to_the_formula(finished: Finished) -> None:
    text = "OFFSET(Report!$A$1,0,0,COUNTA(Report!$A$2:$A$2),2)"
    assert [area for _, _, area in follow(finished, DROPPED, scoped("Print_Area", text))] == [
        "OFFSET(Report!$A$1,0,0,COUNTA(Report!#REF!),2)"
    ]
