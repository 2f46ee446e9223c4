"""The table of cases in Python: what a formula shows, and that an error says why."""

from __future__ import annotations

import pytest

from tests.conformance.calls import CALLS, FIGURES, Call, answered, named, wanted
from tests.conformance.cases import CASES, Case
from xlmarket.functions import CellError, call, show


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_formula_shows_what_a_cell_would_show(case: Case) -> None:
    answer = answered(case)
    assert show(answer) == case.shown
    if case.why:
        assert isinstance(answer.value, CellError)
        assert case.why in answer.value.sentence


@pytest.mark.parametrize("one", CALLS, ids=lambda one: named(one.case))
def test_the_call_of_a_formula_answers_the_same_in_any_case_of_its_name(one: Call) -> None:
    answer = call(FIGURES[one.case.dataset], one.name.lower(), *one.arguments)
    assert show(answer) == one.case.shown
    assert wanted(one.case) == one.rows
