"""The items of blocks and their names."""

from __future__ import annotations

from typing import Any

import pytest

from xlmarket.errors import Place, TemplateError
from xlmarket.package.values import CellError
from xlmarket.template.read.expressions import compile_expression
from xlmarket.template.render.loops import Loop, bind_at, items_of

WHERE = Place(sheet="S", cell="A1")


def test_a_loop_counts_from_one_and_knows_its_ends() -> None:
    assert (Loop(0, 2).index, Loop(0, 2).first, Loop(0, 2).last) == (1, True, False)
    assert (Loop(1, 2).index, Loop(1, 2).first, Loop(1, 2).last) == (2, False, True)


@pytest.mark.parametrize("items", ["text", 4, None, CellError("#N/A")])
def test_what_is_not_a_list_has_no_items(items: Any) -> None:
    with pytest.raises(TemplateError, match="S!A1: a list is wanted here"):
        items_of(compile_expression("x"), {"x": items}, WHERE)


def test_an_iterator_passes_through_unless_its_items_are_counted() -> None:
    given = iter([1, 2])
    assert items_of(compile_expression("x"), {"x": given}, WHERE, counted=False) is given
    assert items_of(compile_expression("x"), {"x": given}, WHERE) == [1, 2]
    assert items_of(compile_expression("x"), {"x": {"a": 1}}, WHERE, counted=False) == ["a"]


def test_an_expression_that_fails_names_the_place_of_the_tag() -> None:
    with pytest.raises(TemplateError, match="S!A1"):
        items_of(compile_expression("y"), {"x": 1}, WHERE)


def test_the_parts_of_an_item_get_the_names_of_the_block() -> None:
    assert bind_at(("m",), (1, 2), WHERE) == {"m": (1, 2)}
    assert bind_at(("a", "b"), (1, 2), WHERE) == {"a": 1, "b": 2}


@pytest.mark.parametrize("item", [(1, 2, 3), (1,), 4])
def test_an_item_has_as_many_parts_as_the_block_has_names(item: Any) -> None:
    with pytest.raises(TemplateError, match="an item does not have 2 parts"):
        bind_at(("a", "b"), item, WHERE)
