"""The two calendars of a workbook, and which number formats show a date.

Excel counts days from 1899-12-30, in workbooks that began on a Mac from 1904-01-01 (`workbookPr date1904`).
"""

from __future__ import annotations

from datetime import date

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from xlmarket.package.archive import MAIN

EPOCH_1900, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
"""Day 0 of the two calendars."""

_EAST_ASIAN = frozenset((*range(27, 37), *range(50, 59)))
"""Built-in formats that show a date in Chinese, Japanese and Korean Excel and have no code in the file (ECMA-376, 18.8.30)."""


def epoch_of(workbook: etree._Element) -> date:
    """Day 0 of a workbook's calendar, from its workbook part."""
    properties = workbook.find(f"{{{MAIN}}}workbookPr")
    is_1904 = properties is not None and properties.get("date1904") in ("1", "true", "on")
    return EPOCH_1904 if is_1904 else EPOCH_1900


def shows_date(number: int, code: str | None) -> bool:
    """Whether a number format shows a date: its number, and its code where the file has one."""
    if code is None and number in _EAST_ASIAN:
        return True
    return bool(is_date_format(code if code is not None else BUILTIN_FORMATS.get(number)))
