"""Compiled expressions: plain paths without Jinja, defaults, what is missing, and all values of a row at once."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pytest

from xlmarket.errors import TemplateError
from xlmarket.package.values import CellError
from xlmarket.template.environment import Environment
from xlmarket.template.plan.expressions import (
    Attributes,
    ColumnExpression,
    NoExpression,
    RichText,
    ValuePath,
    attributes_of,
)
from xlmarket.template.read.expressions import compile_expression, compile_text


class Market(NamedTuple):
    name: str
    share: Any = None
    parts: tuple[int, ...] = (1, 2)


BRAZIL = Market("Brazil", 0.022)


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("m", ValuePath("m", ())),
        (" m.parts[1] ", ValuePath("m", ("parts", 1))),
        ("m.share + 1", None),
        ("true", None),
        ("m.share | default(other)", None),
    ],
)
def test_a_plain_path_is_told_from_other_expressions(source: str, path: ValuePath | None) -> None:
    assert compile_expression(source).path == path


def test_a_path_reads_attributes_keys_and_places() -> None:
    assert compile_expression("m.parts[1]").value({"m": BRAZIL}) == 2
    assert compile_expression("m.share").value({"m": {"share": 3}}) == 3
    assert compile_expression("m.share * 2").value({"m": BRAZIL}) == 0.044


@pytest.mark.parametrize("missing", [None, CellError("#N/A"), float("nan")])
def test_a_default_stands_for_what_is_missing(missing: Any) -> None:
    assert compile_expression('m.share | default("n/a")').value({"m": Market("Peru", missing)}) == "n/a"
    assert compile_expression("m.share | default('n/a')").value({"m": BRAZIL}) == 0.022


def test_an_unknown_name_offers_the_nearest() -> None:
    with pytest.raises(TemplateError) as caught:
        compile_expression("m.shar").value({"m": BRAZIL})
    assert caught.value.nearest == ("share",)
    assert caught.value.found == "m.shar"
    with pytest.raises(TemplateError) as caught:
        compile_expression("regoin").value({"region": 1})
    assert caught.value.nearest == ("region",)


def test_whatever_fails_in_an_expression_is_an_error_of_the_template() -> None:
    with pytest.raises(TemplateError, match="the expression fails: ZeroDivisionError"):
        compile_expression("1 / 0").value({})
    with pytest.raises(TemplateError, match="not allowed"):
        compile_expression('"a" * 3').value({})


def test_a_text_is_given_up_once_no_cell_holds_it() -> None:
    with pytest.raises(TemplateError, match="32,767 characters"):
        compile_text("{% for n in range(99999) %}x{% endfor %}").value({})


def test_formatted_text_keeps_the_look_of_its_runs() -> None:
    text = RichText("", frozenset({"m"}), (("Sales: ", "<b/>"), (compile_text("{{ m }}"), "<i/>")))
    assert text.value({"m": "4"}).runs == (("Sales: ", "<b/>"), ("4", "<i/>"))


def test_a_cell_of_a_repeated_column_knows_the_items_of_that_column() -> None:
    content = compile_expression("row + column")
    cell = ColumnExpression(content, {"column": 2})
    assert cell.value({"row": 1, "column": 9}) == 3
    assert (cell.source, cell.names) == ("row + column", {"row"})
    assert NoExpression().value({"row": 1}) is None


def test_a_row_of_attributes_of_one_item_is_read_at_once() -> None:
    contents = [compile_expression("m.name"), compile_expression('m.share | default("-")')]
    attributes = attributes_of(contents, "m")
    assert attributes == Attributes(("name", "share"), (None, "-"))
    assert attributes is not None
    assert attributes.of([BRAZIL, Market("Peru")]) == [("Brazil", 0.022), ("Peru", "-")]
    assert attributes.of([{"name": "Japan", "share": 1}]) == [("Japan", 1)]


@pytest.mark.parametrize("source", ["other.name", "m", "m.parts[0]", "m.name.upper", "m.name + 'x'"])
def test_a_row_with_anything_else_is_not(source: str) -> None:
    assert attributes_of([compile_expression("m.name"), compile_expression(source)], "m") is None


def test_a_row_without_expressions_is_not_read_at_all() -> None:
    assert attributes_of([], "m") is None


def test_filters_come_from_the_environment() -> None:
    environment = Environment(filters={"double": lambda value: 2 * value})
    assert compile_expression("m | double", environment).value({"m": 4}) == 8
    with pytest.raises(TemplateError, match="No filter named 'double'"):
        compile_expression("m | double")


def test_an_unknown_filter_or_test_has_those_near_to_it() -> None:
    with pytest.raises(TemplateError, match=r"No filter named .joni.; found .*; did you mean join"):
        compile_expression("m | joni")
    with pytest.raises(TemplateError, match=r"did you mean defined"):
        compile_expression("m is defned")


@pytest.mark.parametrize(
    ("source", "said"),
    [("m.nam", "'m' has no 'nam'; found"), ("m['nam']", "nothing is called 'nam'; found"), ("n", "'n' is undefined")],
)
def test_a_name_that_is_not_there_is_told_without_our_classes(source: str, said: str) -> None:
    with pytest.raises(TemplateError, match=re.escape(said)) as refused:
        compile_expression(source).value({"m": BRAZIL})
    assert "object" not in str(refused.value)
