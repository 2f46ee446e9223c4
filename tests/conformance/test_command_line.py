"""The table of cases on the command line: what `xlmarket eval` prints, as text and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conformance.calls import named, same, wanted
from tests.conformance.cases import CASES, Case
from tests.conformance.command_line import excluded
from xlmarket.cli import run
from xlmarket.functions.arguments import as_rows

BAD_INPUT = 3


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLMARKET_STORE", str(tmp_path / "store.sqlite"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("case", [case for case in CASES if not excluded(case)], ids=named)
def test_a_formula_is_printed_as_a_cell_shows_it(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["eval", case.formula, "--dataset", case.dataset]
    ended = run(asked)
    said = capsys.readouterr()
    assert said.out == f"{case.shown}\n"
    assert ended == (BAD_INPUT if _is_error(case) else 0)
    assert case.why in said.err
    assert run([*asked, "--json"]) == ended
    value = json.loads(capsys.readouterr().out)["value"]
    assert same([[_cell(one) for one in row] for row in as_rows(value)], wanted(case))


def _is_error(case: Case) -> bool:
    return case.shown.startswith("#") and "\n" not in case.shown


def _cell(value: object) -> object:
    return value["error"] if isinstance(value, dict) else value
