"""The functions of Excel that stand around ours, where formulas are answered without Excel."""

from __future__ import annotations

import pytest

from xlmarket.errors import FormulaError
from xlmarket.functions import CellError, Snapshot, evaluate, open_snapshot


@pytest.fixture(scope="module")
def figures() -> Snapshot:
    return open_snapshot()


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('=IFERROR(MARKET_SHARE("Brazil"),"-")', 0.022),
        ('=IFERROR(MARKET_GROWTH("Brazil"),"-")', "-"),
        ('=_xlfn.IFNA(MARKET_GROWTH("Brazil"),"n/a")', "n/a"),
        ('=IFNA(1/0,"n/a")', CellError("#DIV/0!")),
        ('=IF(MARKET_SHARE("Brazil")>0.02,"large","small")', "large"),
        ('=IF("yes",1,2)', CellError("#VALUE!")),
        ("=IF(1/0,1,2)", CellError("#DIV/0!")),
        ('=IF({1;0},"a","b")', (("a",), ("b",))),
        ("=IF(1>2,3)", False),
        ("=INDEX({1,2;3,4},2,1)", 3),
        ("=INDEX({1,2,3},2)", 2),
        ("=INDEX({1,2;3,4},3,1)", CellError("#REF!")),
        ('=MATCH("B",{"a","b"},0)', 2),
        ('=MATCH("1",{1,2},0)', CellError("#N/A")),
        ("=INDEX({10,20},MATCH(2,{1,2},0))", 20),
        ('=ISNUMBER({1,"a",TRUE})', ((True, False, False),)),
        ("=ISNA(NA())", True),
        ("=ISERROR(1/0)", True),
        ("=ISNA(1/0)", False),
        ('="1,000"+1', 1001),
        ('=" -.5e1"*2', -10),
        ('="nan"+1', CellError("#VALUE!")),
        ('="1_000"+1', CellError("#VALUE!")),
    ],
)
def test_what_stands_around_our_functions_is_answered_as_excel_does(
    figures: Snapshot, formula: str, value: object
) -> None:
    found = evaluate(figures, formula).value
    assert found == pytest.approx(value) if isinstance(value, float) else found == value


@pytest.mark.parametrize(("other", "equal"), [('""', True), ("0", True), ("FALSE", True), ('"a"', False), ("1", False)])
def test_an_empty_cell_equals_whatever_is_nothing(figures: Snapshot, other: str, equal: bool) -> None:
    for formula in (f"=A1={other}", f"={other}=A1"):
        assert evaluate(figures, formula, {"A1": None}.__getitem__).value is equal


def test_a_wrong_number_of_arguments_and_other_functions_are_refused(figures: Snapshot) -> None:
    with pytest.raises(FormulaError, match="IFERROR does not take 1"):
        evaluate(figures, "=IFERROR(1)")
    with pytest.raises(FormulaError, match="unknown function"):
        evaluate(figures, "=VLOOKUP(1,{1,2},2)")
    with pytest.raises(FormulaError, match="equal cells only"):
        evaluate(figures, '=MATCH("b*",{"a","b"},0)')


def test_a_defined_name_is_looked_up_as_a_reference_is(figures: Snapshot) -> None:
    assert evaluate(figures, "=MARKET_SHARE(Chosen)", {"Chosen": "Brazil"}.__getitem__).value == pytest.approx(0.022)
