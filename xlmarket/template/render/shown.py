"""What finished cells show of their values, for shapes that are linked to one."""

from __future__ import annotations

import re

from xlmarket.errors import TemplateError
from xlmarket.package.areas import column_letters
from xlmarket.package.cell_xml import cell_tail
from xlmarket.package.dates import DateCells
from xlmarket.package.looks import CellLook
from xlmarket.package.number_text import number_text
from xlmarket.package.rich_text import Rich
from xlmarket.package.values import CellError
from xlmarket.template.plan.cells import ExpressionCell, StaticCell, TemplateCell
from xlmarket.template.render.finished import SectionRows
from xlmarket.template.render.walk import FilledSheet

_NUMBER = re.compile(r'"><v>([^<]*)</v>')
_ROOM = re.compile(r"_.")
"""What a format leaves as wide as a character."""


def cell_at(filled: FilledSheet, column: int, row: int) -> TemplateCell | None:
    """The template cell that a finished cell comes from, if there is one."""
    for piece, low, _ in filled.finished.between(row, row):
        rows, stretch = filled.rows, piece
        if isinstance(piece, SectionRows):
            strips = zip(piece.plan.strips, piece.strips, strict=True)
            strip, finished = next(pair for pair in strips if pair[0].first_column <= column <= pair[0].last_column)
            inside = next(finished.between(low + 1, low + 1), None)
            if inside is None:
                return None
            rows, stretch = filled.strips[strip.number], inside[0]
        template = rows.get(getattr(stretch, "template", 0))
        letters = column_letters(column)
        return next((cell for cell in template.cells if cell.column == letters), None) if template is not None else None
    return None


def style_of(cell: TemplateCell | None) -> str:
    """The attributes of a cell as XML."""
    if cell is None:
        return ""
    return cell.tail.partition(">")[0] if isinstance(cell, StaticCell) else cell.style


def shown_text(value: object, cell: TemplateCell | None, look: CellLook) -> str:
    """What a cell of a look shows of a value. A number whose format is not read here is shown with all its digits."""
    if value is None:
        return ""
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, bool):
        return str(value).upper()
    dates = cell.dates if isinstance(cell, ExpressionCell) else None
    if isinstance(value, str | Rich) and dates is None:
        return str(value)
    return _number_text(value, dates, look)


def _number_text(value: object, dates: DateCells | None, look: CellLook) -> str:
    try:
        written = _NUMBER.match(cell_tail("", value, dates=dates))
    except TemplateError:
        return ""  # the cell is refused with its own place as it is written
    if written is None:
        return str(value)
    number, code = float(written[1]), look.number_code
    text = number_text(number, _ROOM.sub(" ", code)) if code and code != "General" else None
    return f"{number:.11g}" if text is None else text.strip()
