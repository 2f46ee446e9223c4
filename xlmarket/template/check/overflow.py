"""Numbers that are wider than their cells, which Excel shows as `###`.

Judged are formats that `number_text` reads. General is not, as Excel rounds such a number until it fits. Widths of digits
are those of the screen, of which Excel's columns are made.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.archive import MAIN, OFFICE, Package
from xlmarket.package.areas import column_letters, column_number, parse_area
from xlmarket.package.looks import CellLook, Looks
from xlmarket.package.sizes import Sizes

_ROW, _CELL = f"{{{MAIN}}}row", f"{{{MAIN}}}c"
_EDGE = 3
"""Pixels of a column that a number never uses."""

_VARIES = re.compile(r"[dmyhs]|\.[^;]*[#?]", re.IGNORECASE)
"""Formats whose widest value need not be the largest or the smallest."""

_MOST_VALUES = 5000
"""Values of a column and format that are measured one by one."""

_SPAN = 16
"""Columns of merged cells that are added up."""


class NumberCell(NamedTuple):
    """A cell with a number: its column, row and style."""

    column: int
    row: int
    style: int
    number: float


@dataclass(frozen=True, slots=True)
class ColumnRoom:
    """How much room the cells of a sheet have."""

    looks: Looks
    sizes: Sizes
    merged: dict[tuple[int, int], int]

    @classmethod
    def of(cls, sheet: etree._Element, looks: Looks) -> ColumnRoom:
        """The room of the cells of a sheet, from its XML."""
        areas = [parse_area(str(element.get("ref"))) for element in sheet.iter(f"{{{MAIN}}}mergeCell")]
        merged = {(area.first_row, area.first_column): area.last_column for area in areas}
        return cls(looks, Sizes.of(sheet, {}, looks.normal), merged)

    def overflow(self, cells: Iterable[NumberCell]) -> Iterator[tuple[NumberCell, str]]:
        """The number of each column that is most wider than its cell, with what it would show."""
        worst: dict[int, tuple[float, NumberCell, str]] = {}
        for cell in cells:
            look = self.looks.numbered(cell.style)
            text = look.shown(cell.number)
            room = self._room(cell, look)
            if text is None or room is None:
                continue
            beyond = self.looks.screen_width(text, look) - room
            if beyond > 0 and beyond > worst.get(cell.column, (0.0,))[0]:
                worst[cell.column] = beyond, cell, text
        yield from ((cell, text) for _, cell, text in worst.values())

    def _room(self, cell: NumberCell, look: CellLook) -> float | None:
        """The pixels that a number has. Nothing where its column is hidden."""
        last = min(self.merged.get((cell.row, cell.column), cell.column), cell.column + _SPAN)
        widths = [self.looks.pixels(self.sizes.characters(column)) for column in range(cell.column, last + 1)]
        return sum(widths) - _EDGE - self.looks.indent(look) if any(widths) else None


def overflow_warnings(package: Package) -> list[TemplateError]:
    """The columns of a finished workbook that show `###`, each with its widest number."""
    part = package.of_workbook("styles")
    looks = Looks.read(package.parse(part)) if part else Looks()
    targets = {relation.id: relation.target for relation in package.relations(package.workbook)}
    warnings: list[TemplateError] = []
    for sheet in package.parse(package.workbook).iter(f"{{{MAIN}}}sheet"):
        target = targets.get(str(sheet.get(f"{{{OFFICE}}}id")), "")
        if sheet.get("state", "visible") == "visible" and target in package.members and "worksheets" in target:
            place = Place(file=package.path.name, sheet=str(sheet.get("name")))
            warnings += sheet_overflow(package.read(target), looks, place)
    return warnings


def sheet_overflow(content: bytes, looks: Looks, place: Place) -> list[TemplateError]:
    """The same for the part of one sheet. Rows pass through."""
    candidates = Candidates(looks)
    root = None
    for _, row in etree.iterparse(io.BytesIO(content), tag=_ROW, resolve_entities=False):
        root = row.getroottree().getroot() if root is None else root
        if row.get("hidden") not in ("1", "true"):
            candidates.take(_numbers(row))
        row.clear()
    cells = candidates.kept()
    if root is None or not cells:
        return []
    return [overflow_warning(cell, text, place) for cell, text in ColumnRoom.of(root, looks).overflow(cells)]


def overflow_warning(cell: NumberCell, text: str, place: Place) -> TemplateError:
    """The warning for the widest number of a column."""
    letters = column_letters(cell.column)
    return TemplateError(
        f"column {letters} shows ###, as a number is wider than its cell",
        where=Place(file=place.file, sheet=place.sheet, cell=f"{letters}{cell.row}"),
        found=text,
        remedy="make the column wider, or the number format shorter",
    )


def _numbers(row: etree._Element) -> Iterator[NumberCell]:
    for cell in row.iterchildren(_CELL):
        value = cell.findtext(f"{{{MAIN}}}v") if cell.get("t", "n") == "n" else None
        reference = str(cell.get("r") or "")
        if value and reference:
            letters = reference.rstrip("0123456789")
            yield NumberCell(
                column_number(letters), int(reference[len(letters) :]), int(cell.get("s") or 0), float(value)
            )


class Candidates:
    """The numbers of a sheet that may be the widest of their column and style."""

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self._ends: dict[tuple[int, int], tuple[NumberCell, NumberCell]] = {}
        self._others: dict[tuple[int, int], list[NumberCell]] = {}
        self._judged: dict[int, str] = {}

    def take(self, cells: Iterable[NumberCell]) -> None:
        """Take the numbers of a row."""
        for cell in cells:
            way = self._judged.get(cell.style) or self._way(cell.style)
            key = (cell.column, cell.style)
            if way == "all" and len(self._others.setdefault(key, [])) < _MOST_VALUES:
                self._others[key].append(cell)
            if way != "none":
                low, high = self._ends.get(key, (cell, cell))
                if cell.number <= low.number or cell.number >= high.number:
                    self._ends[key] = min(low, cell, key=_number), max(high, cell, key=_number)

    def kept(self) -> list[NumberCell]:
        """The candidates."""
        ends = (cell for pair in self._ends.values() for cell in pair)
        return [*dict.fromkeys(ends), *(cell for cells in self._others.values() for cell in cells)]

    def _way(self, style: int) -> str:
        look = self._looks.numbered(style)
        code = look.number_code
        judged = code and code.casefold() != "general" and not look.shrinks and not look.is_turned
        way = self._judged[style] = "none" if not judged else "all" if _VARIES.search(code) else "ends"
        return way


def _number(cell: NumberCell) -> float:
    return cell.number
