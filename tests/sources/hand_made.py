"""Workbooks written part by part, for what no library writes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TIDY = '<row r="1"><c r="A1" t="str"><v>market</v></c><c r="B1" t="str"><v>metric</v></c><c r="C1" t="str"><v>period</v></c><c r="D1" t="str"><v>value</v></c></row>'


def tidy_row(number: int, market: str, period: str, value: str) -> str:
    """A row of a tidy sheet; period and value are cells without their reference."""
    texts = f'<c r="A{number}" t="str"><v>{market}</v></c><c r="B{number}" t="str"><v>sales</v></c>'
    return f'<row r="{number}">{texts}{period}{value}</row>'


def relations(*entries: tuple[str, str, str]) -> str:
    """The part of relations: id, last word of the type, target."""
    lines = "".join(
        f'<Relationship Id="{one}" Type="{OFFICE}/{kind}" Target="{target}"/>' for one, kind, target in entries
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'
    )


def parts(rows: str, *, after: str = "", before: str = "", styles: str = "", book: str = "") -> dict[str, str]:
    """The parts of a workbook with one sheet named Data."""
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}">{book}<sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml")),
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>",
        "xl/styles.xml": f"<styleSheet {MAIN}>{styles}</styleSheet>",
    }  # fmt: skip


def formats(*codes: str | int) -> str:
    """Styles 1, 2 … with these number formats: codes of their own or numbers of built-in ones."""
    own = [code for code in codes if isinstance(code, str)]
    listed = "".join(f'<numFmt numFmtId="{200 + n}" formatCode="{_quoted(code)}"/>' for n, code in enumerate(own))
    used = [200 + own.index(code) if isinstance(code, str) else code for code in codes]
    cells = "".join(f'<xf numFmtId="{number}"/>' for number in (0, *used))
    return f"<numFmts>{listed}</numFmts><cellXfs>{cells}</cellXfs>"


def _quoted(code: str) -> str:
    return code.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def save(path: Path, content: Mapping[str, str]) -> Path:
    """Write the parts as a zip file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return path
