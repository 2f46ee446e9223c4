"""Values inside formulas: what is written is read back as it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.errors import FormulaError
from xlmarket.functions import CellError, Snapshot, evaluate, open_snapshot
from xlmarket.package.literals import literal, placed

CELLS = st.one_of(
    st.floats(-1e300, 1e300).map(lambda number: float(f"{number:.15g}")),
    st.booleans(),
    st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=30),
    st.sampled_from([CellError("#N/A"), CellError("#DIV/0!")]),
)


@pytest.fixture(scope="module")
def figures() -> Snapshot:
    return open_snapshot()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.022, "0.022"),
        (-1.5e-7, "-1.5E-07"),
        (3, "3"),
        ('say "yes"', '"say ""yes"""'),
        (None, '""'),
        (True, "TRUE"),
        (CellError("#N/A"), "#N/A"),
        ((("Brazil", 0.022), ("India", CellError("#N/A"))), '{"Brazil",0.022;"India",#N/A}'),
        ("x" * 300, f'("{"x" * 255}"&"{"x" * 45}")'),
    ],
)
def test_a_value_is_written_as_excel_writes_it(value: object, said: str) -> None:
    assert literal(value) == said  # type: ignore[arg-type]


@given(value=st.one_of(CELLS, st.lists(st.tuples(CELLS, CELLS), min_size=2, max_size=4).map(tuple)))
def test_what_is_written_is_read_back(figures: Snapshot, value: object) -> None:
    assert evaluate(figures, literal(value)).value == value  # type: ignore[arg-type]


def test_a_text_too_long_for_an_array_is_refused() -> None:
    with pytest.raises(FormulaError, match="255"):
        literal((("x" * 256, 1),))


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("=A1-CALL*2", "=A1-(-0.5)*2"),
        ('=IFERROR(CALL,"-")', '=IFERROR(-0.5,"-")'),
        ("=CALL", "=-0.5"),
        ("=CALL+CALL", "=(-0.5)+(-0.5)"),
    ],
)
def test_a_negative_number_beside_an_operator_gets_brackets(formula: str, said: str) -> None:
    spans = [(found.start(), found.end()) for found in re.finditer("CALL", formula)]
    assert placed(formula, [(span, literal(-0.5)) for span in spans]) == said
