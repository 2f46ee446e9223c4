"""Nothing of a template that no finished cell shows is in a report: its tags, its notes, its dropped sheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from tests import ooxml
from tests.template.specimens import ITEMS, ROW, drawn, insert, result, values, with_parts
from xlmarket.template import compile_template, render

SECRET = ("ask Ann first", "our margin", "never shown", "left out", "a note", "old header")


def with_xlsxwriter(path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    fill(book.add_worksheet("Report").write, book.add_worksheet("Notes").write)
    book.get_worksheet_by_name("Notes").write_comment("B9", "a note")
    book.get_worksheet_by_name("Report").write_comment("A4", "a note")
    book.close()


def with_openpyxl(path: Path) -> None:
    book = openpyxl.Workbook()
    report, notes = book.active, book.create_sheet("Notes")
    assert report is not None
    report.title = "Report"

    def write(sheet: Any) -> Callable[[str, str], None]:
        return lambda cell, text: sheet.__setitem__(cell, text)

    fill(write(report), write(notes))
    notes["B9"].comment = Comment("a note", "Ann")
    report["A4"].comment = Comment("a note", "Ann")
    book.save(path)


def fill(report: Callable[[str, str], Any], notes: Callable[[str, str], Any]) -> None:
    """A report with a dropped row, a dropped column and a sheet for the designer."""
    for cell, text in {
        "A1": "Kept",
        "A2": ROW[0],
        "B2": ROW[1],
        "C2": ROW[2],
        "A3": "{%row if false %}our margin",
    }.items():
        report(cell, text)
    report("A4", "never shown")
    report("A5", "{%row endif %}")
    report("D1", "{%col if false %}left out{%col endif %}")
    report("D2", "old header")
    notes("A1", "{%sheet if false %}")
    notes("A2", "ask Ann first")
    notes("A3", "Kept")


def leaks(parts: dict[str, bytes]) -> list[str]:
    """The parts that hold a tag or a text of the designer."""
    wanted = [text.encode() for text in (*SECRET, "{{", "{%")]
    return [f"{name}: {text.decode()}" for name, content in parts.items() for text in wanted if text in content]


@pytest.mark.parametrize("write", [with_xlsxwriter, with_openpyxl])
def test_no_text_of_the_designer_is_in_a_report(tmp_path: Path, write: Callable[[Path], None]) -> None:
    path = tmp_path / "template.xlsx"
    write(path)
    assert len(leaks(ooxml.parts(path))) > len(SECRET)
    made = result(path, items=ITEMS)
    assert leaks(made.parts) == []
    assert [row[:2] for row in values(made.book)] == [["Kept", None], ["Brazil", 2.2], ["Japan", 6.6], ["India", 1.4]]
    if "xl/sharedStrings.xml" in made.parts:  # openpyxl writes inline strings
        assert made.found(r"count=.(\d+)", "xl/sharedStrings.xml")[0] == "1"


def test_a_sheet_without_tags_keeps_its_strings_and_its_bytes(tmp_path: Path) -> None:
    def more(book: Any, _: Any) -> None:
        other = book.add_worksheet("Other")
        other.write_column("A1", ["shown here", "{not a tag}", "shown here"])

    path = drawn(tmp_path, ROW, more=more)
    made = result(path, items=ITEMS)
    part = "xl/worksheets/sheet2.xml"
    assert made.parts[part] == ooxml.parts(path)[part]
    assert values(made.book, "Other") == [["shown here"], ["{not a tag}"], ["shown here"]]
    assert leaks(made.parts) == []


def test_a_string_that_is_the_value_of_a_formula_stays_where_its_sheet_is_not_written(tmp_path: Path) -> None:
    def more(book: Any, _: Any) -> None:
        book.add_worksheet("Other").write("A1", "shown here")

    path = drawn(tmp_path, ROW, more=more)
    part = "xl/worksheets/sheet2.xml"
    with_parts(path, {}, {part: lambda text: text.replace("<v>", '<f>"shown "&amp;"here"</f><v>')})
    made = result(path, items=ITEMS)
    assert "shown here" in made.text("xl/sharedStrings.xml")


def test_the_strings_of_a_block_are_counted_as_often_as_it_comes(tmp_path: Path) -> None:
    made = result(drawn(tmp_path, ["Head"], [*ROW, "in each"]), items=ITEMS)
    assert made.found(r'count="(\d+)"', "xl/sharedStrings.xml")[0] == "4"


@pytest.mark.parametrize("holder", ["_rels/.rels", "xl/_rels/workbook.xml.rels"])
def test_a_picture_of_the_template_and_the_history_of_its_cells_go(tmp_path: Path, holder: str) -> None:
    kinds = {
        "_rels/.rels": (
            "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
            "docProps/thumbnail.emf",
        ),
        "xl/_rels/workbook.xml.rels": (
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/revisionHeaders",
            "xl/revisions/revisionHeaders.xml",
        ),
    }
    kind, part = kinds[holder]
    relation = f'<Relationship Id="rId99" Type="{kind}" Target="/{part}"/>'
    path = with_parts(
        drawn(tmp_path, ROW), {part: "<headers>{{ m.name }}</headers>"}, {holder: insert("</Relationships>", relation)}
    )
    made = ooxml.parts(written(path, items=ITEMS))
    assert part not in made
    assert b"rId99" not in made[holder]


def test_a_part_to_which_nothing_leads_is_not_in_a_report(tmp_path: Path) -> None:
    added = {"[trash]/0000.dat": "our margin", "xl/worksheets/_rels/sheet9.xml.rels": "<a>our margin</a>"}
    made = ooxml.parts(written(with_parts(drawn(tmp_path, ROW), added, {}), items=ITEMS))
    assert not made.keys() & added.keys()


def test_the_folder_of_the_designer_is_not_in_a_report(tmp_path: Path) -> None:
    space = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"
    alternative = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
        f'Requires="x15"><x15ac:absPath xmlns:x15ac="{space}" url="C:\\Users\\ann\\"/></mc:Choice></mc:AlternateContent>'
    )
    path = with_parts(drawn(tmp_path, ROW), {}, {"xl/workbook.xml": insert("<bookViews", alternative)})
    made = result(path, items=ITEMS)
    assert "ann" not in made.text("xl/workbook.xml")
    assert "AlternateContent" not in made.text("xl/workbook.xml")


def test_a_template_without_tags_comes_out_as_it_went_in(tmp_path: Path) -> None:
    path = with_parts(drawn(tmp_path, ["a"]), {"[trash]/0000.dat": "x"}, {})
    assert ooxml.parts(written(path)) == ooxml.parts(path)


def written(template: Path, **context: Any) -> Path:
    """The report as a file. The validator does not know some of the parts."""
    made = template.with_name("result.xlsx")
    made.write_bytes(render(compile_template(template), context))
    return made
