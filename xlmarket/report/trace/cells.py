"""Where the cells of a finished report come from: `trace` is what the command of that name prints."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from xlmarket.calculation import UNKNOWN
from xlmarket.config import Config
from xlmarket.errors import FormulaError, InputError, UsageError, XlmarketError
from xlmarket.functions import evaluate
from xlmarket.package.areas import Area, column_letters, parse_area
from xlmarket.package.values import CellError
from xlmarket.report.provenance import Provenance
from xlmarket.report.trace.address import CellAddress
from xlmarket.report.trace.calls import literal
from xlmarket.report.trace.expressions import ExpressionReader, as_written
from xlmarket.report.trace.figures import TracedFigure, trace_figure, trace_formula
from xlmarket.report.trace.finished import FinishedCell, FinishedReport
from xlmarket.report.trace.rebuilt import RebuiltReport, rebuild
from xlmarket.template.layout.references import compile_formula, quote_sheet
from xlmarket.template.render.origins import CellOrigin

MOST_CELLS = 1_000
MOST_READ = 24
"""How many of the cells that a formula reads are traced."""
NEARLY = 1e-12
AS_SAVED = 1e-14
"""How far a number may be from itself after LibreOffice saved it, which keeps 15 digits."""
SMALLEST = 1e-15
NO_CALL = "no call of one function equals it: a sum, a count or a rank that the report made"


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedCell:
    """A cell of a finished report.

    `value` is what the file holds, `text` what it shows. `template` is the cell of the template with its `expression`,
    `formula` that of a formula cell, `call` the formula of ours that the value equals, `reads` the cells that a formula
    reads. `note` says in a sentence what else there is to know, `changed` that the file is not what the report was.
    """

    cell: str
    value: object
    text: str
    template: str = ""
    expression: str = ""
    formula: str = ""
    call: str = ""
    figures: tuple[TracedFigure, ...] = ()
    reads: tuple[TracedCell, ...] = ()
    note: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTrace:
    """The traced cells of a report. `problem` says why nothing but the file is known of them, if so."""

    file: str
    made_from: Provenance
    cells: tuple[TracedCell, ...]
    problem: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether all cells are traced, and hold what they were written with."""
        return not self.problem and not any(cell.changed for cell in self.cells)


def trace(
    address: CellAddress, *, template: Path | None = None, store: str | None = None, config: Config | None = None
) -> ReportTrace:
    """Return where cells of a report come from.

    Raises `InputError` for a file that is damaged or not a report and for cells that are empty, `UnknownName` for a
    sheet, `UsageError` for more than `MOST_CELLS` cells.
    """
    report = FinishedReport(address.file)
    title = report.title(address.sheet)
    area = report.used(title, address.area)
    if area.size > MOST_CELLS:
        raise UsageError("too many cells to trace", found=f"{area.size:,}", allowed=f"at most {MOST_CELLS:,}")
    places = [place for place in _places(area) if not report.cell(title, *place).is_empty]
    if not places:
        raise InputError("there is nothing to trace in an empty cell", found=f"{quote_sheet(title)}!{address.area}")
    tracer, problem = _tracer(report, template, store, config or Config())
    cells = tuple(tracer.trace(title, *place) for place in places)
    return ReportTrace(file=address.file.name, made_from=report.made_from, cells=cells, problem=problem)


def _tracer(report: FinishedReport, template: Path | None, store: str | None, config: Config) -> tuple[CellTracer, str]:
    """The tracer of a report, and why it knows no more than the file, if so."""
    try:
        made_again = rebuild(report.made_from, near=report.path, template=template, store=store, config=config)
    except XlmarketError as error:
        return CellTracer(report, None), str(error)
    return CellTracer(report, made_again), ""


def _places(area: Area) -> Iterator[tuple[int, int]]:
    for row in range(area.first_row, area.last_row + 1):
        for column in range(area.first_column, area.last_column + 1):
            yield column, row


