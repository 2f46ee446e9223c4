"""One cell of a sheet as a raw cell: its type, its cached result, and the date or percentage its number format shows."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from lxml import etree
from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900, from_excel

from xlmarket.package.archive import MAIN
from xlmarket.sources.characters import readable
from xlmarket.sources.tables import Percent, RawCell, Unreadable
from xlmarket.sources.workbook.book import SourceBook
from xlmarket.sources.workbook.formats import NumberFormat, NumberShape
from xlmarket.sources.workbook.texts import item_text, unescape

V, F, IS = f"{{{MAIN}}}v", f"{{{MAIN}}}f", f"{{{MAIN}}}is"
NOT_CALCULATED = "a formula never calculated: open and save the workbook in a spreadsheet program"
_FORMULAS = ("shared", "array", "dataTable")


class SheetCellReader:
    """Reads the cells of one workbook. A cell that holds no value becomes `Unreadable`."""

    def __init__(self, book: SourceBook) -> None:
        self._book = book
        self._plain = frozenset(
            n
            for n, look in enumerate(book.styles.formats)
            if all(section.shape is NumberShape.NUMBER for section in look.sections)
        )

    def read(self, cell: etree._Element) -> RawCell:
        """Return the content of a cell, or None where it is empty."""
        kind, text, formula, item = cell.get("t", "n"), None, None, None
        for child in cell:
            if child.tag == V:
                text = child.text or ""
            elif child.tag == F:
                formula = child
            elif child.tag == IS:
                item = child
        if formula is not None and item is None and not (text or (kind == "str" and text is not None)):
            source = formula_text(formula)
            if source:
                return Unreadable(source, NOT_CALCULATED)
        if kind == "n":
            return self._number(text, style_of(cell)) if text else None
        return _convert(kind, text, item, self._book.texts)

    def _number(self, text: str, style: int) -> RawCell:
        try:
            number = float(text) if text.isascii() and "_" not in text else float("nan")
        except ValueError:
            number = float("nan")
        if number - number != 0:
            return Unreadable(text, "not a finite number")
        if style in self._plain:
            return number
        return self._apply_format(number, self._book.styles.format(style))

    def _apply_format(self, number: float, look: NumberFormat) -> RawCell:
        match look.section(number).shape:
            case NumberShape.PERCENT:
                return Percent(float(Decimal(repr(number)).scaleb(2)))
            case NumberShape.DATE:
                return self._date(number)
            case NumberShape.TIME:
                return Unreadable(f"{number!r}", f"the cell shows a time or duration ({look.code}), not a number")
        return number

    def _date(self, number: float) -> RawCell:
        """The day of a serial number. Day 0 and 29 February 1900 (60) exist in Excel only, so they are not read."""
        is_day = number >= 1 and not 60 <= number < 61 if self._book.epoch == CALENDAR_WINDOWS_1900 else number >= 0
        try:
            day = from_excel(number, self._book.epoch) if is_day else None
        except (ValueError, OverflowError):
            day = None
        if isinstance(day, datetime):
            return day.date()
        return self._book.epoch.date() if number == 0 and is_day else Unreadable(f"{number!r}", "not a date")


def style_of(cell: etree._Element) -> int:
    """Return the number of the cell's style."""
    style = cell.get("s") or "0"
    return int(style) if style.isdecimal() else 0


def formula_text(formula: etree._Element) -> str:
    """Return a formula as one types it, or "" for an element without one."""
    if formula.text:
        return f"={formula.text}"
    return f"a formula ({formula.get('t')})" if formula.get("t") in _FORMULAS else ""


def _convert(kind: str, text: str | None, item: etree._Element | None, texts: tuple[RawCell, ...]) -> RawCell:
    match kind:
        case "inlineStr":
            return None if item is None else item_text(item)
        case "s":
            return _text_at(text, texts)
        case "str" | "e":
            return readable(unescape(text or ""))
        case "b":
            return text in ("1", "true") if text else None
        case "d":
            return _iso(text)
    return Unreadable(kind, "unknown type of cell")


def _text_at(text: str | None, texts: tuple[RawCell, ...]) -> RawCell:
    if not text:
        return None
    place = int(text) if text.isdecimal() else len(texts)
    return texts[place] if place < len(texts) else Unreadable(text, "the cell refers to a text that does not exist")


def _iso(text: str | None) -> RawCell:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return Unreadable(text, "not a date")
