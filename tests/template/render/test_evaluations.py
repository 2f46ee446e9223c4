"""Formulas with calls, evaluated by an evaluator that knows one function: TWICE doubles a number, ROWS_OF spills."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests import ooxml
from tests.template.specimens import ITEMS, drawn
from xlmarket.errors import FormulaError, TemplateError
from xlmarket.package.values import CellRows, CellValue
from xlmarket.template import Environment, compile_template, render
from xlmarket.template.evaluator import CellLookup

CALL = re.compile(r"(TWICE|ROWS_OF)\(([^()]*)\)")


@dataclass(frozen=True)
class Calling:
    text: str

    @property
    def calls(self) -> Sequence[str]:
        return [match[0] for match in CALL.finditer(self.text)]

    @property
    def is_call(self) -> bool:
        return CALL.fullmatch(self.text) is not None

    def with_values(self, values: Sequence[CellValue | CellRows]) -> str:
        given = iter(values)
        return CALL.sub(lambda _: f"{next(given):g}", self.text)


class Twice:
    """Both what a template may call and what evaluates it."""

    def __init__(self, *, keeps_formulas: bool = False) -> None:
        self.keeps_formulas = keeps_formulas

    def has_calls(self, formula: str) -> bool:
        return bool(CALL.search(formula))

    def problems(self, formula: str) -> list[TemplateError]:
        return []

    def read(self, formula: str) -> Calling:
        if "REFUSED" in formula:
            raise TemplateError("the receiver cannot calculate this", found=formula)
        return Calling(formula)

    def value(self, formula: str, look_up: CellLookup, epoch: date) -> Any:
        match = CALL.fullmatch(formula)
        if match is None and formula.startswith("Report!"):
            return look_up(formula)
        if match is None:
            raise FormulaError("only one call is understood", found=formula)
        argument = look_up(match[2])
        if match[1] == "ROWS_OF":
            return tuple((n,) for n in range(1, int(argument) + 1))
        return 2 * sum(value or 0 for row in argument for value in row) if isinstance(argument, tuple) else 2 * argument


def report(
    folder: Path, *rows: list[Any], keeps_formulas: bool = False, more: Any = None, **context: Any
) -> tuple[Any, str]:
    """The cells of the finished sheet, formulas as text, and the XML of the sheet."""
    functions = Twice(keeps_formulas=keeps_formulas)
    template = compile_template(drawn(folder, *rows, more=more), Environment(functions=functions))
    path = folder / "made.xlsx"
    path.write_bytes(render(template, context, evaluator=functions))
    xml = ooxml.parts(path)["xl/worksheets/sheet1.xml"].decode()
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()], xml


def test_a_call_alone_becomes_its_value_and_one_inside_a_formula_is_put_into_it(tmp_path: Path) -> None:
    cells, _ = report(tmp_path, [4, "=TWICE(A1)", "=TWICE(A1)+1"])
    assert cells == [[4, 8, "=8+1"]]


def test_a_call_sees_the_finished_rows(tmp_path: Path) -> None:
    cells, _ = report(
        tmp_path,
        ["{%row for m in items %}{{ m.value * 10 }}", "=TWICE(A1)", "{%row endfor %}"],
        ["All", "=TWICE(A1:A1)"],
        items=ITEMS,
    )
    assert [row[1] for row in cells] == [44, 132, 28, 204]


def test_a_formula_that_another_needs_is_evaluated_first(tmp_path: Path) -> None:
    cells, _ = report(tmp_path, ["=TWICE(B1)", "=TWICE(C1)", 3])
    assert cells == [[12, 6, 3]]


def test_formulas_that_need_each_other_are_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"Report!B1: formulas go round in a circle"):
        report(tmp_path, ["=TWICE(B1)", "=TWICE(A1)"])


def test_a_value_of_several_cells_fills_those_below(tmp_path: Path) -> None:
    cells, xml = report(tmp_path, [3, "=ROWS_OF(A1)"], [None, None, "=TWICE(B3)"], keeps_formulas=True)
    assert [row[1] for row in cells][1:] == [2, 3]
    assert cells[1][2] is not None
    assert 'ref="B1:B3"' in xml
    assert "<v>6</v>" in xml


def test_a_value_of_several_cells_needs_room(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="has no room") as caught:
        report(tmp_path, [3, "=ROWS_OF(A1)"], [None, "taken"])
    assert caught.value.found == "B2"


def test_a_formula_that_only_excel_calculates_has_no_value_for_a_call(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="only Excel calculates") as caught:
        report(tmp_path, ["=NOW()", "=TWICE(A1)"])
    assert caught.value.found == "A1"


def test_a_reference_and_a_name_lead_somewhere(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="a reference leads to no sheet"):
        report(tmp_path, ["=TWICE(Other!A1)"])
    with pytest.raises(TemplateError, match="name"):
        report(tmp_path, ["=TWICE(unheard)"])


def test_a_call_that_is_refused_names_its_finished_cell(tmp_path: Path) -> None:
    row = ["{%row for m in items %}{{ m.name }}", '=TWICE(A1)&"REFUSED"', "{%row endfor %}"]
    with pytest.raises(TemplateError, match=r"Report!B1: the receiver cannot calculate this"):
        report(tmp_path, row, items=ITEMS)


def test_without_an_evaluator_formulas_stay_as_they_are(tmp_path: Path) -> None:
    path, made = drawn(tmp_path, [4, "=TWICE(A1)"]), tmp_path / "made.xlsx"
    made.write_bytes(render(compile_template(path, Environment(functions=Twice())), {}))
    assert ooxml.parts(made) == ooxml.parts(path)


def test_a_name_means_the_cell_that_excel_finds_from_where_it_is_used(tmp_path: Path) -> None:
    """`Before` is the cell to the left, `Above` the one above, `Head` the first row of the own column."""
    names = {"Before": "XFD1", "Above": "A1048576", "Head": "A$1", "First": "$A$2", "All": "$A$2:$A$2"}

    def more(book: Any, sheet: Any) -> None:
        for name, text in names.items():
            book.define_name(name, f"=Report!{text}")

    block = ["{%row for m in items %}{{ loop.index }}", "=TWICE(Before)", "=TWICE(Head)", "=TWICE(First)"]
    cells, _ = report(
        tmp_path, [5, 6, 7], [*block, "{%row endfor %}"], ["=TWICE(Above)", "=TWICE(All)"], items=ITEMS, more=more
    )
    assert [row[:4] for row in cells] == [
        [5, 6, 7, None], [1, 2, 14, 2], [2, 4, 14, 2], [3, 6, 14, 2], [6, 12, None, None]
    ]  # fmt: skip
