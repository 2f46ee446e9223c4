"""Every option with every function: one that has no meaning is an error that lists those that have."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functions.test_laws import given
from xlmarket.functions import CellError, call, open_snapshot, registry
from xlmarket.functions.options import CHOICES, FREE
from xlmarket.functions.spec import Function

SAMPLE = open_snapshot("sample-quarterly")
TAKERS = [function for function in registry().values() if function.options]
VALUES = {key: values[-1] for key, values in CHOICES.items()} | {
    "currency": "EUR", "fill": "-", "as_of": "2020-01-31", "dataset": "sample-quarterly", "level": "0.9",
    "weights": "population:2",
}  # fmt: skip
KEYS = [*CHOICES, *FREE]


def answered(function: Function, option: str) -> CellError | None:
    """The error a function answers with an option, if any."""
    arguments = given(function)
    places = [one.takes.kind for one in function.parameters]
    arguments[places.index("options")] = option
    found = call(SAMPLE, function.cell_name, *arguments).rows[0][0]
    return found if isinstance(found, CellError) else None


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("function", TAKERS, ids=lambda one: one.cell_name)
def test_an_option_is_taken_or_refused_with_those_that_have_a_meaning(function: Function, key: str) -> None:
    error = answered(function, f"{key}={VALUES[key]}")
    refused = error is not None and f"the option {key} has no meaning for {function.cell_name}" in error.sentence
    assert refused == (key not in function.options)
    if refused and error is not None:
        assert error.code == "#VALUE!"
        assert error.sentence.endswith(f"allowed: {', '.join(function.options)}")


@pytest.mark.parametrize("key", KEYS)
def test_every_option_is_one_of_some_function(key: str) -> None:
    assert any(key in function.options for function in TAKERS)


def test_the_page_has_the_table_of_options_by_function() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "functions.md").read_text(encoding="utf-8")
    header = next(line for line in page.splitlines() if line.startswith("| function |"))
    keys = [one.strip(" `") for one in header.split("|")[2:-1]]
    assert sorted(keys) == sorted(KEYS)
    for function in TAKERS:
        row = next(line for line in page.splitlines() if line.startswith(f"| [{function.cell_name}]"))
        marked = [key for key, cell in zip(keys, row.split("|")[2:-1], strict=True) if cell.strip()]
        assert sorted(marked) == sorted(function.options)


@pytest.mark.parametrize("function", registry().values(), ids=lambda one: one.name)
def test_a_function_has_an_argument_for_options_exactly_where_it_takes_some(function: Function) -> None:
    assert bool(function.options) == any(parameter.takes.kind == "options" for parameter in function.parameters)
