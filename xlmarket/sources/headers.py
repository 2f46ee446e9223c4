"""Headers that are understood without a mapping: the usual names for the columns of a tidy table.

`columns` and drafts look them up, and the manual lists them.
"""

from __future__ import annotations

METRIC_HEADERS = (
    "sales", "revenue", "turnover", "orders", "parcels", "exports", "imports", "population", "users", "buyers",
)  # fmt: skip
"""Headers of a value column that also name the metric."""

SYNONYMS = {
    "market": (
        "country", "country name", "country or area", "region", "geography", "economy", "partner", "geo", "ref area",
        "reference area", "location", "area", "territory",
    ),
    "metric": ("indicator", "indicator name", "measure", "variable", "指标"),
    "period": ("year", "quarter", "month", "week", "date", "time", "time period",
        "observation date"),
    "value": ("values", "amount", "obs value", *METRIC_HEADERS),
    "unit": ("units", "unit measure", "unit of measure", "currency", "currency code"),
    "note": ("notes", "comment", "comments"),
    "flag": ("flags", "obs flag", "obs status"),
}  # fmt: skip
"""Other headers by field, without regard to case, `_` and spaces."""


def plain_header(text: str) -> str:
    """Return a header in small letters, without `_`, a colon at its end and spaces too many."""
    return " ".join(text.replace("_", " ").casefold().split()).rstrip(":")
