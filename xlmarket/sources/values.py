"""Cells as numbers, under what the mapping declares; what does not fit is told, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.observations import Qualifier
from xlmarket.sources.tables import Percent, Raw, Unreadable

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_QUALIFIERS = {
    ">": Qualifier.ABOVE,
    "<": Qualifier.BELOW,
    "~": Qualifier.ABOUT,
    "≈": Qualifier.ABOUT,
    "=": Qualifier.EXACT,
}
_ERRORS = frozenset(
    [
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#GETTING_DATA",
        "#SPILL!",
        "#CONNECT!",
        "#BLOCKED!",
        "#UNKNOWN!",
        "#FIELD!",
        "#CALC!",
        "#BUSY!",
        "#PYTHON!",
        "#EXTERNAL!",
    ]
)


def check_readable(cell: Raw) -> None:
    """Raise `SourceError` for a cell without a value and for the error of a formula."""
    if isinstance(cell, Unreadable):
        raise SourceError(cell.why, found=cell.found)
    if isinstance(cell, str) and cell.strip() in _ERRORS:
        raise SourceError("a formula error", found=cell, remedy='say missing = ["#N/A"] in the mapping to leave it out')


def number_reader(mapping: Mapping) -> Callable[[Raw], tuple[float, Qualifier, bool]]:
    """A reader of numbers: value, qualifier, and whether it had a percent sign."""
    pattern = _pattern(mapping.decimal, mapping.thousands)
    scale = mapping.scale if isinstance(mapping.scale, (int, float)) else 1.0

    def read(cell: Raw) -> tuple[float, Qualifier, bool]:
        check_readable(cell)
        if isinstance(cell, Percent):
            return cell.value * scale, Qualifier.EXACT, True
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return float(cell) * scale, Qualifier.EXACT, False
        if not isinstance(cell, str):
            raise SourceError("this is no number", found=cell)
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
