"""Tags in the texts and formulas of a sheet outside its cells, in defined names and in the properties of a document.

Each kind is drawn by XlsxWriter, which writes as Excel does, and by openpyxl.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from tests import ooxml
from tests.conftest import shared
from tests.template.specimens import ITEMS, ROW, Item, Result, drawn, insert, result, with_parts
from xlmarket.errors import TemplateError
from xlmarket.package.archive import OFFICE
from xlmarket.template import compile_template, problems_of, render

SHEET = "xl/worksheets/sheet1.xml"


def written(folder: Path, *rows: list[Any], more: Callable[[openpyxl.Workbook, Any], None]) -> Path:
    """A template by openpyxl."""
    book = openpyxl.Workbook()
    book.active.title = "Report"
    for row in rows:
        book.active.append(row)
    more(book, book.active)
    path = folder / "template.xlsx"
    book.save(path)
    return path


def refusal(template: Path, **context: Any) -> str:
    with pytest.raises(TemplateError) as error:
        render(compile_template(template), context)
    return str(error.value)


# Headers and footers.


@pytest.mark.parametrize("writer", ["xlsxwriter", "openpyxl"])
def test_headers_and_footers_are_filled_and_keep_their_codes(tmp_path: Path, writer: str) -> None:
    header, footer = '&L&"Arial,Bold"&12{{ name }}&RPage &P of &N', "&C{{ name }} && more"

    def by_xlsxwriter(_book: Any, page: Any) -> None:
        page.set_header(header)
        page.set_footer(footer)

    def by_openpyxl(_book: openpyxl.Workbook, page: Any) -> None:
        page.HeaderFooter.oddHeader.left.text = "{{ name }}"
        page.HeaderFooter.evenFooter.center.text = "Page &P of {{ name }}"
        page.HeaderFooter.firstHeader.right.text = "{{ name }}"

    if writer == "xlsxwriter":
        made = result(drawn(tmp_path, ["x"], more=by_xlsxwriter), name="Food & drink")
        assert made.found(r"<oddHeader>(.*?)</oddHeader>") == [
            '&amp;L&amp;"Arial,Bold"&amp;12Food &amp;&amp; drink&amp;RPage &amp;P of &amp;N'
        ]
        assert made.found(r"<oddFooter>(.*?)</oddFooter>") == ["&amp;CFood &amp;&amp; drink &amp;&amp; more"]
    else:
        made = result(written(tmp_path, ["x"], more=by_openpyxl), name="Food & drink")
        page = made.book["Report"].HeaderFooter
        assert page.oddHeader.left.text == "Food && drink"
        assert page.evenFooter.center.text == "Page &P of Food && drink"
        assert page.firstHeader.right.text == "Food && drink"


@pytest.mark.parametrize(
    ("header", "value", "wanted"),
    [
        ("&C&12{{ x }}", "2015", "&C&12&S&S2015"),
        ("&C&12{{ x }}", "Q1 2015", "&C&12Q1 2015"),
        ("&C&12{% if x %}5{% endif %}", "y", "&C&12&S&S5"),
        ("&C&P{{ x }}", "+1", "&C&P&S&S+1"),
        ("&C&KFF0000{{ x }}", "00", "&C&KFF000000"),
        ("&C&&{{ x }}", "P", "&C&&P"),
        ("&C{{ x }}", "A&B", "&CA&&B"),
        ("&C{% for y in x %}{{ y }}&{% endfor %}", None, ""),
    ],
)
def test_a_value_in_a_header_never_becomes_a_code(tmp_path: Path, header: str, value: object, wanted: str) -> None:
    template = drawn(tmp_path, ["x"], more=lambda _, page: page.set_header(header))
    if not wanted:
        assert [problem.what for problem in problems_of(template)] == [
            "a tag stands inside a code of a header or footer"
        ]
        return
    made = result(template, x=value)
    assert [made.book["Report"].parent is not None, *made.xml(SHEET).itertext()][-1] == wanted


@pytest.mark.parametrize("header", ["&C&{{ x }}", '&C&"{{ x }},Bold"a', "&C&K{{ x }}a", "&C&KFF{{ x }}a"])
def test_a_tag_inside_a_code_of_a_header_is_refused_with_its_place(tmp_path: Path, header: str) -> None:
    (problem,) = problems_of(drawn(tmp_path, ["x"], more=lambda _, page: page.set_header(header)))
    assert str(problem.where) == "template.xlsx!Report, odd header"
    assert problem.what == "a tag stands inside a code of a header or footer"


def test_a_header_longer_than_excel_takes_is_refused(tmp_path: Path) -> None:
    template = drawn(tmp_path, ["x"], more=lambda _, page: page.set_header("&C{{ x }}"))
    assert "Excel takes at most 255 characters here" in refusal(template, x="b" * 254)
    assert "Excel takes at most 255 characters here" in refusal(template, x="😀" * 127)


def test_a_tag_without_an_end_in_a_header_is_refused_and_not_printed(tmp_path: Path) -> None:
    (problem,) = problems_of(drawn(tmp_path, ["x"], more=lambda _, page: page.set_header("&C{{ x }")))
    assert str(problem.where) == "template.xlsx!Report, odd header"


def test_the_header_of_a_sheet_per_item_names_its_item_and_one_of_a_block_has_no_row(tmp_path: Path) -> None:
    template = drawn(
        tmp_path,
        ["{%sheet for r in items %}x"],
        sheet="{{ r.name }}",
        more=lambda _, page: page.set_header("&C{{ r.name }}"),
    )
    made = result(template, items=ITEMS)
    assert [page.oddHeader.center.text for page in (made.book[item.name].HeaderFooter for item in ITEMS)] == [
        "Brazil", "Japan", "India",
    ]  # fmt: skip
    in_block = drawn(tmp_path, ROW, more=lambda _, page: page.set_header("&C{{ m.name }}"))
    assert "one such text serves all rows" in refusal(in_block, items=ITEMS)


def test_the_header_of_a_chart_sheet_is_filled(tmp_path: Path) -> None:
    def more(book: Any, _page: Any) -> None:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Report!$B$1:$B$1"})
        sheet = book.add_chartsheet("Chart")
        sheet.set_chart(chart)
        sheet.set_header("&C{{ x }}")

    made = result(drawn(tmp_path, ["x", 1], more=more), x="A & B")
    assert made.found("<oddHeader>(.*?)</oddHeader>", "xl/chartsheets/sheet1.xml") == ["&amp;CA &amp;&amp; B"]


# Validations.


@pytest.mark.parametrize("writer", [drawn, written])
def test_prompts_errors_and_lists_of_validations_are_filled(tmp_path: Path, writer: Any) -> None:
    def more(_book: Any, page: Any) -> None:
        texts = ["{{ x }} title", "Choose for {{ x }}", "{{ x }} error", "Not in {{ x }}"]
        if writer is drawn:
            names = ("input_title", "input_message", "error_title", "error_message")
            rule = {"validate": "list", "source": ["{{ x }}", "b"]}
            page.data_validation("B1", rule | dict(zip(names, texts, strict=True)))
        else:
            names = ("promptTitle", "prompt", "errorTitle", "error")
            rule = DataValidation(type="list", formula1='"{{ x }},b"', **dict(zip(names, texts, strict=True)))
            rule.add("B1")
            page.add_data_validation(rule)

    made = result(writer(tmp_path, ["x"], more=more), x='"A" & <b>')
    (rule,) = made.book["Report"].data_validations.dataValidation
    assert (rule.promptTitle, rule.prompt) == ('"A" & <b> title', 'Choose for "A" & <b>')
    assert (rule.errorTitle, rule.error) == ('"A" & <b> error', 'Not in "A" & <b>')
    assert rule.formula1 == '"""A"" & <b>,b"'


