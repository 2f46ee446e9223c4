"""A document has opened: formulas in which others saved our functions by names Calc did not know are entered again.

Excel's bare name, `_xll.`, `_xldudf_` and `[1]!` all stay `#NAME?` in Calc until somebody enters the cell. A name that
the document itself defines is left to it, and so are protected sheets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import unohelper
from com.sun.star.task import XJob

from xlmarket_calc.answers import answers
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


def mend(document: Any) -> int:
    """Enter again what has calls of ours that Calc does not know; answers how many cells that were."""
    found = [place for sheet in _open_sheets(document) for place in _places(sheet)]
    if not found:
        return 0
    try:
        wanted = answers().respell([formula for _, formula in found], _defined(document))
    except Fault:
        return 0
    changed = [(area, new) for (area, old), new in zip(found, wanted) if new != old]
    was_modified = document.isModified()
    document.UndoManager.lock()
    document.addActionLock()
    try:
        for area, formula in changed:
            _enter(area, formula)
    finally:
        document.removeActionLock()
        document.UndoManager.unlock()
    document.setModified(was_modified)
    return len(changed)


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


def _defined(document: Any) -> list[str]:
    return [name for name in document.NamedRanges.ElementNames if _OURS in name.lower()]


def _places(sheet: Any) -> Iterator[tuple[Any, str]]:
    """The cells and arrays of a sheet whose formula may hold a call of ours, with that formula."""
    areas = sheet.queryFormulaCells(_ANY_RESULT)
    for place in range(areas.Count):
        area = areas.getByIndex(place)
        for row, formulas in enumerate(area.getFormulaArray()):
            for column, formula in enumerate(formulas):
                if _OURS in formula.lower():
                    cell = area.getCellByPosition(column, row)
                    if not formula.startswith("{"):
                        yield cell, formula
                    elif _is_first(sheet, cell):
                        yield _array(sheet, cell), formula[1:-1]


def _array(sheet: Any, cell: Any) -> Any:
    cursor = sheet.createCursorByRange(cell)
    cursor.collapseToCurrentArray()
    return cursor


def _is_first(sheet: Any, cell: Any) -> bool:
    whole, own = _array(sheet, cell).RangeAddress, cell.CellAddress
    return (whole.StartColumn, whole.StartRow) == (own.Column, own.Row)


def _enter(area: Any, formula: str) -> None:
    if hasattr(area, "CellAddress"):
        area.setFormula(formula)
    else:
        area.setArrayFormula(formula)
