"""Formulas spelled for another host, and nothing else changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import ooxml
from tests.formulas.books import book, cell, formulas_of, row, text, with_calls
from xlmarket.formulas import HOSTS, check, convert
from xlmarket.formulas.spelling import CALC_NAMESPACE
from xlmarket.functions import CellError, evaluate, open_snapshot

SNAPSHOT = open_snapshot()
SPELLED = {
    "lambda": 'MARKET_SHARE("Brazil")',
    "addin": '[1]!MARKET_SHARE("Brazil")',
    "officejs": '_xldudf_MARKET_SHARE("Brazil")',
    "libreoffice": f'{CALC_NAMESPACE}MARKET_SHARE("Brazil")',
}
LINK = [("xlmarket.xlam", ["MARKET_SHARE"])]


def converted(source: Path, to: str, **options) -> Path:
    target = source.with_name(f"{source.stem}-{to}.xlsx")
    target.write_bytes(convert(source, to, SNAPSHOT, **options).content)
    return target


def specimen(folder: Path, host: str) -> Path:
    return book(folder / f"{host}.xlsx", row(1, cell("A1", SPELLED[host])), links=LINK if host == "addin" else ())


@pytest.mark.parametrize(("one", "other"), list(permutations(HOSTS, 2)))
def test_every_spelling_becomes_every_other(tmp_path, one, other):
    done = converted(specimen(tmp_path, one), other)
    assert formulas_of(done)["cell Data!A1"] == SPELLED[other]


@pytest.mark.parametrize(
    "spelled",
    [
        '_xll.MARKET_SHARE("Brazil")',
        '_xlfn.MARKET_SHARE("Brazil")',
        'XL_MARKET_SHARE("Brazil")',
        'market_share("Brazil")',
        '[2]!_xldudf_MARKET_SHARE("Brazil")',
        "'C:\\Add-ins\\xlmarket.xlam'!MARKET_SHARE(\"Brazil\")",
    ],
)
def test_strays_are_brought_home(tmp_path, spelled):
    source = book(tmp_path / "a.xlsx", row(1, cell("A1", spelled)))
    assert formulas_of(converted(source, "officejs"))["cell Data!A1"] == SPELLED["officejs"]


CALLS = ("MARKET_SHARE({})", 'MARKET_RANK({},"2015")', "MARKET_VALUE({},$B$1)", "MARKET_CHECK()")
ARGUMENTS = ('"Brazil"', "A5", "Data!$A$2:A9", '"a"",MARKET_SHARE("', "'O''Brien'!B2", "{1,2;3,4}")
AROUND_CALLS = ("{}", 'IFERROR({},"-")', "1+{}*2", "SUM({},_xlfn.SINGLE({}))", "T[[#This Row],[x]]&{}")
FORMULA = st.builds(
    lambda around, call, inner, argument, nests: around.replace(
        "{}", call.format(inner.format(argument) if nests else argument)
    ),
    *(st.sampled_from(choices) for choices in (AROUND_CALLS, CALLS, CALLS, ARGUMENTS)),
    st.booleans(),
)


def there_and_back(folder: Path, formulas: list[str], hosts: Sequence[str]) -> None:
    rows = "".join(row(at, cell(f"A{at}", one, "0")) for at, one in enumerate(formulas, start=1))
    start = converted(book(folder / "law.xlsx", rows), "officejs")
    for one, other in permutations(hosts, 2):
        there = converted(start, one)
        back = converted(converted(there, other), one)
        assert formulas_of(back) == formulas_of(there)
        assert formulas_of(converted(back, "officejs")) == formulas_of(start)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(formulas=st.lists(FORMULA, min_size=1, max_size=8))
def test_there_and_back_gives_the_same_formulas(tmp_path, formulas):
    there_and_back(tmp_path, formulas, [host for host in HOSTS if host != "lambda"])


def test_there_and_back_by_way_of_lambda_gives_the_same_formulas(tmp_path):
    calls = [call.format(argument) for call in CALLS for argument in ARGUMENTS]
    formulas = [around.replace("{}", call) for around in AROUND_CALLS for call in calls]
    there_and_back(tmp_path, formulas, ["lambda", "addin"])


def test_a_lambda_workbook_has_all_it_needs_and_gives_it_back(tmp_path):
    sheet = row(1, text("A1", "Brazil")) + row(2, cell("A2", "_xldudf_MARKET_SHARE(A1)", "#NAME?", "e", s="0"))
    source = book(tmp_path / "a.xlsx", sheet, names={"mine": "Data!$A$1"})
    done = converted(source, "lambda")
    parts = ooxml.parts(done)
    wanted = b'<c r="A2" s="0" cm="1"><f t="array" ref="A2">MARKET_SHARE(A1)</f><v>0.022</v></c>'
    assert wanted in parts["xl/worksheets/sheet1.xml"]
    assert ooxml.errors(done) <= ooxml.errors(source)
    assert all(not one.problems for one in check(done))
    back = ooxml.parts(converted(done, "officejs"))
    assert not [part for part in back if part.startswith(("xl/tables/", "xl/worksheets/sheet2"))]
    assert b"_market_" not in back["xl/workbook.xml"]
    assert b'name="mine"' in back["xl/workbook.xml"]


def test_what_was_embedded_stays_while_something_uses_it(tmp_path):
    lambdas = converted(book(tmp_path / "a.xlsx", row(1, cell("A1", 'MARKET_SHARE("Brazil")'))), "lambda")
    used = ooxml.rewritten(
        lambdas,
        tmp_path / "used.xlsx",
        lambda part, content: (
            content.replace(
                b"</sheetData>", b'<row r="9"><c r="A9"><f>SUM(xlmarket_figures[Value])</f></c></row></sheetData>'
            )
            if part == "xl/worksheets/sheet1.xml"
            else content
        ),
    )
    assert "xl/tables/table1.xml" in ooxml.parts(converted(used, "officejs"))


def test_what_a_worksheet_cannot_express_is_left(tmp_path):
    source = book(tmp_path / "a.xlsx", row(1, cell("A1", '_xldudf_MARKET_FIND("Brzil")&_xldudf_MARKET_NAME("BR")')))
    done = convert(source, "lambda", SNAPSHOT)
    assert [(one.call.name, one.why) for one in done.left] == [
        ("MARKET_FIND", "a worksheet has no search for the nearest name")
    ]
    assert formulas_of(converted(source, "lambda"))["cell Data!A1"] == '_xldudf_MARKET_FIND("Brzil")&MARKET_NAME("BR")'


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ('MARKET_VALUE("Brazil","2015Q4",,"currency=USD")', "currency: "),
        ('MARKET_VALUE("Brazil","2015Q4",,"quality=any; DataSet = sample-quarterly")', "dataset: "),
        ('MARKET_FORECAST("Japan","2016Q1")', "ETS: "),
        ('MARKET_FORECAST("Japan","2016Q1","RUNRATE",,"level=0.9")', "level: "),
        ('MARKET_SCREEN("FACTORS",{"Brazil","Japan"})', "candidates: "),
        ('MARKET_FORECAST("Japan","2016Q1","runrate")', ""),
        ('MARKET_SCREEN("FACTORS",,3)', ""),
        ('MARKET_SHARE("Brazil","2015",,,"partial=likeforlike; fill=level=1")', ""),
    ],
)
def test_a_call_whose_value_a_worksheet_could_not_keep_is_left_too(tmp_path, call, why):
    source = book(tmp_path / "a.xlsx", row(1, cell("A1", f"_xldudf_{call}", "1")))
    left = convert(source, "lambda", open_snapshot("sample-quarterly")).left
    assert [one.why[: len(why)] for one in left] == ([why] if why else [])


def test_a_plain_formula_whose_answer_is_an_array_does_not_begin_to_spill(tmp_path):
    source = book(tmp_path / "a.xlsx", row(1, cell("A1", '_xldudf_MARKET_SHARE({"Brazil";"India"})', "0.022")))
    sheet = ooxml.parts(converted(source, "lambda"))["xl/worksheets/sheet1.xml"]
    assert b'<c r="A1"><f>MARKET_SHARE({"Brazil";"India"})</f><v>0.022</v></c>' in sheet


@pytest.mark.slow
def test_lambdas_calculate_in_ironcalc_as_the_registry_answers(tmp_path):
    ironcalc = pytest.importorskip("ironcalc")
    formulas = [
        'MARKET_SHARE("Brazil")', "MARKET_SHARE(B1)", 'IFERROR(MARKET_GROWTH("Brazil"),"-")', 'MARKET_RANK("Japan")',
        'MARKET_SHARE("Brasil")*100', 'MARKET_NAME("BR")', 'MARKET_VALUE("Russia")', 'MARKET_SHARE("nowhere")',
    ]  # fmt: skip
    workbook = openpyxl.Workbook()
    workbook.active["B1"] = "India"
    for at, one in enumerate(formulas, start=1):
        workbook.active[f"A{at}"] = "=" + one.replace("MARKET_", "_xldudf_MARKET_")
    workbook.save(tmp_path / "a.xlsx")
    model = ironcalc.load_from_xlsx(str(converted(tmp_path / "a.xlsx", "lambda")))
    model.evaluate()
    for at, one in enumerate(formulas, start=1):
        expected = evaluate(SNAPSHOT, one, lambda _: "India").value
        found = model.get_cell_value(0, at, 1)
        assert found == (str(expected) if isinstance(expected, CellError) else pytest.approx(expected)), one


def test_cells_that_hold_no_call_stay_byte_for_byte(tmp_path):
    others = '<c r="B1" s="0"  t="str" ><f>"MARKET_SHARE("&amp;A9</f><v>x &lt;</v></c><!-- kept -->'
    source = book(tmp_path / "a.xlsx", row(1, cell("A1", SPELLED["officejs"], "0.5", s="0"), others))
    before = ooxml.parts(source)["xl/worksheets/sheet1.xml"]
    after = ooxml.parts(converted(source, "libreoffice"))["xl/worksheets/sheet1.xml"]
    assert after == before.replace(b"_xldudf_MARKET_SHARE(", f"{CALC_NAMESPACE}MARKET_SHARE(".encode())


def test_shared_formulas_stay_shared_where_the_host_allows_it(tmp_path):
    shared = '<c r="B2"><f t="shared" ref="B2:B4" si="0">_xldudf_MARKET_SHARE(A2)</f></c>'
    rows = row(2, text("A2", "Brazil"), shared) + "".join(
        row(at, text(f"A{at}", "India"), f'<c r="B{at}"><f t="shared" si="0"/><v>1</v></c>') for at in (3, 4)
    )
    source = book(tmp_path / "a.xlsx", rows)
    wanted = [f"{CALC_NAMESPACE}MARKET_SHARE(A{at})" for at in (2, 3, 4)]
    done = converted(source, "libreoffice")
    assert [formulas_of(done)[f"cell Data!B{at}"] for at in (2, 3, 4)] == wanted
    assert ooxml.parts(done)["xl/worksheets/sheet1.xml"].count(b'si="0"') == 3
    for host, head in (("addin", "[1]!"), ("lambda", "")):
        done = converted(source, host)
        assert b"shared" not in ooxml.parts(done)["xl/worksheets/sheet1.xml"]
        assert formulas_of(done)["cell Data!B4"] == f"{head}MARKET_SHARE(A4)"


def test_array_formulas_keep_their_area_and_their_values(tmp_path):
    array = '<c r="A1" cm="1"><f t="array" ref="A1:A2">_xldudf_MARKET_SHARE({"Brazil";"India"})</f><v>0.022</v></c>'
    source = book(tmp_path / "a.xlsx", row(1, array) + row(2, '<c r="A2"><v>0.014</v></c>'))
    before = ooxml.parts(source)["xl/worksheets/sheet1.xml"]
    after = ooxml.parts(converted(source, "addin"))["xl/worksheets/sheet1.xml"]
    assert after == before.replace(b"_xldudf_", b"[1]!")


def test_for_calc_a_dynamic_array_of_one_cell_is_a_plain_formula(tmp_path):
    array = '<c r="A1" s="0" cm="1"><f t="array" ref="A1">MARKET_SHARE("Brazil")</f><v>0.022</v></c>'
    done = converted(book(tmp_path / "a.xlsx", row(1, array)), "libreoffice")
    wanted = f'<c r="A1" s="0"><f>{CALC_NAMESPACE}MARKET_SHARE("Brazil")</f><v>0.022</v></c>'
    assert wanted.encode() in ooxml.parts(done)["xl/worksheets/sheet1.xml"]


def test_names_formats_validations_and_tables_are_converted_too(tmp_path):
    table = (
        '<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1" name="T" displayName="T" '
        'ref="A1:B3"><tableColumns count="2"><tableColumn id="1" name="m"/><tableColumn id="2" name="s">'
        "<calculatedColumnFormula>_xldudf_MARKET_SHARE(T[[#This Row],[m]])</calculatedColumnFormula></tableColumn>"
        "</tableColumns></table>"
    )
    after = (
        '<conditionalFormatting sqref="B2:B3"><cfRule type="expression" priority="1"><formula>_xldudf_MARKET_SHARE($A2)'
        '&gt;0.02</formula></cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="custom" '
        'sqref="C1"><formula1>_xldudf_MARKET_RANK(A2)=1</formula1></dataValidation></dataValidations>'
    )
    rows = row(1, text("A1", "m"), text("B1", "s")) + "".join(
        row(at, text(f"A{at}", "Brazil"), cell(f"B{at}", "_xldudf_MARKET_SHARE(T[[#This Row],[m]])")) for at in (2, 3)
    )
    names = {"ours": "_xldudf_MARKET_SHARE(Data!$A$2)"}
    source = book(tmp_path / "a.xlsx", rows, names=names, after=after, table=table)
    found = formulas_of(converted(source, "libreoffice"))
    assert len(found) == 6
    assert all(spelled.count(CALC_NAMESPACE) == 1 and "_xldudf_" not in spelled for spelled in found.values())
    done = convert(source, "addin", SNAPSHOT)
    assert [one.formula.kind.value for one in done.left] == ["conditional format", "data validation"]
    assert formulas_of(converted(source, "addin"))["defined name ours"] == "[1]!MARKET_SHARE(Data!$A$2)"


def test_the_link_to_the_add_in_goes_when_nothing_uses_it_and_others_are_counted_anew(tmp_path):
    links = [("old.xlsx", []), ("C:/Add-ins/xlmarket.xlam", ["MARKET_SHARE"]), ("other.xlsx", [])]
    rows = row(1, cell("A1", '[2]!MARKET_SHARE("Brazil")+[1]S!B2'), cell("B1", "'[3]S'!A1&\"[3]\"&[3]S!C3"))
    source = book(tmp_path / "a.xlsx", rows, links=links, names={"far": "[3]S!$A$1"})
    done = converted(source, "officejs")
    assert formulas_of(done) == {
        "cell Data!A1": '_xldudf_MARKET_SHARE("Brazil")+[1]S!B2',
        "cell Data!B1": "'[2]S'!A1&\"[3]\"&[2]S!C3",
        "defined name far": "[2]S!$A$1",
    }
    assert "xl/externalLinks/externalLink2.xml" not in ooxml.parts(done)
    assert ooxml.errors(done) <= ooxml.errors(source)
    back = formulas_of(converted(done, "addin"))
    assert back["cell Data!A1"] == '[3]!MARKET_SHARE("Brazil")+[1]S!B2'


def test_a_link_that_is_there_is_used_again(tmp_path):
    source = book(
        tmp_path / "a.xlsx", row(1, cell("A1", '_xldudf_MARKET_RANK("Brazil")+[1]!MARKET_SHARE("x")')), links=LINK
    )
    done = converted(source, "addin")
    assert formulas_of(done)["cell Data!A1"] == '[1]!MARKET_RANK("Brazil")+[1]!MARKET_SHARE("x")'
    assert b'"MARKET_RANK"' in ooxml.parts(done)["xl/externalLinks/externalLink1.xml"]


def test_a_prefix_of_the_host_is_written_as_the_host_writes_it(tmp_path):
    source = specimen(tmp_path, "lambda")
    assert formulas_of(converted(source, "officejs", prefix="XL"))["cell Data!A1"].startswith(
        "_xldudf_XL_MARKET_SHARE("
    )
    assert formulas_of(converted(source, "addin", prefix="XL."))["cell Data!A1"].startswith("[1]!XL_MARKET_SHARE(")


def test_functions_nobody_knows_are_left_and_named(tmp_path):
    source = book(tmp_path / "a.xlsx", row(1, cell("A1", "_xldudf_MARKET_SHAER(1)+_xldudf_MARKET_RANK(A2)")))
    done = convert(source, "libreoffice", SNAPSHOT)
    assert [(one.call.name, one.formula.where) for one in done.left] == [("MARKET_SHAER", "Data!A1")]
    assert formulas_of(converted(source, "libreoffice"))["cell Data!A1"].startswith("_xldudf_MARKET_SHAER(1)+ORG.")


PUT_IN = ('_xldudf_MARKET_SHARE("Brazil")', 'IFERROR(_xldudf_MARKET_GROWTH("Brazil"),"-")', "SUM(1,2)")
VALIDATED = ("table12.xlsx", "cond_format08.xlsx", "macro03.xlsm", "dynamic_array01.xlsx", "defined_name01.xlsx")
ALLOWED = {
    "addin": r"|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|\[Content_Types\]\.xml|xl/externalLinks/.*",
    "libreoffice": "",
}


HOST_STRIDE = {"addin": slice(None), "libreoffice": slice(None, None, 5)}
"""All of the corpus once; every fifth workbook with the other host."""


@pytest.mark.slow
@pytest.mark.parametrize("host", ALLOWED)
def test_workbooks_saved_by_excel_change_nowhere_else(tmp_path, corpus, host):
    may_change = re.compile(r"xl/worksheets/sheet\d+\.xml" + ALLOWED[host])
    for number, path in enumerate(sorted(corpus.glob("*/*.xls[xm]"))[HOST_STRIDE[host]]):
        source = with_calls(path, tmp_path / f"{number}{path.suffix}", PUT_IN)
        (tmp_path / "done").write_bytes(convert(source, host, SNAPSHOT).content)
        before, after = ooxml.parts(source), ooxml.parts(tmp_path / "done")
        changed = {part for part in before | after if before.get(part) != after.get(part)}
        assert changed, path.name
        assert all(may_change.fullmatch(part) for part in changed), (path.name, changed)


@pytest.mark.slow
@pytest.mark.parametrize("host", ALLOWED)
@pytest.mark.parametrize("name", VALIDATED)
def test_what_is_written_is_as_valid_as_what_was_read(tmp_path, corpus, name, host):
    source = with_calls(corpus / "xlsxwriter" / name, tmp_path / name, PUT_IN)
    done = source.with_name(f"done{source.suffix}")
    done.write_bytes(convert(source, host, SNAPSHOT).content)
    assert ooxml.errors(done) <= ooxml.errors(source)
    head = {"addin": "[1]!", "libreoffice": CALC_NAMESPACE}[host]
    sheets = openpyxl.load_workbook(done).worksheets
    assert f'={head}MARKET_SHARE("Brazil")' in [sheet["A900001"].value for sheet in sheets]


def test_what_is_no_workbook_is_refused(tmp_path):
    from xlmarket.errors import XlmarketError

    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(XlmarketError, match="an old"):
        convert(path, "addin", SNAPSHOT)
