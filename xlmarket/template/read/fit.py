"""Which rows follow the text that is filled in, and which columns.

Excel grows a row with its text until someone sets its height (`customHeight`), and never for the text of merged cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from xlmarket.package.looks import Looks
from xlmarket.template.plan.cells import ExpressionCell, RowPlan
from xlmarket.template.plan.sheets import FitPlan

_IS_SET = re.compile(r' (?:customHeight|hidden)="(?:1|true)"')


def plan_fit(rows: Iterable[RowPlan], looks: Looks) -> FitPlan | None:
    """What of a sheet follows its filled cells, if anything does. Hidden rows and those with a height set stay."""
    rows = list(rows)
    growing = frozenset(row.number for row in rows if not _IS_SET.search(row.attributes) and wraps_filled(row, looks))
    has_columns = any(isinstance(cell, ExpressionCell) and cell.is_fitted for row in rows for cell in row.cells)
    return FitPlan(looks, growing, has_columns) if growing or has_columns else None


def wraps_filled(row: RowPlan, looks: Looks) -> bool:
    """Whether a row has a filled cell whose text wraps."""
    cells = (cell for cell in row.expressions if isinstance(cell, ExpressionCell) and not cell.is_picture)
    return any(look.wraps and not look.is_turned for look in (looks.of(cell.style) for cell in cells))
