"""Rows of figures as a CSV file. Reports and lists of revisions are written with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from xlmarket.csv_texts import quoted_rows

_MARK = b"\xef\xbb\xbf"
"""Without a byte order mark Excel reads UTF-8 as the character set of the computer."""


def csv_bytes(rows: Sequence[Sequence[object]]) -> bytes:
    """Return the rows as RFC 4180 says, in UTF-8. A missing figure is an empty field."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[_field(value) for value in row] for row in quoted_rows(rows)])
    return _MARK + text.getvalue().encode()


def _field(value: object) -> object:
    """A number in full."""
    return repr(value) if isinstance(value, float) else value
