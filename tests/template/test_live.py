"""Templates with our functions in ordinary formulas: answered on the report's snapshot, written as the receiver wants."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests import ooxml
from tests.template.specimens import drawn
from xlmarket.errors import TemplateError
from xlmarket.formulas.evaluation import SnapshotEvaluator
from xlmarket.functions import Snapshot, evaluate, open_snapshot
from xlmarket.package.parts import Parts
from xlmarket.report import build, compile_template, problems_of
from xlmarket.template import render

MEMBERS = ["{%row for m in region.members %}{{ m.name }}", "=MARKET_SHARE(A2,$B$1)", "{%row endfor %}"]
REPORT = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def sample() -> Snapshot:
    return open_snapshot("sample-quarterly")


def made(template: Path, snapshot: Snapshot, formulas: str = "values") -> Path:
    """A report of Latin America, found to be sound by the validator."""
    found = template.with_name(f"{formulas}.xlsx")
    found.write_bytes(build(template, snapshot=snapshot, region="Latin America", formulas=formulas))
    assert not ooxml.errors(found) - ooxml.errors(template)
    return found


def cells(path: Path, sheet: str = "Report") -> dict[str, Any]:
    page = openpyxl.load_workbook(path)[sheet]
    return {cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.value is not None}


def cached(path: Path, sheet: str = "Report") -> dict[str, Any]:
    page = openpyxl.load_workbook(path, data_only=True)[sheet]
    return {cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.value is not None}


def test_a_cell_that_is_one_call_becomes_its_value_and_a_call_inside_a_formula_its_literal(
    tmp_path: Path, sample: Snapshot
) -> None:
    row = [*MEMBERS[:2], '=IFERROR(MARKET_GROWTH(A2,$B$1),"-")', "=VLOOKUP(MARKET_VALUE(A2),A2:B2,1)", MEMBERS[2]]
    path = made(drawn(tmp_path, ["Period", "2015Q4"], row, ["All", "=SUM(B2:B2)"]), sample)
    share = evaluate(sample, '=MARKET_SHARE("Brazil","2015Q4")').value
    growth = evaluate(sample, '=MARKET_GROWTH("Brazil","2015Q4")').value
    found = cells(path)
    assert found["B2"] == share
    assert found["C2"] == f'=IFERROR({growth:.15g},"-")'
    assert found["D2"] == "=VLOOKUP(684.452,A2:B2,1)"
    assert found["B8"] == "=SUM(B2:B7)"
    assert cached(path)["C2"] == pytest.approx(growth)
    assert "D2" not in cached(path)


@pytest.mark.parametrize("formulas", ["lambda", "addin"])
def test_formulas_that_stay_are_dynamic_arrays_with_their_values_cached(
    formulas: str, tmp_path: Path, sample: Snapshot
) -> None:
    path = made(drawn(tmp_path, ["Period", "2015Q4"], MEMBERS), sample, formulas)
    text = ooxml.parts(path)[REPORT].decode()
    assert re.search(r'<c r="B3" cm="1"><f t="array" ref="B3">MARKET_SHARE\(A3,\$B\$1\)</f><v>0\.0186', text)
    assert "xl/metadata.xml" in ooxml.parts(path)


def test_columns_and_sheets_repeat_formulas_too(tmp_path: Path, sample: Snapshot) -> None:
    head = ["{%sheet for r in region.top[:2] %}{{ r.name }}", "{%col for p in periods[-2:] %}{{ p }}{%col endfor %}"]
    path = made(drawn(tmp_path, head, ["Value", "=MARKET_VALUE($A$1,B1)"], sheet="{{ r.name }}"), sample)
    for name in ("Brazil", "Mexico"):
        wanted = [evaluate(sample, f'=MARKET_VALUE("{name}","2015Q{quarter}")').value for quarter in (3, 4)]
        assert [cells(path, name)[place] for place in ("B2", "C2")] == wanted


def test_cells_side_by_side_are_answered_where_they_come_to_stand(tmp_path: Path, sample: Snapshot) -> None:
    rows = [
        ["{%cells for m in region.top[:2] %}", None, "{%cells for p in periods[-3:] %}", None],
        ["{{ m.name }}", "=MARKET_VALUE(A2)", "{{ p }}", '=MARKET_VALUE("Brazil",C2)'],
        [None, "{%cells endfor %}", None, "{%cells endfor %}"],
    ]
    found = cells(made(drawn(tmp_path, *rows), sample))
    assert found["B2"] == evaluate(sample, '=MARKET_VALUE("Mexico")').value
    assert found["D3"] == evaluate(sample, '=MARKET_VALUE("Brazil","2015Q4")').value


def test_what_a_formula_needs_is_answered_first_wherever_it_stands(tmp_path: Path, sample: Snapshot) -> None:
    def more(book: Any, page: Any) -> None:
        other = book.add_worksheet("Other 1")
        other.write_formula("C9", '=MARKET_PERIOD("Brazil")')
        book.define_name("Chosen", "='Other 1'!$C$9")

    row = ["=MARKET_VALUE(B1,Chosen)", "=MARKET_NAME(C1)", '=MARKET_CODE("Brazil")']
    found = cells(made(drawn(tmp_path, row, more=more), sample))
    assert found["A1"] == evaluate(sample, '=MARKET_VALUE("Brazil")').value


def test_an_answer_of_several_cells_fills_the_empty_cells_around(tmp_path: Path, sample: Snapshot) -> None:
    rows = [["=MARKET_VALUE(A4)", None], ['=MARKET_TABLE("Latin America","2015Q4",2)']]
    path = made(drawn(tmp_path, *rows), sample)
    assert cells(path)["A1"] == evaluate(sample, '=MARKET_VALUE("Mexico")').value
    assert [cells(path)[place] for place in ("A2", "B2", "A3", "A4")] == ["Market", "Value", "Brazil", "Mexico"]
    text = ooxml.parts(made(path.with_name("template.xlsx"), sample, "lambda"))[REPORT].decode()
    assert '<f t="array" ref="A2:C4">' in text
    assert '<c r="A3" t="str"><v>Brazil</v></c>' in text


def test_what_the_template_spilled_when_it_was_saved_makes_room(tmp_path: Path, sample: Snapshot) -> None:
    template = drawn(tmp_path, more=lambda _, page: page.write_dynamic_array_formula(
        "A1:B3", '=MARKET_TABLE("Latin America","2015Q4",1)', None, "Old"
    ))  # fmt: skip
    found = cells(made(template, sample))
    assert found["A1"] == "Market"
    assert found["A2"] == "Brazil"
    assert "A3" not in found


def test_a_cell_that_a_table_beside_fills_is_waited_for(tmp_path: Path, sample: Snapshot) -> None:
    path = drawn(
        tmp_path,
        ["{%cells for m in region.top[:2] %}", None, None, "{%cells for h in region.history[-2:] %}"],
        ["{{ m.name }}", "=MARKET_SHARE(A2,E2)", None, '=MARKET_PERIOD("Brazil",{"2015Q3","2014Q4"})'],
        [None, "{%cells endfor %}", None, None, "{%cells endfor %}"],
    )
    found = cells(made(path, sample))
    assert [found[place] for place in ("A2", "D1", "E1", "D2", "E2")] == ["Mexico", *["2015Q3", "2014Q4"] * 2]
    wanted = [evaluate(sample, f'=MARKET_SHARE("{one}","2014Q4")').value for one in ("Brazil", "Mexico")]
    assert [found["B1"], found["B2"]] == wanted


def test_an_array_inside_a_formula_is_an_array_constant(tmp_path: Path, sample: Snapshot) -> None:
    path = made(drawn(tmp_path, ['=MARKET_SHARE({"Brazil";"Mexico"},"2015Q4")*100']), sample)
    text = ooxml.parts(path)[REPORT].decode()
    assert '<f t="array" ref="A1:A2">{0.0220850433502208;0.0186301130823838}*100</f>' in text


def test_charts_show_the_answers(tmp_path: Path, sample: Snapshot) -> None:
    def more(book: Any, page: Any) -> None:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"categories": "=Report!$A$2", "values": "=Report!$B$2"})
        page.insert_chart("E2", chart)

    path = made(drawn(tmp_path, ["Period", "2015Q4"], MEMBERS, more=more), sample)
    text = ooxml.parts(path)["xl/charts/chart1.xml"].decode()
    assert "<c:f>Report!$B$2:$B$7</c:f>" in text
    share = evaluate(sample, '=MARKET_SHARE("Mexico","2015Q4")').value
    assert f'<c:pt idx="1"><c:v>{share!r}</c:v></c:pt>' in text


def test_a_chart_of_a_template_without_tags_shows_them_too(tmp_path: Path, sample: Snapshot) -> None:
    def more(book: Any, page: Any) -> None:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Report!$A$1:$A$2"})
        page.insert_chart("E2", chart)

    template = drawn(tmp_path, ['=MARKET_VALUE("Brazil","2015Q4")'], ['=MARKET_VALUE("Mexico","2015Q4")'], more=more)
    assert "<c:v>577.378</c:v>" in ooxml.parts(made(template, sample))["xl/charts/chart1.xml"].decode()


def test_an_error_is_the_cells_error(tmp_path: Path, sample: Snapshot) -> None:
    found = cells(
        made(drawn(tmp_path, ['=MARKET_SHARE("Brazill")', '=IFNA(MARKET_GROWTH("Brazil","2013Q1"),1)']), sample)
    )
    assert found == {"A1": "#VALUE!", "B1": "=IFNA(#N/A,1)"}


@pytest.mark.parametrize(
    ("rows", "what", "cell"),
    [
        ([["=SUM(B1:B1)", 4], ["=MARKET_SHARE(A1)"]], "only Excel calculates", "A2"),
        ([["=MARKET_SHARE(B1)", '=MARKET_NAME(A1)&"x"']], "round in a circle", "B1"),
        ([['=MARKET_TABLE("Latin America")'], ["in the way"]], "has no room", "A1"),
        ([["=MARKET_SHARE(TRIM(B1))"]], "unknown function", "A1"),
        ([["=MARKET_SHARE(Chosn)"]], "no such name", "A1"),
        ([["=MARKET_SHARE(Elsewhere!B1)"]], "leads to no sheet", "A1"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_cell(
    rows: list[list[Any]], what: str, cell: str, tmp_path: Path, sample: Snapshot
) -> None:
    with pytest.raises(TemplateError, match=what) as refused:
        build(drawn(tmp_path, *rows), snapshot=sample)
    assert refused.value.where is not None
    assert (refused.value.where.sheet, refused.value.where.cell) == ("Report", cell)


def test_an_empty_cell_that_nothing_fills_is_no_circle(tmp_path: Path, sample: Snapshot) -> None:
    rows = [[None, "=MARKET_VALUE(A2,C9)"], ["=MARKET_NAME(C2)", '=MARKET_VALUE("Mexico",C9)', "Brazil"]]
    assert cells(made(drawn(tmp_path, *rows), sample))["B1"] == evaluate(sample, '=MARKET_VALUE("Brazil")').value


def test_the_check_lists_unknown_functions_and_wrong_numbers_of_arguments(tmp_path: Path) -> None:
    rows = [['=MARKET_SHRE("Brazil")', "=MARKET_SHARE()", "=1+MARKET_OUTLOOK(A1,2)", '=IF(1,MARKET_CAGR("Brazil"))']]
    found = [str(problem) for problem in problems_of(drawn(tmp_path, *rows))]
    assert len(found) == 4
    assert "Report!A1" in found[0]
    assert "MARKET_SHARE" in found[0]
    assert "Report!B1: MARKET_SHARE needs market" in found[1]
    assert "takes at most 1 argument" in found[2]
    assert "needs from" in found[3]


def test_a_template_without_our_functions_is_the_same_report_in_every_way(tmp_path: Path, sample: Snapshot) -> None:
    template = drawn(tmp_path, ["{%row for m in region.members %}{{ m.name }}", "=SUM(1,2)", "{%row endfor %}"])
    contents = {
        build(template, snapshot=sample, region="Brazil", formulas=formulas)
        for formulas in ("values", "lambda", "addin")
    }
    assert len(contents) == 1


def test_what_formulas_need_is_added_to_the_finished_workbook(tmp_path: Path, sample: Snapshot) -> None:
    def finish(parts: Parts) -> None:
        parts.put("custom.txt", b"added")
        parts.default_type("txt", "text/plain")

    template = compile_template(drawn(tmp_path, ['=MARKET_VALUE("Brazil")']))
    content = render(template, {}, evaluator=SnapshotEvaluator(sample, "lambda"), finish=finish)
    (tmp_path / "made.xlsx").write_bytes(content)
    assert ooxml.parts(tmp_path / "made.xlsx")["custom.txt"] == b"added"


def test_calls_as_other_hosts_spell_them_are_answered_and_written_bare(tmp_path: Path, sample: Snapshot) -> None:
    template = drawn(tmp_path, ['=_xldudf_MARKET_VALUE("Brazil")+1', '=_xll.MARKET_VALUE("Brazil")'])
    found = cells(made(template, sample))
    assert found["B1"] == evaluate(sample, '=MARKET_VALUE("Brazil")').value
    text = ooxml.parts(made(template, sample, "addin"))[REPORT].decode()
    assert '>MARKET_VALUE("Brazil")+1<' in text.replace("&quot;", '"')


@pytest.mark.slow
def test_libreoffice_calculates_the_values_to_what_the_registry_answers(
    soffice: str, tmp_path: Path, sample: Snapshot
) -> None:
    ask: Callable[[str], Any] = lambda formula: evaluate(sample, formula).value  # noqa: E731
    row = [*MEMBERS[:2], '=IFERROR(MARKET_GROWTH(A2,$B$1),"-")*100', "=MARKET_RANK(A2,$B$1)+0", MEMBERS[2]]
    path = made(drawn(tmp_path, ["Period", "2015Q4"], row, ["All", "=SUM(B2:B2)"]), sample)
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    arguments = [soffice, "--headless", home, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    subprocess.run([*arguments, str(tmp_path / "out"), str(path)], check=True, capture_output=True)
    found = cached(tmp_path / "out" / path.name)
    for number, name in enumerate(("Brazil", "Mexico", "Chile", "Argentina", "Colombia", "Peru"), start=2):
        assert found[f"B{number}"] == pytest.approx(ask(f'=MARKET_SHARE("{name}","2015Q4")'))
        assert found[f"C{number}"] == pytest.approx(ask(f'=MARKET_GROWTH("{name}","2015Q4")*100'))
        assert found[f"D{number}"] == ask(f'=MARKET_RANK("{name}","2015Q4")')
    assert found["B8"] == pytest.approx(sum(found[f"B{number}"] for number in range(2, 8)))


def test_a_long_chain_of_formulas_is_answered_from_its_end(tmp_path: Path, sample: Snapshot) -> None:
    rows = [[f"=MARKET_NAME(A{number + 1})"] for number in range(1, 2000)]
    found = cells(made(drawn(tmp_path, *rows, ["Brasil"]), sample))
    assert set(list(found.values())[:-1]) == {"Brazil"}


def test_values_that_make_a_formula_too_long_are_refused_where_they_would_stand(
    tmp_path: Path, sample: Snapshot
) -> None:
    template = drawn(tmp_path, ["=ROWS(" + "+".join(['MARKET_MEMBERS("World")'] * 6) + ")"])
    with pytest.raises(TemplateError, match="more than 8,192 characters"):
        build(template, snapshot=sample)
    assert build(template, snapshot=sample, formulas="addin")
