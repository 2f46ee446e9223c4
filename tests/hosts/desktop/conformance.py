"""Which cases of the table the VBA wrapper cannot be asked."""

from __future__ import annotations

from tests.conformance.cases import Case
from xlmarket.functions import CellError

TITLE = "VBA wrapper"


def excluded(case: Case) -> str:
    """Nothing: a single call runs in the interpreter and through xlwings, any other formula in Calc."""
    return ""


def unable_in_calc(case: Case) -> str:
    """Why Calc's VBA cannot be asked a case that the interpreter of VBA can."""
    if any(isinstance(what, CellError) for what in case.cells.values()):
        return "Calc hands VBA an error in a cell as 0"
    if "{" in case.formula and "#" in case.formula:
        return "Calc takes no error inside an array"
    return ""
