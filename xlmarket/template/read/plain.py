"""Numbers and shared strings without grammar: most cells of a large sheet are, so they are read the short way."""

from __future__ import annotations

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import column_number
from xlmarket.package.limits import MAX_COLUMN
from xlmarket.template.plan.cells import StaticCell
from xlmarket.template.read.texts import SharedTexts

_V = f"{{{MAIN}}}v"
_DIGITS = "0123456789"


class PlainCells:
    """Reads plain cells. Cells of a column that show the same text with the same look are one."""

    def __init__(self, texts: SharedTexts) -> None:
        self._texts = texts
        self._known: dict[tuple[str, str, str], StaticCell | None] = {}

    def read(self, cell: etree._Element) -> StaticCell | None:
        """The cell, None for one that is read with care: with a formula, a tag, or anything that is rare."""
        if len(cell) != 1 or cell[0].tag != _V or len(cell[0].attrib):
            return None
        reference = style = kind = ""
        for key, value in cell.items():
            if key == "r":
                reference = str(value)
            elif key == "s":
                style = f' s="{int(value)}"'
            elif key == "t":
                kind = str(value)
            else:
                return None
        column, text = reference.rstrip(_DIGITS), cell[0].text or ""
        if kind == "s":
            known = (column, style, text)
            if known not in self._known:
                self._known[known] = self._text(*known)
            return self._known[known]
        return None if kind or not _is_column(column) else _number(column, style, text)

    def _text(self, column: str, style: str, number: str) -> StaticCell | None:
        text = self._texts.text(int(number)) if number.isdecimal() else None
        if text is None or text.has_grammar or not _is_column(column):
            return None
        return StaticCell(column, f'"{style} t="s"><v>{number}</v></c>', text.text, int(number))


def _number(column: str, style: str, text: str) -> StaticCell | None:
    try:
        return StaticCell(column, f'"{style}><v>{text}</v></c>', float(text))
    except ValueError:
        return None


def _is_column(letters: str) -> bool:
    return letters.isalpha() and column_number(letters) <= MAX_COLUMN