def validated(folder: Path, **rule: Any) -> Path:
    def more(_book: openpyxl.Workbook, page: Any) -> None:
        validation = DataValidation(**rule)
        validation.add("B1")
        page.add_data_validation(validation)

    return written(folder, ["x"], more=more)


def test_a_list_of_choices_may_come_from_one_tag_and_a_comma_elsewhere_is_refused(tmp_path: Path) -> None:
    joined = validated(tmp_path, type="list", formula1="\"{{ x | join(',') }}\"")
    assert result(joined, x=["a", "b"]).book["Report"].data_validations.dataValidation[0].formula1 == '"a,b"'
    several = validated(tmp_path, type="list", formula1='"{{ x }},b"')
    assert "a comma begins another choice of the list" in refusal(several, x="Korea, Republic of")
    assert "at most 255 characters" in refusal(several, x="b" * 260)
    number = validated(tmp_path, type="decimal", operator="lessThan", formula1="{{ x }}*A1")
    assert result(number, x=1.5).book["Report"].data_validations.dataValidation[0].formula1 == "1.5*A1"


def test_a_prompt_longer_than_excel_takes_is_refused_with_its_cell(tmp_path: Path) -> None:
    template = validated(tmp_path, type="whole", formula1="1", promptTitle="{{ x }}")
    assert refusal(template, x="b" * 33).startswith(
        "template.xlsx!Report!B1, title of a prompt: Excel takes at most 32 characters here"
    )


