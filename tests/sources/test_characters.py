"""Invisible characters in cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.sources.characters import are_plain, clean, has_invisible, readable
from xlmarket.sources.tables import Unreadable


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u200e", "\u2066", "\ufeff"])
def test_a_harmless_one_is_taken_out(sign: str) -> None:
    assert (readable(f"Bra{sign}zil"), clean(f"Bra{sign}zil"), has_invisible(f"Bra{sign}zil")) == (
        "Brazil",
        "Brazil",
        True,
    )


@pytest.mark.parametrize(("sign", "why"), [
    ("\u202e", "control character U+202E"), ("\0", "control character U+0000"), ("\u2028", "U+2028"),
    ("\ufffd", "export it again as UTF-8"),
])  # fmt: skip
def test_a_harmful_one_makes_the_cell_unreadable_and_is_shown_by_its_number(sign: str, why: str) -> None:
    cell = readable(f"12{sign}3")
    assert isinstance(cell, Unreadable)
    assert why in cell.why
    assert cell.found == f"12<U+{ord(sign):04X}>3"


@given(st.text())
def test_lines_are_plain_where_reading_changes_no_cell(text: str) -> None:
    assert are_plain([text]) == (readable(text) == text)
