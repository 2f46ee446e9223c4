"""Which cases of the table `xlmarket eval` cannot be asked."""

from __future__ import annotations

from tests.conformance.cases import Case

TITLE = "`xlmarket eval`"


def excluded(case: Case) -> str:
    """The command line has no cells."""
    return "a formula on the command line has no cells to refer to" if case.cells else ""