# Conditional formats.


def test_formulas_and_texts_of_conditional_formats_are_filled(tmp_path: Path) -> None:
    def by_xlsxwriter(book: Any, page: Any) -> None:
        look = book.add_format({"bold": True})
        page.conditional_format("A1:A3", {"type": "text", "criteria": "containing", "value": "{{ x }}", "format": look})
        page.conditional_format("B1:B3", {"type": "formula", "criteria": "=B1>{{ y }}+0", "format": look})
        page.conditional_format("C1:C3", {"type": "3_color_scale", "mid_type": "formula", "mid_value": "={{ y }}+1"})

    made = result(drawn(tmp_path, ["x"], more=by_xlsxwriter), x='a"b', y=-2)
    assert made.found(r"<formula>(.*?)</formula>") == ['NOT(ISERROR(SEARCH("a""b",A1)))', "B1&gt;(-2)+0"]
    assert made.found(r' text="(.*?)"') == ["a&quot;b"]
    assert made.found(r'<cfvo type="formula" val="(.*?)"') == ["(-2)+1"]

    def by_openpyxl(_book: openpyxl.Workbook, page: Any) -> None:
        page.conditional_formatting.add("A1:A3", FormulaRule(['A1="{{ x }}"'], font=openpyxl.styles.Font(bold=True)))
        page.conditional_formatting.add("A1:A3", CellIsRule("greaterThan", ["{{ y }}"]))

    made = result(written(tmp_path, ["x"], more=by_openpyxl), x='a"b', y=-2)
    assert made.found(r"<formula>(.*?)</formula>") == ['A1="a""b"', "-2"]


def test_a_format_on_a_repeated_row_stretches_with_its_values(tmp_path: Path) -> None:
    def more(book: Any, page: Any) -> None:
        rule = {"type": "formula", "criteria": "=B1>{{ y }}+0", "format": book.add_format({"bold": True})}
        page.conditional_format("B1", rule)

    made = result(drawn(tmp_path, ROW, more=more), items=ITEMS, y=2)
    assert made.found(r'<conditionalFormatting sqref="(.*?)">') == ["B1:B3"]
    assert made.found(r"<formula>(.*?)</formula>") == ["B1&gt;2+0"]


# Links.


def links(made: Result, sheet: str = "Report") -> list[tuple[str, ...]]:
    return [
        (cell.coordinate, cell.hyperlink.target or "", cell.hyperlink.location or "", cell.hyperlink.tooltip or "")
        for row in made.book[sheet].iter_rows()
        for cell in row
        if cell.hyperlink is not None
    ]


