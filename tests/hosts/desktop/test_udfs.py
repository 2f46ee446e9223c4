"""The functions through xlwings' own decorators, call path and conversions, over a stand-in for pywin32."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.calls import CALLS, Call, named, shown
from tests.conformance.cases import Case
from xlmarket.functions import CellError, registry
from xlmarket.hosts.desktop.crossing import MARK, NUMBERS

CODES = {str(number): code for code, number in NUMBERS.items()}
EXTRA = [
    Call(Case("omitted", "", "cross-border-2015"), "MARKET_SHARE", ("Brazil", {"missing": True}, {"missing": True})),
    Call(Case("empty text", "", "cross-border-2015"), "MARKET_SHARE", ("Brazil", "", "")),
    Call(Case("whole number", "", "sample-quarterly"), "MARKET_VALUE", ("Brazil", 2015.0)),
    Call(Case("a row", "", "cross-border-2015"), "MARKET_SHARE", ((("Brazil", "India"),),)),
    Call(Case("a block of one", "", "cross-border-2015"), "MARKET_SHARE", ((("Brazil",),),)),
    *(Call(Case(code, ""), "MARKET_SHARE", (CellError(code),)) for code in NUMBERS),
]


def sent(value: Any) -> Any:
    if isinstance(value, CellError):
        return {"error": value.code}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return [sent(one) for one in value] if isinstance(value, tuple) else value


def received(value: Any) -> list[list[object]]:
    """What VBA gets, as rows: one row comes flat, a single cell alone."""
    rows = value if isinstance(value, list) else [value]
    rows = rows if rows and isinstance(rows[0], list) else [rows]
    return [
        [CODES[cell[1:]] if isinstance(cell, str) and cell[:1] == MARK else shown(cell) for cell in row] for row in rows
    ]


@cache
def through_xlwings() -> dict[str, Any]:
    calls = [
        {"dataset": one.case.dataset, "name": one.name, "arguments": sent(one.arguments)} for one in [*CALLS, *EXTRA]
    ]
    calls.insert(0, {"dataset": "", "name": "MARKET_SHARE", "arguments": ["Brazil"]})
    program = Path(__file__).with_name("pywin32_standin.py")
    done = subprocess.run(
        [sys.executable, str(program)], input=json.dumps({"calls": calls}), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_most_cases_of_the_table_are_plain_calls() -> None:
    assert len(CALLS) >= 45


@pytest.mark.parametrize("place", range(len(CALLS)), ids=lambda place: named(CALLS[place].case))
def test_a_case_has_the_same_answer_through_xlwings(place: int) -> None:
    assert received(through_xlwings()["answers"][place + 1]) == CALLS[place].rows


@pytest.mark.parametrize("place", range(len(EXTRA)), ids=lambda place: EXTRA[place].case.formula)
def test_what_only_a_cell_can_hand_over_has_the_same_answer(place: int) -> None:
    one = EXTRA[place]
    told = one._replace(arguments=tuple(None if isinstance(value, dict) else value for value in one.arguments))
    assert received(through_xlwings()["answers"][len(CALLS) + 1 + place]) == told.rows


def test_figures_that_were_not_opened_are_asked_for() -> None:
    assert through_xlwings()["answers"][0] == f"{MARK}unopened"


def test_xlwings_knows_every_function_of_the_registry_and_none_is_volatile() -> None:
    said = through_xlwings()
    assert set(said["functions"]) == {*registry(), "XLMARKET_OPEN"}
    assert not said["volatile"]
    for name, spec in registry().items():
        assert [argument.rstrip("_") for argument in said["functions"][name]] == [one.name for one in spec.parameters]


def test_xlwings_itself_would_make_a_wrapper_of_them() -> None:
    wrapper = through_xlwings()["wrapper"]
    for name in [*registry(), "XLMARKET_OPEN"]:
        assert wrapper.count(f"Function {name}(") == 1


def test_nothing_of_the_paid_part_is_asked_for() -> None:
    assert not through_xlwings()["paid"]
