"""Columns of cells as XML, a stretch of rows at a time: what makes reports fast.

Row by row in Python costs a call per cell. Here a column of numbers is printed by orjson at once, a column of plain
texts is written as it is, and the rows are interleaved by slices.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import orjson

from xlmarket.package.cell_xml import cell_tail
from xlmarket.package.dates import DateCells
from xlmarket.package.limits import MOST_TEXT

_SEPARATOR = "\x1f"
_NOT_PLAIN = re.compile(
    "[&<>\t\n\r\x00-\x08\x0b\x0c\x0e-\x1e\x85\xa0\u1680\u2000-\u200a\u2028-\u202f\u205f\u3000\ud800-\udfff\ufffe\uffff]"
)
_NOT_PLAIN_PAIRS = ("_x", f" {_SEPARATOR}", f"{_SEPARATOR} ", _SEPARATOR * 2)


class Lines:
    """Rows of text that are alike: literal text the same in all, and columns of texts, one for each row."""

    __slots__ = ("_literal", "_parts", "count")

    def __init__(self, count: int) -> None:
        self.count = count
        self._literal = ""
        self._parts: list[Sequence[str]] = []

    def text(self, text: str) -> None:
        """Add the same text to every row."""
        self._literal += text

    def column(self, texts: Sequence[str]) -> None:
        """Add a text to each row."""
        self._close()
        self._parts.append(texts)

    def joined(self) -> str:
        """All rows as one text."""
        self._close()
        if len(self._parts) == 1:
            return "".join(self._parts[0])
        width = len(self._parts)
        pieces = [""] * (width * self.count)
        for place, part in enumerate(self._parts):
            pieces[place::width] = part
        return "".join(pieces)

    def rows(self) -> list[str]:
        """Each row as a text."""
        self._close()
        return ["".join(parts) for parts in zip(*self._parts, strict=True)] if self._parts else [""] * self.count

    def _close(self) -> None:
        if self._literal:
            self._parts.append([self._literal] * self.count)
            self._literal = ""


def write_column(
    lines: Lines,
    style: str,
    values: Sequence[Any],
    *,
    kinds: set[type] | None = None,
    dates: DateCells | None = None,
    font: str = "",
) -> None:
    """Add the tails of cells below each other. Columns of numbers and of plain texts are written at once.

    `kinds` are the types of the values, if they are known.

    Raises the `TemplateError` of `cell_tail`.
    """
    kinds = kinds or set(map(type, values))
    if kinds == {float} and (texts := _print(values)):
        lines.text(f'"{style}><v>')
        lines.column(texts)
        lines.text("</v></c>")
    elif kinds == {str} and dates is None and _are_plain(values):
        lines.text(f'"{style} t="inlineStr"><is><t>')
        lines.column(values)
        lines.text("</t></is></c>")
    else:
        lines.column([cell_tail(style, value, dates=dates, font=font) for value in values])


def float_texts(values: Sequence[Any]) -> list[str]:
    """Finite floats as texts, all at once. An empty list where one of the values is not a finite float."""
    return _print(values) if values and set(map(type, values)) == {float} else []


def _print(values: Sequence[float]) -> list[str]:
    """The shortest texts that read as the same numbers, like `repr` and ten times faster. For NaN orjson prints null."""
    raw = orjson.dumps(values)
    return [] if b"n" in raw else raw[1:-1].decode().split(",")


def _are_plain(texts: Sequence[str]) -> bool:
    """Whether none of the texts needs anything: no marks to escape, no spaces at an end, none empty or too long."""
    ends = (texts[0], texts[-1])
    if any(not text or text[0] == " " or text[-1] == " " for text in ends) or max(map(len, texts)) > MOST_TEXT // 2:
        return False
    joined = _SEPARATOR.join(texts)
    if _NOT_PLAIN.search(joined) or joined.count(_SEPARATOR) != len(texts) - 1:
        return False
    return not any(pair in joined for pair in _NOT_PLAIN_PAIRS)
