"""openpyxl: what one does without a template engine. Charts are read and written again, without their values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from bench.subject import FIELDS, SHEET, stretch, totals

LABEL, PACKAGE = "openpyxl: load, fill, save", "openpyxl"


def write(folder: Path, items: list[Any], out: Path) -> None:
    book = openpyxl.load_workbook(folder / "template.xlsx")
    sheet: Any = book[SHEET]
    last = len(items) + 1
    styles = [sheet.cell(2, column)._style for column in range(1, len(FIELDS) + 1)]
    sheet.cell(2, len(FIELDS) + 1).value = None
    for row, item in enumerate(items, start=2):
        for column, field in enumerate(FIELDS, start=1):
            sheet.cell(row, column, getattr(item, field))._style = styles[column - 1]
    for column, formula in enumerate([None, *totals(last)], start=1):
        sheet.cell(last + 1, column, formula)._style = styles[column - 1]
    stretch(sheet._charts, last)
    book.save(out)
