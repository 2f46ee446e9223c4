"""Which cases of the table a template cannot be asked."""

from __future__ import annotations

from tests.conformance.cases import Case

TITLE = "Template"


def excluded(case: Case) -> str:
    """A formula without a function of ours is left to Excel."""
    return "" if "MARKET_" in case.formula.upper() else "without a function of ours a formula is left to Excel"
