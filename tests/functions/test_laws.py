"""What holds of every function of the registry: arrays, errors and empty arguments. New functions are asked too."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from tests.conformance.calls import FIGURES
from tests.conformance.cases import SAMPLE
from xlmarket.functions import CellError, call, registry
from xlmarket.functions.spec import Function
from xlmarket.package.values import CODES

FIGURES_OF_SAMPLE = FIGURES[SAMPLE]
FUNCTIONS = list(registry().values())
MARKETS = ("Brazil", "Brzail", "European Union", "Brazil", None, CellError("#REF!"), "India", " brazil ", 5, "Fiji")
PERIODS = ("2015Q4", "2014Q4", None, "2015Q9", "2015Q4", CellError("#NUM!"), 2015, "2016Q1")
EMPTY = {"omitted": None, "empty text": "", "blanks": "  ", "an empty cell of Office.js": 0, "a bare 0": 0.0}
WORDS = {
    "market": "Brazil",
    "markets": "Brazil",
    "from": "2014Q4",
    "period": "2016Q1",
    "group": "ASEAN",
    "text": "Brzail",
    "name": "Brazil",
    "code": "BRA",
    "function": "MARKET_SHARE",
}
"""Something for every argument that must be given."""

TABLES = ("MARKET_SERIES", "MARKET_CHECK")
"""They answer a table of their own shape."""


def given(spec: Function) -> list[Any]:
    """Arguments that give an answer, the optional ones omitted."""
    return [None if parameter.optional else WORDS[parameter.name] for parameter in spec.parameters]


def placed(spec: Function, place: int, value: Any) -> tuple[Any, ...]:
    arguments = given(spec)
    arguments[place] = value
    return tuple(arguments)


def positions(*, optional: bool = False) -> list[Any]:
    return [
        pytest.param(spec, place, id=f"{spec.cell_name}, {parameter.name}")
        for spec in FUNCTIONS
        for place, parameter in enumerate(spec.parameters)
        if parameter.optional or not optional
    ]


def spilling(kind: str) -> list[Any]:
    """The functions that answer one row per market, or one column per period, with the place of that argument."""
    return [
        pytest.param(spec, place, id=spec.cell_name)
        for spec in FUNCTIONS
        for place, parameter in enumerate(spec.parameters)
        if parameter.takes.kind == kind and spec.cell_name not in TABLES
    ]


@pytest.mark.parametrize(("spec", "place"), spilling("markets"))
@pytest.mark.parametrize("shape", ["column", "row"])
def test_many_markets_are_answered_as_each_alone(spec: Function, place: int, shape: str) -> None:
    many = tuple((market,) for market in MARKETS) if shape == "column" else (MARKETS,)
    rows = call(FIGURES_OF_SAMPLE, spec.cell_name, *placed(spec, place, many)).rows
    assert len(rows) == len(MARKETS)
    for row, market in zip(rows, MARKETS, strict=True):
        if market is not None:
            alone = call(FIGURES_OF_SAMPLE, spec.cell_name, *placed(spec, place, market)).rows[0]
            assert row == (alone if len(alone) == len(row) else alone * len(row))
        else:
            assert row == (CellError("#N/A"),) * len(row)


@pytest.mark.parametrize(("spec", "place"), spilling("periods"))
def test_many_periods_are_answered_as_each_alone(spec: Function, place: int) -> None:
    rows = call(FIGURES_OF_SAMPLE, spec.cell_name, *placed(spec, place, (PERIODS,))).rows
    assert [len(row) for row in rows] == [len(PERIODS)]
    for cell, period in zip(rows[0], PERIODS, strict=True):
        said = "latest" if period is None else period
        assert cell == call(FIGURES_OF_SAMPLE, spec.cell_name, *placed(spec, place, said)).value


@pytest.mark.parametrize(("spec", "place"), spilling("markets"))
def test_names_that_all_mean_nothing_are_errors_in_their_places(spec: Function, place: int) -> None:
    rows = call(FIGURES_OF_SAMPLE, spec.cell_name, *placed(spec, place, (("Brzail",), (None,), ("Brzail",)))).rows
    assert [row[0] for row in rows] == [CellError("#VALUE!"), CellError("#N/A"), CellError("#VALUE!")]


@pytest.mark.parametrize("name", ["MARKET_CODE", "MARKET_NAME", "MARKET_OUTLOOK"])
def test_many_names_are_answered_as_each_alone(name: str) -> None:
    rows = call(FIGURES_OF_SAMPLE, name, tuple((market,) for market in MARKETS)).rows
    for (cell,), market in zip(rows, MARKETS, strict=True):
        assert cell == (CellError("#N/A") if market is None else call(FIGURES_OF_SAMPLE, name, market).value)


@pytest.mark.parametrize(("spec", "place"), positions())
def test_an_error_comes_back_unchanged_from_every_position(spec: Function, place: int) -> None:
    for code in CODES:
        assert call(FIGURES_OF_SAMPLE, spec.cell_name, *placed(spec, place, CellError(code))).value == CellError(code)


@pytest.mark.parametrize(("spec", "place"), positions())
def test_an_error_in_a_block_of_one_comes_back_unchanged(spec: Function, place: int) -> None:
    block = ((CellError("#NUM!"),),)
    assert call(FIGURES_OF_SAMPLE, spec.cell_name, *placed(spec, place, block)).value == CellError("#NUM!")


@pytest.mark.parametrize(("spec", "place"), positions(optional=True))
def test_omitted_empty_text_an_empty_cell_and_0_are_the_same(spec: Function, place: int) -> None:
    expected = call(FIGURES_OF_SAMPLE, spec.cell_name, *given(spec))
    for what, empty in EMPTY.items():
        assert call(FIGURES_OF_SAMPLE, spec.cell_name, *placed(spec, place, empty)) == expected, what
        assert call(FIGURES_OF_SAMPLE, spec.cell_name, *placed(spec, place, ((empty,),))) == expected, what


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.cell_name)
def test_the_words_of_these_laws_give_an_answer(spec: Function) -> None:
    assert not isinstance(call(FIGURES_OF_SAMPLE, spec.cell_name, *given(spec)).value, CellError)


def test_every_function_answers_without_anything_heavy() -> None:
    script = """
import sys
from xlmarket.functions import evaluate, open_snapshot, registry
for spec in registry().values():
    for example in spec.examples:
        evaluate(open_snapshot(example.dataset), example.formula)
heavy = ("pandas", "openpyxl", "xlwings", "sqlalchemy", "duckdb", "lxml", "jinja2")
print([name for name in heavy if name in sys.modules])
"""
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"
