"""Calls made values: alone, inside formulas, shared, in arrays, in names and rules; with notes that say whence."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from tests import ooxml
from tests.formulas.books import book, cell, formulas_of, row, text, with_calls
from xlmarket.formulas import FrozenBook, freeze
from xlmarket.functions import open_snapshot

SNAPSHOT = open_snapshot()
SHEET = "xl/worksheets/sheet1.xml"


def frozen(source: Path) -> tuple[Path, FrozenBook]:
    done = freeze(source, SNAPSHOT)
    target = source.with_name(f"{source.stem}-values{source.suffix}")
    target.write_bytes(done.content)
    return target, done


def sheet_of(path: Path):
    return openpyxl.load_workbook(path)["Data"]


def one(tmp_path: Path, formula: str, *rows: str, **options) -> tuple[Path, FrozenBook]:
    return frozen(book(tmp_path / "a.xlsx", row(1, cell("A1", formula)) + "".join(rows), **options))


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('_xldudf_MARKET_SHARE("Brazil")', 0.022),
        ('[1]!MARKET_SHARE("Brazil","2015")', 0.022),
        ("_xlfn.SINGLE(MARKET_SHARE(B2))", 0.014),
        ("MARKET_SHARE(Data!$B$2)", 0.014),
        ("MARKET_SHARE(who)", 0.014),
        ("MARKET_SHARE(C2)", 0.022),
        ('MARKET_NAME("BR")', "Brazil"),
        ('MARKET_GROWTH("Brazil")', "#N/A"),
        ("MARKET_SHARE(B9)", "#VALUE!"),
    ],
)
def test_a_cell_that_is_only_our_call_becomes_its_value(tmp_path, formula, value):
    others = row(2, text("B2", "India"), cell("C2", '_xldudf_MARKET_NAME("BR")', "#NAME?", "e"))
    done, _ = one(tmp_path, formula, others, names={"who": "Data!$B$2"})
    sheet = sheet_of(done)
    assert sheet["A1"].value == value
    assert sheet["C2"].value == "Brazil"
    assert ooxml.errors(done) <= ooxml.errors(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('IFERROR(MARKET_SHARE("Brazil"),"-")', 'IFERROR(0.022,"-")'),
        ('IFERROR(MARKET_GROWTH("Brazil"),"-")', 'IFERROR(#N/A,"-")'),
        ('SUM(MARKET_SHARE({"Brazil";"India"}))*2', "SUM({0.022;0.014})*2"),
        ('MARKET_NAME("BR")&" "&B2', '"Brazil"&" "&B2'),
        ("1+MARKET_SHARE(MARKET_NAME(\"BR\"))", "1+0.022"),
    ],
)  # fmt: skip
def test_inside_a_formula_a_call_becomes_a_literal_and_the_rest_calculates_on(tmp_path, formula, expected):
    done, _ = one(tmp_path, formula)
    assert formulas_of(done) == {"cell Data!A1": expected}
    assert b'fullCalcOnLoad="1"' in ooxml.parts(done)["xl/workbook.xml"]


def test_the_note_says_call_arguments_source_status_vintage_and_period(tmp_path):
    done, _ = one(tmp_path, "_xldudf_MARKET_SHARE(B2)", row(2, text("B2", "Brazil")))
    note = sheet_of(done)["A1"].comment.text
    assert note.splitlines()[:4] == ["=MARKET_SHARE(B2)", "B2 = Brazil", "Answer: 2.2%", "Period: 2015"]
    assert re.search(r"^Source: .+\nStatus: published\nVintage: cross-border-2015", note, re.MULTILINE)


def test_notes_join_those_that_are_there(tmp_path, corpus):
    source = with_calls(corpus / "xlsxwriter/comment03.xlsx", tmp_path / "a.xlsx", ['_xldudf_MARKET_SHARE("Brazil")'])
    done, _ = frozen(source)
    before, after = (openpyxl.load_workbook(path).worksheets[0] for path in (source, done))
    noted = {one.coordinate: one.comment.text for one in before._cells.values() if one.comment}
    assert noted
    assert all(after[place].comment.text == said for place, said in noted.items())
    assert after["A900001"].comment.text.startswith("=MARKET_SHARE")
    assert ooxml.errors(done) <= ooxml.errors(source)


def test_a_spilled_array_freezes_all_its_cells(tmp_path):
    array = '<c r="A1" cm="1"><f t="array" ref="A1:A2">_xldudf_MARKET_SHARE({"Brazil";"India"})</f><v>0.5</v></c>'
    source = book(tmp_path / "a.xlsx", row(1, array) + row(2, '<c r="A2" s="0"><v>0.014</v></c>'))
    done, told = frozen(source)
    assert [sheet_of(done)[place].value for place in ("A1", "A2")] == [0.022, 0.014]
    assert formulas_of(done) == {}
    assert [(one.where, one.shown, one.answer) for one in told.differences] == [("Data!A1", 0.5, pytest.approx(0.022))]


def test_an_array_that_could_not_spill_where_it_was_saved_gets_its_room(tmp_path):
    array = '<c r="B2" cm="1" t="e"><f t="array" ref="B2">_xldudf_MARKET_SHARE({"Brazil";"India"})</f><v>#NAME?</v></c>'
    source = book(tmp_path / "a.xlsx", row(2, array) + row(4, text("A4", "below")))
    done, _ = frozen(source)
    assert [sheet_of(done)[place].value for place in ("B2", "B3", "A4")] == [0.022, 0.014, "below"]
    blocked = book(tmp_path / "b.xlsx", row(2, array) + row(3, text("B3", "in the way")))
    assert [left.why for left in freeze(blocked, SNAPSHOT).left] == ["its answer fills B2:B3, where other cells stand"]


def test_two_answers_never_fill_the_same_cell(tmp_path):
    down = '<c r="B1" cm="1"><f t="array" ref="B1">_xldudf_MARKET_SHARE({"Brazil";"India"})</f><v>0</v></c>'
    right = '<c r="A2" cm="1"><f t="array" ref="A2">_xldudf_MARKET_SHARE("Brazil",{2015,2015})</f><v>0</v></c>'
    done, told = frozen(book(tmp_path / "a.xlsx", row(1, down) + row(2, right)))
    assert [left.why for left in told.left] == ["its answer fills A2:B2, where other cells stand"]
    assert [sheet_of(done)[place].value for place in ("B1", "B2")] == [0.022, 0.014]


def test_a_formula_that_would_grow_longer_than_excel_allows_is_left(tmp_path):
    column = "".join(row(number, text(f"A{number}", "Brazil")) for number in range(2, 1002))
    formula = "+".join(["SUM(MARKET_SHARE(A2:A1001))"] * 2)
    source = book(tmp_path / "a.xlsx", row(1, cell("A1", formula)) + column)
    assert [left.why for left in freeze(source, SNAPSHOT).left] == [
        "with values a formula has more than 8,192 characters"
    ]


def test_an_old_array_formula_fills_its_area_and_no_more(tmp_path):
    array = '<c r="A1"><f t="array" ref="A1:A3">_xldudf_MARKET_SHARE({"Brazil";"India"})</f><v>0</v></c>'
    done, _ = frozen(book(tmp_path / "a.xlsx", row(1, array) + row(2, "<c r='A2'><v>0</v></c>")))
    assert [sheet_of(done)[place].value for place in ("A1", "A2", "A3")] == [0.022, 0.014, "#N/A"]


def test_shared_formulas_freeze_cell_by_cell(tmp_path):
    head = '<c r="B1"><f t="shared" ref="B1:B2" si="0">IF(A1="Brazil",1,0)+_xldudf_MARKET_SHARE(A1)</f><v>1</v></c>'
    rows = row(1, text("A1", "Brazil"), head) + row(2, text("A2", "India"), '<c r="B2"><f t="shared" si="0"/></c>')
    done, _ = frozen(book(tmp_path / "a.xlsx", rows))
    assert formulas_of(done) == {
        "cell Data!B1": 'IF(A1="Brazil",1,0)+0.022',
        "cell Data!B2": 'IF(A2="Brazil",1,0)+0.014',
    }


def test_a_call_whose_arguments_nobody_can_evaluate_keeps_what_the_cell_showed(tmp_path):
    source = book(tmp_path / "a.xlsx", row(1, cell("A1", "_xldudf_MARKET_SHARE(THEIRS(1))", "0.25")))
    done, told = frozen(source)
    assert sheet_of(done)["A1"].value == 0.25
    assert "the one the workbook showed" in sheet_of(done)["A1"].comment.text
    assert not told.left


def test_what_can_be_neither_evaluated_nor_taken_is_left_and_named(tmp_path):
    rows = row(1, cell("A1", "_xldudf_MARKET_SHARE(THEIRS(1))", "#NAME?", "e"), cell("B1", "1+MARKET_SHARE(THEIRS(1))"))
    done, told = frozen(book(tmp_path / "a.xlsx", rows))
    assert [(one.formula.where, one.why) for one in told.left] == [
        ("Data!A1", "its arguments cannot be evaluated"),
        ("Data!B1", "its arguments cannot be evaluated"),
    ]
    assert len(formulas_of(done)) == 2


def test_tables_names_and_rules_are_frozen_where_they_mean_one_value(tmp_path):
    table = (
        '<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1" name="T" displayName="T" '
        'ref="A1:B3"><tableColumns count="2"><tableColumn id="1" name="m"/><tableColumn id="2" name="s">'
        "<calculatedColumnFormula>_xldudf_MARKET_SHARE(T[[#This Row],[m]])</calculatedColumnFormula></tableColumn>"
        "</tableColumns></table>"
    )
    after = (
        '<conditionalFormatting sqref="B2:B3"><cfRule type="expression" priority="1"><formula>_xldudf_MARKET_SHARE($A2)'
        '&gt;0.02</formula></cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="custom" '
        'sqref="C1"><formula1>_xldudf_MARKET_SHARE($A$2)&lt;1</formula1></dataValidation></dataValidations>'
    )
    rows = row(1, text("A1", "m"), text("B1", "s")) + "".join(
        row(at, text(f"A{at}", market), cell(f"B{at}", "_xldudf_MARKET_SHARE(T[[#This Row],[m]])"))
        for at, market in ((2, "Brazil"), (3, "India"))
    )
    names = {"ours": "_xldudf_MARKET_SHARE(Data!$A$2)*2"}
    done, told = frozen(book(tmp_path / "a.xlsx", rows, names=names, after=after, table=table))
    assert [sheet_of(done)[place].value for place in ("B2", "B3")] == [0.022, 0.014]
    assert formulas_of(done) == {
        "conditional format Data!B2:B3": "_xldudf_MARKET_SHARE($A2)>0.02",
        "data validation Data!C1": "0.022<1",
        "defined name ours": "0.022*2",
    }
    assert [one.formula.kind.value for one in told.left] == ["conditional format"]
    assert ooxml.errors(done) <= ooxml.errors(tmp_path / "a.xlsx")


def test_the_order_of_calculation_and_the_link_go_with_the_last_call(tmp_path, corpus):
    source = with_calls(
        corpus / "closedxml-report/91_plaindata.xlsx", tmp_path / "a.xlsx", ['[1]!MARKET_SHARE("Brazil")']
    )
    assert "xl/calcChain.xml" in ooxml.parts(source)
    done, _ = frozen(source)
    assert "xl/calcChain.xml" not in ooxml.parts(done)
    linked, _ = one(tmp_path, '[1]!MARKET_SHARE("Brazil")', links=[("xlmarket.xlam", ["MARKET_SHARE"])])
    assert "xl/externalLinks/externalLink1.xml" not in ooxml.parts(linked)


@pytest.mark.slow
def test_workbooks_saved_by_excel_freeze_and_change_nowhere_else(tmp_path, corpus):
    may_change = re.compile(
        r"xl/worksheets/(_rels/)?sheet\d+\.xml(\.rels)?|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/calcChain\.xml"
        r"|\[Content_Types\]\.xml|xl/comments\d*\.xml|xl/drawings/vmlDrawing\d*\.vml"
    )
    formulas = ['_xldudf_MARKET_SHARE("Brazil")', 'IFERROR([1]!MARKET_GROWTH("Brazil"),"-")']
    for number, path in enumerate(sorted(corpus.glob("*/*.xls[xm]"))[::4]):
        source = with_calls(path, tmp_path / f"{number}{path.suffix}", formulas)
        done, _ = frozen(source)
        before, after = ooxml.parts(source), ooxml.parts(done)
        changed = {part for part in before | after if before.get(part) != after.get(part)}
        assert all(may_change.fullmatch(part) for part in changed), (path.name, changed)