class CellTracer:
    """Traces the cells of one report. Without the report made again it tells what the file holds."""

    def __init__(self, report: FinishedReport, made_again: RebuiltReport | None) -> None:
        self.report = report
        self.made_again = made_again

    def trace(self, title: str, column: int, row: int, *, is_read: bool = False) -> TracedCell:
        """Return the trace of a cell. One that `is_read` by a formula has no traces of the cells it reads itself."""
        cell = self.report.cell(title, column, row)
        name = f"{quote_sheet(title)}!{column_letters(column)}{row}"
        reads = () if is_read else self._reads(cell.formula, title)
        if self.made_again is None:
            return TracedCell(cell=name, value=cell.value, text=cell.text, formula=cell.formula, reads=reads)
        origin = self.made_again.origins.of(title, column, row)
        if origin is None or not _is_same(cell.value, origin.value):
            return self._changed(name, cell, origin, reads)
        return self._traced(name, title, cell, origin, is_read=is_read)

    def _changed(
        self, name: str, cell: FinishedCell, origin: CellOrigin | None, reads: tuple[TracedCell, ...]
    ) -> TracedCell:
        """A cell that is not as the report was written."""
        was = "nothing" if origin is None or origin.value is None else _shown(origin.value)
        return TracedCell(
            cell=name,
            value=cell.value,
            text=cell.text,
            template=self._template(origin),
            formula=cell.formula,
            reads=reads,
            note=f"changed since the report was written: the report had {was} here",
            changed=True,
        )

    def _traced(self, name: str, title: str, cell: FinishedCell, origin: CellOrigin, *, is_read: bool) -> TracedCell:
        if origin.kind == "answer":
            return self._filled(name, title, cell, origin)
        formula = f"={origin.formula.removeprefix('=')}" if origin.formula else cell.formula
        known = self._of_formula(formula, title, cell) if "MARKET_" in formula else self._of_expression(origin, cell)
        return replace(
            known,
            cell=name,
            template=self._template(origin),
            formula=formula,
            reads=() if is_read else self._reads(formula, title),
            note=known.note or (_note(cell) if origin.kind == "text" else ""),
        )

    def _filled(self, name: str, title: str, cell: FinishedCell, origin: CellOrigin) -> TracedCell:
        """One of the cells that the answer of a formula fills, with the cell of that formula."""
        home = parse_area(origin.home)
        return TracedCell(
            cell=name,
            value=cell.value,
            text=cell.text,
            note=f"one of the cells that the formula of {origin.home} fills",
            reads=(self.trace(title, home.first_column, home.first_row, is_read=True),),
        )

    def _of_expression(self, origin: CellOrigin, cell: FinishedCell) -> TracedCell:
        """A cell with an expression: the call it equals and its figures."""
        found = TracedCell(cell="", value=cell.value, text=cell.text)
        if self.made_again is None or origin.kind != "expression" or origin.content is None or origin.scope is None:
            return found
        reader, source = ExpressionReader(self.made_again.calls, origin.scope), origin.content.source
        named = (trace_figure(self.made_again.snapshot, figure) for figure in reader.figures(source))
        call = self._verified(reader.formula(source), cell.value)
        is_figure = isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)
        return replace(
            found,
            note=NO_CALL if is_figure and not call else "",
            expression=as_written(source),
            call=call,
            figures=tuple(figure for figure in named if figure is not None),
        )

    def _of_formula(self, formula: str, title: str, cell: FinishedCell) -> TracedCell:
        """A cell with a formula of ours: the same with values in the place of references, and what it returns."""
        call = self._verified(self._with_values(formula, title), cell.value)
        figure = trace_formula(self.made_again.snapshot, call) if call and self.made_again is not None else None
        return TracedCell(
            cell="", value=cell.value, text=cell.text, call=call, figures=(figure,) if figure is not None else ()
        )

    def _template(self, origin: CellOrigin | None) -> str:
        if origin is None or not origin.cell:
            return ""
        name = self.report.made_from.template or "template"
        return f"{name}!{quote_sheet(origin.sheet)}!{origin.cell}"

    def _verified(self, formula: str, value: object) -> str:
        """A formula whose answer is the value of the cell, else nothing."""
        if not formula or self.made_again is None:
            return ""
        try:
            answer = evaluate(self.made_again.snapshot, formula).value
        except FormulaError:
            return ""
        if isinstance(answer, CellError):
            return formula if isinstance(value, str) or value is None else ""
        return formula if _is_same(value, answer, NEARLY) else ""

    def _with_values(self, formula: str, title: str) -> str:
        """A formula with the values of the single cells it refers to in their place."""
        pieces = compile_formula(formula).pieces
        texts = [piece if isinstance(piece, str) else self._value_of(piece, title) for piece in pieces]
        return "".join(texts)

    def _value_of(self, reference: object, title: str) -> str:
        sheets, area = getattr(reference, "sheets", ()), getattr(reference, "area")  # noqa: B009 - of one type
        if not area.is_cell or len(sheets) > 1:
            return str(getattr(reference, "text"))  # noqa: B009 - of one type
        cell = self.report.cell(self.report.title(sheets[0]) if sheets else title, area.first_column, area.first_row)
        return literal(cell.value)

    def _reads(self, formula: str, title: str) -> tuple[TracedCell, ...]:
        """The cells that a formula reads, the first `MOST_READ` of those that hold something."""
        if not formula:
            return ()
        cells: dict[tuple[str, int, int], None] = {}
        for sheet, area in self._areas(formula, title):
            for column, row in _places(self.report.used(sheet, area)):
                if not self.report.cell(sheet, column, row).is_empty:
                    cells[sheet, column, row] = None
                if len(cells) >= MOST_READ:
                    break
        return tuple(self.trace(*place, is_read=True) for place in cells)

    def _areas(self, formula: str, title: str) -> Iterator[tuple[str, Area]]:
        """The areas that a formula refers to, also by the names of the workbook."""
        texts = [formula]
        for name, meaning in self.report.names.items():
            if re.search(rf"(?<![\w.!]){re.escape(name)}(?![\w.(!])", formula, re.IGNORECASE):
                texts.append(meaning)
        known = {each.casefold(): each for each in self.report.titles}
        for text in texts:
            for reference in compile_formula(text).references:
                sheet = reference.sheets[0].casefold() if reference.sheets else title.casefold()
                if sheet in known and len(reference.sheets) < 2:
                    yield known[sheet], reference.area


def _note(cell: FinishedCell) -> str:
    return "text of the template" if isinstance(cell.value, str) else "a constant of the template"


def _is_same(found: object, expected: object, tolerance: float = AS_SAVED) -> bool:
    """Whether a cell of a file holds a value. What only Excel calculates is not known here, and so not another."""
    if expected is UNKNOWN:
        return True
    if isinstance(expected, CellError):
        return found == expected.code
    if isinstance(expected, bool) or isinstance(found, bool):
        return found == expected
    if isinstance(expected, (int, float)) and isinstance(found, (int, float)):
        return math.isclose(found, expected, rel_tol=tolerance, abs_tol=SMALLEST)
    return _shown(found) == _shown(expected)


def _shown(value: object) -> str:
    text = "" if value is None else value.code if isinstance(value, CellError) else str(value)
    return text.replace("\r\n", "\n")
