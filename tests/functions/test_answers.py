"""An answer shows itself: as text, in a terminal, in a notebook."""

from __future__ import annotations

import re

import pytest

from xlmarket.functions import Answer, call, open_snapshot
from xlmarket.functions.forms import print_cell

FIGURES = open_snapshot("sample-quarterly")
BRAZIL = call(FIGURES, "MARKET_SHARE", "Brazil", "2015Q4")


def test_it_prints_the_figure_as_a_reader_sees_it() -> None:
    assert str(BRAZIL) == "2.2 %"
    assert repr(BRAZIL) == "<Answer 2.2 %, 2015Q4, illustrative>"
    assert str(call(FIGURES, "MARKET_VALUE", "Brazil", "2015Q4")) == "684.45"
    assert str(call(FIGURES, "MARKET_SHARE_CHANGE", "India", 2014, 2015)) == "+0.3 pts"


def test_it_is_a_number_where_it_has_one_and_else_has_a_reason() -> None:
    assert float(BRAZIL) == pytest.approx(0.022, abs=1e-3)
    assert BRAZIL.reason == ""
    unknown = call(FIGURES, "MARKET_SHARE", "Brazl")
    assert str(unknown) == "#VALUE!"
    assert "Brazil" in unknown.reason
    with pytest.raises(ValueError, match="Brazil"):
        float(unknown)


@pytest.mark.parametrize("unit", ["percent", "pp", "bp"])
def test_a_figure_that_is_multiplied_already_gets_no_percent_sign(unit: str) -> None:
    shown = str(call(FIGURES, "MARKET_SHARE", "Brazil", "2015Q4", None, None, f"as={unit}"))
    assert shown == {"percent": "2.2085", "pp": "2.2085", "bp": "220.85"}[unit]


def test_a_notebook_shows_it_with_its_origin_and_nothing_of_it_is_markup() -> None:
    html = BRAZIL._repr_html_()
    assert "2.2 %" in html
    assert re.search(r"<th[^>]*>status</th><td[^>]*>illustrative</td>", html)
    assert "<b>" not in Answer("<b>", "text", source="<b>")._repr_html_()


def test_cells_without_a_number_print_as_they_are() -> None:
    assert [print_cell(cell, "percent") for cell in (None, True, "text")] == ["", "TRUE", "text"]
