"""Formulas that only Excel calculates, with the values that a finished workbook shows before it does.

Render hands all formulas of the finished workbook to `calculation`. A formula it does not calculate has no value: the
one in the template was that of other cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from xlmarket.calculation import UNKNOWN, Calculate, CalculationBook, FormulaRun, KnownValues, TableRange, calculate
from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, column_letters, column_number, parse_area
from xlmarket.package.cell_xml import header_text
from xlmarket.package.parts import Parts
from xlmarket.package.values import CellValue
from xlmarket.template.layout.axes import STILL
from xlmarket.template.layout.references import Layouts
from xlmarket.template.plan.cells import FormulaCell, RowPlan, TaggedFormulaCell
from xlmarket.template.render.evaluated import EvaluatedCells
from xlmarket.template.render.finished import Stretch
from xlmarket.template.render.lookup import column_values, stretches
from xlmarket.template.render.sheets import RenderedSheet

MOST_ROWS, MOST_FORMULAS = 50_000, 100_000
"""Most rows and formulas of a report whose formulas get values: beyond some ten thousand rows wait on disk."""

_HIDDEN = re.compile(r' hidden="(?:1|true)"')
_NO_VALUES: dict[int, CellValue] = {}


@dataclass
class CalculatedCells:
    """The values of formulas of one report. `names` returns what the workbook's names refer to on a sheet."""

    sheets: Sequence[RenderedSheet]
    parts: Parts
    names: Callable[[Layouts], Mapping[str, str]]
    evaluated: EvaluatedCells | None
    calculate: Calculate = calculate
    known: KnownValues = field(default_factory=dict)
    _seen: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_title = {sheet.title.casefold(): sheet for sheet in self.sheets}
        if sum(sheet.filled.finished.count for sheet in self.sheets) > MOST_ROWS:
            return
        runs = [run for sheet in self.sheets for run in self._runs(sheet)]
        if runs and sum(run.count for run in runs) <= MOST_FORMULAS:
            self.known = self.calculate(self._book(runs))

    def put_over(self, title: str, area: Area, cells: list[object]) -> list[object]:
        """The cells of an area as charts show them, row by row, with the values of formulas among them."""
        width = area.last_column - area.first_column + 1
        for place, column in enumerate(range(area.first_column, area.last_column + 1)):
            known = self.known.get((title, column), _NO_VALUES)
            if not known:
                continue
            for row in range(len(cells) // width):
                value = known.get(area.first_row + row)
                if value is not None:
                    cells[row * width + place] = value
        return cells

    def of_sheet(self, sheet: RenderedSheet) -> dict[str, dict[int, CellValue]]:
        """The values of a sheet's formulas by column and row."""
        title = sheet.title.casefold()
        return {column_letters(column): rows for (where, column), rows in self.known.items() if where == title}

    def _book(self, runs: list[FormulaRun]) -> CalculationBook:
        used = {sheet.title: self._last_row(sheet) for sheet in self.sheets}
        return CalculationBook(
            used=used,
            runs=runs,
            cells=self._cells,
            names=self._names,
            tables=lambda: self._tables,
            filtered=frozenset(sheet.title.casefold() for sheet in self.sheets if self._is_filtered(sheet)),
        )

    def _is_filtered(self, sheet: RenderedSheet) -> bool:
        """Whether a sheet has hidden rows or a filter, its own or that of a table, which SUBTOTAL heeds."""
        if any(_HIDDEN.search(row.attributes) for row in sheet.plan.rows.values()):
            return True
        tables = (self.parts.parse(part) for part in self.parts.related(sheet.part, "table"))
        return any(xml.find(f".//{{{MAIN}}}filterColumn") is not None for xml in (sheet.plan.xml, *tables))

    def _last_row(self, sheet: RenderedSheet) -> int:
        return self.evaluated.last_row(sheet) if self.evaluated is not None else sheet.filled.finished.count

    def _cells(self, title: str, column: int, first: int, last: int) -> Sequence[object]:
        """The values of a column as the file has them, `UNKNOWN` for formulas."""
        sheet = self._by_title[title]
        values = column_values(sheet.filled, column, first, last, unknown=UNKNOWN, as_written=True)
        if self.evaluated is not None:
            self.evaluated.put_known(title, column, first, values)
        return values

    def _names(self, title: str) -> dict[str, str]:
        """The names of the workbook as a sheet sees them, without those that a sheet has for itself."""
        key = title.casefold()
        if key not in self._seen:
            names = self.names(self._by_title[key].layouts)
            self._seen[key] = {name: text for name, text in names.items() if name not in self._names_of_sheets}
        return self._seen[key]

    @cached_property
    def _names_of_sheets(self) -> frozenset[str]:
        workbook = self.parts.parse(self.parts.workbook)
        names = workbook.iter(f"{{{MAIN}}}definedName")
        return frozenset(str(name.get("name")).casefold() for name in names if name.get("localSheetId") is not None)

    @cached_property
    def _tables(self) -> dict[str, TableRange]:
        tables: dict[str, TableRange] = {}
        for sheet in self.sheets:
            for part in self.parts.related(sheet.part, "table"):
                table = self.parts.parse(part)
                tables[str(table.get("displayName")).casefold()] = self._table(table, sheet)
        return tables

    def _table(self, table: etree._Element, sheet: RenderedSheet) -> TableRange:
        """A table where it lies now. Its columns are called as their header cells are."""
        before = parse_area(str(table.get("ref")))
        area = sheet.layout.area(before) or before
        header_rows = int(table.get("headerRowCount") or 1)
        columns = [str(column.get("name")) for column in table.iter(f"{{{MAIN}}}tableColumn")]
        if header_rows:
            numbers = range(area.first_column, area.last_column + 1)
            heads = [
                self._cells(sheet.title.casefold(), number, area.first_row, area.first_row)[0] for number in numbers
            ]
            were = columns if len(columns) == len(heads) else [""] * len(heads)
            columns = [
                was if head in (None, UNKNOWN) else header_text(head) for head, was in zip(heads, were, strict=True)
            ]
        return TableRange(
            sheet=sheet.title,
            area=area,
            columns=[column.casefold() for column in columns],
            header_rows=header_rows,
            total_rows=int(table.get("totalsRowCount") or 0),
        )

    def _runs(self, sheet: RenderedSheet) -> Iterator[FormulaRun]:
        """The formulas of a sheet that are not evaluated yet."""
        row = 1
        for piece in sheet.filled.finished:
            for start, stretch, rows in stretches(sheet.filled, piece, row):
                template = rows.get(stretch.template)
                if template is None:
                    continue
                for cell in template.cells:
                    if isinstance(cell, FormulaCell):
                        yield from self._runs_of_cell(sheet, cell, template, stretch, start)
            row += piece.count

    def _runs_of_cell(
        self, sheet: RenderedSheet, cell: FormulaCell, plan: RowPlan, stretch: Stretch, row: int
    ) -> Iterator[FormulaRun]:
        column = column_number(cell.column)
        if cell.reference:
            layout = sheet.layouts.get(sheet.layout_name, STILL)
            area = layout.area(parse_area(cell.reference), (stretch.path, cell.across))
            width, height = (area.last_column - area.first_column, area.last_row - area.first_row) if area else (0, 0)
            for number in range(column, column + width + 1):
                yield FormulaRun(sheet.title, number, row, (), max(stretch.count, height + 1))
        elif cell.is_live and self.evaluated is not None:
            yield from self._live_runs(sheet, column, row, stretch.count)
        elif isinstance(cell, TaggedFormulaCell):
            texts = sheet.formulas.along(cell, sheet.formulas.bind(cell), plan, stretch)
            for number, text in enumerate(texts, start=row):
                if text is not None:
                    yield FormulaRun(sheet.title, column, number, (text,), 1)
        else:
            lines = sheet.formulas.bind(cell).along(stretch.path, stretch.count)
            yield FormulaRun(sheet.title, column, row, lines, stretch.count)

    def _live_runs(self, sheet: RenderedSheet, column: int, first: int, count: int) -> Iterator[FormulaRun]:
        """The formulas with values in the place of calls: only those around the calls are left to calculate."""
        assert self.evaluated is not None  # noqa: S101 - only asked where there are evaluations
        for row in range(first, first + count):
            text = self.evaluated.open_formula(sheet, row, column)
            if text:
                yield FormulaRun(sheet.title, column, row, (text.removeprefix("="),), 1)
