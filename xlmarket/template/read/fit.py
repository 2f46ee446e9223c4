"""Which rows follow the text that is filled in, and which columns.

Excel grows a row with its text until someone sets its height (`customHeight`), and never for the text of merged cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, column_number, parse_area
from xlmarket.package.looks import Looks
from xlmarket.template.plan.cells import ExpressionCell, RowPlan
from xlmarket.template.plan.sheets import FitPlan, SheetPlan
from xlmarket.template.read.problems import SheetProblems

_IS_SET = re.compile(r' (?:customHeight|hidden)="(?:1|true)"')


def plan_fit(rows: Iterable[RowPlan], looks: Looks) -> FitPlan | None:
    """What of a sheet follows its filled cells, if anything does. Hidden rows and those with a height set stay."""
    rows = list(rows)
    growing = frozenset(row.number for row in rows if not _IS_SET.search(row.attributes) and wraps_filled(row, looks))
    has_columns = any(isinstance(cell, ExpressionCell) and cell.is_fitted for row in rows for cell in row.cells)
    return FitPlan(looks, growing, has_columns) if growing or has_columns else None


def check_fitted(plan: SheetPlan, problems: SheetProblems) -> None:
    """Refuse a width that follows a text of several lines or the text of merged cells: there is no one width."""
    if plan.fit is None or not plan.fit.has_columns:
        return
    merged = [parse_area(str(element.get("ref"))) for element in plan.xml.iter(f"{{{MAIN}}}mergeCell")]
    for row in plan.rows.values():
        for cell in row.cells:
            if isinstance(cell, ExpressionCell) and cell.is_fitted:
                where, look = f"{cell.column}{row.number}", plan.fit.looks.of(cell.style)
                column = column_number(cell.column)
                if look.wraps or look.is_turned:
                    problems.add("the tag width stands in a cell whose text wraps or is rotated", where)
                if any(_holds(area, column, row.number) for area in merged):
                    problems.add("the tag width stands in merged cells", where)


def _holds(area: Area, column: int, row: int) -> bool:
    return area.first_column <= column <= area.last_column and area.first_row <= row <= area.last_row


def wraps_filled(row: RowPlan, looks: Looks) -> bool:
    """Whether a row has a filled cell whose text wraps."""
    cells = (cell for cell in row.expressions if isinstance(cell, ExpressionCell) and not cell.is_picture)
    return any(look.wraps and not look.is_turned for look in (looks.of(cell.style) for cell in cells))
