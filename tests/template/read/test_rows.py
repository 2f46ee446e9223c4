"""The cells of a template as the plan has them: static, with an expression, or with a formula."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.template.specimens import drawn, with_parts
from xlmarket.package.values import CellError
from xlmarket.template import compile_template, problems_of
from xlmarket.template.plan.cells import ExpressionCell, FormulaCell, StaticCell, TemplateCell

SHEET = "xl/worksheets/sheet1.xml"


def cells(path: Path) -> dict[str, TemplateCell]:
    """The cells of the first sheet by their addresses."""
    rows = compile_template(path).sheets[0].rows.values()
    return {f"{cell.column}{row.number}": cell for row in rows for cell in row.cells}


def test_a_cell_without_braces_stays_as_it_is(tmp_path: Path) -> None:
    found = cells(drawn(tmp_path, [1.5, "a & b", True]))
    assert found["A1"] == StaticCell("A", '"><v>1.5</v></c>', 1.5)
    assert found["C1"] == StaticCell("C", '" t="b"><v>1</v></c>', True)
    text = found["B1"]
    assert isinstance(text, StaticCell)
    assert (text.tail.endswith("</c>"), text.value) == (True, "a & b")


def test_an_error_value_is_one_for_charts_too(tmp_path: Path) -> None:
    path = with_parts(drawn(tmp_path, [1]), {}, {SHEET: lambda xml: xml.replace('r="A1"><v>1', 'r="A1" t="e"><v>#N/A')})
    found = cells(path)["A1"]
    assert isinstance(found, StaticCell)
    assert found.value == CellError("#N/A")


def test_tags_alone_leave_an_empty_cell_and_text_next_to_them_a_plain_one(tmp_path: Path) -> None:
    found = cells(drawn(tmp_path, ["{%row if x %}", "{%row endif %}Total"]))
    assert found["A1"] == StaticCell("A", '"/>', None)
    assert found["B1"] == StaticCell("B", '" t="inlineStr"><is><t>Total</t></is></c>', "Total")


def test_an_expression_knows_its_style_its_place_and_whether_its_cell_shows_a_date(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.write(0, 1, "{{ day }}", book.add_format({"num_format": "yyyy-mm-dd"}))

    found = cells(drawn(tmp_path, ["{{ a }}"], more=more))
    first, second = found["A1"], found["B1"]
    assert isinstance(first, ExpressionCell)
    assert isinstance(second, ExpressionCell)
    assert (first.slot, first.dates, second.slot, second.style) == (0, None, 1, ' s="1"')
    assert second.dates is not None
    assert second.dates.epoch == date(1899, 12, 30)
    assert second.font.startswith("<rFont")


def test_a_picture_is_an_expression_that_is_drawn(tmp_path: Path) -> None:
    found = cells(drawn(tmp_path, ["{%image logo %}"]))["A1"]
    assert isinstance(found, ExpressionCell)
    assert (found.is_picture, found.content.source) == (True, "logo")


def test_formulas_keep_the_area_of_an_array(tmp_path: Path) -> None:
    def more(_: Any, sheet: Any) -> None:
        sheet.write_formula("A1", "=B1*2")
        sheet.write_array_formula("A2:A3", "{=B2:B3*2}")

    found = cells(drawn(tmp_path, more=more))
    assert found["A1"] == FormulaCell(column="A", style="", formula=found["A1"].formula)  # type: ignore[union-attr]
    array = found["A2"]
    assert isinstance(array, FormulaCell)
    assert (array.formula.text, array.reference, array.attributes) == ("B2:B3*2", "A2:A3", ' t="array"')


def test_a_shared_formula_is_written_out(tmp_path: Path) -> None:
    shared = '<c r="A1"><f t="shared" ref="A1:A2" si="0">B1+$C$1</f><v>0</v></c>'
    follower = '<c r="A2"><f t="shared" si="0"/><v>0</v></c>'

    def change(xml: str) -> str:
        return xml.replace('<c r="A1"><v>1</v></c>', shared).replace('<c r="A2"><v>2</v></c>', follower)

    found = cells(with_parts(drawn(tmp_path, [1], [2]), {}, {SHEET: change}))
    assert [cell.formula.text for cell in found.values() if isinstance(cell, FormulaCell)] == ["B1+$C$1", "B2+$C$1"]


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ('=IF(A2,"{{ m. }}")', "the text cannot be read"),
        ("{{ m. }}", "the expression cannot be read"),
        ("{{ 0.m and 1 }}", "the expression cannot be read"),
        ("{{ a }} {% if %}", "the text cannot be read"),
        ("{%row fro m in x %}", "unknown tag"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_cell(tmp_path: Path, value: str, what: str) -> None:
    (problem,) = problems_of(drawn(tmp_path, ["", value]))
    assert problem.what.startswith(what)
    assert problem.where is not None
    assert (problem.where.sheet, problem.where.cell) == ("Report", "B1")
