"""Every function with hundreds of arguments drawn at random: a worksheet answers what the registry answers."""

from __future__ import annotations

import pytest

from tests.conformance.calls import Rows, same, shown
from tests.formulas.names.conformance import inexpressible
from tests.formulas.names.engine import SETS, Asked, answers
from tests.formulas.names.random_calls import Drawn
from xlmarket.formulas.names import available_functions
from xlmarket.functions import evaluate

CALLS = 200
"""Of each function and data set."""

SEED = 2015
MOST = 300


def registered(dataset: str, formula: str) -> Rows:
    """What the registry answers; every cell a formula refers to is empty."""
    return [[shown(cell) for cell in row] for row in evaluate(SETS[dataset], formula, lambda _: None).rows]


@pytest.mark.slow
@pytest.mark.parametrize("family", range(3))
@pytest.mark.parametrize("dataset", SETS)
def test_random_calls_are_answered_as_by_the_registry(dataset: str, family: int) -> None:
    drawn = Drawn(SETS[dataset], SEED + family)
    formulas = [drawn.call(name) for name in available_functions()[family::3] for _ in range(CALLS)]
    wanted = {one: registered(dataset, one) for one in formulas if not inexpressible(one)}
    wanted = {one: rows for one, rows in wanted.items() if rows and rows[0] and len(rows) + len(rows[0]) < MOST}
    asked = [Asked(one, {}, (len(rows), len(rows[0]))) for one, rows in wanted.items()]
    found = dict(zip(wanted, answers(dataset, asked), strict=True))
    wrong = {one: (found[one], rows) for one, rows in wanted.items() if not same(found[one], rows)}
    assert len(wanted) > CALLS * 5
    assert wrong == {}
