"""Dynamic-array formulas: the metadata is made once, joins what is there, and nothing else is touched."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.ooxml import errors
from xlmarket.package.archive import Package
from xlmarket.package.dynamic import array_formula, dynamic_index
from xlmarket.package.parts import Parts

RICH = (
    b'<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><metadataTypes count="1">'
    b'<metadataType name="XLRICHVALUE" minSupportedVersion="120000"/></metadataTypes>'
    b'<futureMetadata name="XLRICHVALUE" count="1"><bk><extLst/></bk></futureMetadata>'
    b'<valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>'
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    made.active["A1"] = "=SUM(1,2)"
    made.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def written(parts: Parts, target: Path) -> Path:
    out = io.BytesIO()
    parts.package.write(out, parts.changes())
    target.write_bytes(out.getvalue())
    return target


def test_the_metadata_is_made_once_and_found_again(book: Path, tmp_path: Path) -> None:
    parts = Parts(Package(book))
    assert (dynamic_index(parts), dynamic_index(parts)) == (1, 1)
    again = Parts(Package(written(parts, tmp_path / "first.xlsx")))
    assert dynamic_index(again) == 1
    assert again.changes() == {}


def test_a_dynamic_formula_passes_the_validator(book: Path, tmp_path: Path) -> None:
    parts = Parts(Package(book))
    sheet = "xl/worksheets/sheet1.xml"
    formula = array_formula('=_xlfn.SEQUENCE(3)&"<"', "A1:A3")
    old = parts.read(sheet)
    start, end = old.index(b'<c r="A1"'), old.index(b"</c>") + 4
    cell = f'<c r="A1" cm="{dynamic_index(parts)}" t="str">{formula}<v>1</v></c>'
    parts.put(sheet, old[:start] + cell.encode() + old[end:])
    assert errors(written(parts, tmp_path / "dynamic.xlsx")) == errors(book)


def test_metadata_of_another_kind_stays_and_ours_joins_it(book: Path, tmp_path: Path) -> None:
    parts = Parts(Package(book))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
    parts.relate("xl/workbook.xml", "sheetMetadata", parts.new("xl/metadata.xml", RICH, kind))
    parts = Parts(Package(written(parts, tmp_path / "rich.xlsx")))
    assert dynamic_index(parts) == 1
    xml = parts.read("xl/metadata.xml").decode()
    assert xml.index("XLRICHVALUE") < xml.index("XLDAPR")
    assert '<cellMetadata count="1"><bk><rc t="2" v="0"/></bk></cellMetadata><valueMetadata' in xml
    with zipfile.ZipFile(written(parts, tmp_path / "both.xlsx")) as archive:
        assert "xl/metadata.xml" in archive.namelist()
