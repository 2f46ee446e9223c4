"""Periods of SDMX as those of ours: dates by the frequency of their series, time ranges, and what contradicts it."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from xlmarket.periods import Frequency, Period
from xlmarket.sources.tables import RawCell, Unreadable

_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?")
_RANGE = re.compile(r"(\d{4})-(\d{2})-01(?:T00:00:00)?/P(?:(\d+)M|1Y)")
_SHAPES = {
    Frequency.YEAR: re.compile(r"\d{4}(-A1)?"),
    Frequency.HALF: re.compile(r"\d{4}-[SH][12]"),
    Frequency.QUARTER: re.compile(r"\d{4}-Q[1-4]"),
    Frequency.MONTH: re.compile(r"\d{4}-M?\d{2}"),
    Frequency.WEEK: re.compile(r"\d{4}-W\d{2}"),
}
FREQUENCIES = {
    "A": Frequency.YEAR, "S": Frequency.HALF, "H": Frequency.HALF, "Q": Frequency.QUARTER, "M": Frequency.MONTH,
    "W": Frequency.WEEK,
}  # fmt: skip
_BY_MONTHS = {12: Frequency.YEAR, 6: Frequency.HALF, 3: Frequency.QUARTER, 1: Frequency.MONTH}
_CIVIL_STARTS = ("", "--01-01")


@cache
def period_text(text: str, code: str, year_start: str) -> RawCell:
    """Return a period as our readers of periods take it, or why it is none.

    `code` is the frequency of the series (FREQ), `year_start` the day on which its reporting years begin. A date counts
    for the period of the frequency that holds it. Without a frequency, or with days, it stays a date.
    """
    text = text.strip()
    frequency = FREQUENCIES.get(code)
    if year_start not in _CIVIL_STARTS:
        return Unreadable(text, f"its reporting year begins on {year_start}; set fiscal_start in a mapping")
    if span := _RANGE.fullmatch(text):
        text = _label_of_range(int(span[1]), int(span[2]), int(span[3] or 12)) or text
    if (day := _DATE.fullmatch(text)) and frequency is not None:
        return _holding(day[1], frequency)
    if day:
        return day[1]
    shape = next((shape for shape, form in _SHAPES.items() if form.fullmatch(text)), None)
    if shape is not None and frequency not in (None, shape):
        return Unreadable(text, f"the period is not of the frequency {code} that its series has")
    return text


def _label_of_range(year: int, month: int, months: int) -> str:
    """The label of a range of whole months that is a civil period, else ""."""
    frequency = _BY_MONTHS.get(months)
    if frequency is None or (month - 1) % months:
        return ""
    return Period.holding(date(year, month, 1), frequency).label


def _holding(text: str, frequency: Frequency) -> RawCell:
    try:
        return Period.holding(date.fromisoformat(text), frequency).label
    except ValueError:
        return Unreadable(text, "not a date")
