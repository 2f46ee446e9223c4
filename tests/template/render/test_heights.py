"""Rows grow with the text that is filled in, as far as the designer left their height open."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from tests import ooxml
from tests.template.specimens import drawn, result
from tests.template.test_drawings import png
from xlmarket.errors import TemplateError
from xlmarket.package.fonts.paragraphs import Font as Face
from xlmarket.template import compile_template, render

TEXT = "Brazil leads the region with a share of 28.8 %, and its growth is the fastest of all its members today. "
WRAP = Alignment(wrap_text=True, vertical="top")
SHEET = "xl/worksheets/sheet1.xml"


def heights(template: Path, **context: Any) -> dict[int, tuple[float, bool]]:
    """The rows that state a height, and whether it is a height that was set."""
    report = zipfile.ZipFile(io.BytesIO(render(compile_template(template), context)))
    xml = etree.fromstring(report.read(SHEET))
    rows = {int(row.get("r") or 0): row for row in xml.iter("{*}row")}
    return {
        number: (float(row.get("ht")), "customHeight" in row.attrib) for number, row in rows.items() if row.get("ht")
    }


def test_a_list_of_nothing_leaves_its_row_at_its_own_height(tmp_path: Path) -> None:
    page, path = sheet(tmp_path, {"A1": "{%row for m in items %}{{ m }}{%height fit %}{%row endfor %}"})
    page.row_dimensions[1].height = 20
    page.parent.save(path)
    assert heights(path, items=[])[1][0] == 20
    assert heights(path, items=[TEXT])[1][0] > 20


def sheet(folder: Path, cells: dict[str, str], **sizes: float) -> tuple[Worksheet, Path]:
    """A template of openpyxl whose cells wrap, with column A 20 digits wide."""
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.column_dimensions["A"].width = sizes.get("width", 20.7109375)
    for cell, text in cells.items():
        page[cell] = text
        page[cell].alignment = WRAP
    return page, folder / "template.xlsx"


def saved(page: Worksheet, path: Path) -> Path:
    assert page.parent is not None
    page.parent.save(path)
    return path


def test_each_row_of_a_block_is_as_high_as_its_own_text(tmp_path: Path) -> None:
    page, path = sheet(tmp_path, {"A1": "{%row for t in texts %}{{ t }}{%row endfor %}", "A2": "below"})
    assert heights(saved(page, path), texts=["short", TEXT, TEXT * 2]) == {2: (75.0, False), 3: (135.0, False)}


def test_a_row_is_never_lower_than_it_was_drawn(tmp_path: Path) -> None:
    def more(book: Any, page: Any) -> None:
        page.set_column("A:A", 20)
        page.write("A1", "{{ text }}", book.add_format({"text_wrap": True}))

    path = drawn(tmp_path, more=more)
    high = rb'<row r="1"\1 ht="60">'
    ooxml.rewritten(
        path,
        tmp_path / "high.xlsx",
        lambda name, xml: re.sub(rb'<row r="1"([^>]*)>', high, xml) if name == SHEET else xml,
    )
    assert heights(tmp_path / "high.xlsx", text="short") == {1: (60.0, False)}
    assert heights(tmp_path / "high.xlsx", text=TEXT) == {1: (75.0, False)}


def test_a_height_that_the_designer_set_stays_unless_the_row_asks(tmp_path: Path) -> None:
    page, path = sheet(tmp_path, {"A1": "{{ text }}", "A2": "{{ text }}{%height fit %}"})
    page.row_dimensions[1].height = page.row_dimensions[2].height = 20
    assert heights(saved(page, path), text=TEXT) == {1: (20.0, True), 2: (75.0, False)}


def test_merged_cells_have_the_width_of_all_their_columns_and_keep_the_height(tmp_path: Path) -> None:
    page, path = sheet(tmp_path, {"A1": "{{ text }}", "A3": "{%row for t in texts %}{{ t }}{%row endfor %}"})
    page.merge_cells("A1:C1")
    page.merge_cells("A3:C3")
    single, merged = 5 * 15.0, 3 * 15.0
    made = heights(saved(page, path), text=TEXT, texts=["short", TEXT])
    assert made == {1: (merged, True), 4: (merged, True)}
    assert merged < single


def test_the_first_row_of_merged_rows_gets_what_the_others_leave(tmp_path: Path) -> None:
    page, path = sheet(tmp_path, {"A1": "{{ text }}"})
    page.merge_cells("A1:A3")
    page.row_dimensions[2].height = 30
    made = heights(saved(page, path), text=TEXT)
    assert made == {1: (75.0 - 30 - 15, True), 2: (30.0, True)}


def test_merged_cells_that_repeat_across_have_the_width_of_their_own_copy(tmp_path: Path) -> None:
    rows = {"A1": "{%col for p in periods %}", "B1": "{%col endfor %}x", "A2": "{{ text }}"}
    page, path = sheet(tmp_path, rows)
    page.merge_cells("A2:B2")
    page.column_dimensions["B"].width = 20.7109375
    assert heights(saved(page, path), text=TEXT, periods=[1, 2, 3]) == {2: (45.0, True)}


def test_cells_that_merged_cells_cover_need_no_room(tmp_path: Path) -> None:
    rows = {"A1": "{%col for p in periods %}{{ text }}{%col endfor %}", "B1": "last"}
    page, path = sheet(tmp_path, rows)
    page.merge_cells("A1:B1")
    assert heights(saved(page, path), text=TEXT, periods=[1, 2, 3]) == {1: (30.0, True)}


def test_cells_side_by_side_share_the_highest(tmp_path: Path) -> None:
    rows = {
        "A1": "{%cells for t in left %}{{ t }}{%cells endfor %}",
        "C1": "{%cells for t in right %}{{ t }}{%cells endfor %}",
    }
    page, path = sheet(tmp_path, rows)
    page.column_dimensions["C"].width = 20.7109375
    made = heights(saved(page, path), left=["short", TEXT], right=[TEXT * 2, "x", TEXT])
    assert made == {1: (135.0, False), 2: (75.0, False), 3: (75.0, False)}


def test_other_cells_of_the_row_are_not_cut(tmp_path: Path) -> None:
    page, path = sheet(tmp_path, {"A1": "{{ text }}", "B1": "A title"})
    page["B1"].font = Font(size=36)
    page["B1"].alignment = Alignment()
    made = heights(saved(page, path), text=TEXT[:40])
    assert not made, "two lines are lower than the title, which Excel fits by itself"
    assert heights(path, text=TEXT)[1] == (75.0, False)


def test_the_runs_of_a_rich_text_count_with_their_own_fonts(tmp_path: Path) -> None:
    def more(book: Any, page: Any) -> None:
        large = book.add_format({"font_size": 22})
        wrap = book.add_format({"text_wrap": True})
        page.set_column("A:A", 30)
        page.write_rich_string("A1", "Share of\n", large, "{{ name }}", wrap)

    small, large = Face().line_height(), Face(size=22).line_height()
    assert heights(drawn(tmp_path, more=more), name="Brazil") == {1: ((small + large) * 0.75, False)}


def test_what_does_not_wrap_stays(tmp_path: Path) -> None:
    cells = {"A1": "{{ text }}", "A2": "{{ text }}", "A3": "{{ number }}", "A4": "{{ text }}"}
    page, path = sheet(tmp_path, cells)
    page["A1"].alignment = Alignment()
    page["A2"].alignment = Alignment(wrap_text=True, text_rotation=45)
    page.row_dimensions[4].hidden = True
    assert not heights(saved(page, path), text=TEXT, number=123456789012)


def test_an_indent_takes_its_room(tmp_path: Path) -> None:
    page, path = sheet(tmp_path, {"A1": "{{ text }}", "A2": "{{ text }}"})
    page["A2"].alignment = Alignment(wrap_text=True, indent=5)
    made = heights(saved(page, path), text=TEXT)
    assert made[2][0] > made[1][0]


def test_a_row_is_never_higher_than_a_sheet_allows(tmp_path: Path) -> None:
    page, path = sheet(tmp_path, {"A1": "{{ text }}"})
    assert heights(saved(page, path), text=TEXT * 50) == {1: (409.5, False)}


def test_a_row_that_asks_without_a_text_that_wraps_is_refused(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["{{ name }}{%height fit %}"])
    with pytest.raises(TemplateError, match="without a filled text that wraps") as caught:
        compile_template(path)
    assert str(caught.value.where) == "template.xlsx!Report!A1"


def test_a_word_that_no_size_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"unknown tag.*fit"):
        compile_template(drawn(tmp_path, ["{{ name }}{%height fitt %}"]))


def test_the_validator_accepts_rows_that_grew(tmp_path: Path) -> None:
    page, path = sheet(tmp_path, {"A1": "{{ text }}", "A2": "{%row for t in texts %}{{ t }}{%row endfor %}"})
    page.merge_cells("A1:C1")
    made = result(saved(page, path), text=TEXT, texts=[TEXT, "x"])
    assert made.found(r' ht="([\d.]+)"') == ["45", "75"]


def test_a_picture_over_a_row_that_grew_is_as_high_as_the_row(tmp_path: Path) -> None:
    page, path = sheet(tmp_path, {"A1": "{{ text }}", "B1": "{%image picture %}"})
    made = result(saved(page, path), text=TEXT, picture=png(20, 400))
    (height,) = made.found(r'<xdr:ext cx="\d+" cy="(\d+)"/>', "xl/drawings/drawing1.xml")
    assert 60 * 12700 < int(height) < 75 * 12700
