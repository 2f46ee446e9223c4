"""The manual is the registry: every function is there, with help for every parameter and an example that runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import xlmarket
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


def test_the_public_names_are_these() -> None:
    assert xlmarket.__all__ == [
        "Answer", "CellError", "Mapping", "Observation", "Period", "Reading", "Snapshot", "XlmarketError",
        "build", "call", "draft", "evaluate", "load_config", "open_snapshot", "open_store", "read", "show",
    ]  # fmt: skip
    assert all(hasattr(xlmarket, name) for name in xlmarket.__all__)
    assert set(xlmarket.__all__) <= set(dir(xlmarket))


def test_a_file_is_drafted_and_read_from_python_by_the_public_names(tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("Country;2015;2016\nBrazil;1,5;2,5\nJapan;3,5;4,5\n", encoding="utf-8")
    keys = xlmarket.draft(str(file)).keys
    assert (keys["wide"], keys["decimal"]) == ("periods", ",")
    reading = xlmarket.read(str(file), xlmarket.Mapping(wide="periods", decimal=",", metric="sales", kind="flow"))
    assert [row.value for row in reading.observations] == [1.5, 2.5, 3.5, 4.5]
    assert not reading.rejects
    assert not reading.questions


def test_the_public_names_import_nothing_heavy_before_they_are_used() -> None:
    heavy = "{'pandas', 'openpyxl', 'sqlalchemy', 'duckdb', 'babel', 'numpy', 'lxml'}"
    code = f"import sys, xlmarket; dir(xlmarket); print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
