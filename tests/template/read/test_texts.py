"""Texts of cells: runs of formatted texts with expressions inside, and the fonts of styles."""

from __future__ import annotations

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.template.environment import PLAIN
from xlmarket.template.plan.expressions import RichText, Text
from xlmarket.template.read.styles import _run_properties
from xlmarket.template.read.texts import compile_rich_text, plain_text, runs_of, text_element


def item(*runs: str) -> etree._Element:
    return etree.fromstring(f'<si xmlns="{MAIN}">{"".join(runs)}</si>')


BOLD = "<r><rPr><b/></rPr><t>{}</t></r>"


def test_the_text_of_an_item_is_that_of_its_runs_without_their_reading() -> None:
    assert plain_text(item("<t>Sales_x000D_</t>")) == "Sales\r"
    assert plain_text(item("<r><t>a</t></r>", BOLD.format("b"), "<rPh><t>x</t></rPh>")) == "ab"


def test_a_text_is_formatted_in_parts_if_it_has_several_runs() -> None:
    assert runs_of(item(BOLD.format("a"))) == []
    assert runs_of(item("<r><t>a</t></r>", BOLD.format("b"))) == [("a", ""), ("b", "<b/>")]


def test_an_expression_over_several_runs_takes_the_look_of_the_first() -> None:
    runs = [("Share: ", ""), ("{{ ", "<b/>"), ("m }}", "<i/>"), ("!", "<u/>")]
    text = compile_rich_text("Share: {{ m }}!", runs, PLAIN)
    assert isinstance(text, RichText)
    assert text.value({"m": 4}).runs == (("Share: ", ""), ("4", "<b/>"), ("!", "<u/>"))
    assert text.names == {"m"}


def test_a_condition_over_several_runs_makes_the_whole_text_look_alike() -> None:
    source = "{% if m %}yes{% endif %}"
    text = compile_rich_text(source, [("{% if m %}", ""), ("yes", "<b/>"), ("{% endif %}", "")], PLAIN)
    assert isinstance(text, Text)
    assert text.value({"m": 1}) == "yes"


def test_spaces_at_the_ends_and_line_breaks_are_kept() -> None:
    assert text_element("a & b") == "<t>a &amp; b</t>"
    assert text_element(" a") == '<t xml:space="preserve"> a</t>'
    assert text_element("a\nb") == '<t xml:space="preserve">a\nb</t>'


def test_a_font_is_the_properties_of_a_run_in_the_order_of_the_schema() -> None:
    font = etree.fromstring(f'<font xmlns="{MAIN}"><sz val="9"/><name val="Arial"/><b/><family val="2"/></font>')
    assert _run_properties(font) == '<rFont val="Arial"/><family val="2"/><b/><sz val="9"/>'
