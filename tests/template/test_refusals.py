"""What cannot be followed is refused before anything is written, each with its sheet and cell, all of it at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.template.specimens import ROW, drawn, with_parts
from xlmarket.errors import InputError, TemplateError, XlmarketError
from xlmarket.report.shipped import find_template
from xlmarket.template import compile_template, problems_of, render

BLOCK = [["{%row for m in items %}{{ m.name }}"], ["{{ m.value }}"], ["x{%row endfor %}"], ["below"]]


def told(path: Path) -> list[str]:
    return [str(one) for one in problems_of(path)]


@pytest.mark.parametrize(
    ("area", "crosses"), [("C1:C2", False), ("C1:C3", False), ("C1:C4", False), ("C3:C4", True), ("A4:C4", False)]
)
def test_a_merged_cell_across_a_blocks_edge(tmp_path: Path, area: str, crosses: bool) -> None:
    problems = told(drawn(tmp_path, *BLOCK, more=lambda _, sheet: sheet.merge_range(area, "m")))
    wanted = f'template.xlsx!Report!{area[:2]}: a merged cell crosses the edge of a repeated block; found "{area}"'
    assert problems == ([wanted] if crosses else [])


@pytest.mark.parametrize(
    ("area", "what"),
    [("C1:D3", "stands in a repeated block"), ("C3:D5", "crosses the edge"), ("C4:D6", "")],
)
def test_a_table_in_a_block_or_across_its_edge(tmp_path: Path, area: str, what: str) -> None:
    problems = told(drawn(tmp_path, *BLOCK, more=lambda _, sheet: sheet.add_table(area)))
    assert [what in one for one in problems] == ([True] if what else [])


def test_an_array_formula_of_several_cells_in_a_block_and_not_one_of_one_cell(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.write_array_formula("C1:C2", "{=A1:A2}")
        sheet.write_array_formula("D1:D1", "{=SUM(A1:A2)}")

    assert told(drawn(tmp_path, *BLOCK, more=more)) == [
        'template.xlsx!Report!C1: an array formula of several cells stands in a repeated block; found "C1:C2"'
    ]


def test_overlapping_blocks(tmp_path: Path) -> None:
    rows = [["{%row for m in items %}a"], ["{%row if x %}b"], ["c{%row endfor %}"], ["d{%row endif %}"]]
    assert told(drawn(tmp_path, *rows))[0].startswith(
        "template.xlsx!Report!A3: the tag endfor closes nothing; if in A2 is still open"
    )


def test_all_problems_of_all_sheets_are_told_at_once(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.write("B9", "{{ m. }}")
        sheet.merge_range("C3:C4", "m")
        second = book.add_worksheet("Second")
        second.write("A1", "{%row fro m in items %}")
        second.write("A2", "{%col endfor %}")

    template = drawn(tmp_path, *BLOCK, more=more)
    problems = told(template)
    assert [one.split(": ")[0] for one in problems] == [
        "template.xlsx!Report!B9", "template.xlsx!Report!C3", "template.xlsx!Second!A1", "template.xlsx!Second!A2",
    ]  # fmt: skip
    with pytest.raises(TemplateError, match=r"and 3 more: xlmarket template check template\.xlsx"):
        compile_template(template)


def test_strict_open_xml(tmp_path: Path) -> None:
    strict = {
        "xl/workbook.xml": lambda text: text.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
        )
    }
    assert told(with_parts(drawn(tmp_path, ROW), {}, strict)) == [
        "template.xlsx: this is a Strict Open XML workbook; save it as Excel Workbook (.xlsx)"
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "an old .xls workbook"),
        (b"PK\x03\x04 cut off", "damaged or cut off"),
        (b"a;b;c", "a CSV text"),
    ],
)
def test_what_is_no_workbook_under_a_workbooks_name(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(content)
    assert what in told(path)[0]


def refusal(path: Path) -> str:
    try:
        render(compile_template(path), {})
    except XlmarketError as error:
        return str(error)
    return ""


def test_no_hostile_workbook_brings_the_engine_down(hostile: Path) -> None:
    """Each is refused with its name, or taken as the template without tags that it is."""
    said = {path.name: refusal(path) for path in sorted(hostile.glob("*.xls*"))}
    assert [name for name, text in said.items() if text and name not in text] == []
    assert "outside of the sheet" in said["cell_out_of_grid.xlsx"]


def test_a_look_given_to_the_last_row_of_a_sheet_costs_nothing(tmp_path: Path) -> None:
    template = drawn(tmp_path, ROW, more=lambda _, sheet: sheet.set_row(1_048_570, 20))
    assert len(render(compile_template(template), {"items": []})) < 20_000


def test_a_template_of_another_kind_says_how_to_save_it(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(b"x")
    with pytest.raises(InputError, match=r"save it as \.xlsx"):
        find_template(path)
