"""Which cases of the table a worksheet cannot be asked: the product's own list says so."""

from __future__ import annotations

from tests.conformance.cases import Case
from xlmarket.formulas.names.limits import limitation_of
from xlmarket.formulas.spelling import calls_in

TITLE = "LAMBDA names"


def excluded(case: Case) -> str:
    """Why a worksheet cannot be asked a case; nothing if it can."""
    return inexpressible(case.formula)


def inexpressible(formula: str) -> str:
    """Why a worksheet cannot say one of the calls in a formula; nothing if it can say them all."""
    return next((why for call in calls_in(formula) if (why := limitation_of(call, covered=True))), "")
