"""Writing into the bytes of a sheet: the cells that change are written again, all others stay byte for byte."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from xlmarket.formulas.book.cells import BookCell, SheetCells
from xlmarket.package.areas import Area, column_letters
from xlmarket.package.cell_xml import cell_xml, element_xml, formula_xml, round_number, row_xml, value_xml
from xlmarket.package.markup import Edit, Element, apply_edits, content
from xlmarket.package.values import CellError

KEEP: Any = object()
"""In place of a value: the one the cell shows now."""

_CHANGING = re.compile(r"\s(?:t|cm)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_TAG = re.compile(r"<((?:\w+:)?)c\b(.*?)/?>\Z", re.DOTALL)


class SheetWriter:
    """The edits of one sheet, made at once by `done`."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self.cells = SheetCells.read(xml)
        self._edits: list[Edit] = []
        self._new: dict[int, dict[int, str]] = defaultdict(dict)

    def respell(self, element: Element, text: str) -> None:
        """Another text in a formula. Nothing else of its cell changes."""
        self._edits.append(content(element, text))

    def rewrite(
        self, cell: BookCell, value: Any = KEEP, *, formula: str = "", area: str = "", dynamic: int = 0
    ) -> None:
        """A cell with another formula (none: a plain value) and another value.

        `area` makes it an array formula, `dynamic` is the `cm` of one that spills.
        """
        raw = self._raw(cell.element.start, cell.element.inner)
        tag = _TAG.match(raw)
        assert tag is not None  # noqa: S101 - it is the start tag of a cell
        prefix, attributes = tag[1], _CHANGING.sub("", tag[2]).rstrip()
        attributes += f' cm="{dynamic}"' if dynamic else ""
        kind, shown = (
            self._present_value(cell)
            if value is KEEP
            else value_xml(_with_digits(value), prefix, of_formula=bool(formula))
        )
        inner = _formula(cell, formula, area, prefix) + shown
        self._edits.append(Edit(cell.element.start, cell.element.end, element_xml(attributes, kind, inner, prefix)))

    def put(self, row: int, column: int, value: Any, style: str) -> None:
        """A plain value at a place. A cell that is not there yet gets the style."""
        cell = self.cells.by_place.get((row, column))
        if cell is not None:
            self.rewrite(cell, value)
            return
        address = f"{column_letters(column)}{row}"
        self._new[row][column] = cell_xml(address, _with_digits(value), style=style, prefix=self.prefix)

    def is_free(self, area: Area, own: Area) -> bool:
        """Whether an area holds nothing but what is its own."""
        for row in range(area.first_row, area.last_row + 1):
            for column in range(area.first_column, area.last_column + 1):
                cell = self.cells.by_place.get((row, column))
                if column in self._new.get(row, ()):
                    return False
                if cell is not None and not own.holds(Area(column, row, column, row)) and (cell.text or cell.shown):
                    return False
        return True

    def insert(self, at: int, text: str) -> None:
        """Further XML at a place."""
        self._edits.append(Edit(at, at, text))

    def to_bytes(self) -> bytes:
        """The sheet with all that was written."""
        return apply_edits(self.xml, [*self._edits, *self._insertions()])

    @property
    def prefix(self) -> str:
        """What precedes the names of the sheet's elements."""
        data = self.cells.data
        found = re.match(rb"<(\w+:)", self.xml[data.start : data.inner]) if data is not None else None
        return found[1].decode() if found else ""

    def _raw(self, start: int, end: int) -> str:
        return self.xml[start:end].decode()

    def _present_value(self, cell: BookCell) -> tuple[str, str]:
        if cell.type == "inlineStr" or cell.value is None:
            return value_xml(cell.inline or None, of_formula=True)
        return cell.type, self._raw(cell.value.start, cell.value.end)

    def _insertions(self) -> list[Edit]:
        """New cells in the order of their rows and columns, in rows that are there or new."""
        made = []
        for row in sorted(self._new):
            cells = sorted(self._new[row].items())
            holder = self.cells.rows.get(row)
            text = "".join(one for _, one in cells)
            if holder is None:
                at = self._row_after(row)
                made.append(Edit(at, at, row_xml(row, text, prefix=self.prefix)))
            elif holder.inner_end == holder.end:
                tag = self._raw(holder.start, holder.inner - 2)
                made.append(Edit(holder.start, holder.end, f"{tag}>{text}</{self.prefix}row>"))
            else:
                made += [self._insertion(row, column, holder, one) for column, one in cells]
        return made

    def _row_after(self, row: int) -> int:
        assert self.cells.data is not None  # noqa: S101 - a sheet that is written to has cells
        at = bisect_right(self._row_numbers, row)
        later = self._row_numbers[at : at + 1]
        return self.cells.rows[later[0]].start if later else self.cells.data.inner_end

    def _insertion(self, row: int, column: int, holder: Element, text: str) -> Edit:
        columns = self._columns[row]
        at = bisect_right(columns, column)
        later = columns[at : at + 1]
        place = self.cells.by_place[row, later[0]].element.start if later else holder.inner_end
        return Edit(place, place, text)

    @cached_property
    def _row_numbers(self) -> list[int]:
        return sorted(self.cells.rows)

    @cached_property
    def _columns(self) -> dict[int, list[int]]:
        """The columns that have a cell, in order, by row."""
        found: dict[int, list[int]] = defaultdict(list)
        for row, column in sorted(self.cells.by_place):
            found[row].append(column)
        return found


def _formula(cell: BookCell, formula: str, area: str, prefix: str) -> str:
    if not formula:
        return ""
    old = cell.formula.attributes if cell.formula is not None else {}
    attributes = f' t="array" ref="{area}"' if area else ""
    attributes += ' ca="1"' if old.get("ca") in ("1", "true") else ""
    return formula_xml(formula, attributes=attributes, prefix=prefix)


def _with_digits(value: Any) -> Any:
    """A value with the digits of a cell."""
    return round_number(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def fit_rows(rows: Sequence[Sequence[Any]], area: Area) -> list[list[Any]]:
    """An answer in an area of a fixed size, as an old array formula shows it: one row or column is repeated, the rest
    is `#N/A`.
    """
    missing = CellError("#N/A")
    wide = [[*row] for row in rows]
    height, width = area.last_row - area.first_row + 1, area.last_column - area.first_column + 1

    def cell(row: int, column: int) -> Any:
        y, x = 0 if len(wide) == 1 else row, 0 if len(wide[0]) == 1 else column
        return wide[y][x] if y < len(wide) and x < len(wide[0]) else missing

    return [[cell(row, column) for column in range(width)] for row in range(height)]
