"""xlmarket, from the template, compiled once per process. As its peers it leaves the values of formulas to Excel."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from xlmarket.template import compile_template, render_to

LABEL, PACKAGE = "xlmarket: from the template", "xlmarket"
compiled = cache(compile_template)


def write(folder: Path, items: Iterable[Any], out: Path) -> None:
    with out.open("wb") as stream:
        render_to(compiled(folder / "template.xlsx"), {"items": items}, stream, calculate=None)
