"""Columns of cells written at once are what their cells are one by one."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xlmarket.package.cell_xml import cell_tail
from xlmarket.package.column_xml import Lines, float_texts, write_column
from xlmarket.package.texts import MOST_TEXT, fit_text
from xlmarket.package.values import CellError

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = FLOATS | st.integers(-1000, 1000) | st.booleans() | st.none() | st.text().map(fit_text)


def column(values: list[Any]) -> list[str]:
    lines = Lines(len(values))
    write_column(lines, ' s="2"', values)
    return lines.rows()


@given(st.lists(VALUES, min_size=1) | st.lists(FLOATS, min_size=1) | st.lists(st.text().map(fit_text), min_size=1))
@example([""])
@example(["a", "", "b"])
@example(["a ", "b"])
@example(["a", " b"])
@example(["a", "b_x000D_"])
@example(["x" * MOST_TEXT, "y"])
@example([CellError("#N/A"), 1.0])
def test_a_column_is_what_its_cells_are(values: list[Any]) -> None:
    tails = [cell_tail(' s="2"', value) for value in values]
    if set(map(type, values)) == {float}:
        assert [_number(tail) for tail in column(values)] == [_number(tail) for tail in tails]
    else:
        assert column(values) == tails


def _number(tail: str) -> float:
    return float(tail.partition("<v>")[2].partition("</v>")[0])


@given(st.lists(st.lists(st.text(), min_size=3, max_size=3), min_size=1, max_size=5))
def test_rows_are_their_texts_in_order(columns: list[list[str]]) -> None:
    lines = Lines(3)
    for texts in columns:
        lines.text("<")
        lines.column(texts)
    rows = ["".join(f"<{texts[place]}" for texts in columns) for place in range(3)]
    assert lines.rows() == rows
    assert lines.joined() == "".join(rows)


def test_rows_without_a_column_are_alike() -> None:
    lines = Lines(3)
    lines.text("<row/>")
    assert lines.rows() == ["<row/>"] * 3
    assert lines.joined() == "<row/>" * 3
    assert Lines(2).rows() == ["", ""]


@pytest.mark.parametrize("values", [[], [1.0, math.nan], [math.inf], [1.0, 2], ["1"]])
def test_only_finite_floats_are_printed_at_once(values: list[Any]) -> None:
    assert float_texts(values) == []


@given(st.lists(FLOATS, min_size=1))
def test_printed_floats_are_read_as_the_same_numbers(values: list[float]) -> None:
    assert list(map(float, float_texts(values))) == values
