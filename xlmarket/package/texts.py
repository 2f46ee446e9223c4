"""Texts as the parts of a workbook hold them."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

LONGEST = 32_767
"""Characters of a cell's text."""

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def plain(text: str) -> str:
    """A text as XML: what no XML holds is left out, what looks like one of Excel's escapes (`_x000D_`) stays as it is."""
    clean = _LOOKS_ESCAPED.sub("_x005F_", _FORBIDDEN.sub("", text))
    return escape(clean[:LONGEST])
