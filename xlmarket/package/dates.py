"""The two calendars of a workbook, and which number formats show a date.

Excel counts days from 1899-12-30, in workbooks that began on a Mac from 1904-01-01 (`workbookPr date1904`).
"""

from __future__ import annotations

import re
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

_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)))
"""Built-in formats that show a date or a time and have no code in the file (ECMA-376, 18.8.30).

27 to 36 and 50 to 58 are those of Chinese, Japanese and Korean Excel.
"""

_LITERAL = re.compile(r'"[^"]*"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]|[_\\].')
"""What a format prints as it is, and colours and conditions; `[h]` counts hours beyond a day."""


def epoch_of(workbook: etree._Element) -> date:
    """Day 0 of a workbook's calendar, from its workbook part."""
    properties = workbook.find(f"{{{MAIN}}}workbookPr")
    is_1904 = properties is not None and properties.get("date1904") in ("1", "true", "on")
    return EPOCH_1904 if is_1904 else EPOCH_1900


def shows_date(number: int, code: str | None) -> bool:
    """Whether a number format shows a date: its number, and its code where the file has one."""
    if code is None:
        return number in _DATE_FORMATS
    return any(letter in "dmhys" for letter in _LITERAL.sub("", code.split(";")[0]).lower())


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
