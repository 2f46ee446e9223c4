"""What a report shows before Excel calculates it: values of formulas that are right, or none. Never those of the template."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests import ooxml
from tests.calculation.sheets import cached, is_same, recalculate, recalculate_all, strip_values
from tests.template.specimens import ITEMS, ROW, drawn
from tests.template.test_corpus import FILES, NEEDS_CORPUS, has_grammar
from xlmarket.package.values import CellError
from xlmarket.template import compile_template, render

STALE = 99
"""The cached value that the designer's program left in every formula."""


def made(template: Path, target: Path, **context: Any) -> Path:
    target.write_bytes(render(compile_template(template), {"items": ITEMS, **context}))
    assert not ooxml.errors(target) - ooxml.errors(template)
    return target


def values(path: Path) -> dict[str, dict[str, object]]:
    """The cached values of formulas, by sheet and cell."""
    return {
        sheet: {
            f"{openpyxl.utils.get_column_letter(column)}{row}": value for (column, row), (_, value) in cells.items()
        }
        for sheet, cells in cached(path).items()
    }


def test_formulas_over_repeated_rows_have_the_values_of_the_finished_rows(tmp_path: Path) -> None:
    def more(_: Any, sheet: Any) -> None:
        sheet.write_formula("C1", "=B1/SUM(B$1:B$1)", None, STALE)
        sheet.write_formula("A2", "=SUM(B1:B1)", None, STALE)
        sheet.write_formula("B2", '=IF(A2>10,"large","small")', None, STALE)
        sheet.write_formula("C2", "=A2>10", None, STALE)
        sheet.write_formula("D2", "=A2/0", None, STALE)

    rows = [["{%row for m in items %}{{ m.name }}", "{{ m.value }}", None, "{%row endfor %}"]]
    made(drawn(tmp_path, *rows, more=more), tmp_path / "made.xlsx")
    sheet = values(tmp_path / "made.xlsx")["Report"]
    assert sheet["A4"] == pytest.approx(10.2)
    assert [sheet[f"C{row}"] for row in (1, 2, 3)] == pytest.approx([2.2 / 10.2, 6.6 / 10.2, 1.4 / 10.2])
    assert (sheet["B4"], sheet["C4"], sheet["D4"]) == ("large", True, CellError("#DIV/0!"))


def test_what_cannot_be_calculated_has_no_value(tmp_path: Path) -> None:
    def more(_: Any, sheet: Any) -> None:
        for row, formula in enumerate(("TODAY()", 'INDIRECT("B1")', "OFFSET(B1,0,0)", "D1+1", 'TEXT(B1,"0")')):
            sheet.write_formula(row, 3, f"={formula}", None, STALE)

    made(drawn(tmp_path, ROW, more=more), tmp_path / "made.xlsx")
    assert set(values(tmp_path / "made.xlsx")["Report"].values()) == {None}


OTHERS: list[tuple[str, Callable[[Any], None], object]] = [
    ("=SUM(Report!B:B)", lambda _: None, pytest.approx(10.2)),
    ("=Middle!A1+1", lambda _: None, pytest.approx(3.2)),
    ("=Whole*2", lambda book: book.define_name("Whole", "=Report!$B$1"), pytest.approx(4.4)),
    ('=INDIRECT("Report!B1")', lambda _: None, None),
    ("=Found+1", lambda book: book.define_name("Found", "=OFFSET(Report!$B$1,0,0)"), None),
    ("=NOW()", lambda _: None, None),
]


@pytest.mark.parametrize(("formula", "name", "expected"), OTHERS)
def test_a_sheet_nobody_touched_has_no_value_of_cells_that_changed(
    tmp_path: Path, formula: str, name: Callable[[Any], None], expected: object
) -> None:
    def more(book: Any, _: Any) -> None:
        middle, other = book.add_worksheet("Middle"), book.add_worksheet("Other")
        middle.write_formula("A1", "=Report!B1", None, STALE)
        other.write_formula("A1", formula, None, STALE)
        name(book)

    made(drawn(tmp_path, ROW, more=more), tmp_path / "made.xlsx")
    assert values(tmp_path / "made.xlsx")["Other"]["A1"] == expected


