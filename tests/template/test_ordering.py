"""Order and groups, as Excel sorts: what is missing last, whatever the direction."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.errors import TemplateError
from xlmarket.package.values import CellError
from xlmarket.template.marks import Marked
from xlmarket.template.ordering import group, order_key, put_in_order
from xlmarket.template.read.expressions import compile_expression

MISSING = [None, "", CellError("#N/A"), float("nan")]


def itself(value: Any) -> Any:
    return value


def test_numbers_come_before_dates_texts_and_truth_values() -> None:
    mixed = [True, "b", date(2015, 1, 2), 3, "A", datetime(2015, 1, 1, 12), Decimal("2.5"), False]
    ordered = [Decimal("2.5"), 3, datetime(2015, 1, 1, 12), date(2015, 1, 2), "A", "b", False, True]
    assert put_in_order(mixed, itself) == ordered
    assert put_in_order(mixed, itself, descending=True) == ordered[::-1]


def test_what_has_no_order_is_an_error() -> None:
    with pytest.raises(TemplateError, match="put in order by numbers, dates, texts or truth values"):
        put_in_order([object()], itself)


def test_a_value_with_a_link_is_put_in_order_by_itself() -> None:
    assert order_key(Marked(3, target="#A1")) == order_key(3)


@given(st.lists(st.one_of(st.integers(), st.text(), st.booleans(), st.sampled_from(MISSING))), st.booleans())
def test_missing_values_are_last_and_ties_keep_their_order(values: list[Any], descending: bool) -> None:
    made = put_in_order(enumerate(values), lambda pair: pair[1], descending=descending)
    keys = [order_key(value) for _, value in made]
    present = [key for key in keys if key is not None]
    assert keys == present + [None] * (len(keys) - len(present))
    assert present == sorted(present, reverse=descending)
    for (place, _), (further, _), key, following in zip(made, made[1:], keys, keys[1:], strict=False):
        assert key != following or place < further


@given(st.lists(st.one_of(st.integers(0, 3), st.sampled_from(["a", "A", "b"]), st.sampled_from(MISSING))))
def test_groups_hold_all_items_in_their_order(values: list[Any]) -> None:
    groups = group(enumerate(values), lambda pair: pair[1])
    assert sorted(place for of in groups for place, _ in of.list) == list(range(len(values)))
    assert len({order_key(of.grouper) for of in groups}) == len(groups)
    assert all([place for place, _ in of.list] == sorted(place for place, _ in of.list) for of in groups)


def test_the_filters_sort_and_groupby_do_as_the_clauses() -> None:
    items = [{"k": None, "n": 1}, {"k": "b", "n": 2}, {"k": CellError("#N/A"), "n": 3}, {"k": "A", "n": 4}]
    scope = {"x": items}
    assert compile_expression("x | sort(attribute='k') | map(attribute='n') | list").value(scope) == [4, 2, 1, 3]
    assert compile_expression("x | sort(true, attribute='k,n') | map(attribute='n') | list").value(scope) == [
        2,
        4,
        3,
        1,
    ]
    assert compile_expression("['b', 'C', 'a'] | sort").value({}) == ["a", "b", "C"]
    assert compile_expression("['b', 'C', 'a'] | sort(case_sensitive=true)").value({}) == ["C", "a", "b"]
    groups = compile_expression("x | groupby('k')").value(scope)
    assert [(key, [item["n"] for item in of]) for key, of in groups] == [("A", [4]), ("b", [2]), (None, [1, 3])]
    with pytest.raises(TemplateError, match="kk"):
        compile_expression("x | groupby('kk')").value(scope)
    groups = compile_expression("x | groupby('kk', default='none')").value(scope)
    assert [of.grouper for of in groups] == ["none"]


def test_a_decimal_that_is_no_number_is_missing() -> None:
    values = [Decimal("NaN"), Decimal("2.5"), 1, Decimal("Infinity")]
    assert [str(value) for value in put_in_order(values, lambda value: value)] == ["1", "2.5", "NaN", "Infinity"]
