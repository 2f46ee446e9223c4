"""Cells written by us, in a workbook of one sheet: read again by openpyxl and by lxml."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
from lxml import etree

from xlmarket.package.archive import DECLARATION, MAIN, Package
from xlmarket.package.parts import Parts

SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows: Sequence[str]) -> bytes:
    """A workbook whose only sheet has rows that are XML already."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        openpyxl.Workbook().save(path)
        parts = Parts(Package(path))
        xml = f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
        parts.put(SHEET, DECLARATION + xml.encode())
        out = io.BytesIO()
        parts.package.write(out, parts.changes())
        return out.getvalue()


def read_by_openpyxl(rows: Sequence[str], **options: bool) -> list[list[Any]]:
    """The values of the rows as openpyxl reads them."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(rows)), **options).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def parse(cell: str) -> etree._Element:
    """A cell as lxml reads it."""
    return etree.fromstring(f'<row xmlns="{MAIN}">{cell}</row>')[0]
