"""What stands in a written file, as openpyxl reads it: its figures must be right; what else is missing is said."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import openpyxl

from bench.subject import CHARTS, FIELDS, NUMBER_FORMAT, SHEET, generated, totals


def outcome(path: Path, rows: int) -> str:
    """What came out besides the figures; `ValueError` if rows, texts or sums are wrong."""
    sheet = openpyxl.load_workbook(path)[SHEET]
    found = list(sheet.iter_rows(2, rows + 1, max_col=len(FIELDS), values_only=True))
    wanted = [tuple(vars(item).values()) for item in generated(rows)]
    same = [row[0] for row in found] == [row[0] for row in wanted]
    if sheet.max_row != rows + 2 or not same or not math.isclose(_sum(found), _sum(wanted)):
        raise ValueError(f"{path.name} does not hold the {rows} rows")
    if [cell.value for cell in sheet[rows + 2][1 : len(FIELDS)]] != totals(rows + 1):
        raise ValueError(f"{path.name} does not total its rows")
    formats = {cell.number_format for row in sheet.iter_rows(2, rows + 1, 2, len(FIELDS)) for cell in row}
    return ", ".join([_charts(sheet._charts, rows), *(["no number formats"] if formats != {NUMBER_FORMAT} else [])])


def _sum(rows: list[Any]) -> float:
    return math.fsum(value for row in rows for value in row[1:])


def _charts(charts: list[Any], rows: int) -> str:
    references = [chart.series[0].val.numRef for chart in charts]
    right = [reference for reference in references if re.search(rf"!\$(\w)\$2:\$\1\${rows + 1}$", reference.f)]
    if len(right) != len(CHARTS):
        return f"{len(right) or 'no'} charts"
    filled = all(reference.numCache is not None and reference.numCache.ptCount == rows for reference in right)
    return f"{len(right)} charts" + ("" if filled else " without their values")
