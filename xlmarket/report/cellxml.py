"""A value as the XML of its cell. Text is text whatever it begins with; what Excel cannot hold is an error."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time
from typing import Any

import orjson

from xlmarket.errors import TemplateError
from xlmarket.functions.cells import CellError
from xlmarket.periods import Period
from xlmarket.report.expressions import MOST_TEXT

MOST_DIGITS = 10**15
_FIRST_DAY = date(1900, 3, 1)
_EPOCH = date(1899, 12, 30)
_SPECIAL = re.compile("[&<>\r]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def cell_xml(column: str, row: int, style: str, value: Any, *, is_date: bool = False) -> str:
    """One c element; `style` is the s attribute as XML. `TemplateError` has no place yet: render knows it."""
    kind = type(value)
    if kind is float:
        if math.isfinite(value):
            return f'<c r="{column}{row}"{style}><v>{value!r}</v></c>'
        raise TemplateError("a cell holds no such number", found=value)
    if kind is str:
        return _text(column, row, style, value) if value else f'<c r="{column}{row}"{style}/>'
    if value is None:
        return f'<c r="{column}{row}"{style}/>'
    if isinstance(value, CellError):
        return f'<c r="{column}{row}"{style} t="e"><v>{value.code}</v></c>'
    return _other(column, row, style, value, is_date)


def column_xml(column: str, rows: range, style: str, values: list[Any], *, is_date: bool = False) -> list[str]:
    """The cells of a column below each other; a column of numbers is printed at once."""
    texts = printed(values)
    if texts:
        return [f'<c r="{column}{row}"{style}><v>{text}</v></c>' for row, text in zip(rows, texts, strict=True)]
    return [cell_xml(column, row, style, value, is_date=is_date) for row, value in zip(rows, values, strict=True)]


def printed(values: list[Any]) -> list[str]:
    """Finite floats as text, all at once; nothing where one of the values is no such number."""
    if not values or set(map(type, values)) != {float}:
        return []
    texts = orjson.dumps(values)[1:-1].decode().split(",")
    return [] if "null" in texts else texts


def _other(column: str, row: int, style: str, value: Any, is_date: bool) -> str:
    if isinstance(value, bool):
        return f'<c r="{column}{row}"{style} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int):
        if abs(value) >= MOST_DIGITS:
            raise TemplateError("Excel would round a whole number of more than 15 digits", found=value)
        return f'<c r="{column}{row}"{style}><v>{value}</v></c>'
    if isinstance(value, Period) and is_date:
        value = value.start
    if isinstance(value, (date, datetime)) and is_date:
        return f'<c r="{column}{row}"{style}><v>{_serial(value)!r}</v></c>'
    if isinstance(value, (list, tuple, dict, set)):
        raise TemplateError("a cell holds one value, not a list", found=value)
    if hasattr(value, "item") and callable(value.item):
        return cell_xml(column, row, style, value.item(), is_date=is_date)
    return cell_xml(column, row, style, str(value))


def _text(column: str, row: int, style: str, text: str) -> str:
    if len(text) > MOST_TEXT:
        raise TemplateError(f"a cell holds at most {MOST_TEXT:,} characters", found=f"{len(text):,}")
    if _FORBIDDEN.search(text):
        raise TemplateError("a cell cannot hold control characters", found=text)
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    kept = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() or "\n" in text else ""
    if _SPECIAL.search(text):
        text = _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text)
    return f'<c r="{column}{row}"{style} t="inlineStr"><is><t{kept}>{text}</t></is></c>'


def _serial(value: date) -> float | int:
    """Days since the epoch of Excel's calendar; before March 1900 its calendar is wrong."""
    day = value.date() if isinstance(value, datetime) else value
    if day < _FIRST_DAY:
        raise TemplateError("Excel's calendar is wrong before 1900-03-01", found=value)
    days = (day - _EPOCH).days
    if isinstance(value, datetime) and value.time() != time():
        return days + (value - datetime.combine(day, time(), value.tzinfo)).total_seconds() / 86_400
    return days
