"""The table of cases in a report: as formulas of a template that become values, and as `{{ market_share("Brazil") }}`."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.calls import CALLS, FIGURES, Call, named, same, wanted
from tests.conformance.cases import BRIEF, CASES, SAMPLE
from tests.conformance.template import excluded
from xlmarket.errors import TemplateError
from xlmarket.formulas.evaluation import SnapshotEvaluator
from xlmarket.functions import CellError
from xlmarket.report import compile_template
from xlmarket.report.context import functions_of
from xlmarket.template import render

TOP = 20
REFUSED = ["=MARKET_SHARE()", '=MARKET_SHARE("Brazil",1,2,3,4,5)']
"""As formulas these are mistakes of the template and stop it; as expressions they are asked."""


def rendered(path: Path, dataset: str, **context: Any) -> Any:
    """The finished report, its values read by openpyxl."""
    import openpyxl

    scope = {**functions_of(FIGURES[dataset]), **context}
    made = render(compile_template(path), scope, evaluator=SnapshotEvaluator(FIGURES[dataset]))
    return openpyxl.load_workbook(io.BytesIO(made), data_only=True)


def block(sheet: Any, top: int, like: list[list[object]]) -> list[list[object]]:
    """As many cells as an answer has, from column A of a row on."""
    return [[sheet.cell(top + row, 1 + column).value for column in range(len(like[0]))] for row in range(len(like))]


def drawn(path: Path) -> Any:
    import xlsxwriter

    return xlsxwriter.Workbook(path)


@pytest.mark.parametrize("dataset", [BRIEF, SAMPLE])
def test_a_formula_of_a_template_becomes_its_answer(dataset: str, tmp_path: Path) -> None:
    cases = [case for case in CASES if case.dataset == dataset and not excluded(case)]
    cases = [case for case in cases if case.formula not in REFUSED]
    context: dict[str, Any] = {}
    with drawn(tmp_path / "template.xlsx") as book:
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, case in enumerate(cases):
            sheet = book.add_worksheet(f"case {number}")
            for where, what in case.cells.items():
                if isinstance(what, CellError):
                    sheet.write(where, f"{{{{ {_written(what, context)} }}}}")
                elif what is not None:
                    sheet.write(where, what, days if isinstance(what, date) else None)
            sheet.write_dynamic_array_formula(f"A{TOP}", f"={case.formula.removeprefix('=')}")
    made = rendered(tmp_path / "template.xlsx", dataset, **context)
    found = [(case, block(made[f"case {number}"], TOP, wanted(case))) for number, case in enumerate(cases)]
    assert {named(case): rows for case, rows in found if not same(rows, wanted(case))} == {}


@pytest.mark.parametrize("formula", REFUSED)
def test_a_call_with_too_few_or_too_many_arguments_stops_the_template(formula: str, tmp_path: Path) -> None:
    with drawn(tmp_path / "template.xlsx") as book:
        book.add_worksheet("Report").write_formula("A1", formula)
    with pytest.raises(TemplateError, match="MARKET_SHARE"):
        compile_template(tmp_path / "template.xlsx")


@pytest.mark.parametrize("dataset", [BRIEF, SAMPLE])
def test_an_expression_of_a_template_answers_the_same(dataset: str, tmp_path: Path) -> None:
    calls = [one for one in CALLS if one.case.dataset == dataset]
    context: dict[str, Any] = {}
    with drawn(tmp_path / "template.xlsx") as book:
        for number, one in enumerate(calls):
            arguments = ", ".join(_written(argument, context) for argument in one.arguments)
            _ask(book.add_worksheet(f"case {number}"), f"{one.name.lower()}({arguments})", one)
    made = rendered(tmp_path / "template.xlsx", dataset, **context)
    found = [(one, block(made[f"case {number}"], 1, one.rows)) for number, one in enumerate(calls)]
    assert {named(one.case): rows for one, rows in found if not same(rows, one.rows)} == {}


def _ask(sheet: Any, expression: str, one: Call) -> None:
    """One cell, or a row repeated for every row of the answer."""
    if one.rows == [[one.rows[0][0]]]:
        sheet.write("A1", f"{{{{ {expression} }}}}")
        return
    for column in range(len(one.rows[0])):
        opening = f"{{%row for line in {expression} %}}" if column == 0 else ""
        sheet.write(0, column, f"{opening}{{{{ line[{column}] }}}}")
    sheet.write(0, len(one.rows[0]), "{%row endfor %}")


def _written(argument: Any, context: dict[str, Any]) -> str:
    """An argument as an expression has it; what only cells hold is a name of the context."""
    if isinstance(argument, (date, CellError)):
        context[f"cell{len(context)}"] = argument
        return f"cell{len(context) - 1}"
    if isinstance(argument, tuple):
        return f"[{', '.join(_written(one, context) for one in argument)}]"
    return repr(argument).lower() if argument is None or isinstance(argument, bool) else repr(argument)
