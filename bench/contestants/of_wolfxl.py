"""wolfxl (openpyxl's interface over Rust): load, fill, save, by its bulk method for rows.

The new rows go without number format: in a loaded workbook 2.0 makes a cell format of every formatted cell, in time
that grows with the square of their number (20,000 rows: nine minutes), and from 6,000 rows on more than Excel allows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import wolfxl

from bench.subject import FIELDS, SHEET, stretch, totals

LABEL, PACKAGE = "wolfxl: load, fill, save", "wolfxl"


def write(folder: Path, items: list[Any], out: Path) -> None:
    book = wolfxl.load_workbook(folder / "template.xlsx", modify=True)
    sheet, last = book[SHEET], len(items) + 1
    sheet.cell(2, len(FIELDS) + 1).value = None
    charts = list(sheet._charts)
    stretch(charts, last)
    for chart in charts:
        sheet.replace_chart(chart, chart)
    rows = [list(vars(item).values()) for item in items]
    sheet.write_rows([*rows, [None, *totals(last)]], start_row=2, copy=False)
    book.save(out)
