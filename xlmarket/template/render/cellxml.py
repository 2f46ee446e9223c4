"""Values as the XML of cells. Text is text whatever it begins with; what Excel cannot hold is an error.

Written is what stands after the row number in `<c r="B5`: a column of cells is its beginning, the row numbers and these
tails, put together as text in one go.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import orjson

from xlmarket.errors import PeriodError, TemplateError
from xlmarket.package.dates import EPOCH_1904
from xlmarket.package.texts import escape, escape_text
from xlmarket.package.values import CellError
from xlmarket.periods import parse_period
from xlmarket.template.read.expressions import MOST_TEXT
from xlmarket.template.richtext import Rich

MOST_DIGITS = 10**15
_FIRST_DAY = date(1900, 3, 1)
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_FORBIDDEN = re.compile(f"[{_CONTROL}]")
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
        self._literal += text

    def column(self, texts: Sequence[str]) -> None:
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


def write_column(lines: Lines, style: str, values: Sequence[Any], *, epoch: date | None = None, font: str = "") -> None:
    """The tails of cells below each other; columns of numbers and of plain texts are written at once."""
    kinds = set(map(type, values))
    if kinds == {float} and (texts := _floats(values)):
        lines.text(f'"{style}><v>')
        lines.column(texts)
        lines.text("</v></c>")
    elif kinds == {str} and epoch is None and _are_plain(values):
        lines.text(f'"{style} t="inlineStr"><is><t>')
        lines.column(values)
        lines.text("</t></is></c>")
    else:
        lines.column([tail(style, value, epoch=epoch, font=font) for value in values])


def _are_plain(texts: Sequence[str]) -> bool:
    """Whether none of the texts needs anything: no marks to escape, no spaces at an end, none empty or too long."""
    ends = (texts[0], texts[-1])
    if any(not text or text[0] == " " or text[-1] == " " for text in ends) or max(map(len, texts)) > MOST_TEXT:
        return False
    joined = _SEPARATOR.join(texts)
    if _NOT_PLAIN.search(joined) or joined.count(_SEPARATOR) != len(texts) - 1:
        return False
    return not any(pair in joined for pair in _NOT_PLAIN_PAIRS)


def tail(style: str, value: Any, *, epoch: date | None = None, font: str = "") -> str:
    """One cell after its row number; `style` is the s attribute as XML. `TemplateError` has no place: render knows it.

    `epoch` is day 0 of the workbook's calendar where the cell's format shows a date: a period is then its first day.
    """
    kind = type(value)
    if kind is float:
        if math.isfinite(value):
            return f'"{style}><v>{value!r}</v></c>'
        raise TemplateError("a cell holds no such number", found=value)
    if kind is str:
        if epoch is not None and (day := _first_day(value)) is not None:
            return f'"{style}><v>{_serial(day, epoch)!r}</v></c>'
        return f'"{style} t="inlineStr"><is>{_text(value)}</is></c>' if value else f'"{style}/>'
    if value is None:
        return f'"{style}/>'
    if isinstance(value, CellError):
        return f'"{style} t="e"><v>{value.code}</v></c>'
    if kind is Rich:
        _text(str(value))
        return f'"{style} t="inlineStr"><is>{value.xml(font)}</is></c>'
    return _other(style, value, epoch)


def formula_tail(style: str, value: Any, *, formula: str = "", element: str = "") -> str:
    """One cell with the value its formula gave (None: not known), after its row number; `element` is an f element.

    Without a formula it is a cell that the answer of another fills.
    """
    element = element or (f"<f>{escape(formula)}</f>" if formula else "")
    if value is None:
        return f'"{style}>{element}</c>' if element else f'"{style}/>'
    if isinstance(value, CellError):
        return f'"{style} t="e">{element}<v>{value.code}</v></c>'
    if isinstance(value, bool):
        return f'"{style} t="b">{element}<v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f'"{style}>{element}<v>{value!r}</v></c>'
    return f'"{style} t="str">{element}<v>{escape_text(value)}</v></c>'


def head(value: Any) -> str:
    """A value as the header of a table's column: always a text, never an empty one."""
    if value is None or value == "":
        return "-"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def printed(values: Sequence[Any]) -> list[str]:
    """Finite floats as text, all at once; nothing where one of the values is no such number."""
    return _floats(values) if values and set(map(type, values)) == {float} else []


def _floats(values: Sequence[float]) -> list[str]:
    raw = orjson.dumps(values)
    return [] if b"n" in raw else raw[1:-1].decode().split(",")


def _other(style: str, value: Any, epoch: date | None) -> str:
    if isinstance(value, bool):
        return f'"{style} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int):
        if abs(value) >= MOST_DIGITS:
            raise TemplateError("Excel would round a whole number of more than 15 digits", found=value)
        return f'"{style}><v>{value}</v></c>'
    if isinstance(value, date) and epoch is not None:
        return f'"{style}><v>{_serial(value, epoch)!r}</v></c>'
    if isinstance(value, (list, tuple, dict, set)):
        raise TemplateError("a cell holds one value, not a list", found=value)
    if hasattr(value, "item") and callable(value.item):
        return tail(style, value.item(), epoch=epoch)
    return tail(style, str(value), epoch=epoch)


def _first_day(text: str) -> date | None:
    """The first day of the period a text names, if it names one."""
    try:
        return parse_period(text).start
    except PeriodError:
        return None


def _text(text: str) -> str:
    if len(text) > MOST_TEXT:
        raise TemplateError(f"a cell holds at most {MOST_TEXT:,} characters", found=f"{len(text):,}")
    if _FORBIDDEN.search(text):
        raise TemplateError("a cell cannot hold control characters", found=text)
    kept = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() or "\n" in text else ""
    return f"<t{kept}>{escape_text(text)}</t>"


def _serial(value: date, epoch: date) -> float | int:
    """Days since day 0 of the workbook's calendar; Excel's calendar of 1900 is wrong before March of that year."""
    day = value.date() if isinstance(value, datetime) else value
    first = epoch if epoch == EPOCH_1904 else _FIRST_DAY
    if day < first:
        raise TemplateError(f"a date cell of this workbook holds no day before {first}", found=value)
    days = (day - epoch).days
    if isinstance(value, datetime) and value.time() != time():
        return days + (value - datetime.combine(day, time(), value.tzinfo)).total_seconds() / 86_400
    return days
