"""The one writer of cells: a value as the XML of a `<c>`. Reports, sheets of LAMBDA names and frozen formulas use it.

A text is a text whatever it begins with. Reports refuse what Excel cannot hold (`cell_tail`). Everything else writes
values that are sound already (`value_xml`).
"""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from xlmarket.errors import TemplateError
from xlmarket.package.dates import DateCells, day_number
from xlmarket.package.limits import MOST_DIGITS, MOST_TEXT
from xlmarket.package.rich_text import Rich
from xlmarket.package.texts import FORBIDDEN, escape, escape_text, fit_text, utf16_length
from xlmarket.package.values import CellError, CellValue, native

_LARGEST = 10**MOST_DIGITS
"""The first whole number that Excel would round."""


def cell_xml(
    reference: str, value: CellValue | Rich, *, style: str = "", prefix: str = "", spaced: bool = False
) -> str:
    """A whole cell. `style` is the number of a cell format and `prefix` the one of the sheet's elements, `x:`."""
    attributes = f' r="{reference}"' + (f' s="{style}"' if style else "")
    return element_xml(attributes, *value_xml(value, prefix, spaced=spaced), prefix)


def row_xml(number: int, cells: str, *, attributes: str = "", prefix: str = "") -> str:
    """A row of cells that are XML already."""
    return f'<{prefix}row r="{number}"{attributes}>{cells}</{prefix}row>'


def element_xml(attributes: str, kind: str, inner: str, prefix: str = "") -> str:
    """A cell with its attributes as XML, the letter of its kind, and its formula and value."""
    start = f"<{prefix}c{attributes}{_kind_xml(kind)}"
    return f"{start}>{inner}</{prefix}c>" if inner else f"{start}/>"


def value_xml(
    value: CellValue | Rich, prefix: str = "", *, of_formula: bool = False, spaced: bool = False
) -> tuple[str, str]:
    """The letter of a value's kind (n, b, e, str, inlineStr) and its XML. The value of a formula lies in a `<v>`.

    Texts lose what no XML holds and what is longer than a cell. `spaced` marks all texts as ones whose spaces count.
    """
    if value is None or (value == "" and not of_formula):
        return "n", ""
    if isinstance(value, CellError):
        return "e", f"<{prefix}v>{value.code}</{prefix}v>"
    if isinstance(value, bool):
        return "b", f"<{prefix}v>{int(value)}</{prefix}v>"
    if isinstance(value, (int, float)):
        return "n", f"<{prefix}v>{value!r}</{prefix}v>"
    if isinstance(value, Rich):
        return "inlineStr", f"<{prefix}is>{value.xml('')}</{prefix}is>"
    text = fit_text(str(value))
    space = ' xml:space="preserve"' if spaced else _space(text)
    if of_formula:
        return "str", f"<{prefix}v{space}>{escape_text(text)}</{prefix}v>"
    return "inlineStr", f"<{prefix}is><{prefix}t{space}>{escape_text(text)}</{prefix}t></{prefix}is>"


def formula_xml(formula: str, *, attributes: str = "", prefix: str = "") -> str:
    """The `<f>` of a formula, without its `=`."""
    return f"<{prefix}f{attributes}>{escape(formula.removeprefix('='))}</{prefix}f>"


def round_number(value: float) -> float | int:
    """A number with the 15 digits that Excel keeps, a whole one as Excel writes it: 3, not 3.0."""
    if not math.isfinite(value) or (isinstance(value, int) and abs(value) < _LARGEST):
        return value
    rounded = float(f"{value:.{MOST_DIGITS}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < _LARGEST else rounded


def cell_tail(style: str, value: Any, *, dates: DateCells | None = None, font: str = "") -> str:
    """A cell of a report after its row number: `" s="3"><v>1.5</v></c>`. `style` holds its attributes as XML.

    A column of cells is its beginning `<c r="B`, the row numbers and these tails, joined as text at once. `dates` is set
    where the format of the cell shows a date, and `font` has the properties of its font for a text in several looks.

    Raises `TemplateError`, without a place, for a value that a cell cannot hold: no finite number, a whole number of
    more than 15 digits, a day before the calendar, a list, a text too long or with control characters.
    """
    kind = type(value)
    if kind is float:
        if math.isfinite(value):
            return f'"{style}><v>{value!r}</v></c>'
        raise TemplateError("a cell holds no such number", found=value)
    if kind is str:
        if dates is not None and (day := dates.date_of(value)) is not None:
            return f'"{style}><v>{day_number(day, dates.epoch)!r}</v></c>'
        return f'"{style} t="inlineStr"><is>{_text_xml(value)}</is></c>' if value else f'"{style}/>'
    if value is None:
        return f'"{style}/>'
    if kind is Rich:
        check_text(str(value))
        return f'"{style} t="inlineStr"><is>{value.xml(font)}</is></c>'
    return _other_tail(style, value, dates)


def formula_tail(style: str, value: Any, element: str) -> str:
    """A cell after its row number with an `f` element and the value of its formula, `None` where it is not known."""
    kind, inner = value_xml(value, of_formula=True)
    return f'"{style}{_kind_xml(kind)}>{element}{inner}</c>'


def check_text(text: str) -> None:
    """Raise `TemplateError` for a text that no cell can hold."""
    if len(text) > MOST_TEXT // 2 and (length := utf16_length(text)) > MOST_TEXT:
        raise TemplateError(f"a cell holds at most {MOST_TEXT:,} characters", found=f"{length:,}")
    if FORBIDDEN.search(text):
        raise TemplateError("a cell cannot hold control characters", found=text)


def header_text(value: Any) -> str:
    """A value as the header of a table's column, which Excel wants to be a text and not an empty one."""
    if value is None or value == "":
        return "-"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _other_tail(style: str, value: Any, dates: DateCells | None) -> str:
    if isinstance(value, (CellError, bool)):
        kind, inner = value_xml(value)
        return f'"{style}{_kind_xml(kind)}>{inner}</c>'
    if isinstance(value, int):
        if abs(value) >= _LARGEST:
            raise TemplateError(f"Excel would round a whole number of more than {MOST_DIGITS} digits", found=value)
        return f'"{style}><v>{value}</v></c>'
    if isinstance(value, date) and dates is not None:
        return f'"{style}><v>{day_number(value, dates.epoch)!r}</v></c>'
    if isinstance(value, (list, tuple, dict, set)):
        raise TemplateError("a cell holds one value, not a list", found=value)
    if callable(value):
        raise TemplateError("a cell holds a value, not a function", found=value, remedy="call it with brackets: NAME()")
    if (plain := native(value)) is not value:
        return cell_tail(style, plain, dates=dates)
    return cell_tail(style, str(value), dates=dates)


def _text_xml(text: str) -> str:
    if len(text) > MOST_TEXT // 2 or FORBIDDEN.search(text):
        check_text(text)
    return f"<t{_space(text)}>{escape_text(text)}</t>"


def _space(text: str) -> str:
    """Without the attribute Excel drops spaces at the ends and line breaks."""
    counts = text and (text[0].isspace() or text[-1].isspace() or "\n" in text)
    return ' xml:space="preserve"' if counts else ""


def _kind_xml(kind: str) -> str:
    return f' t="{kind}"' if kind != "n" else ""
