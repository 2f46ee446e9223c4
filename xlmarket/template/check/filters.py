"""Filters that lose their criteria in a report, since what they show cannot be worked out without Excel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.archive import MAIN, Package
from xlmarket.package.areas import column_letters, column_number, parse_area
from xlmarket.package.filters import criteria_of
from xlmarket.template.plan.cells import FormulaCell, TaggedFormulaCell
from xlmarket.template.plan.sheets import SheetPlan

_FILTER = f"{{{MAIN}}}autoFilter"
_REMEDY = "its criteria are cleared and all rows shown; filter in the tag instead, with where"


def filter_warnings(plan: SheetPlan, package: Package, place: Place) -> Iterator[TemplateError]:
    """The filters over filled rows whose criteria cannot be worked out."""
    tables = [item.target for item in package.relations(plan.part) if item.name == "table"]
    roots = [plan.xml, *(package.parse(target) for target in tables if target in package.members)]
    for root in roots:
        for auto_filter in root.iterchildren(_FILTER):
            yield from _warning(auto_filter, plan, place)


def _warning(auto_filter: etree._Element, plan: SheetPlan, place: Place) -> Iterator[TemplateError]:
    area = parse_area(str(auto_filter.get("ref")))
    rows = [row for number, row in plan.rows.items() if area.first_row < number <= area.last_row]
    if not any(row.expressions for row in rows):
        return
    for criterion in criteria_of(auto_filter):
        column = area.first_column + criterion.column
        formula = any(
            isinstance(cell, (FormulaCell, TaggedFormulaCell)) and column_number(cell.column) == column
            for row in rows
            for cell in row.cells
        )
        if criterion.shows is None or formula or plan.across.nodes:
            cell = f"{column_letters(column)}{area.first_row}"
            what = "a filter hides rows by what only Excel can work out"
            yield TemplateError(what, where=replace(place, cell=cell), found=str(area), remedy=_REMEDY)
