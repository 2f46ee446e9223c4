"""What the user of the engine brings: filters, functions in formulas, days; and what the sandbox never allows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from tests.template.specimens import drawn, rendered
from xlmarket.errors import TemplateError
from xlmarket.template import PLAIN, Environment, compile_template, problems_of
from xlmarket.template.read.expressions import compile_expression


class Doubles:
    """Formulas may call TWICE with one argument."""

    def has_calls(self, formula: str) -> bool:
        return "TWICE(" in formula

    def problems(self, formula: str) -> Sequence[TemplateError]:
        return [] if "TWICE()" not in formula else [TemplateError("TWICE needs a number", found=formula)]


TWICE = Environment(functions=Doubles())


def test_without_functions_no_formula_has_calls() -> None:
    assert not PLAIN.has_calls("TWICE(2)")
    assert TWICE.has_calls("TWICE(2)+1")
    assert not TWICE.has_calls("SUM(A1)")


def test_a_formula_is_live_where_the_environment_knows_its_functions(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["=TWICE(2)"])
    assert compile_template(path, TWICE).is_live
    assert not compile_template(path).is_live
    assert compile_template(path, TWICE).is_live


def test_a_wrong_call_is_a_problem_with_its_cell(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["{{ 1 }}", "=TWICE()"])
    assert problems_of(path) == []
    (problem,) = problems_of(path, TWICE)
    assert problem.where is not None
    assert (problem.what, problem.where.cell) == ("TWICE needs a number", "B1")


def test_a_template_is_compiled_once_per_file_content_and_environment(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["{{ 1 }}"])
    assert compile_template(path, TWICE) is compile_template(path, TWICE)
    assert compile_template(path, TWICE) is not compile_template(path, Environment(functions=Doubles()))
    before = compile_template(path)
    drawn(tmp_path, ["{{ 2 }}"])
    assert compile_template(path) is not before


def test_an_environment_knows_no_days_of_its_own() -> None:
    assert PLAIN.date_of("2015Q4") is None
    assert Environment(date_of=lambda _: date(2015, 10, 1)).date_of("2015Q4") == date(2015, 10, 1)


@pytest.mark.parametrize(
    "source",
    ["'%999999d' % 1", "[0] * 999", "9 ** 99999", "''.__class__.mro()", "x.append(1)"],
)
def test_the_sandbox_refuses_what_could_do_harm(source: str) -> None:
    with pytest.raises(TemplateError):
        compile_expression(source).value({"x": []})


@pytest.mark.parametrize("name", ["lipsum()", "cycler(1)", "1 | center(9)", "1 | pprint", "namespace()"])
def test_what_makes_something_huge_or_lasting_is_not_there(name: str) -> None:
    with pytest.raises(TemplateError):
        compile_expression(name).value({})


@pytest.mark.parametrize("text", ["{{ m.values }} t", "{{ m.name.upper }}"])
def test_a_function_that_nobody_called_is_refused_and_not_printed(tmp_path: Path, text: str) -> None:
    with pytest.raises(TemplateError, match=r"Report!A1: a .* function"):
        rendered(drawn(tmp_path, [text]), m={"name": "Brazil"})
