"""xltpl, from a template in its own grammar (Jinja over openpyxl's cells), read once per process."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from xltpl.writerx import BookWriter

from bench.subject import SHEET

LABEL, PACKAGE = "xltpl: from its own template", "xltpl"
opened = cache(BookWriter)


def write(folder: Path, items: list[Any], out: Path) -> None:
    writer = opened(str(folder / "xltpl.xlsx"))
    writer.render_book([{"sheet_name": SHEET, "items": items, "last": len(items) + 1}])
    writer.save(str(out))