@pytest.mark.parametrize("writer", [drawn, written])
@pytest.mark.parametrize("items", [ITEMS, ITEMS[:1]])
def test_links_of_a_repeated_row_have_the_values_of_their_row(tmp_path: Path, writer: Any, items: list[Item]) -> None:
    def more(_book: Any, page: Any) -> None:
        if writer is drawn:
            page.write_url("B1", "https://example.org/{{ m.name }}?q={{ m.name }}", tip="To {{ m.name }}", string="to")
        else:
            page["B1"].hyperlink = Hyperlink(
                ref="B1", target="https://example.org/{{ m.name }}?q={{ m.name }}", tooltip="To {{ m.name }}"
            )

    made = result(
        writer(tmp_path, ["{%row for m in items %}{{ m.name }}", "to", "{%row endfor %}"], more=more), items=items
    )
    assert links(made) == [
        (f"B{number}", f"https://example.org/{item.name}?q={item.name}", "", f"To {item.name}")
        for number, item in enumerate(items, start=1)
    ]
    assert "{{" not in made.text("xl/worksheets/_rels/sheet1.xml.rels")
    assert "%7B" not in made.text("xl/worksheets/_rels/sheet1.xml.rels").upper()


def test_a_link_on_the_cell_of_a_tag_has_no_copy_of_the_tag(tmp_path: Path) -> None:
    def more(_book: Any, page: Any) -> None:
        page.write_url("A1", "https://example.org/{{ m.name }}", string=ROW[0])
        page.write_url("A2", "https://example.org/", string="{{ x }}")

    template = drawn(tmp_path, ROW, more=more)
    tagged = {"xl/worksheets/sheet1.xml": lambda text: _shown(text, [ROW[0], "{{ x }}"])}
    made = result(with_parts(template, {}, tagged), items=ITEMS, x="all")
    assert [link[:2] for link in links(made)] == [
        *((f"A{number}", f"https://example.org/{item.name}") for number, item in enumerate(ITEMS, start=1)),
        ("A4", "https://example.org/"),
    ]
    assert made.found('<hyperlink [^>]*display="(.*?)"') == ["all"]


def _shown(sheet: str, displays: list[str]) -> str:
    """A sheet whose links hold the texts of their cells, as Excel writes them."""
    texts = iter(displays)
    return re.sub("<hyperlink ", lambda _: f'<hyperlink display="{next(texts)}" ', sheet)


@pytest.mark.parametrize(
    ("target", "value", "wanted"),
    [
        ("https://a.org/?q={{ x }}&r=1", "a&b #c", "https://a.org/?q=a%26b%20%23c&r=1"),
        ("{{ x }}", "https://a.org/b?c=d&e", "https://a.org/b?c=d&e"),
        ("https://a.org/%7B%7B%20x%20%7D%7D", "b", "https://a.org/b"),
        ("mailto:{{ x }}", "a@b.org", "mailto:a@b.org"),
        ("{{ x }}", "javascript:alert(1)", ""),
    ],
)
def test_a_value_in_an_address_stays_a_value(tmp_path: Path, target: str, value: str, wanted: str) -> None:
    def more(_book: openpyxl.Workbook, page: Any) -> None:
        page["A1"].hyperlink = Hyperlink(ref="A1", target=target)

    template = written(tmp_path, ["x"], more=more)
    if wanted:
        assert [link[1] for link in links(result(template, x=value))] == [wanted]
    else:
        assert refusal(template, x=value).startswith(
            "template.xlsx!Report!A1, target of a link: a link begins with https:"
        )


def test_a_list_of_contents_links_each_row_to_its_sheet(tmp_path: Path) -> None:
    def more(book: Any, page: Any) -> None:
        page.write_url("B1", "internal:'{{ r.name }}'!A2", string="go")
        each = book.add_worksheet("{{ r.name }}")
        each.write("A1", "{%sheet for r in items %}x")
        each.write("A2", "y")

    made = result(
        drawn(tmp_path, ["{%row for r in items %}{{ r.name }}", None, "{%row endfor %}"], more=more),
        items=[Item("Brazil", 1.0), Item("O'Neill", 2.0)],
    )
    assert [link[2] for link in links(made)] == ["Brazil!A2", "'O''Neill'!A2"]


# Names, tables, properties, scenarios.


