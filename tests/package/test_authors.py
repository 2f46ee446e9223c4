"""Nothing in an anonymous report says who drew its template."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

import xlmarket as xm
from tests import ooxml
from tests.template.specimens import ITEMS, ROW, drawn, insert, with_parts
from xlmarket.cli import run
from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.authors import remove_authors
from xlmarket.template import compile_template, render

SHEET = "xl/worksheets/sheet1.xml"
DEVMODE = (
    "\\\\srv\\Ann".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<4H", 1025, 6, 120, 6) + bytes(48) + b"Ann!!!"
)
THREAD = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment '
    'ref="B1" dT="2026-01-01T00:00:00.00" personId="{00000000-0000-0000-0000-00000000000A}" id="{00000000-0000-0000-0000-00000000000B}">'
    '<text>ask @Ann first</text><mentions><mention mentionpersonId="{00000000-0000-0000-0000-00000000000A}" '
    'mentionId="{00000000-0000-0000-0000-00000000000C}" startIndex="4" length="4"/></mentions></threadedComment></ThreadedComments>'
)
PEOPLE = (
    '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person displayName="Ann" '
    'id="{00000000-0000-0000-0000-00000000000A}" userId="ann@example.org" providerId="AD"/></personList>'
)


def with_everything(folder: Path) -> Path:
    """A template on which Ann left her name wherever Excel writes it."""

    def more(book: Any, sheet: Any) -> None:
        book.set_properties({"author": "Ann", "company": "Ann Ltd", "manager": "Ann", "title": "Kept"})
        book.set_custom_property("_AuthorEmail", "ann@example.org")
        book.set_custom_property("Client", "Kept")
        sheet.write_comment("A2", "Ann: look here", {"author": "Ann"})

    path = drawn(folder, ROW, ["end"], more=more)
    kinds = {
        SHEET: [("printerSettings", f"{OFFICE}/printerSettings", "/xl/printerSettings/printerSettings1.bin"),
                ("t", "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment", "/xl/threadedComments/threadedComment1.xml")],
        "xl/workbook.xml": [("p", "http://schemas.microsoft.com/office/2017/10/relationships/person", "/xl/persons/person.xml")],
    }  # fmt: skip
    changed = {
        f"{part.rpartition('/')[0]}/_rels/{part.rpartition('/')[2]}.rels": insert(
            "</Relationships>",
            "".join(f'<Relationship Id="{name}" Type="{kind}" Target="{to}"/>' for name, kind, to in relations),
        )
        for part, relations in kinds.items()
    }
    scenario = '<scenarios><scenario name="s" count="1" user="Ann" comment="Created by Ann"><inputCells r="A2" val="1"/></scenario></scenarios>'
    changed |= {
        SHEET: insert("<pageMargins", scenario),
        "xl/workbook.xml": insert("<workbookPr", '<fileSharing readOnlyRecommended="1" userName="Ann"/>'),
        "[Content_Types].xml": insert(
            "<Override",
            '<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"/>',
        ),
    }
    added = {"xl/threadedComments/threadedComment1.xml": THREAD, "xl/persons/person.xml": PEOPLE,
             "xl/printerSettings/printerSettings1.bin": DEVMODE.decode("latin-1")}  # fmt: skip
    return with_parts(path, added, changed)


def anonymous(template: Path, **context: Any) -> dict[str, bytes]:
    made = template.with_name("result.xlsx")
    made.write_bytes(render(compile_template(template), context, finish=remove_authors))
    return ooxml.parts(made)


def naming(parts: dict[str, bytes]) -> list[str]:
    """The parts that name Ann, also in UTF-16."""
    return [name for name, content in parts.items() if b"ann" in content.lower().replace(b"\0", b"")]


def test_no_part_names_the_designer(tmp_path: Path) -> None:
    path = with_everything(tmp_path)
    assert len(naming(ooxml.parts(path))) == 9
    made = anonymous(path, items=ITEMS)
    assert naming(made) == []
    assert b"Kept" in made["docProps/core.xml"]
    assert b"Client" in made["docProps/custom.xml"]
    assert b"Author: look here" in made["xl/comments1.xml"]
    assert b"ask @Author first" in made["xl/threadedComments/threadedComment1.xml"]
    assert len(made["xl/printerSettings/printerSettings1.bin"]) == 120


def test_notes_of_openpyxl_name_nobody(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    book.properties.creator = "Ann"
    sheet["A1"], sheet["A1"].comment = "{{ figure }}", Comment("look here", "Ann")
    path = tmp_path / "template.xlsx"
    book.save(path)
    made = anonymous(path, figure=1.0)
    assert [name for name, content in made.items() if b"Ann" in content] == []


def test_a_sheet_that_was_written_keeps_its_rows(tmp_path: Path) -> None:
    made = anonymous(with_everything(tmp_path), items=ITEMS)
    assert b"Brazil" in made[SHEET]
    assert b"user=" not in made[SHEET]


@pytest.mark.parametrize("settings", [b"", b"<plist>Ann</plist>", b"x" * 300])
def test_settings_of_other_printers_have_no_name(tmp_path: Path, settings: bytes) -> None:
    path = with_everything(tmp_path)
    with_parts(path, {"xl/printerSettings/printerSettings1.bin": settings.decode()}, {})
    assert b"Ann" not in anonymous(path, items=ITEMS)["xl/printerSettings/printerSettings1.bin"]


def test_the_same_report_is_the_same_bytes(tmp_path: Path) -> None:
    path = with_everything(tmp_path)
    assert anonymous(path, items=ITEMS) == anonymous(path, items=ITEMS)
    assert MAIN.encode() in anonymous(path, items=ITEMS)[SHEET]


def test_the_settings_say_that_reports_are_anonymous(tmp_path: Path) -> None:
    settings = tmp_path / "xlmarket.toml"
    settings.write_text("[report]\nanonymous = true\n", encoding="utf-8")
    data = xm.open("sample-quarterly", config=settings)
    plain = drawn(tmp_path, ["{{ period.name }}"], more=lambda book, _: book.set_properties({"author": "Ann"}))
    named = [data.report(plain, anonymous=choice).save(tmp_path / f"{choice}.xlsx") for choice in (None, True, False)]
    assert [len(naming(ooxml.parts(report))) for report in named] == [0, 0, 1]


def test_anonymous_on_the_command_line_leaves_the_author_out(tmp_path: Path) -> None:
    plain = drawn(tmp_path, ["{{ period.name }}"], more=lambda book, _: book.set_properties({"author": "Ann"}))
    call = ["report", str(plain), "--dataset", "sample-quarterly", "-o"]
    for name, more in (("named.xlsx", []), ("nameless.xlsx", ["--anonymous"])):
        assert run([*call, str(tmp_path / name), *more]) == 0
    assert [len(naming(ooxml.parts(tmp_path / name))) for name in ("named.xlsx", "nameless.xlsx")] == [1, 0]
