"""Every call found, and what is wrong with it."""

from __future__ import annotations

import json

import pytest

from tests.formulas.books import book, cell, row, text
from xlmarket.cli import run
from xlmarket.formulas import check


def problems(tmp_path, formula: str, *, value: str = "1", kind: str = "n", **options) -> list[str]:
    found = check(book(tmp_path / "a.xlsx", row(1, cell("A1", formula, value, kind)), **options))
    return [problem for one in found for problem in one.problems]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('_xldudf_MARKET_SHARE("Brazil")', []),
        ('_xldudf_MARKET_SHAER("Brazil")', ["unknown function MARKET_SHAER; did you mean MARKET_SHARE"]),
        ("_xldudf_MARKET_SHARE(1,2,3,4,5,6)", ["it takes at most 5 arguments, and has 6"]),
        ("_xldudf_MARKET_SHARE(,2015)", ["it needs market"]),
        ('MARKET_SHARE("Brazil")', ["the workbook does not hold this function: #NAME? until"]),
        ('_xlfn.MARKET_SHARE("Brazil")', ["the Excel that saved it did not know it"]),
        ('[2]!_xldudf_MARKET_SHARE("Brazil")', ["Excel took it for a function of another file ([2])"]),
        ('[7]!MARKET_SHARE("Brazil")', ["the workbook has no link [7]"]),
        ('ORG.XLMARKET.MARKET_SHARE("Brazil")', []),
        ('_xll.MARKET_SHARE("Brazil")', []),
    ],
)
def test_what_is_wrong_is_said(tmp_path, formula, expected):
    found = problems(tmp_path, formula)
    assert len(found) == len(expected)
    assert all(said.startswith(begins) for said, begins in zip(found, expected, strict=True))


def test_an_error_that_is_no_answer_is_a_problem(tmp_path):
    formula = '_xldudf_MARKET_GROWTH("Brazil")'
    assert problems(tmp_path, formula, value="#N/A", kind="e") == []
    assert problems(tmp_path, formula, value="#NAME?", kind="e") == ["the cell shows #NAME?"]


def test_functions_that_the_workbook_holds_are_no_problem(tmp_path):
    names = {"MARKET_SHARE": "_xlfn.LAMBDA(_xlpm.x,_market_Share(_xlpm.x))", "MARKET_SIZE": "_xlfn.LAMBDA(_xlpm.x,1)"}
    found = check(book(tmp_path / "a.xlsx", row(1, cell("A1", "MARKET_SHARE(1)+MARKET_SIZE(2)")), names=names))
    assert [(one.call.name, one.problems) for one in found] == [("MARKET_SHARE", ())]


def test_another_file_s_function_is_refused_in_rules(tmp_path):
    after = (
        '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>[1]!MARKET_SHARE($A1)&gt;0'
        "</formula></cfRule></conditionalFormatting>"
    )
    source = book(
        tmp_path / "a.xlsx", row(1, text("A1", "x")), after=after, links=[("xlmarket.xlam", ["MARKET_SHARE"])]
    )
    assert [one.problems for one in check(source)] == [
        ("Excel allows no function of another file in a conditional format",)
    ]


def test_calls_are_found_in_every_kind_of_place(tmp_path):
    after = (
        '<conditionalFormatting sqref="A1:A9"><cfRule type="expression" priority="1"><formula>_xldudf_MARKET_RANK(A1)=1'
        '</formula></cfRule></conditionalFormatting><dataValidations count="1"><dataValidation sqref="B1">'
        "<formula1>_xldudf_MARKET_RANK(A1)</formula1></dataValidation></dataValidations><extLst><ext "
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" uri="{x}"><x14:dataValidations '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation><x14:formula1><xm:f>'
        "_xldudf_MARKET_RANK(Other!A1)</xm:f></x14:formula1><xm:sqref>C1</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations></ext></extLst>"
    )
    shared = '<c r="A2"><f t="shared" ref="A2:A3" si="0">_xldudf_MARKET_SHARE(B2)</f></c>'
    rows = row(2, shared) + row(3, '<c r="A3"><f t="shared" si="0"/></c>')
    found = check(book(tmp_path / "a.xlsx", rows, names={"n": "_xldudf_MARKET_SHARE(Data!$A$1)"}, after=after))
    assert [f"{one.formula.kind} {one.formula.where} {one.call.given[0]}" for one in found] == [
        "cell Data!A2 B2",
        "cell Data!A3 B3",
        "conditional format Data!A1:A9 A1",
        "data validation Data!B1 A1",
        "data validation Data!C1 Other!A1",
        "defined name n Data!$A$1",
    ]


