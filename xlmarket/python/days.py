"""Days as Python writes them: a text, a date, a datetime, a pandas Timestamp."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from xlmarket.errors import ArgumentError, quote
from xlmarket.store import DatasetState, parse_as_of

Day = str | date
"""A day in one of the ways Python writes it. A datetime and a pandas Timestamp are dates too."""


def read_as_of(value: Day | int | None) -> DatasetState | None:
    """A day, or the number of a vintage. Raises `ArgumentError` for any other text."""
    if isinstance(value, str):
        try:
            return parse_as_of(value.strip())
        except ValueError:
            raise ArgumentError(
                f"invalid as_of {quote(value)}", remedy="write 2025-01-31, or the number of a vintage"
            ) from None
    return value.date() if isinstance(value, datetime) else value


def read_published(value: Day | None) -> datetime | None:
    """The start of a day in UTC, as the store keeps it. Raises `ArgumentError` for a text that is not a day."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError:
            raise ArgumentError(f"invalid day {quote(value)}", remedy="write it as 2025-01-31") from None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return None if value is None else datetime.combine(value, time(), UTC)
