"""The manual is the registry: every function is there, with help for every parameter and an example that runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlmarket.functions import manual, registry
from xlmarket.functions.spec import Function

DESIGNED = [
    "VALUE",
    "SHARE",
    "SHARE_CHANGE",
    "RELATIVE_SHARE",
    "GROWTH",
    "CAGR",
    "CONTRIBUTION",
    "DECOMP",
    "INDEX",
    "RANK",
    "CONCENTRATION",
    "PENETRATION",
    "VOLATILITY",
    "FORECAST",
    "SCORE",
    "SCREEN",
    "OUTLOOK",
    "SERIES",
    "TABLE",
    "MEMBERS",
    "FIND",
    "SOURCE",
    "PERIOD",
    "UNIT",
    "FLAG",
    "WHY",
    "CHECK",
    "CODE",
    "NAME",
]


def test_every_function_of_the_design_is_there_and_no_other() -> None:
    assert sorted(registry()) == sorted(f"MARKET_{name}" for name in DESIGNED)


@pytest.mark.parametrize("function", registry().values(), ids=lambda one: one.cell_name)
def test_a_function_has_help_for_itself_and_each_parameter_and_an_example(function: Function) -> None:
    assert function.summary.endswith(".")
    assert function.examples
    assert all(parameter.takes.help for parameter in function.parameters)
    assert (function.cell_name, function.anchor) == (function.name.upper(), function.name.replace("_", "-"))


def test_the_page_of_functions_is_the_one_generated() -> None:
    page = Path(__file__).resolve().parents[1] / "docs" / "functions.md"
    assert page.read_text(encoding="utf-8") == manual.markdown(), "run: make docs"


def test_the_manual_fits_a_terminal() -> None:
    pages = [manual.index(80), *(manual.page(name, 80) for name in registry())]
    wide = [line for page in pages for line in page.splitlines() if len(line) > 80 and not line.startswith("    ")]
    assert [line for line in wide if not line.startswith("  =")] == []
