"""Which cases of the table a worksheet cannot be asked: the product's own list says so."""

from __future__ import annotations

from tests.conformance.cases import Case
from xlmarket.hosts.names.limits import inexpressible

TITLE = "LAMBDA names"


def excluded(case: Case) -> str:
    """Why a worksheet cannot be asked a case; nothing if it can."""
    return inexpressible(case.formula)
