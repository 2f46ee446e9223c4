"""Formulas moved by some cells, as Excel reads the cells of a shared formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from xlmarket.package.areas import column_letters
from xlmarket.package.shift import shift_formula


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1+$A1+A$1+$A$1", "B3+$A3+B$1+$A$1"),
        ("SUM(A:B,$A:B,1:2,$1:2)", "SUM(B:C,$A:C,3:4,$1:4)"),
        ("Data!B2:C3+'My: Sheet'!B2+SUM(Data!A1:Data!B2)", "Data!C4:D5+'My: Sheet'!C4+SUM(Data!B3:Data!C4)"),
        ("Sheet1:Sheet3!A1+[1]Data!A1+'[1]My Data'!A1:B2", "Sheet1:Sheet3!B3+[1]Data!B3+'[1]My Data'!B3:C4"),
        ("XFD1048576", "A2"),
        ('T[[#This Row],[A1]]&"A1"+LOG10(A1)+XFE1+1E5', 'T[[#This Row],[A1]]&"A1"+LOG10(B3)+XFE1+1E5'),
        ("[1]!MARKET_SHARE(A5)", "[1]!MARKET_SHARE(B7)"),
    ],
)
def test_relative_references_move_and_nothing_else(formula, expected):
    assert shift_formula(formula, 2, 1) == expected


CELLS = st.builds(
    lambda column, row, a, b: f"{a}{column_letters(column)}{b}{row}",
    st.integers(1, 700), st.integers(1, 9000), st.sampled_from(["", "$"]), st.sampled_from(["", "$"]),
)  # fmt: skip


@given(CELLS, CELLS, st.integers(0, 500), st.integers(0, 50))
def test_openpyxl_moves_them_alike(first, last, rows, columns):
    formula = f"=SUM({first}:{last})+{first}*'A b'!{last}"
    there = f"{column_letters(1 + columns)}{1 + rows}"
    assert shift_formula(formula, rows, columns) == Translator(formula, "A1").translate_formula(there)


@given(CELLS, st.integers(-400, 400), st.integers(-40, 40))
def test_there_and_back_is_the_same_formula(cell, rows, columns):
    assert shift_formula(shift_formula(cell, rows, columns), -rows, -columns) == cell
