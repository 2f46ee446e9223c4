"""Which formulas get a value, and which are left to Excel."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import pytest

from xlmarket.calculation import UNKNOWN, CalculationBook, FormulaRun, TableRange, calculate
from xlmarket.package.areas import parse_area
from xlmarket.package.values import CellError

CELLS: dict[str, object] = {
    "A1": 1.5, "A2": 2.5, "A3": "Brazil", "A4": True, "A5": "7", "A6": CellError("#N/A"), "A7": 1 / 3, "A8": "straße",
    "B1": 10, "B2": 20, "B3": 30,
}  # fmt: skip


def values(formulas: Mapping[str, str], cells: Mapping[str, object] = CELLS, **book: object) -> dict[str, object]:
    """The values of formulas on a sheet Data, by cell."""
    placed = {(parse_area(cell).first_column, parse_area(cell).first_row): value for cell, value in cells.items()}
    runs = []
    for cell, formula in formulas.items():
        area = parse_area(cell)
        runs.append(FormulaRun("Data", area.first_column, area.first_row, (formula,), 1))

    def look_up(_: str, column: int, first: int, last: int) -> list[object]:
        return [placed.get((column, row)) for row in range(first, last + 1)]

    known = calculate(CalculationBook(used={"Data": 100}, runs=runs, cells=look_up, **book))  # type: ignore[arg-type]
    return {
        cell: known.get(("data", parse_area(cell).first_column), {}).get(parse_area(cell).first_row)
        for cell in formulas
    }


def value(formula: str, **book: object) -> object:
    return values({"E1": formula}, **book)["E1"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1+A2*2", 6.5),
        ("SUM(B1:B3)", 60),
        ("SUM(B:B)", 60),
        ("B1/SUM(B$1:B$3)", 1 / 6),
        ("ROUND(2.675,2)", 2.68),
        ('IF(A1>1,"up","down")', "up"),
        ('A3&": "&B1', "Brazil: 10"),
        ("IFERROR(1/0,0)", 0),
        ("1/0", CellError("#DIV/0!")),
        ('MATCH("Brazil",A1:A3,0)', 3),
        ("VLOOKUP(A1,A1:B3,2,FALSE)", 10),
        ("SUMPRODUCT((B1:B3>10)*B1:B3)", 50),
        ("-2^2", 4),
        ("ROWS(A1:B3)*10+COLUMNS(A1:B3)", 32),
        ('IF(COUNT(B1:B3)=ROWS(B1:B3),SUM(B1:B3),"n/a")', 60),
        ('IF(COUNT(A1:A3)=ROWS(A1:A3),SUM(A1:A3),"n/a")', "n/a"),
        ('IF(COUNT(A3:B3)=2,B3-A3,"")', ""),
        ("2^3^2", 64),
        ("A9", 0),
    ],
)
def test_what_is_proven_is_calculated(formula: str, expected: object) -> None:
    assert value(formula) == (pytest.approx(expected) if isinstance(expected, float) else expected)


@pytest.mark.parametrize(
    "formula",
    [
        "TODAY()", "RAND()", 'INDIRECT("A1")', "OFFSET(A1,1,0)", "MARKET_SHARE(A3)", "UNKNOWN(A1)", "Rate*2",
        "[1]Sheet1!A1", "A1:A3", "A1:A3*2", "SUM(A1:A3*2)", "IF(A1:A3>1,1,2)", "{1,2}", "A1 A2", "B1#", "@B1:B3",
        "SUM(Sheet9!A1)", "SUM(Data:Other!A1)", "VLOOKUP(A1,A1:B3,2)", "MATCH(A1,A1:A3)", 'TEXT(A1,"0")',
        'SUMIF(A1:A3,"a*",B1:B3)', "SUMIF(A1:A3,1,B1:B2)", "SUBTOTAL(7,B1:B3)", 'AND("a")', "A1=A2=A3", "1=",
        "(" * 60 + "1" + ")" * 60, "IFERROR(RANK(1,B1:B3),0)", '""&(A1=1)',
        "ROWS(B:B)", "IF(COUNT(B:B)<rows(B:B),1,2)", "ROWS((B:B))",
        '"ä"<"b"', 'A1>="m"', 'UPPER("a")<="b"', 'COUNTIF(A1:A3,">m")',
    ],
)  # fmt: skip
def test_what_is_not_proven_has_no_value(formula: str) -> None:
    assert value(formula) is None


@pytest.mark.parametrize(
    "formula",
    ["SUM(A4:A5)", "A5=7", "A4+1", "SUMIF(A1:A8,A5)", "A7&A3", "LEN(A7)", "UPPER(A8)", "A3<A8", "A5*1+A9&A7"],
)
def test_a_value_that_programs_read_in_different_ways_makes_a_result_doubtful(formula: str) -> None:
    accepted = {"A5=7"}  # a text is never equal to a number
    assert (value(formula) is None) == (formula not in accepted)


def test_what_reads_a_formula_without_a_value_has_none() -> None:
    known = values({"E1": "TODAY()", "E2": "E1+1", "E3": "SUM(E1:E2)", "E4": "IFERROR(E2,0)", "E5": "B1+1"})
    assert known == {"E1": None, "E2": None, "E3": None, "E4": None, "E5": 11}


def test_a_cell_whose_value_is_unknown_gives_none() -> None:
    runs = [FormulaRun("Data", 2, 1, (), 1), FormulaRun("Data", 3, 1, ("B1*2",), 1)]
    book = CalculationBook(used={"Data": 9}, runs=runs, cells=lambda *_: [UNKNOWN])
    assert calculate(book).get(("data", 3), {}) == {}


def test_formulas_that_read_each_other_row_by_row_are_calculated() -> None:
    flows = {f"A{row}": float(row) for row in range(1, 6)}
    formulas = {"B1": "100", **{f"B{row}": f"C{row - 1}" for row in range(2, 6)}}
    closing = {f"C{row}": f"B{row}+A{row}" for row in range(1, 6)}
    assert values({**formulas, **closing}, flows)["C5"] == 115


def test_texts_that_outgrow_a_cell_are_left_to_excel() -> None:
    doubled = {"E1": '"x"', **{f"E{row}": f"E{row - 1}&E{row - 1}" for row in range(2, 60)}}
    known = values(doubled)
    assert known["E4"] == "x" * 8
    assert known["E59"] is None
    grown = values({"E1": '"x"', **{f"E{row}": f'SUBSTITUTE(E{row - 1},"x","{"x" * 99}")' for row in range(2, 30)}})
    assert grown["E29"] is None


def test_formulas_in_a_circle_have_no_value_and_neither_has_what_reads_them() -> None:
    known = values({"E1": "E2+1", "E2": "E1+1", "E3": "IFERROR(E1,0)", "E4": "1+1"})
    assert known == {"E1": None, "E2": None, "E3": None, "E4": 2}


def test_what_is_left_of_equal_numbers_is_zero_and_nothing_builds_on_it() -> None:
    cells = {"A1": 0.1, "A2": 0.2, "A3": 0.3}
    assert values({"E1": "A1+A2-A3", "E2": "IF(E1>0,1,2)"}, cells) == {"E1": 0, "E2": None}
    assert values({"E1": "A2-A1"}, cells)["E1"] == pytest.approx(0.1)


def test_a_subtotal_leaves_out_other_subtotals_and_is_not_calculated_over_a_filter() -> None:
    formulas = {"B4": "SUBTOTAL(9,B1:B3)", "B5": "SUBTOTAL(9,B1:B4)"}
    assert values(formulas) == {"B4": 60, "B5": 60}
    assert values(formulas, filtered=frozenset({"data"})) == {"B4": None, "B5": None}
    assert values({**formulas, "B4": "SUBTOTAL(9,B1:B3)+0"})["B5"] is None


def test_names_and_tables_are_read_as_the_cells_they_mean() -> None:
    names = {"rate": "Data!$B$2", "half": "0.5", "moving": "Data!B1", "found": "OFFSET(Data!$A$1,1,0)"}
    table = TableRange(sheet="Data", area=parse_area("A1:B4"), columns=("name", "value"), total_rows=1)
    cells = {"A1": "Name", "B1": "Value", "A2": "x", "B2": 20, "A3": "y", "B3": 30}
    known = values(
        {
            "E1": "Rate*2", "E2": "Half+1", "E3": "Moving", "E4": "Found", "B4": "SUBTOTAL(109,Sales[Value])",
            "F2": "Sales[[#This Row],[Value]]*2", "F9": "Sales[[#This Row],[Value]]", "E5": "SUM(Sales[Other])",
        },
        cells, names=lambda _: names, tables=lambda: {"sales": table},
    )  # fmt: skip
    assert known == {"E1": 40, "E2": 1.5, "E3": None, "E4": None, "B4": 50, "F2": 40, "F9": None, "E5": None}


def test_shares_of_a_long_column_are_calculated_once_per_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 3000
    run = FormulaRun("Data", 2, 1, [f"A{row}/SUM(A$1:A${count})" for row in range(1, count + 1)], count)
    book = CalculationBook(
        used={"Data": count}, runs=[run], cells=lambda _s, _c, first, last: [1.0] * (last - first + 1)
    )
    monkeypatch.setattr(sys.modules["xlmarket.calculation.calculate"], "MOST_READ", 4 * count)
    assert calculate(book)["data", 2][count] == pytest.approx(1 / count)


def test_what_reads_too_many_cells_is_left_to_excel(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 300
    running = FormulaRun("Data", 2, 1, [f"SUM(A$1:A{row})" for row in range(1, count + 1)], count)
    after = FormulaRun("Data", 3, 1, (f"B{count}+1",), 1)
    plain = FormulaRun("Data", 4, 1, ("A1+1",), 1)
    book = CalculationBook(
        used={"Data": count},
        runs=[running, after, plain],
        cells=lambda _s, _c, first, last: [1.0] * (last - first + 1),
    )
    monkeypatch.setattr(sys.modules["xlmarket.calculation.calculate"], "MOST_READ", 1000)
    known = calculate(book)
    assert (known.get(("data", 2)), known.get(("data", 3)), known["data", 4]) == (None, {}, {1: 2.5 - 0.5})


def test_without_the_engine_and_after_its_panic_there_are_no_values(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["xlmarket.calculation.calculate"]

    class PanicException(BaseException):
        pass

    def panic(_: object) -> None:
        raise PanicException

    with monkeypatch.context() as patch:
        patch.setattr(module, "_import_ironcalc", lambda: None)
        assert value("1+1") is None
    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["xlmarket.calculation.engine"].Engine, "evaluate", panic)
        assert value("1+1") is None