def test_formulas_and_comments_of_names_are_filled(tmp_path: Path) -> None:
    def more(book: openpyxl.Workbook, page: Any) -> None:
        book.defined_names["Rate"] = DefinedName("Rate", attr_text="{{ x }}*2", comment="of {{ y }}")
        book.defined_names["Title"] = DefinedName("Title", attr_text='"Report on {{ y }}"')
        page.defined_names["Own"] = DefinedName("Own", attr_text="Report!$A$1*{{ x }}")

    made = result(written(tmp_path, ["x"], more=more), x=1.5, y="A & B").book
    assert made.defined_names["Rate"].attr_text == "1.5*2"
    assert made.defined_names["Rate"].comment == "of A & B"
    assert made.defined_names["Title"].attr_text == '"Report on A & B"'
    assert made["Report"].defined_names["Own"].attr_text == "Report!$A$1*1.5"


def test_a_name_of_a_sheet_per_item_has_the_values_of_its_copy(tmp_path: Path) -> None:
    def more(_book: openpyxl.Workbook, page: Any) -> None:
        page.defined_names["Own"] = DefinedName("Own", attr_text='"{{ r.name }}"')

    made = result(written(tmp_path, ["{%sheet for r in items %}{{ r.name }}"], more=more), items=ITEMS).book
    assert [page.defined_names["Own"].attr_text for page in made] == ['"Brazil"', '"Japan"', '"India"']


@pytest.mark.parametrize("writer", [drawn, written])
def test_the_properties_of_a_document_are_filled(tmp_path: Path, writer: Any) -> None:
    def more(book: Any, _page: Any) -> None:
        if writer is drawn:
            book.set_properties(
                {"title": "Report on {{ x }}", "subject": "{{ x }}", "keywords": "{{ x }}, y", "company": "for {{ x }}"}
            )
            book.set_custom_property("Region", "{{ x }}")
        else:
            book.properties.title, book.properties.subject = "Report on {{ x }}", "{{ x }}"
            book.properties.keywords = "{{ x }}, y"
            book.custom_doc_props.append(StringProperty(name="Region", value="{{ x }}"))

    made = result(writer(tmp_path, ["x"], more=more), x="A & B")
    properties = made.book.properties
    assert (properties.title, properties.subject, properties.keywords) == ("Report on A & B", "A & B", "A & B, y")
    assert made.book.custom_doc_props["Region"].value == "A & B"
    if writer is drawn:
        assert "<Company>for A &amp; B</Company>" in made.text("docProps/app.xml")


def test_labels_of_totals_are_those_of_their_cells_and_a_columns_formula_stays_with_its_cells(tmp_path: Path) -> None:
    def more(_book: Any, page: Any) -> None:
        columns = [
            {"header": "Name", "total_string": "All of {{ x }}"},
            {"header": "Value", "formula": '=[@Name]&"{{ m.name }}"'},
        ]
        page.add_table("A1:B3", {"columns": columns, "total_row": True})
        page.write("A2", "{%row for m in items %}{{ m.name }}")
        page.write("C2", "{%row endfor %}")

    made = result(drawn(tmp_path, ["Name"], more=more), items=ITEMS, x="Asia")
    table = made.text("xl/tables/table1.xml")
    assert 'totalsRowLabel="All of Asia"' in table
    assert "calculatedColumnFormula" not in table
    assert made.book["Report"]["A5"].value == "All of Asia"
    assert [made.book["Report"][f"B{row}"].value[-8:] for row in (2, 4)] == ['"Brazil"', '&"India"']


def test_scenarios_are_filled(tmp_path: Path) -> None:
    scenarios = (
        '<scenarios><scenario name="Best for {{ x }}" count="1" comment="by {{ x }}">'
        '<inputCells r="A1" val="1"/></scenario></scenarios>'
    )
    template = with_parts(drawn(tmp_path, ["x"]), {}, {SHEET: insert("<pageMargins", scenarios)})
    made = result(template, x="A & B")
    assert made.found('scenario name="(.*?)"') == ["Best for A &amp; B"]


