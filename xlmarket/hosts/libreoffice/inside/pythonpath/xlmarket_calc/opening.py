"""The job after a document opens: enter formulas again that hold our functions under a name unknown to Calc.

Excel's bare name, `_xll.`, `_xldudf_` and `[1]!` all stay `#NAME?` in Calc until the cell is entered again. Names that
the document itself defines and protected sheets are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import unohelper
from com.sun.star.task import XJob

from xlmarket_calc.answers import answers
from xlmarket_calc.blocks import blocks
from xlmarket_calc.link import Fault

_SHEETS = "com.sun.star.sheet.SpreadsheetDocument"
_ANY_RESULT = 1 | 2 | 4
_OURS = "market_"


class Opening(unohelper.Base, XJob):  # type: ignore[misc]
    """The job."""

    def __init__(self, context: Any) -> None:
        self.context = context

    def execute(self, arguments: Sequence[Any]) -> None:
        document = _document(arguments)
        if document is not None and document.supportsService(_SHEETS):
            mend(document)


def mend(document: Any) -> None:
    """Enter every formula again that has a call of ours under an unknown name."""
    sheets = [CalcSheet(sheet) for sheet in _open_sheets(document)]
    asked = sorted({formula for sheet in sheets for formula in sheet.formulas()})
    if not asked:
        return
    try:
        spelled = answers().respell(asked, _own_names(document))
    except Fault:
        return
    wanted = {old: new for old, new in zip(asked, spelled) if new != old}
    if wanted:
        with _undo_suspended(document):
            for sheet in sheets:
                sheet.enter(wanted)


class CalcSheet:
    """The formulas of a sheet that may hold a call of ours, by (column, row). Array formulas are separate, by their first cell."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._single: dict[tuple[int, int], str] = {}
        self._arrays: dict[tuple[int, int], tuple[Any, str]] = {}
        areas = sheet.queryFormulaCells(_ANY_RESULT)
        for place in range(areas.Count):
            self._read(areas.getByIndex(place))

    def formulas(self) -> Iterator[str]:
        yield from self._single.values()
        yield from (formula for _, formula in self._arrays.values())

    def enter(self, wanted: Mapping[str, str]) -> None:
        """Enter formulas again in their new spelling."""
        cells = {cell: wanted[formula] for cell, formula in self._single.items() if formula in wanted}
        for first, top, last, bottom in blocks(cells):
            rows = tuple(tuple(cells[x, y] for x in range(first, last + 1)) for y in range(top, bottom + 1))
            self._sheet.getCellRangeByPosition(first, top, last, bottom).setFormulaArray(rows)
        for area, formula in self._arrays.values():
            if formula in wanted:
                area.setArrayFormula(wanted[formula])

    def _read(self, area: Any) -> None:
        start = area.RangeAddress
        for row, formulas in enumerate(area.getFormulaArray(), start.StartRow):
            for column, formula in enumerate(formulas, start.StartColumn):
                if _OURS in formula.lower():
                    self._note((column, row), formula)

    def _note(self, cell: tuple[int, int], formula: str) -> None:
        if not formula.startswith("{"):
            self._single[cell] = formula
            return
        whole = self._sheet.createCursorByRange(self._sheet.getCellByPosition(*cell))
        whole.collapseToCurrentArray()
        at = whole.RangeAddress
        self._arrays[at.StartColumn, at.StartRow] = (whole, formula[1:-1])


@contextmanager
def _undo_suspended(document: Any) -> Iterator[None]:
    """A context without undo steps, after which the document counts as modified only if it was before."""
    was_modified = document.isModified()
    document.UndoManager.lock()
    document.addActionLock()
    try:
        yield
    finally:
        document.removeActionLock()
        document.UndoManager.unlock()
        document.setModified(was_modified)


def _document(arguments: Sequence[Any]) -> Any:
    for argument in arguments:
        if argument.Name == "Environment":
            for one in argument.Value:
                if one.Name == "Model":
                    return one.Value
    return None


def _open_sheets(document: Any) -> list[Any]:
    sheets = (document.Sheets.getByIndex(place) for place in range(document.Sheets.Count))
    return [sheet for sheet in sheets if not sheet.isProtected()]


def _own_names(document: Any) -> list[str]:
    return [name for name in document.NamedRanges.ElementNames if _OURS in name.lower()]