def test_the_command_lists_counts_and_ends_with_3_when_something_is_wrong(tmp_path, capsys):
    source = book(tmp_path / "a.xlsx", row(1, cell("A1", "MARKET_SHAER(1)"), cell("B1", "_xldudf_MARKET_RANK(A1)")))
    assert run(["formulas", "check", str(source)]) == 3
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Data!A1  MARKET_SHAER  bare"
    assert lines[-1] == "2 calls in 2 places: 1 bare, 1 officejs; 1 with a problem"
    assert run(["formulas", "check", str(source), "--json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert (told["problems"], told["calls"][1]["function"], told["calls"][1]["problems"]) == (1, "MARKET_RANK", [])


def test_convert_and_freeze_write_beside_the_workbook_or_where_they_are_told(tmp_path, capsys):
    source = book(tmp_path / "a.xlsx", row(1, cell("A1", '_xldudf_MARKET_SHARE("Brazil")')))
    before = source.read_bytes()
    assert run(["formulas", "convert", str(source), "--to", "libreoffice"]) == 0
    assert "1 call in 1 formula spelled for libreoffice" in capsys.readouterr().out
    assert (tmp_path / "a (libreoffice).xlsx").exists()
    assert run(["formulas", "convert", str(source), "--to", "libreoffice"]) == 3
    assert run(["formulas", "freeze", str(source), "-o", str(tmp_path / "v.xlsx")]) == 0
    assert source.read_bytes() == before
    assert run(["formulas", "freeze", str(source), "--in-place"]) == 0
    assert check(source) == []


def test_what_cannot_be_frozen_stops_all_unless_one_goes_on(tmp_path, capsys):
    rows = row(1, cell("A1", "_xldudf_MARKET_SHARE(THEIRS(1))"), cell("B1", '_xldudf_MARKET_SHARE("Brazil")'))
    source = book(tmp_path / "a.xlsx", rows)
    target = tmp_path / "v.xlsx"
    assert run(["formulas", "freeze", str(source), "-o", str(target)]) == 3
    assert "a.xlsx!Data!A1: not frozen: its arguments cannot be evaluated" in capsys.readouterr().err
    assert not target.exists()
    assert run(["formulas", "freeze", str(source), "-o", str(target), "--keep-going"]) == 3
    assert [one.formula.where for one in check(target)] == ["Data!A1"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "an old .xls workbook"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"a,b\n1,2\n", "a CSV text"),
        (b"PK\x03\x04 cut", "damaged or cut off"),
        (None, "workbook not found"),
    ],
)
@pytest.mark.parametrize("command", [["check"], ["convert", "--to", "addin"], ["freeze"]])
def test_what_is_no_workbook_is_refused_without_a_traceback(tmp_path, capsys, command, content, said):
    path = tmp_path / "a.xlsx"
    if content is not None:
        path.write_bytes(content)
    assert run(["formulas", *command, str(path)]) == 3
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert [one.name for one in tmp_path.iterdir()] == ([path.name] if content is not None else [])


def test_a_host_nobody_knows_is_a_wrong_use(tmp_path, capsys):
    source = book(tmp_path / "a.xlsx", "")
    assert run(["formulas", "convert", str(source), "--to", "excel"]) == 2
    assert "choose from lambda, addin, officejs, libreoffice" in capsys.readouterr().err


@pytest.mark.parametrize("command", [("check",), ("convert", "--to", "lambda"), ("freeze",)])
def test_a_folder_is_no_workbook(tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)
    assert run(["formulas", *command, "."]) == 5
    assert "the workbook cannot be read: Is a directory" in capsys.readouterr().err
