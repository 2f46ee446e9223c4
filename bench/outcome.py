"""What stands in a written file: its figures must be right; what else is missing is said."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
from lxml import etree

from bench.subject import CHARTS, FIELDS, NUMBER_FORMAT, SHEET, generated, totals

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def formats(path: Path, rows: int) -> str:
    """Read the file with openpyxl: `ValueError` if rows, texts, sums or totals are wrong; else whether formats lack."""
    sheet: Any = openpyxl.load_workbook(path)[SHEET]
    found = list(sheet.iter_rows(min_row=2, max_row=rows + 1, max_col=len(FIELDS), values_only=True))
    wanted = [tuple(vars(item).values()) for item in generated(rows)]
    same = [row[0] for row in found] == [row[0] for row in wanted]
    if sheet.max_row != rows + 2 or not same or not math.isclose(_sum(found), _sum(wanted)):
        raise ValueError(f"{path.name} does not hold the {rows} rows")
    if [cell.value for cell in sheet[rows + 2][1 : len(FIELDS)]] != totals(rows + 1):
        raise ValueError(f"{path.name} does not total its rows")
    numbers = sheet.iter_rows(min_row=2, max_row=rows + 1, min_col=2, max_col=len(FIELDS))
    return "" if {cell.number_format for row in numbers for cell in row} == {NUMBER_FORMAT} else "no number formats"


def charts(path: Path, rows: int) -> str:
    """How many charts show all rows, and whether the file has the values they draw (else a viewer shows them empty)."""
    with ZipFile(path) as package:
        parts = [name for name in package.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
        found = [etree.fromstring(package.read(name)).findall(f".//{CHART}val/{CHART}numRef") for name in parts]
    wanted = re.compile(rf"!\$(\w)\$2:\$\1\${rows + 1}$")
    right = [one for values in found for one in values if wanted.search(one.findtext(f"{CHART}f", ""))]
    if len(right) != len(CHARTS):
        return f"{len(right) or 'no'} charts"
    filled = all(len(one.findall(f"{CHART}numCache/{CHART}pt")) == rows for one in right)
    return f"{len(right)} charts" + ("" if filled else " without values")


def _sum(rows: list[Any]) -> float:
    return math.fsum(value for row in rows for value in row[1:])
