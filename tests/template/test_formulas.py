"""Tags inside formulas: a value takes the place of an operand, and never changes what the formula means."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import ironcalc
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.formula.tokenizer import Tokenizer

from tests import ooxml
from tests.template.specimens import ITEMS, Item, drawn, result
from xlmarket.errors import TemplateError
from xlmarket.functions import evaluate, open_snapshot
from xlmarket.package.values import CellError
from xlmarket.report import build
from xlmarket.template import Template, compile_template, problems_of, render
from xlmarket.template.marks import link


def written(folder: Path, *rows: list[Any], more: Callable[[openpyxl.Workbook], None] | None = None) -> Path:
    """A template by openpyxl, which writes formulas as they are given, also those that Excel does not take."""
    book = openpyxl.Workbook()
    book.active.title = "Report"
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is not None:
                book["Report"].cell(number, column).value = value
    if more is not None:
        more(book)
    path = folder / "template.xlsx"
    book.save(path)
    return path


def cells(content: bytes, sheet: str = "Report") -> dict[str, Any]:
    page = openpyxl.load_workbook(io.BytesIO(content))[sheet]
    return {cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.value is not None}


def formula(folder: Path, template: str, **context: Any) -> Any:
    """What a formula with tags becomes."""
    return cells(render(compile_template(written(folder, [template])), context))["A1"]


def refusal(folder: Path, template: str, **context: Any) -> str:
    """The error of a formula that is refused while a report is made."""
    with pytest.raises(TemplateError) as error:
        formula(folder, template, **context)
    assert str(error.value.where) == "template.xlsx!Report!A1"
    return str(error.value)


@pytest.mark.parametrize(
    ("template", "value", "wanted"),
    [
        ('="Report on {{ x }}"', 'the "best"', '="Report on the ""best"""'),
        ('="{{ x }}"&A2', '"&HYPERLINK("http://a")&"', '="""&HYPERLINK(""http://a"")&"""&A2'),
        ("=SUM(B5:B9)*{{ x }}", 1.5, "=SUM(B5:B9)*1.5"),
        ("=SUM(B5:B9)*{{ x }}", "1)+SUM(A1", '=SUM(B5:B9)*"1)+SUM(A1"'),
        ("=B2-{{ x }}", -0.5, "=B2-(-0.5)"),
        ("=SUM({{ x }},B2)", -0.5, "=SUM(-0.5,B2)"),
        ("=SUM({1,{{ x }};2,3})", -0.5, "=SUM({1,-0.5;2,3})"),
        ('=INDEX({"a {{ x }}","b"},1)', "c", '=INDEX({"a c","b"},1)'),
        ("=IF({{ x }},1,2)", True, "=IF(TRUE,1,2)"),
        ("=IFERROR({{ x }},0)", CellError("#N/A"), "=IFERROR(#N/A,0)"),
        ("=YEAR({{ x }})", date(2015, 12, 31), "=YEAR(42369)"),
        ("=HOUR({{ x }})", datetime(2015, 12, 31, 12), "=HOUR(42369.5)"),
        ("=A2={{ x }}", "Brazil", '=A2="Brazil"'),
        ('="{% if x > 1 %}more{% else %}less{% endif %}"', 2, '="more"'),
        ('="{{ y | default(""n/a"") }} {{ x }}"', 2, '="n/a 2"'),
        ("={{ y | default('}}') }}&A2", 2, '="}}"&A2'),
        ('={{ x ~ "%" }}', 2, '="2%"'),
        ('="{{ x }}"', "b" * 300, f'=("{"b" * 255}"&"{"b" * 45}")'),
    ],
)
def test_a_value_becomes_the_operand_it_is(tmp_path: Path, template: str, value: object, wanted: str) -> None:
    assert formula(tmp_path, template, x=value) == wanted


