"""Notes on cells: on sheets without any, next to those that are there, and of any text."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from xlmarket.package.archive import Package
from xlmarket.package.notes import CellNote, add_notes, free_id
from xlmarket.package.parts import Parts
from xlmarket.package.texts import fit_text

SHEET = "xl/worksheets/sheet1.xml"


def with_note(path: Path) -> str:
    """A sheet that has a note on A1; the relation of its drawing."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_comment("A1", "old")
    return next(one.id for one in Package(path).relations(SHEET) if one.name == "vmlDrawing")


def comments(parts: Parts, path: Path) -> dict[str, str]:
    out = io.BytesIO()
    parts.package.write(out, parts.changes())
    path.write_bytes(out.getvalue())
    sheet = openpyxl.load_workbook(path).active
    return {cell.coordinate: cell.comment.text for row in sheet["A1:C5"] for cell in row if cell.comment}


def test_a_sheet_without_notes_gets_its_parts(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "book.xlsx")
    parts = Parts(Package(tmp_path / "book.xlsx"))
    relation = add_notes(parts, SHEET, "", [CellNote("B2", "new <&>"), CellNote("A1", "first")])
    assert [one.name for one in parts.relations(SHEET) if one.id == relation] == ["vmlDrawing"]
    assert comments(parts, tmp_path / "made.xlsx") == {"A1": "first", "B2": "new <&>"}


def test_a_note_that_is_there_stays_and_gets_the_new_text_below(tmp_path: Path) -> None:
    drawing = with_note(tmp_path / "book.xlsx")
    parts = Parts(Package(tmp_path / "book.xlsx"))
    assert add_notes(parts, SHEET, drawing, [CellNote("A1", "new"), CellNote("C3", "other")]) == ""
    assert comments(parts, tmp_path / "made.xlsx") == {"A1": "old\nnew", "C3": "other"}
    shapes = parts.parse(parts.related(SHEET, "vmlDrawing")[0])
    names = [shape.get("id") for shape in shapes.iter("{urn:schemas-microsoft-com:vml}shape")]
    assert len(names) == len(set(names)) == 2


@pytest.mark.parametrize("text", ["a\x01b", "_x000D_", " spaces ", "two\nlines", "x" * 40_000])
def test_a_note_takes_any_text(tmp_path: Path, text: str) -> None:
    openpyxl.Workbook().save(tmp_path / "book.xlsx")
    parts = Parts(Package(tmp_path / "book.xlsx"))
    add_notes(parts, SHEET, "", [CellNote("A1", text)])
    found = comments(parts, tmp_path / "made.xlsx")["A1"]
    assert found.replace("_x005F_", "_") == fit_text(text)


def test_a_long_note_has_a_larger_shape() -> None:
    assert CellNote("A1", "short").size == (2, 4)
    columns, rows = CellNote("A1", "word " * 60).size
    assert columns == 4
    assert rows > 4


def test_an_id_is_one_that_no_shape_has() -> None:
    taken = {"_x0000_s1026", "_x0000_s1027"}
    assert free_id(taken) == "_x0000_s1028"
    assert "_x0000_s1028" in taken
