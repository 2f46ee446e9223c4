"""Formatted text, links and notes from values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.template.specimens import ITEMS, drawn, rendered, result
from xlmarket.errors import TemplateError
from xlmarket.package.rich_text import Rich
from xlmarket.template.richtext import markdown


def test_marks_in_a_text_become_bold_and_italic_in_the_font_of_the_cell(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        look = book.add_format({"font_name": "Arial", "font_size": 14, "font_color": "red"})
        sheet.write("A1", "{{ text | markdown }}", look)

    made = result(drawn(tmp_path, more=more), text="**Sales** rose *fast*<br>a * b")
    runs = [(run.find("{*}rPr"), run.findtext("{*}t")) for run in made.xml("xl/worksheets/sheet1.xml").iter("{*}r")]
    assert [text for _, text in runs] == ["Sales", " rose ", "fast", "\na * b"]
    assert [None if look is None else [one.tag.rpartition("}")[2] for one in look] for look, _ in runs] == [
        ["rFont", "family", "b", "color", "sz"], None, ["rFont", "family", "i", "color", "sz"], None,
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["plain", "2 * 3 * 4", "a*b*c", "** spaced **", "", "*"])
def test_text_without_marks_stays_text(text: str) -> None:
    assert markdown(text) == text


def test_values_that_are_no_text_stay_what_they_are() -> None:
    assert markdown(None) is None
    assert markdown(2.2) == 2.2
    assert isinstance(markdown("**x**"), Rich)


def test_the_designers_formatting_stays_around_what_is_filled_in(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        bold = book.add_format({"bold": True})
        sheet.write_rich_string("A1", "Share of {", bold, "{ name }}", " in ", bold, "{{ peri", "od }}, {{ name }}")

    made = result(drawn(tmp_path, more=more), name="Brazil", period="2015")
    runs = [
        (run.find("{*}rPr/{*}b") is not None, run.findtext("{*}t"))
        for run in made.xml("xl/worksheets/sheet1.xml").iter("{*}r")
    ]
    assert runs == [(False, "Share of Brazil"), (False, " in "), (True, "2015"), (False, ", Brazil")]


def test_a_condition_over_several_formats_gives_plain_text(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        bold = book.add_format({"bold": True})
        sheet.write_rich_string("A1", "{% if up %}up ", bold, "{{ name }}", "{% endif %}")

    assert rendered(drawn(tmp_path, more=more), up=True, name="x")["Report"]["A1"].value == "up x"


def test_links_and_notes_come_from_values(tmp_path: Path) -> None:
    row = [
        "{%row for m in items %}{{ m.name | link('https://example.org/' ~ m.name) | note(m.group) }}",
        "{{ m.value | link('#Report!A1') }}",
        "{%row endfor %}",
    ]
    made = result(drawn(tmp_path, ["Market"], row), items=ITEMS)
    sheet = made.book["Report"]
    assert [
        (sheet.cell(n, 1).value, sheet.cell(n, 1).hyperlink.target, sheet.cell(n, 1).comment.text) for n in (2, 3, 4)
    ] == [
        ("Brazil", "https://example.org/Brazil", "a"),
        ("Japan", "https://example.org/Japan", "a"),
        ("India", "https://example.org/India", "b"),
    ]
    assert [(sheet.cell(n, 2).value, sheet.cell(n, 2).hyperlink.location) for n in (2, 3)] == [
        (2.2, "Report!A1"),
        (6.6, "Report!A1"),
    ]


def test_a_note_joins_those_the_template_has(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.write_comment("B2", "drawn")
        sheet.write_comment("A1", "kept")

    made = result(drawn(tmp_path, ["x"], [None, "{{ 1 | note('from data') }}"], more=more))
    assert made.book["Report"]["A1"].comment.text == "kept"
    assert made.book["Report"]["B2"].comment.text == "drawn\nfrom data"


def test_a_link_to_nowhere_is_told_with_its_cell(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"Report!A1: a link begins with https:"):
        rendered(drawn(tmp_path, ["{{ 'x' | link('javascript:alert(1)') }}"]))


def test_an_address_is_written_with_codes_and_no_longer_than_excel_reads(tmp_path: Path) -> None:
    template = drawn(tmp_path, ["{{ 'x' | link(to) }}"])
    book = rendered(template, to="https://example.org/a b<c>?q=%20&r=1#s")
    assert book["Report"]["A1"].hyperlink.target == "https://example.org/a%20b%3Cc%3E?q=%20&r=1#s"
    assert rendered(template, to="https://e/" + "x" * 2_069)["Report"]["A1"].hyperlink is not None
    with pytest.raises(TemplateError, match=r"Report!A1: the address of a link has at most 2,079 characters"):
        rendered(template, to="https://e/" + "x" * 2_070)


def test_charts_draw_the_value_behind_a_mark(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Report!$A$1:$A$1"})
        sheet.insert_chart("C2", chart)

    template = drawn(tmp_path, ["{%row for m in items %}{{ m.value | note(m.name) }}{%row endfor %}"], more=more)
    assert result(template, items=ITEMS).found(r"<c:v>(.*?)</c:v>", "xl/charts/chart1.xml") == ["2.2", "6.6", "1.4"]


def test_a_link_in_place_of_a_drawn_one_is_the_only_one(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.write_url("A1", "https://old.example.org", string="{{ 'a' | link('https://example.org') }}")
        sheet.write_url("A2", "https://kept.example.org", string="{{ 'b' }}")

    made = result(drawn(tmp_path, more=more)).text("xl/worksheets/sheet1.xml")
    assert made.count("<hyperlink ") == 2
    book = rendered(drawn(tmp_path, more=more))
    assert book["Report"]["A1"].hyperlink.target == "https://example.org"
    assert book["Report"]["A2"].hyperlink.target == "https://kept.example.org"


@pytest.mark.parametrize("mark", ["link('https://example.org')", "note('n')"])
def test_a_mark_within_other_text_is_refused_and_not_lost(tmp_path: Path, mark: str) -> None:
    with pytest.raises(TemplateError, match=r"Report!A1: a text holds a value without a link or note"):
        rendered(drawn(tmp_path, ["see {{ 'a' | " + mark + " }}"]))


@pytest.mark.parametrize(
    ("text", "what"), [("x" * 32_768, "at most 32,767 characters"), ("a\x0bb", "control characters")]
)
def test_a_note_that_no_cell_could_hold_is_refused_and_not_cut(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(TemplateError, match=f"Report!A1: a cell .*{what}"):
        rendered(drawn(tmp_path, ["{{ 1 | note(text) }}"]), text=text)
