"""What the grammar means and what follows: templates drawn here, rendered, and read back with openpyxl."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from tests import ooxml
from tests.template.specimens import ITEMS, drawn, rendered, values
from xlmarket.errors import TemplateError
from xlmarket.package.values import CellError
from xlmarket.template import Environment, compile_template, problems_of, render


def test_an_expression_alone_is_a_typed_value_and_mixed_with_text_a_text(tmp_path: Path) -> None:
    book = rendered(
        drawn(tmp_path, ["{{ share }}", "Share of {{ name }}", "{{ yes }}", "{{ day }}"]),
        share=0.022,
        name="Brazil",
        yes=True,
        day=dt.date(2015, 12, 31),
    )
    assert values(book) == [[0.022, "Share of Brazil", True, "2015-12-31"]]


def test_a_date_is_a_date_where_the_format_shows_one(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "{{ day }}", book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write(0, 1, "{{ period }}", book.add_format({"num_format": "mmm yyyy"}))

    def date_of(text: str) -> dt.date | None:
        return dt.date(2015, 10, 1) if text == "2015Q4" else None

    template = drawn(tmp_path, more=more)
    book = rendered(template, Environment(date_of=date_of), day=dt.date(2015, 12, 31), period="2015Q4")
    assert values(book) == [[dt.datetime(2015, 12, 31), dt.datetime(2015, 10, 1)]]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\t=1", "{{ 7*7 }}", "<b>&amp;</b>", "  spaces  ", "_x0041_"]
)
def test_text_is_text_whatever_it_begins_with(tmp_path: Path, text: str) -> None:
    book = rendered(drawn(tmp_path, ["{{ text }}"]), text=text)
    cell = book["Report"]["A1"]
    assert (cell.value.replace("_x005F_", "_") if "_x" in text else cell.value) == text
    assert cell.data_type in ("s", "inlineStr")


def test_rows_repeat_and_rows_of_tags_vanish(tmp_path: Path) -> None:
    template = drawn(
        tmp_path,
        ["Market", "Share"],
        ["{%row for m in items %}"],
        ["{{ m.name }}", "{{ m.value }}"],
        ["{%row endfor %}"],
        ["end"],
    )
    assert values(rendered(template, items=ITEMS)) == [
        ["Market", "Share"],
        ["Brazil", 2.2],
        ["Japan", 6.6],
        ["India", 1.4],
        ["end", None],
    ]


def test_both_tags_in_one_row_repeat_that_row(tmp_path: Path) -> None:
    template = drawn(
        tmp_path, ["{%row for m in items %}{{ m.name }}", "{{ loop.index }} of {{ loop.length }}", "{%row endfor %}"]
    )
    assert [row[:2] for row in values(rendered(template, items=ITEMS))] == [
        ["Brazil", "1 of 3"],
        ["Japan", "2 of 3"],
        ["India", "3 of 3"],
    ]


def test_blocks_nest_and_groups_have_their_own_totals(tmp_path: Path) -> None:
    template = drawn(
        tmp_path,
        ["{%row for g in items | groupby('group') %}"],
        ["{{ g.grouper }}"],
        ["{%row for m in g.list %}{{ m.name }}", "{{ m.value }}", "{%row endfor %}"],
        ["sum", "=SUM(B3:B3)"],
        ["{%row endfor %}"],
        ["all", "=SUM(B3:B3)"],
    )
    assert [row[:2] for row in values(rendered(template, items=ITEMS))] == [
        ["a", None], ["Brazil", 2.2], ["Japan", 6.6], ["sum", "=SUM(B2:B3)"],
        ["b", None], ["India", 1.4], ["sum", "=SUM(B6:B6)"], ["all", "=SUM(B2:B6)"],
    ]  # fmt: skip


def test_a_condition_keeps_or_drops_rows_and_has_an_else(tmp_path: Path) -> None:
    template = drawn(
        tmp_path,
        ["{%row if n > 5 %}"],
        ["many"],
        ["{%row elif n > 1 %}"],
        ["few"],
        ["{%row else %}"],
        ["one"],
        ["{%row endif %}"],
    )
    assert [values(rendered(template, n=n)) for n in (9, 3, 1)] == [[["many"]], [["few"]], [["one"]]]


def test_a_list_of_nothing_leaves_one_empty_row_for_totals_and_charts(tmp_path: Path) -> None:
    template = drawn(
        tmp_path, ["{%row for m in items %}{{ m.name }}", "{{ m.value }}", "{%row endfor %}"], ["sum", "=SUM(B1:B1)"]
    )
    assert [row[:2] for row in values(rendered(template, items=[]))] == [[None, None], ["sum", "=SUM(B1:B1)"]]


def test_a_figure_that_is_not_there_is_an_error_value_or_what_default_says(tmp_path: Path) -> None:
    missing = CellError("#N/A", "there is no figure")
    template = drawn(
        tmp_path,
        [
            "{{ figure }}",
            '{{ figure | default("n/a") }}',
            '{{ (figure * 100) | default("n/a") }}',
            '{{ nothing | default("-") }}',
        ],
    )
    assert values(rendered(template, figure=missing)) == [["#N/A", "n/a", "n/a", "-"]]


def test_formulas_on_every_sheet_stretch_and_shift(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        other = book.add_worksheet("Other")
        other.write(0, 0, "=SUM(Report!B2:B2)")
        other.write(1, 0, "=Report!B4")
        other.write(2, 0, '=LOG10(Report!B2)&"B2"')

    template = drawn(
        tmp_path,
        ["Market", "Share"],
        ["{%row for m in items %}{{ m.name }}", "{{ m.value }}", "=B2/B$4", "{%row endfor %}"],
        [None],
        ["sum", "=SUM(B2:B2)"],
        more=more,
    )
    book = rendered(template, items=ITEMS)
    assert [row[2] for row in values(book)[1:4]] == ["=B2/B$6", "=B3/B$6", "=B4/B$6"]
    assert values(book)[5][1] == "=SUM(B2:B4)"
    assert [row[0] for row in values(book, "Other")] == ["=SUM(Report!B2:B4)", "=Report!B6", '=LOG10(Report!B2)&"B2"']


def test_everything_that_spans_a_repeated_row_follows_it(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.merge_range("D2:E2", "{{ m.name }}")
        sheet.merge_range("A5:B5", "below")
        sheet.conditional_format("B2:B2", {"type": "data_bar"})
        sheet.conditional_format(
            "B2", {"type": "formula", "criteria": "=B2>$B$4", "format": book.add_format({"bold": True})}
        )
        sheet.data_validation("B2", {"validate": "decimal", "criteria": ">", "value": 0})
        sheet.write_url("A6", "internal:Report!A4", string="total")
        sheet.set_h_pagebreaks([4])
        sheet.print_area("A1:E6")
        sheet.repeat_rows(0)
        book.define_name("Shares", "=Report!$B$2:$B$2")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"categories": "=Report!$A$2:$A$2", "values": "=Report!$B$2:$B$2"})
        sheet.insert_chart("G8", chart)

    template = drawn(
        tmp_path,
        ["Market", "Share"],
        ["{%row for m in items %}{{ m.name }}", "{{ m.value }}", "{%row endfor %}"],
        [None],
        ["sum", "=SUM(B2:B2)"],
        more=more,
    )
    result = tmp_path / "result.xlsx"
    result.write_bytes(render(compile_template(template), {"items": ITEMS}))
    book = openpyxl.load_workbook(result)
    sheet = book["Report"]
    assert {str(one) for one in sheet.merged_cells.ranges} == {"D2:E2", "D3:E3", "D4:E4", "A7:B7"}
    assert {str(one.sqref) for one in sheet.conditional_formatting} == {"B2:B4"}
    assert "B2>$B$6" in [rule.formula[0] for one in sheet.conditional_formatting for rule in one.rules if rule.formula]
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["B2:B4"]
    assert (sheet["A8"].hyperlink.ref, sheet["A8"].hyperlink.location) == ("A8", "Report!A6")
    assert [one.id for one in sheet.row_breaks.brk] == [6]
    assert sheet.print_area == "'Report'!$A$1:$E$8"
    assert sheet.print_title_rows == "$1:$1"
    assert book.defined_names["Shares"].attr_text == "Report!$B$2:$B$4"
    parts = ooxml.parts(result)
    chart = parts["xl/charts/chart1.xml"].decode()
    assert "Report!$B$2:$B$4" in chart
    assert [point for point in ("<c:v>2.2</c:v>", "<c:v>6.6</c:v>", "<c:v>1.4</c:v>") if point not in chart] == []
    anchor = etree.fromstring(parts["xl/drawings/drawing1.xml"])
    assert anchor.findtext(".//{*}from/{*}row") == "9"
    assert not ooxml.errors(result) - ooxml.errors(template)


def test_a_table_grows_with_the_row_it_holds(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.add_table(
            "A1:B3",
            {
                "name": "Shares",
                "total_row": True,
                "columns": [{"header": "Market", "total_string": "sum"}, {"header": "Share", "total_function": "sum"}],
            },
        )
        sheet.write(1, 0, "{%row for m in items %}{{ m.name }}")
        sheet.write(1, 1, "{{ m.value }}")
        sheet.write(1, 2, "{%row endfor %}")

    template = drawn(tmp_path, more=more)
    result = tmp_path / "result.xlsx"
    result.write_bytes(render(compile_template(template), {"items": ITEMS}))
    table = openpyxl.load_workbook(result)["Report"].tables["Shares"]
    assert (table.ref, table.autoFilter.ref) == ("A1:B5", "A1:B4")
    assert not ooxml.errors(result) - ooxml.errors(template)


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    template = compile_template(drawn(tmp_path, ["{%row for m in items %}{{ m.name }}", "{%row endfor %}"]))
    assert render(template, {"items": ITEMS}) == render(template, {"items": ITEMS})


def test_totals_recalculated_by_libreoffice_are_those_of_python(tmp_path: Path, soffice: str) -> None:
    import subprocess

    template = drawn(
        tmp_path, ["{%row for m in items %}{{ m.name }}", "{{ m.value }}", "{%row endfor %}"], ["sum", "=SUM(B1:B1)"]
    )
    (tmp_path / "result.xlsx").write_bytes(render(compile_template(template), {"items": ITEMS}))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        soffice,
        "--headless",
        profile,
        "--convert-to",
        "csv",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "result.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    last = (tmp_path / "result.csv").read_text().splitlines()[-1]
    assert float(last.split(",")[1]) == pytest.approx(sum(item.value or 0 for item in ITEMS))


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        (["{%row fro m in items %}"], "did you mean for?"),
        (["{%row endfor %}"], "closes nothing"),
        (["{%row for m in items %}"], "never closed"),
        (["{%row for m items %}"], "is written"),
        (["{%row if %}"], "needs a condition"),
        (["{{ m. }}"], "cannot be read"),
        (["{{ m | nofilter }}"], "cannot be read"),
        (["{%col for p in periods %}"], "never closed"),
        (["text {% if x %}"], "cannot be read"),
    ],
)
def test_a_wrong_tag_is_told_with_its_cell(tmp_path: Path, cells: list[str], what: str) -> None:
    with pytest.raises(TemplateError) as told:
        compile_template(drawn(tmp_path, cells))
    assert str(told.value).startswith("template.xlsx!Report!A1: ")
    assert what in str(told.value)


def test_all_problems_of_a_template_are_told_at_once(tmp_path: Path) -> None:
    found = problems_of(drawn(tmp_path, ["{{ a. }}", "{%row bogus %}"], ["{%row for m in x %}"]))
    assert [str(one.where) for one in found] == [
        "template.xlsx!Report!A1",
        "template.xlsx!Report!B1",
        "template.xlsx!Report!A2",
    ]


def test_a_name_nobody_gave_is_told_with_its_cell_and_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as told:
        rendered(drawn(tmp_path, ["ok"], [None, "{{ regoin }}"]), region="Europe")
    assert "template.xlsx!Report!B2" in str(told.value)
    assert "did you mean region?" in str(told.value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**15, "x" * 32_768, "a\x01b", [1, 2]])
def test_what_excel_cannot_hold_is_an_error_that_names_the_cell(tmp_path: Path, value: object) -> None:
    with pytest.raises(TemplateError, match=r"template\.xlsx!Report!A1"):
        rendered(drawn(tmp_path, ["{{ value }}"]), value=value)


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}", "{{ items.append(1) }}", "{{ lipsum.__globals__ }}", "{{ cycler }}",
        "{{ (1).__class__ }}", "{{ 'a' * 10**10 }}", "{{ 9**9**9 }}", "{% for i in range(99999) %}{% for j in range(99999) %}x{% endfor %}{% endfor %}", "{{ items.__init__.__globals__ }}", "{{ range(10**9) }}", "{{ self._TemplateReference__context }}",
    ],
)  # fmt: skip
def test_a_template_cannot_leave_its_sandbox(tmp_path: Path, attack: str) -> None:
    with pytest.raises(TemplateError, match="A1"):
        rendered(drawn(tmp_path, [attack]), items=[1])


@pytest.mark.parametrize("name", ["template_ssti.xlsx"])
def test_a_hostile_template_gets_an_error_and_nothing_else(hostile: Path, name: str) -> None:
    with pytest.raises(TemplateError):
        render(compile_template(hostile / name), {})


def test_a_merged_cell_across_the_edge_of_a_block_is_refused(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.merge_range("D2:D3", "x")

    rows = (["{%row for m in items %}{{ m.name }}"], ["{{ m.value }}", "{%row endfor %}"], ["b"])
    template = drawn(tmp_path, *rows, more=more)
    with pytest.raises(TemplateError, match=r"template\.xlsx!Report!D2: a merged cell crosses"):
        compile_template(template)


def test_a_break_under_a_row_of_tags_and_a_list_of_a_repeated_row_follow(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.set_h_pagebreaks([3])
        sheet.data_validation("D5", {"validate": "list", "source": "=$A$2"})

    rows = (["{%row for m in items %}"], ["{{ m.name }}"], ["{%row endfor %}"], ["end"])
    sheet = rendered(drawn(tmp_path, *rows, more=more), items=ITEMS)["Report"]
    assert [one.id for one in sheet.row_breaks.brk] == [1, 2, 3]
    assert [one.formula1 for one in sheet.data_validations.dataValidation] == ["$A$1:$A$3"]


def test_what_was_said_of_dropped_rows_goes_with_them(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.ignore_errors({"number_stored_as_text": "A2"})
        sheet.unprotect_range("A2", "Free")
        sheet.protect()
        sheet.conditional_format("A2", {"type": "data_bar", "data_bar_2010": True})
        sheet.data_validation("A2", {"validate": "integer", "criteria": ">", "value": 0})

    template = drawn(tmp_path, ["{%row if yes %}"], ["x"], ["{%row endif %}"], ["end"], more=more)
    result = tmp_path / "result.xlsx"
    result.write_bytes(render(compile_template(template), {"yes": False}))
    part = ooxml.parts(result)["xl/worksheets/sheet1.xml"].decode()
    assert "protectedRange" not in part
    assert "ignoredError" not in part
    assert "dataValidation" not in part
    assert not ooxml.errors(result) - ooxml.errors(template)


def test_an_absolute_row_is_there_in_iterations_that_dropped_their_own(tmp_path: Path) -> None:
    """`B$2` is the first copy of row 2, which only the first two items have."""
    rows = [
        ["{%row for m in items %}"], ["{%row if m.group == 'a' %}{{ m.name }}{%row endif %}", 1],
        ["x", "=B$2*2", "{%row endfor %}"],
    ]  # fmt: skip
    assert [row[1] for row in values(rendered(drawn(tmp_path, *rows), items=ITEMS))] == [
        1, "=B$1*2", 1, "=B$1*2", "=B$1*2"
    ]  # fmt: skip
