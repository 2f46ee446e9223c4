"""Cells as numbers, under what the mapping declares; what does not fit is told, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.observations import Qualifier
from xlmarket.sources.tables import Raw

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_QUALIFIERS = {
    ">": Qualifier.ABOVE,
    "<": Qualifier.BELOW,
    "~": Qualifier.ABOUT,
    "≈": Qualifier.ABOUT,
    "=": Qualifier.EXACT,
}


def number_reader(mapping: Mapping) -> Callable[[Raw], tuple[float, Qualifier, bool]]:
    """A reader of numbers: value, qualifier, and whether it had a percent sign."""
    pattern = _pattern(mapping.decimal, mapping.thousands)
    scale = mapping.scale if isinstance(mapping.scale, (int, float)) else 1.0

    def read(cell: Raw) -> tuple[float, Qualifier, bool]:
        if isinstance(cell, bool) or cell is None or isinstance(cell, date):
            raise SourceError("this is no number", found=cell)
        if not isinstance(cell, str):
            return float(cell) * scale, Qualifier.EXACT, False
        text = _SPACES.sub("", cell) if mapping.thousands == " " else cell.strip()
        qualifier = _QUALIFIERS.get(text[:1], Qualifier.EXACT)
        body = text[1:].strip() if text[:1] in _QUALIFIERS else text
        percent = body.endswith("%")
        body = body.removesuffix("%").strip()
        if not pattern.fullmatch(body):
            raise SourceError("this is no number as the file writes them", found=cell, allowed=_example(mapping))
        plain = body.replace(mapping.thousands, "") if mapping.thousands else body
        negative = plain.startswith("(")
        value = float(plain.strip("()").replace(mapping.decimal, ".").replace("\u2212", "-"))
        return (-value if negative else value) * scale, qualifier, percent

    return read


@lru_cache(maxsize=32)
def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    point = re.escape(decimal)
    grouped = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+" if thousands and thousands != " " else r"\d+"
    digits = rf"(?:{grouped}|\d+)(?:{point}\d*)?(?:[eE][-+]?\d+)?|{point}\d+"
    return re.compile(rf"[-+\u2212]?(?:{digits})|\((?:{digits})\)", re.ASCII)


def _example(mapping: Mapping) -> str:
    return f"1{mapping.thousands}234{mapping.decimal}56"
