"""XlsxWriter, from scratch: each cell with the method of its type, which is the quickest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bench.drawing import draw
from bench.subject import FIELDS

LABEL, PACKAGE = "XlsxWriter: from scratch", "xlsxwriter"


def write(folder: Path, items: list[Any], out: Path) -> None:  # noqa: ARG001
    def fill(sheet: Worksheet, number: Format) -> None:
        for row, item in enumerate(items, start=1):
            sheet.write_string(row, 0, item.name)
            for column, field in enumerate(FIELDS[1:], start=1):
                sheet.write_number(row, column, getattr(item, field), number)

    draw(out, fill, last=len(items) + 1)