@pytest.mark.parametrize(
    ("template", "what"),
    [
        ("=A{{ x }}", "a value in a formula is an operand of its own"),
        ("={{ x }}A1", "a value in a formula is an operand of its own"),
        ("={{ x }}(A1)", "a value in a formula is an operand of its own"),
        ("=A1:{{ x }}", "a value in a formula is an operand of its own"),
        ("={{ x }}{{ x }}", "a value in a formula is an operand of its own"),
        ('="a"{{ x }}', "a value in a formula is an operand of its own"),
        ("={{ x }}!B2", "a sheet is named as in '{{ name }}'!B2"),
        ('="a {{ region["x"] }}"', "a text in a formula ends within a tag"),
        ('="{% if x %}"&A1&"{% endif %}"', "the text cannot be read"),
        ("=1+{{ x", "a tag in a formula has no end"),
        ("=1+{% if x %}2{% endif %}", "between the operators of a formula only {{ }} is filled"),
        ('="{%row for m in items %}"', "a formula holds no tag that repeats or chooses cells"),
        ('="{%image x %}"', "a formula holds no tag that repeats or chooses cells"),
        ("=Sum[{{ x }}]", "a tag in the name of a table's column is the one of its header"),
        ("={{ x. }}", "the expression cannot be read"),
    ],
)
def test_a_tag_that_would_change_the_formula_is_refused_with_its_cell(tmp_path: Path, template: str, what: str) -> None:
    (problem,) = problems_of(written(tmp_path, ["a"], ["b", template]))
    assert str(problem.where) == "template.xlsx!Report!B2"
    assert what in str(problem)


@pytest.mark.parametrize(
    ("template", "value", "what"),
    [
        ("=1+{{ x }}", None, "a formula needs a value here"),
        ("=1+{{ x }}", float("inf"), "a formula holds no such number"),
        ("=1+{{ x }}", 10**15, "more than 15 digits"),
        ("=1+{{ x }}", [1, 2], "one value, not a list"),
        ("=1+{{ x }}", link("a", "https://example.org"), "without a link or note"),
        ("=1+{{ x }}", date(1900, 1, 1), "no day before 1900-03-01"),
        ("=1+{{ z }}", 1, "'z' is undefined"),
        ('="{{ x }}"', "a\x01b", "control characters"),
        ('="{{ x }}"', "b" * 8190, "a formula has more than 8,192 characters"),
        ('={"{{ x }}",1}', "b" * 256, "a text in an array has at most 255 characters"),
        ("='{{ x }}'!B2", "Repotr", 'the report has no such sheet; found "Repotr"; did you mean Report?'),
    ],
)
def test_a_value_that_a_formula_cannot_hold_is_refused_with_its_cell(
    tmp_path: Path, template: str, value: object, what: str
) -> None:
    assert what in refusal(tmp_path, template, x=value)


@pytest.mark.parametrize(
    "template", ['=SUBSTITUTE(A2,"{{","}}")', "=SUM({1,2;3,4})", '=TEXT(A2,"{0}")', '=IF(A2="{#","#}",1)']
)
def test_braces_of_a_formula_that_are_no_tags_stay(tmp_path: Path, template: str) -> None:
    assert formula(tmp_path, template) == template


def test_a_formula_in_a_repeated_row_has_the_values_and_the_references_of_its_row(tmp_path: Path) -> None:
    row = ["{%row for m in items %}{{ m.name }}", '="{{ m.name }}: "&A2*{{ m.value }}+1', "{%row endfor %}"]
    for write in (drawn, written):
        found = result(write(tmp_path, ["x"], row), items=ITEMS).book["Report"]
        assert [found[f"B{number}"].value for number in (2, 3, 4)] == [
            '="Brazil: "&A2*2.2+1', '="Japan: "&A3*6.6+1', '="India: "&A4*1.4+1',
        ]  # fmt: skip


def test_a_formula_in_a_repeated_column_has_the_values_of_its_column(tmp_path: Path) -> None:
    template = written(tmp_path, ["{%col for m in items %}{{ m.name }}{%col endfor %}"], ['="{{ m.name }}"&A1'])
    found = cells(result(template, items=ITEMS).content)
    assert [found[place] for place in ("A2", "B2", "C2")] == ['="Brazil"&A1', '="Japan"&B1', '="India"&C1']


