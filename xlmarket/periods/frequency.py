"""How often a metric is observed."""

from __future__ import annotations

from enum import StrEnum


class Frequency(StrEnum):
    """How often a metric is observed. The value is the letter used in tables and in `Period.label`."""

    YEAR = "A"
    HALF = "H"
    QUARTER = "Q"
    MONTH = "M"
    WEEK = "W"

    @property
    def per_year(self) -> int:
        """Periods in a year (weeks: 52, the length of most)."""
        return _PER_YEAR[self]

    @property
    def months(self) -> int:
        """Months in a period of any frequency but weeks."""
        return 12 // _PER_YEAR[self]

    @property
    def noun(self) -> str:
        """Its name in a sentence: `quarter`."""
        return _NOUNS[self]


_PER_YEAR = {
    Frequency.YEAR: 1,
    Frequency.HALF: 2,
    Frequency.QUARTER: 4,
    Frequency.MONTH: 12,
    Frequency.WEEK: 52,
}
_NOUNS = {
    Frequency.YEAR: "year",
    Frequency.HALF: "half-year",
    Frequency.QUARTER: "quarter",
    Frequency.MONTH: "month",
    Frequency.WEEK: "week",
}
