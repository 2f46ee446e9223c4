"""Texts in CSV files. A spreadsheet runs a field that begins with `=`, `+`, `-` or `@` as a formula, so an apostrophe goes first.

All writers of CSV call this module, and the reader of our own exports takes the apostrophe away again. The list of first
characters is that of OWASP (CSV Injection), which has the full-width signs of East Asian keyboards as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_RUN = re.compile(r"'*[=+\-@\t\r\n＝＋－＠].", re.DOTALL)
"""One sign alone is a text to every spreadsheet, and the qualifier of most figures."""


def quoted(text: str) -> str:
    """Return a text that no spreadsheet runs. `unquoted` returns the text again.

    A text that has apostrophes before such a sign gets one more.
    """
    return f"'{text}" if _RUN.match(text) else text


def marked(text: str) -> str:
    """Return a text as it is, for programs. One that `quoted` could have made gets an apostrophe, for `unquoted`."""
    return quoted(text) if text.startswith("'") else text


def unquoted(text: str) -> str:
    """Return the text that `quoted` or `marked` was given."""
    return text[1:] if text.startswith("'") and _RUN.match(text) else text


def quoted_rows(rows: Iterable[Sequence[object]]) -> list[list[object]]:
    """Return rows whose texts no spreadsheet runs. Numbers stay as they are."""
    return [[quoted(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
