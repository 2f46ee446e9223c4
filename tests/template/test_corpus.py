"""Workbooks saved by Excel itself: what is not touched comes out byte for byte, what grows keeps everything it had."""

from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from tests import ooxml
from tests.conftest import SHARED
from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN
from xlmarket.template import compile_template, problems_of, render

FILES = sorted((SHARED / "corpus").glob("*/*.xls[xm]"))
NEEDS_CORPUS = pytest.mark.skipif(not FILES, reason="needs the folder shared/corpus, which this clone does not have")
COUNTED = (
    "conditionalFormatting", "dataValidation", "hyperlink", "tablePart", "drawing", "legacyDrawing", "sheetProtection",
    "autoFilter", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "picture", "extLst", "sheetView", "cols",
)  # fmt: skip


def has_grammar(path: Path) -> bool:
    """Templates of other engines, whose own grammar looks like ours."""
    try:
        return any(sheet.has_tags for sheet in compile_template(path).sheets)
    except TemplateError:
        return True


SAMPLE = [path for path in FILES[::9] if not has_grammar(path) and compile_template(path).sheets[0].rows]


@NEEDS_CORPUS
def test_a_workbook_without_tags_comes_out_byte_for_byte_in_every_part() -> None:
    same = 0
    for path in FILES:
        if has_grammar(path):
            continue
        with zipfile.ZipFile(path) as before, zipfile.ZipFile(io.BytesIO(render(compile_template(path), {}))) as after:
            assert before.namelist() == after.namelist(), path
            assert all(before.read(name) == after.read(name) for name in before.namelist()), path
        same += 1
    assert same > 250


def with_cell(source: Path, target: Path, row: int, *cells: tuple[str, str]) -> tuple[Path, str]:
    """A copy of a workbook with texts put at the right end of a row of its first sheet, and the sheet's part."""
    part = compile_template(source).sheets[0].part

    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        sheet = etree.fromstring(content)
        rows = list(sheet.find(f"{{{MAIN}}}sheetData"))
        element = rows[min(row, len(rows) - 1)]
        for column, text in cells:
            cell = etree.SubElement(element, f"{{{MAIN}}}c", r=f"{column}{element.get('r')}", t="inlineStr")
            etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t").text = text
        return etree.tostring(sheet, xml_declaration=True, encoding="UTF-8", standalone=True)

    return ooxml.rewritten(source, target, change), part


@NEEDS_CORPUS
@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.name)
def test_filling_one_cell_changes_only_its_sheet_and_the_bookkeeping(path: Path, tmp_path: Path) -> None:
    template, part = with_cell(path, tmp_path / path.name, 0, ("XFD", "{{ figure }}"))
    result = tmp_path / f"result{path.suffix}"
    result.write_bytes(render(compile_template(template), {"figure": 42.0}))
    before, after = ooxml.parts(template), ooxml.parts(result)
    changed = {name for name in before if before[name] != after.get(name)}
    shared_parts = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/calcChain.xml"}
    charts = {name for name in before if name.startswith("xl/charts/chart")}
    caches = {name for name in before if "pivotCache/" in name}
    assert changed - shared_parts - charts - caches <= {part}
    assert openpyxl.load_workbook(result).worksheets[0].max_column == 16_384


@pytest.mark.slow
@NEEDS_CORPUS
@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.name)
def test_a_workbook_whose_row_is_repeated_keeps_every_feature_and_stays_valid(path: Path, tmp_path: Path) -> None:
    tags = (("XFC", "{%row for item in items %}"), ("XFD", "{%row endfor %}"))
    template, part = with_cell(path, tmp_path / path.name, 1, *tags)
    result = tmp_path / f"result{path.suffix}"
    if problems_of(template):
        pytest.skip(f"refused before anything is written: {problems_of(template)[0]}")
    if path.name == "page_breaks03.xlsx":
        with pytest.raises(TemplateError, match="at most 1,023 page breaks"):
            render(compile_template(template), {"items": range(4)})
        return
    result.write_bytes(render(compile_template(template), {"items": range(4)}))
    assert not ooxml.errors(result) - ooxml.errors(template)
    before, after = ooxml.parts(template), ooxml.parts(result)
    gone = {name for name in set(before) - set(after) if "pivotCacheRecords" not in name}
    assert gone <= {"xl/calcChain.xml"}
    for tag in COUNTED:
        counted = [len(list(etree.fromstring(book[part]).iter(f"{{{MAIN}}}{tag}"))) for book in (before, after)]
        assert counted[1] >= counted[0], tag
    assert len(etree.fromstring(after[part]).find(f"{{{MAIN}}}sheetData")) >= len(
        etree.fromstring(before[part]).find(f"{{{MAIN}}}sheetData")
    )
    openpyxl.load_workbook(result)


def with_block(source: Path, target: Path) -> int:
    """A copy of a workbook with a block and its totals below all rows of its first sheet; answers the block's row.

    The last sheet gets the same total, reaching across.
    """
    plan = compile_template(source)
    first, last = plan.sheets[0], plan.sheets[-1]
    row = max([*first.rows, 0]) + 2
    name = "'" + first.name.replace("'", "''") + "'"

    def change(part: str, content: bytes) -> bytes:
        if part not in (first.part, last.part):
            return content
        sheet = etree.fromstring(content)
        data = sheet.find(f"{{{MAIN}}}sheetData")
        if part == first.part:
            texts = ("{%row for item in items %}{{ item.name }}", "{{ item.value }}", "{%row endfor %}")
            append_row(data, row, [("A", texts[0], ""), ("B", texts[1], ""), ("C", texts[2], "")])
            append_row(data, row + 1, [("A", "", f"SUM(B{row}:B{row})"), ("B", "", f"COUNT(B{row}:B{row})")])
        if part == last.part:
            append_row(
                data, max([*last.rows, row + 1]) + 2, [("A", "", f"SUM({name}!B{row}:B{row})+{name}!B{row + 1}")]
            )
        return etree.tostring(sheet, xml_declaration=True, encoding="UTF-8", standalone=True)

    ooxml.rewritten(source, target, change)
    return row


