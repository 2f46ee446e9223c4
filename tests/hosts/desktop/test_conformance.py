"""The table of cases through our VBA: in an interpreter of VBA, through xlwings' call path, and as cells of Calc."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.calls import CALLS, Call, named, same, wanted
from tests.conformance.cases import BRIEF, CASES, SAMPLE, Case
from tests.hosts.desktop.calc.running import Formula, Sheet, calculated
from tests.hosts.desktop.conformance import excluded, unable_in_calc
from tests.hosts.desktop.interpreted import Excel, built_source
from tests.hosts.desktop.through_xlwings import received, through_xlwings
from xlmarket.functions import registry
from xlmarket.hosts.desktop import udfs

IN_CALC = [case for case in CASES if not unable_in_calc(case)]
IN_VBA = [one for one in CALLS if len(one.arguments) <= len(registry()[one.name].parameters)]
"""Excel itself refuses a formula with too many arguments; the interpreter would not know what to do with one."""


def test_every_case_runs_somewhere() -> None:
    run = [*IN_CALC, *(one.case for one in IN_VBA)]
    assert [case for case in CASES if not excluded(case) and case not in run] == []


@pytest.mark.parametrize("one", IN_VBA, ids=lambda one: named(one.case))
def test_a_call_has_the_same_answer_through_the_wrapper(one: Call) -> None:
    udfs._opened.clear()
    assert Excel(built_source(one.case.dataset)).call(one.name, *one.arguments) == one.rows


@pytest.mark.parametrize("place", range(len(CALLS)), ids=lambda place: named(CALLS[place].case))
def test_a_call_has_the_same_answer_through_xlwings(place: int) -> None:
    assert received(through_xlwings()["answers"][place + 1]) == CALLS[place].rows


@pytest.mark.slow
@pytest.mark.parametrize("dataset", [BRIEF, SAMPLE])
def test_the_cells_of_calc_show_what_the_registry_answers(dataset: str, tmp_path: Path) -> None:
    cases = [case for case in IN_CALC if case.dataset == dataset]
    found = calculated(tmp_path, dataset, [Sheet(case.cells, [_entered(case)]) for case in cases]).answers
    pairs = zip(cases, found, strict=True)
    assert {named(case): rows for case, rows in pairs if not same(rows, wanted(case))} == {}


def _entered(case: Case) -> Formula:
    rows = wanted(case)
    return Formula(f"={case.formula.removeprefix('=')}", len(rows), len(rows[0]))
