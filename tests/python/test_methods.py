"""The worksheet functions as methods: names, keywords, help and types come from the registry."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import xlmarket as xm
from xlmarket.functions import registry
from xlmarket.functions.spec import Function
from xlmarket.python import stub
from xlmarket.python.methods import MarketMethods

FUNCTIONS = list(registry().values())


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.method)
def test_one_rule_names_a_function_everywhere(spec: Function) -> None:
    assert spec.name == f"market_{spec.method}"
    assert spec.cell_name == f"MARKET_{spec.method.upper()}"
    assert spec.anchor == f"market-{spec.method.replace('_', '-')}"
    assert getattr(MarketMethods, spec.method).__name__ == spec.method


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.method)
def test_a_method_has_the_arguments_of_the_cell_its_options_as_keywords_and_help(spec: Function) -> None:
    method = getattr(MarketMethods, spec.method)
    names = [name.rstrip("_") for name in inspect.signature(method).parameters]
    expected = [one.name for one in spec.parameters if one.takes.kind != "options"]
    options = [name for name in spec.options if name != "headers"]
    assert names == ["self", *expected, *options, "errors"]
    text = inspect.getdoc(method) or ""
    assert text.startswith(spec.summary)
    assert spec.signature in text
    assert all(f"    {name}: " in text for name in inspect.signature(method).parameters if name != "self")


def test_a_data_set_lists_its_methods() -> None:
    assert {spec.method for spec in FUNCTIONS} <= set(dir(xm.open()))


def test_the_stub_is_the_one_generated() -> None:
    assert stub.FILE.read_text(encoding="utf-8") == stub.text(), "run: make docs"


SCRIPT = """
import pandas as pd
import xlmarket as xm

data = xm.open("sample-quarterly", as_of="2016-01-31")
answer: xm.Answer = data.share("Brazil")
table = data.share(["Brazil", "Japan"], "2014Q1:2015Q4")
frame: pd.DataFrame = table.to_frame()
figure: xm.Answer = table["Brazil", "2015Q4"]
row: xm.FigureTable = table["Brazil"]
countries = pd.DataFrame({"country": ["Brazil"]})
data.growth(countries["country"], "2015Q4", kind="YOY", metric="parcels").to_series()
data.concentration(period=["2014", "2015"]).to_frame()
data.score("Singapore", period=[2015]).to_frame()
data.table(top=3).to_frame()
read = xm.read("sales.csv", mapping="sales")
print(read.rejects, read.to_frame(), data.markets, data.metrics, data.periods, data.find("brazl"))
xm.store().add(read, dataset="mine", published="2024-11-20")
data.report("region-quarterly", region="Europe", period="2015Q4").save("europe.xlsx")
xm.export(data, regions="all", formats=["xlsx", "csv"], to="reports")
"""


@pytest.mark.slow
def test_mypy_types_a_script_and_finds_its_mistakes(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    (tmp_path / "right.py").write_text(SCRIPT, encoding="utf-8")
    mistakes = 'import xlmarket as xm\nxm.open().growth("Brazil", kind="YYO")\nxm.open().shares("Brazil")\n'
    (tmp_path / "wrong.py").write_text(mistakes, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        f"--cache-dir={tmp_path}",
        "right.py",
        "wrong.py",
    ]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    errors = [line for line in run.stdout.splitlines() if ": error:" in line]
    assert [line.split(":")[:2] for line in errors] == [["wrong.py", "2"], ["wrong.py", "3"]], run.stdout


def test_an_unknown_keyword_is_a_type_error_with_the_nearest() -> None:
    with pytest.raises(TypeError, match=r"growth\(\) has no keyword 'knd': did you mean kind\?"):
        xm.open("sample-quarterly").growth("Brazil", knd="YOY")