def test_a_sheet_that_reads_nothing_that_changed_comes_out_byte_for_byte(tmp_path: Path) -> None:
    def more(book: Any, _: Any) -> None:
        other = book.add_worksheet("Other")
        other.write("A1", 2)
        other.write_formula("A2", "=A1*Rate", None, 3)
        book.define_name("Rate", "=Other!$A$1")

    template = drawn(tmp_path, ROW, more=more)
    with zipfile.ZipFile(template) as before, zipfile.ZipFile(made(template, tmp_path / "made.xlsx")) as after:
        assert before.read("xl/worksheets/sheet2.xml") == after.read("xl/worksheets/sheet2.xml")


def test_cells_that_an_array_formula_fills_lose_their_old_values(tmp_path: Path) -> None:
    def more(_: Any, sheet: Any) -> None:
        sheet.write_array_formula("E1:E2", "{=B1:B2*2}", None, STALE)
        sheet.write_formula("F1", "=SUM(E1:E2)", None, STALE)

    made(drawn(tmp_path, ["a", 1], ["b", "{{ items[0].value }}"], more=more), tmp_path / "made.xlsx")
    book = openpyxl.load_workbook(tmp_path / "made.xlsx", data_only=True)
    assert [book["Report"][cell].value for cell in ("E1", "E2", "F1")] == [None, None, None]


