"""Calls of the environment's functions in a template's formulas, as the template is read.

What Excel last saw a formula spill over is taken out, as the report's value goes there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import column_number, parse_area, split_cell
from xlmarket.package.elements import holder
from xlmarket.template.evaluator import FormulaFunctions
from xlmarket.template.plan.cells import FormulaCell, RowPlan
from xlmarket.template.plan.formulas import HOLE
from xlmarket.template.read.problems import SheetProblems

_C, _F = f"{{{MAIN}}}c", f"{{{MAIN}}}f"


def clear_spills(data: etree._Element, has_calls: Callable[[str], bool]) -> None:
    """Empty the cells that formulas with calls spilled over when the template was saved."""
    spills = [
        (str(holder(formula).get("r")), parse_area(str(formula.get("ref"))))
        for formula in data.iter(_F)
        if ":" in (formula.get("ref") or "") and formula.get("t") == "array" and has_calls(formula.text or "")
    ]
    if not spills:
        return
    for cell in data.iter(_C):
        reference = str(cell.get("r"))
        letters, row = split_cell(reference)
        column = column_number(letters)
        for home, area in spills:
            inside = area.first_row <= row <= area.last_row and area.first_column <= column <= area.last_column
            if inside and reference != home:
                cell[:] = []
                cell.attrib.pop("t", "")


def check_calls(rows: Iterable[RowPlan], functions: FormulaFunctions, problems: SheetProblems) -> None:
    """Collect what is wrong with the calls of a sheet."""
    for row in rows:
        for cell in row.cells:
            if isinstance(cell, FormulaCell) and cell.is_live:
                for error in functions.problems(cell.formula.text.replace(HOLE, "0")):
                    problems.keep(error, f"{cell.column}{row.number}")
