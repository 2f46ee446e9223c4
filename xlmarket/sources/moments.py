"""Cells as periods, under what the mapping declares; what does not fit is told, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from xlmarket.config import Mapping
from xlmarket.errors import PeriodError
from xlmarket.periods import Frequency, Period
from xlmarket.sources.tables import Raw

_DATE_TOKENS = {"YYYY": "%Y", "YY": "%y", "MMM": "%b", "MM": "%m", "M": "%m", "DD": "%d", "D": "%d"}


def period_reader(mapping: Mapping) -> Callable[[Raw], Period]:
    """A reader of periods: as users write them, as real dates, or as the mapping's date format says."""
    frequency = Frequency(mapping.frequency) if mapping.frequency else None
    form = _strptime(mapping.dates) if mapping.dates else None

    def read(cell: Raw) -> Period:
        day = _day(cell, form)
        if day is not None:
            if frequency is None:
                raise PeriodError(
                    "a day is no period", found=cell, remedy='say frequency = "Q" (A, H, Q, M, W) in the mapping'
                )
            return Period.holding(day, frequency)
        text = str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell).strip()
        period = Period.parse(text)
        if frequency is not None and period.frequency is not frequency:
            raise PeriodError(f"the period is not of frequency {frequency}", found=text)
        return period

    return lru_cache(maxsize=4096)(read)


def _day(cell: Raw, form: str | None) -> date | None:
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str):
        return None
    text = cell.strip()
    if form is not None:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            raise PeriodError(
                "this is no date as the mapping says they are written", found=cell, allowed=form
            ) from None
    head = text[:10]
    if len(text) >= 10 and head[4:5] == "-" and head[7:8] == "-":
        try:
            return date.fromisoformat(head)
        except ValueError:
            raise PeriodError("there is no such day", found=cell) from None
    return None


def _strptime(form: str) -> str:
    """`M/D/YYYY` as Python writes it."""
    return re.sub("|".join(_DATE_TOKENS), lambda found: _DATE_TOKENS[found[0]], form)
