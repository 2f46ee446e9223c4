"""What of a sheet is not printed: cells and drawings outside of its print area, hidden columns, objects that are off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.anchors import XDR, placed
from xlmarket.package.archive import MAIN, Package
from xlmarket.package.areas import Area, column_letters, column_number, parse_area
from xlmarket.package.sizes import Sizes
from xlmarket.template.plan.cells import ExpressionCell, FormulaCell, StaticCell, TemplateCell
from xlmarket.template.plan.sheets import SheetPlan

_AREAS = re.compile(",(?=(?:[^']*'[^']*')*[^']*$)")
_MOST_CELLS = 3
_OFF = ("0", "false")


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """A sheet of a template with the areas that are printed, none if all of it is."""

    plan: SheetPlan
    areas: Sequence[Area]
    place: Place

    def warnings(self, package: Package) -> Iterator[TemplateError]:
        """What will not be printed."""
        cells = [(cell, row.number) for row in self.plan.rows.values() for cell in row.cells if _has_content(cell)]
        yield from self._outside(cells)
        yield from self._hidden(cells)
        for relation in package.relations(self.plan.part):
            if relation.name == "drawing" and relation.target in package.members:
                yield from self._drawings(package.parse(relation.target))

    def _outside(self, cells: Iterable[tuple[TemplateCell, int]]) -> Iterator[TemplateError]:
        """Cells outside of the print area, unless their column is hidden too: then they only feed others."""
        outside = [(cell, row) for cell, row in cells if not self._is_printed(_cell(cell, row))]
        hidden = _members(hidden_columns(self.plan.xml), [cell for cell, _ in outside])
        names = [f"{cell.column}{row}" for cell, row in outside if column_number(cell.column) not in hidden]
        if names:
            more = f" and {len(names) - _MOST_CELLS} more" if len(names) > _MOST_CELLS else ""
            what = "cells with content lie outside of the print area"
            yield self._warning(what, names[0], ", ".join(names[:_MOST_CELLS]) + more)

    def _hidden(self, cells: Iterable[tuple[TemplateCell, int]]) -> Iterator[TemplateError]:
        hidden = hidden_columns(self.plan.xml)
        filled = [
            cell for cell, row in cells if isinstance(cell, ExpressionCell) and self._is_printed(_cell(cell, row))
        ]
        for column in sorted({column_number(cell.column) for cell in filled} & _members(hidden, filled)):
            letters = column_letters(column)
            yield self._warning(f"column {letters} is hidden and is not printed", f"{letters}1", None)

    def _drawings(self, drawing: etree._Element) -> Iterator[TemplateError]:
        hidden, sizes = hidden_columns(self.plan.xml), Sizes.of(self.plan.xml, {}, self.plan.normal)
        for anchor, area in placed(drawing, sizes):
            shape = next(anchor.iter("{*}cNvPr"), None)
            name = str(shape.get("name") or "") if shape is not None else ""
            noun = "chart" if next(anchor.iter("{*}graphicFrame"), None) is not None else "drawing"
            data = anchor.find(f"{{{XDR}}}clientData")
            cell = str(area.first_cell)
            if data is not None and data.get("fPrintsWithSheet") in _OFF:
                yield self._warning(f"the {noun} is not printed: its option Print object is off", cell, name)
            elif any(first <= area.first_column and area.last_column <= last for first, last in hidden):
                yield self._warning(f"the {noun} lies in hidden columns and is not printed", cell, name)
            elif not self._is_printed(area):
                yield self._warning(f"the {noun} lies outside of the print area", cell, name)

    def _is_printed(self, area: Area) -> bool:
        return not self.areas or any(printed.holds(area) for printed in self.areas)

    def _warning(self, what: str, cell: str, found: str | None) -> TemplateError:
        return TemplateError(what, where=replace(self.place, cell=cell), found=found)


def print_areas(workbook: etree._Element) -> dict[int, list[Area]]:
    """The print areas of the sheets by their place in the workbook. One that a formula finds is left out."""
    areas: dict[int, list[Area]] = {}
    for name in workbook.iter(f"{{{MAIN}}}definedName"):
        text = name.text or ""
        if name.get("name") == "_xlnm.Print_Area" and name.get("localSheetId") and not set("(#") & set(text):
            pieces = [piece.rpartition("!")[2] for piece in _AREAS.split(text)]
            areas[int(str(name.get("localSheetId")))] = [parse_area(piece) for piece in pieces]
    return areas


def hidden_columns(sheet: etree._Element) -> list[tuple[int, int]]:
    """The ranges of hidden columns."""
    columns = sheet.iterfind(f"{{{MAIN}}}cols/{{{MAIN}}}col[@hidden]")
    return [
        (int(column.get("min") or 1), int(column.get("max") or 1))
        for column in columns
        if column.get("hidden") not in _OFF
    ]


def _members(ranges: Iterable[tuple[int, int]], cells: Iterable[TemplateCell]) -> set[int]:
    numbers = {column_number(cell.column) for cell in cells}
    return {number for number in numbers for first, last in ranges if first <= number <= last}


def _cell(cell: TemplateCell, row: int) -> Area:
    return parse_area(f"{cell.column}{row}")


def _has_content(cell: TemplateCell) -> bool:
    return isinstance(cell, (ExpressionCell, FormulaCell)) or (isinstance(cell, StaticCell) and cell.value is not None)
