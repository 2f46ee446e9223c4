"""Every case of the table in cells of a workbook with nothing installed, evaluated by IronCalc."""

from __future__ import annotations

from functools import cache

import pytest

from tests.conformance.calls import CASES, Case, Rows, named, same, wanted
from tests.formulas.names.conformance import excluded
from tests.formulas.names.engine import Asked, answers


@cache
def found(dataset: str) -> dict[str, Rows]:
    """The answers to all cases of a data set, evaluated at once."""
    cases = [one for one in CASES if one.dataset == dataset and not excluded(one)]
    sizes = [(len(rows), len(rows[0])) for rows in map(wanted, cases)]
    asked = [Asked(one.formula, one.cells, size) for one, size in zip(cases, sizes, strict=True)]
    return {named(one): rows for one, rows in zip(cases, answers(dataset, asked), strict=True)}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_worksheet_answers_as_the_registry_does(case: Case) -> None:
    if reason := excluded(case):
        pytest.skip(reason)
    rows = found(case.dataset)[named(case)]
    assert same(rows, wanted(case)), f"{rows} is not {wanted(case)}"
