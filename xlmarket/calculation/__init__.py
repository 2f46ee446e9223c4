"""Values of formulas that a finished workbook shows before Excel calculates it: what previews, phones and readers print.

A formula is calculated only where every function in it is proven equal to Excel's, and only from cells whose values are
known. Anything else has no value here, as a wrong one is worse than none.
"""

from xlmarket.calculation.book import (
    UNKNOWN,
    Calculate,
    CalculationBook,
    ColumnKey,
    FormulaRun,
    KnownValues,
    TableRange,
    Unknown,
)
from xlmarket.calculation.calculate import calculate

__all__ = [
    "UNKNOWN",
    "Calculate",
    "CalculationBook",
    "ColumnKey",
    "FormulaRun",
    "KnownValues",
    "TableRange",
    "Unknown",
    "calculate",
]