def test_a_sparkline_of_a_row_draws_the_sheet_of_its_item(tmp_path: Path) -> None:
    def more(book: Any, page: Any) -> None:
        page.add_sparkline("B1", {"range": "'{{ r.name }}'!A2:C2"})
        each = book.add_worksheet("{{ r.name }}")
        each.write("A1", "{%sheet for r in items %}x")
        each.write_row("A2", [1, 2, 3])

    made = result(
        drawn(tmp_path, ["{%row for r in items %}{{ r.name }}", None, "{%row endfor %}"], more=more), items=ITEMS
    )
    assert made.found("<xm:f>(.*?)</xm:f>") == ["Brazil!A2:C2", "Japan!A2:C2", "India!A2:C2"]


def test_what_nothing_fills_is_listed_with_its_place(tmp_path: Path) -> None:
    protected = '<protectedRanges><protectedRange name="a {{ x }}" sqref="B2:B3"/></protectedRanges>'
    template = with_parts(drawn(tmp_path, ["{{ y }}"]), {}, {SHEET: insert("<pageMargins", protected)})
    assert [str(problem) for problem in problems_of(template)] == [
        (
            "template.xlsx!Report!B2, name of protected range: a tag stands where nothing is filled; "
            'found "a {{ x }}"; write the text without a tag, or put it into a cell'
        )
    ]


def test_a_template_without_tags_outside_cells_keeps_these_parts_byte_for_byte(tmp_path: Path) -> None:
    template = drawn(tmp_path, ["{{ x }}"], more=lambda book, _: book.set_properties({"title": "A {B}"}))
    made = result(template, x=1)
    before = ooxml.parts(template)
    assert {part for part in made.parts if made.parts[part] != before[part]} == {SHEET, "xl/sharedStrings.xml"}


# Shapes and charts.


@pytest.mark.parametrize("items", [ITEMS, ITEMS[:1], []])
def test_the_link_of_a_shape_in_a_block_leads_to_the_address_of_its_item(tmp_path: Path, items: list[Item]) -> None:
    def more(_book: Any, page: Any) -> None:
        size = {"width": 20, "height": 10}
        page.insert_textbox("D1", "go", {"url": "https://a.org/{{ m.name }}", "tip": "To {{ m.name }}", **size})
        page.insert_textbox("D9", "go", {"url": "https://a.org/{{ x }}", **size})

    made = result(drawn(tmp_path, ROW, more=more), items=items, x="a b")
    links = [
        (relation.get("Target"), link.get("tooltip"))
        for link in made.xml("xl/drawings/drawing1.xml").iter("{*}hlinkClick")
        for relation in made.xml("xl/drawings/_rels/drawing1.xml.rels")
        if relation.get("Id") == link.get(f"{{{OFFICE}}}id")
    ]
    wanted = [(f"https://a.org/{item.name}", f"To {item.name}") for item in items]
    assert links == [*wanted, ("https://a.org/a%20b", None)]
    assert "%7b" not in made.text("xl/drawings/_rels/drawing1.xml.rels").lower()


def test_the_header_of_a_chart_is_filled(tmp_path: Path) -> None:
    def more(book: Any, page: Any) -> None:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Report!$B$1:$B$1"})
        page.insert_chart("D5", chart)

    settings = (
        "<c:printSettings><c:headerFooter><c:oddHeader>&amp;C{{ x }}</c:oddHeader></c:headerFooter>"
        '<c:pageMargins b="1" l="1" r="1" t="1" header="1" footer="1"/><c:pageSetup/></c:printSettings>'
    )
    chart = "xl/charts/chart1.xml"
    template = drawn(tmp_path, ["x", 1], more=more)
    template = with_parts(
        template, {}, {chart: lambda text: re.sub("<c:printSettings>.*</c:printSettings>", settings, text)}
    )
    assert result(template, x="A & B").found("<c:oddHeader>(.*?)</c:oddHeader>", chart) == ["&amp;CA &amp;&amp; B"]


# Number formats.


