"""Periods may be asked for in any order, and each alone is answered as among others."""

from __future__ import annotations

from xlmarket.functions import CellError, call, open_snapshot

SAMPLE = open_snapshot("sample-quarterly")


def test_periods_asked_for_backwards_are_answered_backwards() -> None:
    both = call(SAMPLE, "MARKET_VALUE", "Brazil", (("2015Q4", "2015Q1"),)).rows[0]
    assert both == tuple(call(SAMPLE, "MARKET_VALUE", "Brazil", one).value for one in ("2015Q4", "2015Q1"))


def test_a_share_that_grew_fell_when_looked_at_backwards() -> None:
    there, back = (
        call(SAMPLE, "MARKET_SHARE_CHANGE", "India", *ends).value
        for ends in (("2013Q1", "2015Q4"), ("2015Q4", "2013Q1"))
    )
    assert isinstance(there, float)
    assert isinstance(back, float)
    assert there == -back != 0


def test_a_series_that_ends_before_it_begins_is_an_error() -> None:
    answer = call(SAMPLE, "MARKET_SERIES", "Brazil", "2015Q4", "2015Q1").value
    assert isinstance(answer, CellError)
    assert answer.code == "#VALUE!"
    assert "ends before it begins" in answer.sentence
