"""Laws of shifting: nothing by nothing, back and forth, in steps, and as openpyxl translates."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from xlmarket.package.limits import MAX_COLUMN, MAX_ROW
from xlmarket.package.shift import shift_formula

STEPS = st.integers(-50, 50)
CELLS = st.builds(
    lambda column_mark, column, row_mark, row: f"{column_mark}{column}{row_mark}{row}",
    st.sampled_from(["", "$"]),
    st.sampled_from(["A", "B", "Z", "AA", "XFD"]),
    st.sampled_from(["", "$"]),
    st.sampled_from([1, 7, 99, 1_048_576]),
)
PIECES = st.sampled_from(['"A1"', "SUM(", ")", "+", "Sales", "'My B2'!", "Data!", "#REF!", "1E5", ",", "A:B", "$3:4"])
FORMULAS = st.lists(CELLS | PIECES, max_size=8).map(" ".join)


@given(FORMULAS, STEPS, STEPS)
def test_a_formula_that_is_shifted_back_is_as_it_was(formula: str, rows: int, columns: int) -> None:
    assert shift_formula(shift_formula(formula, rows, columns), -rows, -columns) == formula
    assert shift_formula(formula, 0, 0) == formula


@given(FORMULAS, STEPS, STEPS, STEPS, STEPS)
def test_two_steps_are_one_long_one(formula: str, rows: int, columns: int, more_rows: int, more_columns: int) -> None:
    once = shift_formula(shift_formula(formula, rows, columns), more_rows, more_columns)
    assert once == shift_formula(formula, rows + more_rows, columns + more_columns)


@given(FORMULAS)
def test_a_whole_sheet_further_is_the_same_place(formula: str) -> None:
    assert shift_formula(formula, MAX_ROW, MAX_COLUMN) == formula


@given(st.lists(CELLS.filter(lambda cell: "XFD" not in cell and "1048576" not in cell), min_size=1, max_size=4))
def test_inside_the_sheet_it_is_what_openpyxl_translates(cells: list[str]) -> None:
    formula = f"SUM({','.join(cells)})"
    translated = Translator(f"={formula}", origin="C5").translate_formula("E8")
    assume("#REF!" not in translated)
    assert shift_formula(formula, 3, 2) == translated.removeprefix("=")
