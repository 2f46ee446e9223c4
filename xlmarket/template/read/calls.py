"""Calls of our functions in a template's formulas, as the template is read: which cells hold them, and what is wrong.

What Excel last saw a formula spill over is taken out, as the report's own answer goes there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lxml import etree

from xlmarket.errors import FormulaError, Place, TemplateError
from xlmarket.formulas.spelling import Call, calls_in
from xlmarket.functions.registry import find_function
from xlmarket.package.archive import MAIN
from xlmarket.package.areas import column_number, parse_area, split_cell
from xlmarket.template.read.plan import Formula, RowPlan

_C, _F = f"{{{MAIN}}}c", f"{{{MAIN}}}f"


def is_live(formula: str) -> bool:
    """Whether a formula calls one of our functions."""
    return bool(calls_in(formula))


def clear_spills(data: etree._Element) -> None:
    """Empty the cells that formulas with our functions spilled over when the template was saved."""
    spilled = [
        (str(formula.getparent().get("r")), parse_area(str(formula.get("ref"))))  # type: ignore[union-attr]
        for formula in data.iter(_F)
        if ":" in (formula.get("ref") or "") and formula.get("t") == "array" and is_live(formula.text or "")
    ]
    if not spilled:
        return
    for cell in data.iter(_C):
        reference = str(cell.get("r"))
        letters, row = split_cell(reference)
        column = column_number(letters)
        for home, area in spilled:
            inside = area.first_row <= row <= area.last_row and area.first_column <= column <= area.last_column
            if inside and reference != home:
                cell[:] = []
                cell.attrib.pop("t", "")


def misspelt(rows: Iterable[RowPlan], place: Place) -> list[TemplateError]:
    """Functions that are not there and calls with too many or too few arguments."""
    found = []
    for row in rows:
        for cell in row.cells:
            if isinstance(cell, Formula) and cell.is_live:
                where = replace(place, cell=f"{cell.column}{row.number}")
                found += [error for call in calls_in(cell.formula.text) if (error := _wrong(call, where))]
    return found


def _wrong(call: Call, where: Place) -> TemplateError | None:
    try:
        spec = find_function(call.name)
    except FormulaError as error:
        return TemplateError(error.what, where=where, found=call.spelled, nearest=error.nearest)
    most, given = len(spec.parameters), call.given
    if len(given) > most:
        what = f"{spec.cell_name} takes at most {most} arguments"
        return TemplateError(what, where=where, found=len(given), allowed=spec.signature)
    for number, parameter in enumerate(spec.parameters):
        if not parameter.optional and not "".join(given[number : number + 1]):
            what = f"{spec.cell_name} needs {parameter.name}"
            return TemplateError(what, where=where, found=call.text, allowed=spec.signature)
    return None
