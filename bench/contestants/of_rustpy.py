"""rustpy-xlsxwriter, from scratch: one call to Rust with the rows as dictionaries. The fastest writer known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rustpy_xlsxwriter import Format, write_worksheet

from bench.subject import CHARTS, FIELDS, NUMBER_FORMAT, SHEET, chart_place

LABEL, PACKAGE = "rustpy-xlsxwriter: from scratch", "rustpy-xlsxwriter"


def write(folder: Path, items: list[Any], out: Path) -> None:  # noqa: ARG001
    charts = [
        {"type": kind, "series": [field], "categories": FIELDS[0], "row": row, "col": column}
        for number, (kind, field) in enumerate(CHARTS.items())
        for row, column in [chart_place(number)]
    ]
    write_worksheet(
        map(vars, items),
        out,
        sheet_name=SHEET,
        bold_headers=True,
        float_format=NUMBER_FORMAT,
        totals_row=dict.fromkeys(FIELDS[1:], "sum"),
        totals_format=Format().set_num_format(NUMBER_FORMAT),
        charts=charts,
    )