def test_a_chart_over_formulas_shows_their_values(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.write_formula("C1", "=B1*2", None, STALE)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Report!$C$1:$C$1", "categories": "=Report!$A$1:$A$1"})
        sheet.insert_chart("H2", chart)

    rows = [["{%row for m in items %}{{ m.name }}", "{{ m.value }}", None, "{%row endfor %}"]]
    made(drawn(tmp_path, *rows, more=more), tmp_path / "made.xlsx")
    with zipfile.ZipFile(tmp_path / "made.xlsx") as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    assert re.findall(r"<c:v>([0-9.]+)</c:v>", chart) == ["4.4", "13.2", "2.8"]


def test_a_table_has_the_values_of_its_columns_and_totals(tmp_path: Path) -> None:
    def more(_: Any, sheet: Any) -> None:
        columns = [
            {"header": "Name", "total_string": "Total"},
            {"header": "Value", "total_function": "sum", "total_value": STALE},
            {"header": "Twice", "formula": "=[@Value]*2"},
        ]
        sheet.add_table("A1:C3", {"name": "Sales", "total_row": True, "columns": columns})
        sheet.write("A2", "{%row for m in items %}{{ m.name }}")
        sheet.write("B2", "{{ m.value }}")
        sheet.write("D2", "{%row endfor %}")
        sheet.write_formula("E1", "=SUM(Sales[Twice])", None, STALE)

    made(drawn(tmp_path, more=more), tmp_path / "made.xlsx")
    sheet = values(tmp_path / "made.xlsx")["Report"]
    assert (sheet["C3"], sheet["B5"], sheet["E1"]) == pytest.approx((13.2, 10.2, 20.4))


def test_a_subtotal_over_a_filter_is_left_to_excel(tmp_path: Path) -> None:
    def more(_: Any, sheet: Any) -> None:
        sheet.write_formula("A5", "=SUBTOTAL(9,B2:B3)", None, STALE)
        sheet.write_formula("A6", "=SUM(B2:B3)", None, STALE)
        sheet.autofilter("A1:B3")
        sheet.filter_column("A", "x == a")

    rows = [["Name", "Value"], ["a", 1], ["{{ items[0].name }}", 2]]
    made(drawn(tmp_path, *rows, more=more), tmp_path / "made.xlsx")
    assert values(tmp_path / "made.xlsx")["Report"] == {"A5": None, "A6": 3}


def test_without_a_calculation_there_are_no_values(tmp_path: Path) -> None:
    template = compile_template(drawn(tmp_path, ROW, ["=SUM(B1:B1)"]))
    book = render(template, {"items": ITEMS}, calculate=None)
    assert openpyxl.load_workbook(io.BytesIO(book), data_only=True)["Report"]["A4"].value is None
    assert openpyxl.load_workbook(io.BytesIO(book)).calculation.fullCalcOnLoad


@pytest.mark.slow
def test_values_are_those_of_libreoffice(tmp_path: Path, soffice: str) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.write("A2", "{%row for m in items %}{{ m.name }}")
        sheet.write("B2", "{{ m.value }}")
        for column, formula in enumerate(FORMULAS, start=2):
            sheet.write_formula(1, column, formula, None, STALE)
        sheet.write(1, 60, "{%row endfor %}")
        other = book.add_worksheet("Other")
        for row, formula in enumerate(OUTSIDE):
            other.write_formula(row, 0, formula, None, STALE)

    made(drawn(tmp_path, ["Name", "Value"], more=more), tmp_path / "made.xlsx")
    strip_values(tmp_path / "made.xlsx", tmp_path / "bare.xlsx")
    theirs = recalculate(soffice, tmp_path / "bare.xlsx", tmp_path)
    ours = cached(tmp_path / "made.xlsx")
    compared = [
        (formula, value, theirs[sheet].get(place))
        for sheet, cells in ours.items()
        for place, (formula, value) in cells.items()
    ]
    assert [item for item in compared if item[1] is None or not is_same(item[1], item[2])] == []
    assert len(compared) == len(ITEMS) * len(FORMULAS) + len(OUTSIDE)


@NEEDS_CORPUS
@pytest.mark.slow
def test_values_over_the_corpus_are_those_of_excel_and_libreoffice(tmp_path: Path, soffice: str) -> None:
    excel, ours, bare = {}, {}, []
    for path in FILES:
        if has_grammar(path) or not compile_template(path).has_formulas:
            continue
        template = compile_template(path)
        changed = replace(template, sheets=tuple(replace(plan, has_tags=True) for plan in template.sheets))
        target = tmp_path / path.name
        target.write_bytes(render(changed, {}))
        excel[path.name], ours[path.name] = cached(path), cached(target)
        bare.append(tmp_path / f"bare {path.stem}.xlsx")
        strip_values(target, bare[-1])
    office = {name.removeprefix("bare "): book for name, book in recalculate_all(soffice, bare, tmp_path).items()}
    wrong, counted = [], Counter[str]()
    for name, sheets in ours.items():
        for sheet, cells in sheets.items():
            for place, (formula, value) in cells.items():
                counted["formulas"] += 1
                if value is None:
                    continue
                counted["calculated"] += 1
                oracle = excel[name][sheet][place][1]
                theirs = office[Path(name).with_suffix(".xlsx").name][sheet].get(place)
                counted["excel"] += oracle is not None
                if not is_same(value, theirs) or (oracle is not None and not is_same(value, oracle)):
                    wrong.append((name, sheet, place, formula, value, oracle, theirs))
    assert wrong == []
    assert counted["calculated"] > 0.95 * counted["formulas"] > 3_000
    assert counted["excel"] >= 60


FORMULAS = [
    "=B2/SUM(B$2:B$2)", "=SUM(B$2:B2)", "=RANK(B2,B$2:B$2)", "=ROUND(B2/3,2)", '=IF(B2>2,"up","down")', '=A2&" "&E2',
    "=IFERROR(B2/0,0)", "=B2>2", "=LEFT(A2,2)", "=MAX(B$2:B$2)-B2", "=COUNTIF(A$2:A$2,A2)", "=AVERAGE(B$2:B$2)",
]  # fmt: skip
OUTSIDE = [
    "=SUM(Report!B2:B2)", "=SUBTOTAL(9,Report!B2:B2)", "=SUBTOTAL(109,Report!B:B)", "=VLOOKUP(\"Japan\",Report!A2:B2,2,0)",
    '=INDEX(Report!A2:A2,MATCH(6.6,Report!B2:B2,0))', '=SUMIF(Report!A2:A2,"India",Report!B2:B2)', "=COUNTA(Report!A2:A2)",
    '=SUMPRODUCT((Report!B2:B2>2)*Report!B2:B2)', "=LARGE(Report!B2:B2,1)", "=A1*2",
]  # fmt: skip


def test_cells_side_by_side_behind_repeated_columns_are_found_where_they_are_now(tmp_path: Path) -> None:
    rows = [
        [None, "{%col for p in items %}{{ p.name }}{%col endfor %}"],
        [
            "{%cells for m in items %}{{ m.value }}{%cells endfor %}",
            None,
            "{%cells for p in items %}{{ 2 }}{%cells endfor %}",
        ],
        ["=SUM(A2:A2)", None, "=SUM(C2:C2)"],
    ]
    target = made(drawn(tmp_path, *rows), tmp_path / "made.xlsx")
    sheet = openpyxl.load_workbook(target, data_only=True)["Report"]
    assert [sheet[f"{column}{len(ITEMS) + 2}"].value for column in "AE"] == [
        pytest.approx(sum(item.value for item in ITEMS)),
        2 * len(ITEMS),
    ]
