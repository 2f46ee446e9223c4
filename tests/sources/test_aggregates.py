"""Sums of other rows, found by arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.observations import Observation
from xlmarket.periods import Period
from xlmarket.sources.aggregates import find_sums


def sums(table: Mapping[str, Sequence[float | None]], known: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
    rows = [
        Observation(market=market, metric="sales", period=Period.of(2010 + n), value=value)
        for market, values in table.items()
        for n, value in enumerate(values)
        if value is not None
    ]
    return find_sums(rows, known)


PARTS = {"a": (11, 13), "b": (27, 31), "c": (5, 8)}


def test_a_total_below_or_above_its_parts_is_found() -> None:
    assert sums({**PARTS, "t": (43, 52)}) == {"t": ("a", "b", "c")}
    assert sums({"t": (43, 52), **PARTS}) == {"t": ("a", "b", "c")}


def test_a_sum_of_some_rows_is_found_next_to_them_and_its_parts_are_no_sums() -> None:
    found = sums({**PARTS, "t": (43, 52), "d": (7, 2), "e": (8, 1), "f": (9, 4), "u": (24, 7)})
    assert found == {"t": ("a", "b", "c"), "u": ("d", "e", "f")}


def test_rounding_of_the_parts_is_allowed_and_more_is_not() -> None:
    parts = {"a": (110.4, 130.1), "b": (270.3, 310.2), "c": (50.2, 80.4)}
    assert sums({**parts, "t": (430.9, 520.7)}) == {"t": ("a", "b", "c")}
    assert sums({**parts, "t": (431.9, 520.7)}) == {}


def test_a_sum_must_hold_in_every_period_it_has_a_figure_for() -> None:
    assert sums({**PARTS, "t": (43, 53)}) == {}
    assert sums({**PARTS, "t": (None, 52.0)}) == {}
    assert "t" in sums({"a": (11234, 13), "b": (27111, 31), "c": (5987, 8), "t": (44332, None)})


def test_few_figures_are_no_sum_by_chance() -> None:
    assert sums({"a": (1,), "b": (2,), "c": (3,)}) == {}
    assert sums({"a": (1, 2), "b": (2, 3), "c": (3, 5)}) == {}


def test_known_sums_are_set_aside() -> None:
    assert sums({**PARTS, "t": (43, 52)}, known=["t"]) == {}


def test_metrics_are_apart() -> None:
    rows = [Observation(market=m, metric=m, period=Period.of(2015), value=v) for m, v in (("a", 1), ("b", 2), ("t", 3))]
    assert find_sums(rows, ()) == {}


@given(st.lists(st.lists(st.integers(1001, 99_999), min_size=3, max_size=3), min_size=3, max_size=8))
def test_a_total_of_any_parts_is_found(figures: list[list[int]]) -> None:
    table = {f"m{n}": values for n, values in enumerate(figures)}
    total = [sum(values) for values in zip(*figures, strict=True)]
    assert "t" in sums({**table, "t": total})


@pytest.mark.parametrize("zero", [0, None])
def test_a_row_without_figures_is_no_sum(zero: float | None) -> None:
    assert sums({**PARTS, "z": (zero, zero)}) == {}
