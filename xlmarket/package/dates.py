"""The two calendars of a workbook, and which number formats show a date.

Excel counts days from 1899-12-30, in workbooks that began on a Mac from 1904-01-01 (`workbookPr date1904`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN

EPOCH_1900, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
"""Day 0 of the two calendars."""

_FIRST_DAY = date(1900, 3, 1)
"""Excel counts a day that 1900 did not have, its 29th of February: before March its numbers are wrong by one."""

_EAST_ASIAN = frozenset((*range(27, 37), *range(50, 59)))
"""Built-in formats that show a date in Chinese, Japanese and Korean Excel and have no code in the file (ECMA-376, 18.8.30)."""


def epoch_of(workbook: etree._Element) -> date:
    """Day 0 of a workbook's calendar, from its workbook part."""
    properties = workbook.find(f"{{{MAIN}}}workbookPr")
    is_1904 = properties is not None and properties.get("date1904") in ("1", "true", "on")
    return EPOCH_1904 if is_1904 else EPOCH_1900


def shows_date(number: int, code: str | None) -> bool:
    """Whether a number format shows a date: its number, and its code where the file has one."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

    if code is None and number in _EAST_ASIAN:
        return True
    return bool(is_date_format(code if code is not None else BUILTIN_FORMATS.get(number)))


@dataclass(frozen=True, slots=True)
class DateCells:
    """How cells formatted as dates hold values: day 0 of the workbook's calendar, and the day that a text means.

    `date_of` returns nothing for a text that does not mean a day.
    """

    epoch: date
    date_of: Callable[[str], date | None]


def day_number(value: date, epoch: date) -> float | int:
    """The days from day 0 of the workbook's calendar, the time of day as a fraction.

    Raises `TemplateError`, without a place, for a day before the calendar begins.
    """
    day = value.date() if isinstance(value, datetime) else value
    first = epoch if epoch == EPOCH_1904 else _FIRST_DAY
    if day < first:
        raise TemplateError(f"a date cell of this workbook holds no day before {first}", found=value)
    days = (day - epoch).days
    if isinstance(value, datetime) and value.time() != time():
        return days + (value - datetime.combine(day, time(), value.tzinfo)).total_seconds() / 86_400
    return days