def test_cells_side_by_side_and_lists_of_nothing(tmp_path: Path) -> None:
    rows = [
        ["{%cells for m in items %}", None, "{%cells for m in nothing %}", None],
        ["{{ m.name }}", '="{{ m.name }}"&A2', "{{ m.name }}", '="{{ m.name }}"&C2'],
        [None, "{%cells endfor %}", None, "{%cells endfor %}"],
    ]
    found = cells(result(written(tmp_path, *rows), items=ITEMS, nothing=[]).content)
    assert found["B2"] == '="Japan"&A2'
    assert [place for place in found if place[0] in "CD"] == []


def test_a_row_of_an_empty_list_keeps_the_format_of_its_formula(tmp_path: Path) -> None:
    def look(book: openpyxl.Workbook) -> None:
        book["Report"]["B1"].number_format = "0.00"

    row = ["{%row for m in items %}{{ m.name }}", "={{ m.value }}*2", "{%row endfor %}"]
    found = result(written(tmp_path, row, more=look), items=[]).book["Report"]["B1"]
    assert (found.value, found.number_format) == (None, "0.00")


def test_array_formulas_and_shared_ones_are_filled_too(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.write_array_formula("B1:B2", '{=LEN(A1:A2)&"{{ x }}"}')

    template = drawn(tmp_path, ["a"], ["b"], ["c", '=A3&"{{ x }}"'], ["d", 0], more=more)
    shared = ooxml.rewritten(
        template,
        tmp_path / "shared.xlsx",
        lambda part, content: (
            content.replace(b"<f>A3", b'<f t="shared" ref="B3:B4" si="0">A3').replace(
                b'<c r="B4"><v>0</v></c>', b'<c r="B4"><f t="shared" si="0"/></c>'
            )
            if part.endswith("sheet1.xml")
            else content
        ),
    )
    made = result(shared, x="y")
    assert made.found(r"<f[^>]*>([^<]*)</f>") == ['LEN(A1:A2)&amp;"y"', 'A3&amp;"y"', 'A4&amp;"y"']


def test_dates_count_from_1904_where_the_workbook_does(tmp_path: Path) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    template = written(tmp_path, ["={{ x }}"], more=lambda book: setattr(book, "epoch", CALENDAR_MAC_1904))
    assert cells(render(compile_template(template), {"x": date(2015, 12, 31)}))["A1"] == "=40907"


def each(book: openpyxl.Workbook) -> None:
    """A sheet per item, in which a row below another block holds the item's value."""
    page = book.create_sheet("{{ r.name }}")
    for number, text in enumerate(["{%sheet for r in items %}x", "{%row for m in items %}{{ m.name }}"], start=1):
        page.cell(number, 1).value = text
    page["B2"] = "{%row endfor %}"
    page["A3"] = "{{ r.value }}"
    page["A4"] = "='{{ r.name }}'!A3"


def test_a_row_refers_to_the_sheet_of_its_item_and_to_where_its_cells_went(tmp_path: Path) -> None:
    row = ["{%row for r in items %}{{ r.name }}", "='{{ r.name }}'!A3", "{%row endfor %}"]
    made = result(written(tmp_path, row, ["='{{ r.name }}'!A3"], more=each), items=ITEMS)
    found = made.book["Report"]
    assert [found[f"B{number}"].value for number in (1, 2, 3)] == ["=Brazil!A5", "=Japan!A5", "=India!A5"]
    assert found["A4"].value == "=Brazil!A5", "outside of the block it is the first copy"
    assert made.book["Japan"]["A6"].value == "=Japan!A5"


def test_a_sheet_per_item_refers_to_the_other_sheet_of_its_item(tmp_path: Path) -> None:
    def two(book: openpyxl.Workbook) -> None:
        each(book)
        page = book.create_sheet("{{ r.name }} notes")
        page["A1"] = "{%sheet for r in items %}x"
        page["A2"] = "='{{ r.name }}'!A3"

    made = result(written(tmp_path, ["x"], more=two), items=ITEMS)
    assert made.book["India notes"]["A2"].value == "=India!A5"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("O'Neill", "='O''Neill'!A4"), ("a/b", "='a-b'!A4"), ("R1C1", "='R1C1'!A4"), ("x" * 40, f"={'x' * 31}!A4")],
)
def test_a_sheet_is_found_by_its_name_in_the_data_whatever_excel_calls_it(
    tmp_path: Path, name: str, wanted: str
) -> None:
    row = ["{%row for r in items %}{{ r.name }}", "='{{ r.name }}'!A3", "{%row endfor %}"]
    made = result(written(tmp_path, row, more=each), items=[Item(name, 1.0), Item("b", 2.0)])
    assert made.book["Report"]["B1"].value == wanted


