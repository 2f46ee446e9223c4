"""The widths of finished columns that are to fit what is filled in: the widest value of the cells that ask for it.

A column is never narrower than in the template, nor wider than a sheet allows.
"""

from __future__ import annotations

import copy
import math
import re
from typing import Any

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import column_number
from xlmarket.package.cell_xml import cell_tail
from xlmarket.package.elements import insert_in_sheet
from xlmarket.package.fonts.paragraphs import CELL_PADDING, text_width
from xlmarket.package.limits import MOST_WIDTH
from xlmarket.package.looks import CellLook, text_runs
from xlmarket.package.rich_text import Rich
from xlmarket.package.sizes import Sizes
from xlmarket.template.marks import Marked
from xlmarket.template.plan.cells import ExpressionCell
from xlmarket.template.plan.sheets import FitPlan
from xlmarket.template.render.lookup import stretches
from xlmarket.template.render.walk import FilledSheet

_NUMBER = re.compile(r'"><v>([^<]*)</v>')
_FOREIGN_FORMAT = "0000"
"""Room for what a format that is not read here may add to a number."""


def fit_columns(fit: FitPlan, filled: FilledSheet, xml: etree._Element) -> None:
    """Widen the columns of a sheet whose XML has followed its cells."""
    sizes = Sizes.of(xml, {}, fit.looks.normal)
    for column, pixels in sorted(_widest(fit, filled).items()):
        before = sizes.characters(column)
        width = min(fit.looks.characters(pixels), MOST_WIDTH)
        if 0 < before < width:
            _set_width(xml, column, width)


def _widest(fit: FitPlan, filled: FilledSheet) -> dict[int, int]:
    """The pixels that the widest value of each column needs."""
    widest: dict[int, int] = {}
    row = 1
    for piece in filled.finished:
        for _, stretch, rows in stretches(filled, piece, row):
            template = rows.get(stretch.template)
            for cell in template.expressions if template is not None and stretch.values else ():
                if isinstance(cell, ExpressionCell) and cell.is_fitted:
                    look, column = fit.looks.of(cell.style), column_number(cell.column)
                    values = (row_values[cell.slot] for row_values in stretch.values or () if row_values)
                    width = max((_width(value, cell, look) for value in values), default=0.0)
                    pixels = math.ceil(width) + CELL_PADDING + fit.looks.indent(look)
                    widest[column] = max(widest.get(column, 0), pixels)
        row += piece.count
    return widest


def _width(value: Any, cell: ExpressionCell, look: CellLook) -> float:
    """The pixels of a value as its cell shows it."""
    value = value.value if isinstance(value, Marked) else value
    if value is None:
        return 0.0
    if isinstance(value, Rich) or (isinstance(value, str) and cell.dates is None):
        return text_width(text_runs(value, look))
    number = _NUMBER.match(cell_tail("", value, dates=cell.dates))
    text = str(value) if number is None else look.shown(float(number[1]))
    return look.font.width(f"{value}{_FOREIGN_FORMAT}" if text is None else text)


def _set_width(xml: etree._Element, column: int, width: float) -> None:
    """Give one column a width. The rest of its range keeps what it had."""
    columns = xml.find(f"{{{MAIN}}}cols")
    if columns is None:
        columns = insert_in_sheet(xml, "cols")
    held = next((e for e in columns if int(e.get("min") or 1) <= column <= int(e.get("max") or 1)), None)
    target = _piece(etree.Element(f"{{{MAIN}}}col") if held is None else held, column, column)
    target.set("width", f"{width:g}")
    target.set("customWidth", "1")
    pieces = [target]
    if held is not None:
        rest = (int(held.get("min") or 1), column - 1), (column + 1, int(held.get("max") or 1))
        pieces += [_piece(held, first, last) for first, last in rest if first <= last]
        columns.remove(held)
    columns[:] = sorted([*columns, *pieces], key=lambda element: int(element.get("min") or 1))


def _piece(element: etree._Element, first: int, last: int) -> etree._Element:
    piece = copy.copy(element)
    piece.set("min", str(first))
    piece.set("max", str(last))
    return piece