@pytest.mark.parametrize(
    ("unit", "wanted"), [("bn", '0.0" bn"'), ('a "b" c', r'0.0" a "\""b"\"" c"'), ("d;@#", '0.0" d;@#"')]
)
def test_number_formats_are_filled_in_their_quoted_letters(tmp_path: Path, unit: str, wanted: str) -> None:
    def more(book: Any, page: Any) -> None:
        page.write("B1", 1, book.add_format({"num_format": '0.0" {{ x }}"'}))
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Report!$B$1:$B$1"})
        chart.set_y_axis({"num_format": '0.0" {{ x }}"'})
        page.insert_chart("D5", chart)

    made = result(drawn(tmp_path, ["x"], more=more), x=unit)
    assert made.book["Report"]["B1"].number_format == wanted
    codes = [element.get("formatCode") for element in made.xml("xl/charts/chart1.xml").iter("{*}numFmt")]
    assert wanted in codes
    assert "{{" not in made.text("xl/charts/chart1.xml") + made.text("xl/styles.xml")


def test_a_tag_among_the_codes_of_a_number_format_is_refused(tmp_path: Path) -> None:
    def more(book: Any, page: Any) -> None:
        page.write("B1", 1, book.add_format({"num_format": "0.{{ digits }}"}))

    (problem,) = problems_of(drawn(tmp_path, ["x"], more=more))
    assert (str(problem.where), problem.what) == (
        "template.xlsx, number format",
        "a tag stands among the codes of a number format",
    )


# Data.


def test_data_that_contains_tags_is_data_everywhere(tmp_path: Path) -> None:
    data = "{{ y }} {% if x %} {{ x }}"

    def more(book: openpyxl.Workbook, page: Any) -> None:
        page["B1"] = '="{{ x }}"'
        page.oddHeader.center.text = "{{ x }}"
        rule = DataValidation(type="whole", formula1="1", prompt="{{ x }}")
        rule.add("B1")
        page.add_data_validation(rule)
        page["A1"].hyperlink = Hyperlink(ref="A1", target="https://a.org/{{ x }}", tooltip="{{ x }}")
        book.defined_names["Name"] = DefinedName("Name", attr_text='"{{ x }}"')
        book.properties.title = "{{ x }}"
        page["C1"].number_format = '0" {{ x }}"'

    made = result(written(tmp_path, ["{{ x }}"], more=more), x=data).book
    page = made["Report"]
    assert (page["A1"].value, page["B1"].value) == (data, f'="{data}"')
    assert (page.oddHeader.center.text, page.data_validations.dataValidation[0].prompt) == (data, data)
    assert page["A1"].hyperlink.tooltip == data
    assert unquote(page["A1"].hyperlink.target) == f"https://a.org/{data}"
    assert (made.defined_names["Name"].attr_text, made.properties.title) == (f'"{data}"', data)
    assert page["C1"].number_format == f'0" {data}"'


# Excel's own files.

EXCEL = {
    "header01": (SHEET, "&amp;L&amp;P", "&amp;L&amp;P of {{ x }}", "&amp;L&amp;P of A &amp;&amp; B"),
    "data_validation08": (SHEET, "This is the input message", "For {{ x }}", "For A &amp; B"),
    "hyperlink37": ("xl/drawings/_rels/drawing1.xml.rels", "/jmcnamara", "/{{ x }}", "/A%20%26%20B"),
    "properties04": ("docProps/custom.xml", ">Adam<", ">{{ x }}<", ">A &amp; B<"),
    "defined_name01": ("xl/workbook.xml", ">0.98<", '>"{{ x }}"<', '>"A &amp; B"<'),
}
"""By workbook: the part, a text of it, the text with a tag, and what it becomes."""


@pytest.mark.parametrize("name", EXCEL)
def test_a_workbook_saved_by_excel_is_filled(tmp_path: Path, name: str) -> None:
    part, text, tagged, wanted = EXCEL[name]
    source = shared("corpus") / "xlsxwriter" / f"{name}.xlsx"

    def change(where: str, content: bytes) -> bytes:
        return content.replace(text.encode(), tagged.encode(), 1) if where == part else content

    template = ooxml.rewritten(source, tmp_path / "template.xlsx", change)
    assert tagged in ooxml.parts(template)[part].decode()
    assert wanted in result(template, x="A & B").text(part)
