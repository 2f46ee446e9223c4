"""Texts as parts hold them, and read again as XML and as Excel do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from xlmarket.package.texts import (
    FORBIDDEN,
    MOST_TEXT,
    escape,
    escape_attribute,
    escape_text,
    fit_text,
    unescape_text,
)

SOUND = st.text().map(fit_text)


@given(SOUND)
def test_any_text_that_xml_can_hold_is_read_as_it_was(text: str) -> None:
    assert (etree.fromstring(f"<t>{escape(text)}</t>").text or "") == text


@given(SOUND.filter(lambda text: not set(text) & set("\n\t")))
def test_an_attribute_is_read_as_it_was(text: str) -> None:
    assert etree.fromstring(f'<t a="{escape_attribute(text)}"/>').get("a") == text


@given(SOUND | st.text("_x0005FDd<&", max_size=40))
def test_a_text_of_a_cell_is_read_as_it_was(text: str) -> None:
    assert unescape_text(etree.fromstring(f"<t>{escape_text(text)}</t>").text or "") == text


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("a\rb", "a&#13;b"),
        ("_x000D_", "_x005F_x000D_"),
        ("_x005F_x000D_", "_x005F_x005F_x005F_x000D_"),
        ("_xABC_", "_xABC_"),
        ("=1+1", "=1+1"),
    ],
)
def test_what_looks_like_an_escape_of_excel_stays_as_it_is(text: str, held: str) -> None:
    assert escape_text(text) == held


@pytest.mark.parametrize(("held", "text"), [("a_x000D_b", "a\rb"), ("_x005F_x000D_", "_x000D_"), ("_x00e9_", "é")])
def test_escapes_of_excel_are_read(held: str, text: str) -> None:
    assert unescape_text(held) == text


@given(st.text())
def test_a_fitted_text_is_sound_and_a_sound_one_stays(text: str) -> None:
    fitted = fit_text(text)
    assert not FORBIDDEN.search(fitted)
    assert FORBIDDEN.search(text) or fitted == text


def test_what_no_xml_holds_is_left_out_and_a_text_is_as_long_as_a_cell_may_be() -> None:
    assert fit_text("a\x00b\x1f\ud800\uffffc\td\n") == "abc\td\n"
    assert len(fit_text("x" * 40_000)) == MOST_TEXT == 32_767
