"""Texts as parts hold them, and read again as XML and as Excel do."""

from lxml import etree

from xlmarket.package.notes import _run
from xlmarket.package.texts import LONGEST, plain


def test_what_no_xml_holds_is_left_out_and_what_looks_escaped_stays_as_it_is():
    assert plain("a\x00b\x1f\ud800\uffff<&_x000D_") == "ab&lt;&amp;_x005F_x000D_"
    assert plain("tab\tand\nline") == "tab\tand\nline"


def test_a_text_is_as_long_as_a_cell_may_be():
    assert len(plain("x" * 40_000)) == LONGEST


def test_a_note_takes_any_text():
    assert etree.tostring(_run("a\x01b"), method="text") == b"ab"
