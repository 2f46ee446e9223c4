"""Which cases of the table Python cannot be asked."""

from __future__ import annotations

from tests.conformance.cases import Case

TITLE = "Python"


def excluded(case: Case) -> str:
    """Nothing: `evaluate` answers every formula, `call` every call."""
    return ""
