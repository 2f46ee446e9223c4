"""Every case of the table in cells of a real Calc."""

from __future__ import annotations

import pytest

from tests.conformance.calls import CASES, Case, named, same, wanted
from tests.hosts.libreoffice.conformance import excluded, in_calc
from tests.hosts.libreoffice.conftest import Calc


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=named)
def test_calc_answers_as_the_registry_does(calc: Calc, case: Case) -> None:
    if reason := excluded(case):
        pytest.skip(reason)
    calc.use(case.dataset)
    expected = wanted(case)
    found = calc.answer(in_calc(case.formula), len(expected), len(expected[0]), case.cells)
    assert same(found, expected), f"{found} is not {expected}"