def test_a_name_of_several_sheets_is_refused(tmp_path: Path) -> None:
    row = ["{%row for r in items %}{{ r.name }}", "='{{ r.name }}'!A3", "{%row endfor %}"]
    with pytest.raises(TemplateError, match="several sheets of the report have this name"):
        render(compile_template(written(tmp_path, row, more=each)), {"items": [Item("a", 1.0), Item("a", 2.0)]})


def test_a_range_of_sheets_may_end_with_one_that_a_tag_names(tmp_path: Path) -> None:
    assert formula(tmp_path, "=SUM('Report:{{ x }}'!B2)", x="Report") == "=SUM(Report:Report!B2)"


def test_our_functions_are_evaluated_once_they_are_filled(tmp_path: Path) -> None:
    snapshot = open_snapshot("sample-quarterly")
    row = [
        "{%row for m in region.top[:2] %}{{ m.name }}",
        '=MARKET_VALUE("{{ m.name }}")', '=MARKET_VALUE("{{ m.name }}")*{{ m.rank }}', "{%row endfor %}",
    ]  # fmt: skip
    template = written(tmp_path, row, ['=MARKET_VALUE("{{ region.top[0].name }}")'])
    found = cells(build(template, snapshot=snapshot, region="Latin America"))
    values = [evaluate(snapshot, f'=MARKET_VALUE("{name}")').value for name in ("Brazil", "Mexico", "Brazil")]
    assert [found["B1"], found["B2"], found["A3"]] == values
    assert found["C2"] == f"={values[1]}*2"
    kept = cells(build(template, snapshot=snapshot, region="Latin America", formulas="lambda"))
    assert 'MARKET_VALUE("Mexico")' in str(getattr(kept["B2"], "text", kept["B2"]))


def test_wrong_calls_are_listed_though_their_arguments_are_tags(tmp_path: Path) -> None:
    from xlmarket.report import problems_of as problems_of_report

    (problem,) = problems_of_report(written(tmp_path, ["=MARKET_SHRE({{ x }})"]))
    assert "MARKET_SHARE" in str(problem)


@pytest.fixture(scope="module")
def in_text(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp("text")
    return compile_template(written(folder, ['="<{{ x }}>"&{{ x }}&B1', '="b"']))


@given(value=st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=600))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_text_holds_it_is_read_back_as_it_was(in_text: Template, tmp_path: Path, value: str) -> None:
    """By openpyxl's tokenizer, which finds texts and `&` and the one reference, and by IronCalc, which calculates."""
    made = tmp_path / "made.xlsx"
    made.write_bytes(render(in_text, {"x": value}))
    found = str(openpyxl.load_workbook(made).active["A1"].value)
    tokens = [token for token in Tokenizer(found).items if token.type == "OPERAND"]
    texts = [token.value[1:-1].replace('""', '"') for token in tokens if token.subtype == "TEXT"]
    assert "".join(texts) == f"<{value}>{value}"
    assert [token.value for token in tokens if token.subtype != "TEXT"] == ["B1"]
    model = ironcalc.load_from_xlsx(str(made), "en", "UTC", "en")
    model.evaluate()
    assert model.get_formatted_cell_value(0, 1, 1) == f"<{value}>{value}b"
