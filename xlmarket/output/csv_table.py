"""Rows of figures as a CSV file. Reports and lists of revisions are written with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

_MARK = b"\xef\xbb\xbf"
"""Without a byte order mark Excel reads UTF-8 as the character set of the computer."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(rows: Sequence[Sequence[object]]) -> bytes:
    """Return the rows as RFC 4180 says, in UTF-8. A missing figure is an empty field."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[_field(value) for value in row] for row in rows])
    return _MARK + text.getvalue().encode()


def _field(value: object) -> object:
    """A number in full, and a text that a spreadsheet would run as a formula with an apostrophe before it."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value
