"""Texts as the parts of a workbook hold them: XML, in which Excel writes control characters as `_x000D_`."""

from __future__ import annotations

import re

from xlmarket.package.limits import MOST_TEXT

FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML can hold."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SPECIAL = re.compile("[&<>\r]")
_REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


def escape(text: str) -> str:
    """A text as XML. A carriage return survives as a reference. A parser would turn it into a line feed."""
    return _SPECIAL.sub(lambda match: _REFERENCES[match[0]], text) if _SPECIAL.search(text) else text


def escape_attribute(text: str) -> str:
    """A text as the value of an attribute in double quotes."""
    return escape(text).replace('"', "&quot;")


def escape_text(text: str) -> str:
    """A text of a cell as XML. What looks like one of Excel's escapes (`_x000D_`) is escaped, so that it stays."""
    return escape(mark_escapes(text))


def mark_escapes(text: str) -> str:
    """A text of a cell in which what looks like one of Excel's escapes is escaped. XML is left to the caller."""
    return _LOOKS_ESCAPED.sub("_x005F_", text) if "_x" in text else text


def unescape_text(text: str) -> str:
    """A text of a cell as people see it, Excel's escapes read: `_x000D_` is a carriage return, `_x005F_` a `_`."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def utf16_length(text: str) -> int:
    """The length of a text as Excel counts it: a character beyond U+FFFF counts twice."""
    return len(text) + sum(character > "\uffff" for character in text) if not text.isascii() else len(text)


def fit_text(text: str) -> str:
    """A text without what no XML can hold and cut to the length of a cell."""
    return FORBIDDEN.sub("", text)[:MOST_TEXT]
