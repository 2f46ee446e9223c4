"""What of the table of cases Excel on Mac and the web is asked: everything but formulas that are Excel's own affair."""

from __future__ import annotations

from tests.conformance.calls import CALLS
from tests.conformance.cases import Case

TITLE = "Excel on Mac and the web (Office.js)"
_CALLED = {id(one.case) for one in CALLS}


def excluded(case: Case) -> str:
    """Why a case is not run in this host; empty if it is."""
    return "" if id(case) in _CALLED else "Excel itself calculates this around the call; only Excel could show it"
