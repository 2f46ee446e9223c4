"""Calls by name: cached, never raising for a mistake, and with a cache that holds outcomes and not exceptions."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from xlmarket.errors import AmbiguousMarket, FormulaError, UnknownMarket, XlmarketError
from xlmarket.functions import CellError, Snapshot, call, open_snapshot
from xlmarket.functions.call import call_strictly, call_with


@pytest.fixture
def figures() -> Snapshot:
    return open_snapshot("sample-quarterly")


def test_the_same_call_is_answered_from_the_cache(figures: Snapshot) -> None:
    first = call(figures, "MARKET_SHARE", "Brazil", 2015)
    assert call(figures, "MARKET_SHARE", "Brazil", 2015) is first
    assert call(figures, "MARKET_SHARE", "Brazil", 2015.0) is not first
    by_name = call_with(figures, "MARKET_SHARE", ("Brazil",), {"period": 2015})
    assert by_name == first
    assert call_with(figures, "MARKET_SHARE", ("Brazil",), {"period": 2015}) is by_name


def test_keywords_and_arguments_with_the_same_texts_are_different_calls(figures: Snapshot) -> None:
    call(figures, "MARKET_SHARE", "Brazil", "period", "2015")
    assert call_with(figures, "MARKET_SHARE", ("Brazil",), {"period": "2015"}).value == pytest.approx(0.022)


def test_a_mistake_is_a_value_and_is_raised_only_strictly(figures: Snapshot) -> None:
    value = call(figures, "MARKET_SHAER", "Brazil").value
    assert isinstance(value, CellError)
    assert value.sentence == 'unknown function "MARKET_SHAER": did you mean MARKET_SHARE?'
    with pytest.raises(FormulaError, match="MARKET_SHARE"):
        call_strictly(figures, "MARKET_SHAER", "Brazil")


def test_an_answer_is_labelled_by_markets_and_periods(figures: Snapshot) -> None:
    answer = call(figures, "MARKET_SHARE", ["BRA", "Brazl", "Japan"], "2015Q3:2015Q4")
    assert answer.down == ("Brazil", "Brazl", "Japan")
    assert answer.across == ("2015Q3", "2015Q4")
    assert call(figures, "MARKET_TABLE").down == ()


def test_a_look_up_keeps_the_outcome_and_raises_a_fresh_error(figures: Snapshot) -> None:
    kept = figures.lookup("Brazl")
    assert isinstance(kept, UnknownMarket)
    with pytest.raises(UnknownMarket) as first:
        figures.resolve("Brazl")
    assert first.value is not kept
    assert kept.__traceback__ is None
    assert figures.lookup("Brazl") is kept
    assert isinstance(figures.lookup("Congo"), AmbiguousMarket)


def test_errors_that_come_back_do_not_grow(figures: Snapshot) -> None:
    """80,000 array calls with one misspelt market grew from 35 to 473 MB when a kept exception was raised again."""

    def ask(times: int) -> None:
        for _ in range(times):
            call(figures, "MARKET_SHARE", ["Brazil", "Brazl", "Congo"], "2015Q4")
            call(figures, "MARKET_SHARE", "Brazil", "2015Q4", "Europ")
            with pytest.raises(XlmarketError):
                figures.resolve("Brazl")

    ask(100)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        ask(2_000)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 100_000
