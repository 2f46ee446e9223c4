"""xlmarket as reports use it: the values of formulas are calculated and written, which no peer does."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.contestants.of_xlmarket import compiled
from xlmarket.template import render_to

LABEL, PACKAGE = "xlmarket: with values of formulas", "xlmarket"


def write(folder: Path, items: Iterable[Any], out: Path) -> None:
    with out.open("wb") as stream:
        render_to(compiled(folder / "template.xlsx"), {"items": items}, stream)
