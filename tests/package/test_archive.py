"""Workbooks as zips: what is not changed is copied as it is, and what is damaged is refused with its part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.conftest import shared
from xlmarket.errors import EnvironmentFault, InputError, TemplateError
from xlmarket.package.archive import Package, PackedPart, serialise

SHEET = "xl/worksheets/sheet1.xml"


def by_openpyxl(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "ü"
    book.save(path)


def by_xlsxwriter(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Größe").write(0, 0, 1.5)


@pytest.fixture(params=[by_openpyxl, by_xlsxwriter])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    write: Callable[[Path], None] = request.param
    write(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def write(package: Package, **changed: bytes | None) -> zipfile.ZipFile:
    out = io.BytesIO()
    package.write(out, {name.replace("__", "/"): content for name, content in changed.items()})
    return zipfile.ZipFile(out)


def raw(archive: zipfile.ZipFile, name: str) -> tuple[int, int, int, bytes]:
    info = archive.getinfo(name)
    return info.CRC, info.compress_size, info.compress_type, archive.read(name)


def test_nothing_changed_is_the_same_members_in_their_order(book: Path) -> None:
    with zipfile.ZipFile(book) as before:
        after = write(Package(book))
        assert after.testzip() is None
        assert after.namelist() == before.namelist()
        assert [raw(after, name) for name in after.namelist()] == [raw(before, name) for name in before.namelist()]


def test_a_part_is_changed_added_or_left_out_and_all_else_stays(book: Path) -> None:
    package = Package(book)
    out = io.BytesIO()
    gone = "docProps/app.xml"
    package.write(out, {SHEET: b"<changed/>", "xl/größe.xml": b"<added/>", gone: None})
    after = zipfile.ZipFile(out)
    assert after.testzip() is None
    assert after.read(SHEET) == b"<changed/>"
    assert after.read("xl/größe.xml") == b"<added/>"
    assert after.getinfo("xl/größe.xml").date_time == (1980, 1, 1, 0, 0, 0)
    assert gone not in after.namelist()
    with zipfile.ZipFile(book) as before:
        for name in set(before.namelist()) - {SHEET, gone}:
            assert raw(after, name) == raw(before, name)


def test_the_same_changes_give_the_same_bytes(book: Path) -> None:
    outs = [io.BytesIO(), io.BytesIO()]
    for out in outs:
        Package(book).write(out, {SHEET: b"<changed/>"})
    assert outs[0].getvalue() == outs[1].getvalue()


def test_a_part_is_deflated_as_it_is_written(book: Path) -> None:
    part = PackedPart()
    pieces = [bytes([number % 256]) * 70_000 for number in range(300)]
    for piece in pieces:
        part.write(piece)
    part.close()
    out = io.BytesIO()
    Package(book).write(out, {SHEET: part})
    assert zipfile.ZipFile(out).read(SHEET) == b"".join(pieces)
    assert part.size == 300 * 70_000 > part.packed


def test_the_workbook_and_what_it_points_at_are_found_by_relations(tmp_path: Path) -> None:
    by_openpyxl(tmp_path / "book.xlsx")
    moved = tmp_path / "moved.xlsx"
    with zipfile.ZipFile(tmp_path / "book.xlsx") as before, zipfile.ZipFile(moved, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if name == "_rels/.rels":
                text = text.replace(b"xl/workbook.xml", b"other/Book.xml")
            if name == "[Content_Types].xml":
                text = text.replace(b"/xl/workbook.xml", b"/other/Book.xml")
            name = {"xl/workbook.xml": "other/Book.xml", "xl/_rels/workbook.xml.rels": "other/_rels/Book.xml.rels"}.get(
                name, name
            )
            after.writestr(name, text)
    package = Package(moved)
    assert package.workbook == "other/Book.xml"
    assert package.of_workbook("worksheet") == SHEET
    assert package.of_workbook("vbaProject") == ""
    assert package.of_type("spreadsheetml.worksheet+xml") == [SHEET]
    assert Package(tmp_path / "book.xlsx").workbook == "xl/workbook.xml"


def test_an_external_relation_keeps_its_address(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        book.add_worksheet().write_url("A1", "https://example.org/a b")
    (relation,) = Package(tmp_path / "book.xlsx").relations(SHEET)
    assert (relation.name, relation.is_external) == ("hyperlink", True)
    assert relation.target.startswith("https://example.org/")


def test_a_file_that_is_not_there_or_no_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"nowhere\.xlsx"):
        Package(tmp_path / "nowhere.xlsx")
    (tmp_path / "text.xlsx").write_text("a,b\n")
    with pytest.raises(TemplateError, match="CSV"):
        Package(tmp_path / "text.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(EnvironmentFault, match="cannot be read"):
        Package(tmp_path / "folder.xlsx")


def test_a_damaged_part_is_named_when_it_is_read_and_when_all_are_proved(hostile: Path) -> None:
    package = Package(hostile / "bitflip.xlsx")
    with pytest.raises(TemplateError, match="damaged") as refused:
        package.prove()
    assert refused.value.where is not None
    assert "bitflip.xlsx" in str(refused.value.where)


def test_a_part_that_is_no_xml_is_named(book: Path) -> None:
    with pytest.raises(TemplateError, match=r"xl/broken\.xml"):
        Package(book).parse_content(b"<a>", "xl/broken.xml")


def test_a_part_is_serialised_as_excel_declares_it(book: Path) -> None:
    package = Package(book)
    xml = serialise(package.parse(SHEET))
    assert xml.startswith(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<')


@pytest.mark.slow
def test_workbooks_saved_by_excel_are_copied_member_for_member() -> None:
    books = sorted(shared("corpus").rglob("*.xls[xm]"))[::20]
    assert books
    for path in books:
        try:
            package = Package(path)
        except InputError:
            continue
        after = write(package)
        with zipfile.ZipFile(path) as before:
            assert after.namelist() == before.namelist(), path
            assert [raw(after, name) for name in after.namelist()] == [
                raw(before, name) for name in before.namelist()
            ], path