def append_row(data: etree._Element, number: int, cells: list[tuple[str, str, str]]) -> None:
    element = etree.SubElement(data, f"{{{MAIN}}}row", r=str(number))
    for column, text, formula in cells:
        cell = etree.SubElement(element, f"{{{MAIN}}}c", r=f"{column}{number}")
        if formula:
            etree.SubElement(cell, f"{{{MAIN}}}f").text = formula
        else:
            cell.set("t", "inlineStr")
            etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t").text = text


@dataclass(frozen=True)
class Figure:
    name: str
    value: float


FIGURES = [Figure(f"Market {n}", n * 1.25) for n in range(1, 8)]
OPENED = [path for path in FILES if path.suffix == ".xlsx" and path.parent.name == "xlsxwriter"][::6]


@pytest.mark.slow
@NEEDS_CORPUS
@pytest.mark.filterwarnings("ignore::UserWarning")  # of charts that LibreOffice writes and openpyxl cannot read
def test_libreoffice_opens_what_was_made_and_gives_the_totals_of_python(tmp_path: Path, soffice: str) -> None:
    made = tmp_path / "made"
    made.mkdir()
    rows = {}
    for path in OPENED:
        template = tmp_path / path.name
        if has_grammar(path):
            continue
        rows[path.name] = with_block(path, template)
        (made / path.name).write_bytes(render(compile_template(template), {"items": FIGURES}))
    assert len(rows) >= 30
    recalculated = tmp_path / "recalculated"
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(recalculated)]
    subprocess.run([*command, *map(str, sorted(made.iterdir()))], check=True, capture_output=True, timeout=500)
    total = sum(one.value for one in FIGURES)
    for name, row in rows.items():
        book = openpyxl.load_workbook(recalculated / name, data_only=True)
        below = row + len(FIGURES)
        first, last = book.worksheets[0], book.worksheets[-1]
        assert (first[f"A{below}"].value, first[f"B{below}"].value) == (total, len(FIGURES)), name
        assert total + len(FIGURES) in [cell.value for line in last.iter_rows() for cell in line], name


def with_clauses(source: Path, target: Path) -> tuple[Path, str]:
    """A copy of a workbook with a block with every clause about looks and its total below all of its first sheet."""
    part = compile_template(source).sheets[0].part
    rows = (
        ("{%row for m in items orderby m % 2, m desc merge A pagebreak outline collapsed %}{{ m % 2 }}", "{{ m }}"),
        ("{%row endfor %}",),
        ("Total",),
    )

    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        sheet = etree.fromstring(content)
        data = next(sheet.iter(f"{{{MAIN}}}sheetData"))
        first = max((int(row.get("r") or 0) for row in data), default=0) + 1
        for number, texts in enumerate(rows, start=first):
            row = etree.SubElement(data, f"{{{MAIN}}}row", r=str(number))
            for letter, text in zip("AB", texts, strict=False):
                cell = etree.SubElement(row, f"{{{MAIN}}}c", r=f"{letter}{number}", t="inlineStr")
                etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t").text = text
        return etree.tostring(sheet, xml_declaration=True, encoding="UTF-8", standalone=True)

    return ooxml.rewritten(source, target, change), part


@NEEDS_CORPUS
@pytest.mark.parametrize("source", SAMPLE[::3], ids=lambda path: path.stem)
def test_clauses_about_looks_go_with_all_that_a_sheet_has(source: Path, tmp_path: Path) -> None:
    template, part = with_clauses(source, tmp_path / f"template{source.suffix}")
    if found := problems_of(template):
        assert [error.what for error in found if "fitted to pages" not in error.what] == []
        return
    if source.name == "page_breaks03.xlsx":
        with pytest.raises(TemplateError, match="at most 1,023 page breaks"):
            render(compile_template(template), {"items": range(6)})
        return
    made = tmp_path / f"made{source.suffix}"
    made.write_bytes(render(compile_template(template), {"items": range(6)}))
    assert not ooxml.errors(made) - ooxml.errors(template)
    sheet = etree.fromstring(ooxml.parts(made)[part])
    rows = [row for row in sheet.iter(f"{{{MAIN}}}row") if row.get("outlineLevel") and row.get("hidden") == "1"]
    first, last = int(rows[-6].get("r") or 0), int(rows[-1].get("r") or 0)
    merged = [str(cell.get("ref")) for cell in sheet.iter(f"{{{MAIN}}}mergeCell")]
    assert merged[-2:] == [f"A{first}:A{first + 2}", f"A{first + 3}:A{last}"]
    breaks = [int(one.get("id") or 0) for one in sheet.iterfind(f"{{{MAIN}}}rowBreaks/{{{MAIN}}}brk")]
    assert set(range(first, last)) <= set(breaks)
    openpyxl.load_workbook(made)
